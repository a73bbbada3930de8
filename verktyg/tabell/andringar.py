"""What a sheet says that its version does not: cells that differ, and rules that are new, gone or moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from motor.documents.amounts import amount_of, in_kronor, percent_text
from motor.documents.model import TableDocument
from motor.rulebook.wording import GROUPED
from verktyg.format import ANY
from verktyg.tabell.kolumner import Column, Key, cell_texts
from verktyg.tabell.lika import same, styled


@dataclass(frozen=True, slots=True)
class Row:
    """A rule on a sheet; `number` is the rule that it was when the sheet was made, None for a new one."""

    row: int
    number: int | None
    cells: Mapping[Key, str]


class Sheet(Protocol):
    """A table that somebody has edited: in a workbook, or in a form."""

    @property
    def title(self) -> str:
        """Its name."""

    @property
    def table(self) -> TableDocument:
        """The table as it was."""

    @property
    def columns(self) -> Sequence[Column]:
        """The table's columns."""

    @property
    def rows(self) -> Sequence[Row]:
        """Its rules as they are to be."""

    def place(self, row: int, key: Key | None = None) -> tuple[str, str]:
        """The sheet and the cell of a row."""


@dataclass(frozen=True, slots=True)
class Change:
    """A difference as it is shown: where, in which rule and column, and what it was and is.

    Without a column it is a rule that is new (no number), gone (no cell) or moved. `percent` says how much an
    amount in kronor has changed, "" of anything else.
    """

    sheet: str
    cell: str
    rule: str
    column: str
    before: str
    now: str
    percent: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rule as it is to be: the number that it has (None for a new one), and the texts that are new."""

    number: int | None
    cells: Mapping[Key, str]


def compare(sheet: Sheet) -> tuple[list[Change], list[Wanted]]:
    """The differences, in the order of the sheet, and every rule as it is to be."""
    keys = [column.key for column in sheet.columns]
    units = {column.key: None if column.is_input else column.unit for column in sheet.columns}
    written = [dict(zip(keys, cell_texts(rule, sheet.columns), strict=True)) for rule in sheet.table.rules]
    grouped = {key for key in keys if any(GROUPED.search(cells[key]) for cells in written)}
    stayed = set(_in_order([row.number for row in sheet.rows if row.number is not None]))
    changes: list[Change] = []
    wanted: list[Wanted] = []
    for order, row in enumerate(sheet.rows, 1):
        was = written[row.number - 1] if row.number is not None else None
        new = _new_texts(sheet, row, was, grouped)
        wanted.append(Wanted(row.number, new))
        if was is None:
            changes.append(Change(sheet.title, f"A{row.row}", "", "", "", _summary(new)))
            continue
        if row.number not in stayed:
            place = (f"A{row.row}", str(row.number), "", f"regel {row.number}", f"regel {order}")
            changes.append(Change(sheet.title, *place))
        for key, text in new.items():
            place = (sheet.place(row.row, key)[1], str(row.number), key[1], was[key], text)
            changes.append(Change(sheet.title, *place, percent=_percent(units[key], was[key], text)))
    left = {row.number for row in sheet.rows}
    for number, cells in enumerate(written, 1):
        if number not in left:
            changes.append(Change(sheet.title, "", str(number), "", _summary(cells), ""))
    return changes, wanted


def _new_texts(sheet: Sheet, row: Row, was: Mapping[Key, str] | None, grouped: set[Key]) -> dict[Key, str]:
    """The texts that are to be written: all of a new rule, those that differ of another."""
    return {
        column.key: styled(row.cells[column.key], column, column.key in grouped)
        for column in sheet.columns
        if was is None or not same(was[column.key], row.cells[column.key], column)
    }


def _percent(unit: str | None, before: str, now: str) -> str:
    was, is_ = (amount_of(text) if in_kronor(unit) else None for text in (before, now))
    return "" if was is None or is_ is None else percent_text(was, is_)


def _summary(cells: Mapping[Key, str]) -> str:
    return "; ".join(f"{name}: {text}" for (_, name), text in cells.items() if text != ANY)


def _in_order(numbers: Sequence[int]) -> list[int]:
    """The most of the numbers that stand in rising order: the others have moved."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(ends, number)
        before[number] = ends[place - 1] if place else None
        ends[place : place + 1] = [number]
    chain: list[int] = []
    last = ends[-1] if ends else None
    while last is not None:
        chain.append(last)
        last = before[last]
    return chain
