"""Two versions of a table laid over each other: every rule and cell as it was and is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from motor.difference import matched
from motor.documents.model import Cell, RuleDocument, TableDocument
from motor.rulebook.decision import Version

EMPTY = "-"
"""What a condition that is left out reads as."""


@dataclass(frozen=True, slots=True)
class CellPair:
    """A cell as it was and is; None where its rule is not there."""

    before: str | None
    after: str | None

    @property
    def changed(self) -> bool:
        """Whether both are there, and differ."""
        return None not in (self.before, self.after) and self.before != self.after


@dataclass(frozen=True, slots=True)
class RulePair:
    """A rule as it was and is, with its number after the change and before it; None where it is not there."""

    number: int | None
    old_number: int | None
    cells: tuple[CellPair, ...]

    @property
    def state(self) -> str:
        """What has become of it: `ny`, `borttagen`, `ändrad`, or nothing."""
        if self.old_number is None:
            return "ny"
        if self.number is None:
            return "borttagen"
        return "ändrad" if any(cell.changed for cell in self.cells) else ""


@dataclass(frozen=True, slots=True)
class TablePair:
    """Two versions of a table: the columns of either, inputs first, and the rules of either."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[RulePair, ...]


def side_by_side(one: Version | None, other: Version | None) -> TablePair | None:
    """The two tables over each other; None for what are not both tables."""
    before, after = (version.document.logic if version else None for version in (one, other))
    if not isinstance(before, TableDocument) or not isinstance(after, TableDocument):
        return None
    inputs = tuple(dict.fromkeys(each.name for table in (after, before) for each in table.inputs))
    outputs = tuple(dict.fromkeys(each.name for table in (after, before) for each in table.outputs))
    pairs = matched(before.rules, after.rules)
    return TablePair(inputs, outputs, tuple(_rule(was, now, inputs, outputs) for was, now in pairs))


def _rule(
    was: RuleDocument | None, now: RuleDocument | None, inputs: tuple[str, ...], outputs: tuple[str, ...]
) -> RulePair:
    return RulePair(
        now.number if now else None,
        was.number if was else None,
        (
            *_cells(was.when if was else None, now.when if now else None, inputs, EMPTY),
            *_cells(was.then if was else None, now.then if now else None, outputs, ""),
        ),
    )


def _cells(
    was: Mapping[str, Cell] | None, now: Mapping[str, Cell] | None, names: tuple[str, ...], empty: str
) -> Iterator[CellPair]:
    for name in names:
        yield CellPair(*(None if row is None else _text(row.get(name), empty) for row in (was, now)))


def _text(cell: Cell | None, empty: str) -> str:
    return empty if cell is None else cell.text.strip()
