"""The amounts of a version: constants in kronor in what it gives, where they stand, and how they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from motor.documents.model import (
    AllowedValues,
    Cell,
    ExpressionDocument,
    FunctionDocument,
    Logic,
    StepsDocument,
    TableDocument,
)

_CURRENCY = re.compile(r"kr\b")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:(?P<group>[ \u00a0\u202f])\d{3})(?:(?P=group)\d{3})*|\d+)(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an amount may stand: a rule's output, a column's `standard` or `tillåtna`, or an expression."""

    where: str
    column: str
    cell: Cell
    rule: int | None = None

    @property
    def amount(self) -> Decimal | None:
        """The amount, when it is one that can be written over: a number on one line."""
        scalar = self.cell.scalar
        return None if scalar.block or self.cell.text not in scalar.written else amount_of(self.cell.text)

    @property
    def group(self) -> str | None:
        """What the digits are grouped by; "" when they are not, None when they are too few to tell."""
        match = _AMOUNT.fullmatch(self.cell.text)
        if match is None:
            return None
        few = abs(self.amount or Decimal(0)) < 1000
        return match["group"] or (None if few else "")

    @property
    def worked_out(self) -> bool:
        """Whether an expression with numbers stands here, whose amounts cannot be told."""
        return self.amount is None and re.search(r"\d", self.cell.text) is not None

    def __str__(self) -> str:
        return f"{self.where}, {self.column}" if self.column else self.where


def places(logic: Logic) -> Iterator[Place]:
    """Every place of a version where an amount in kronor may stand, in the order of the file."""
    if isinstance(logic, TableDocument):
        yield from _in_table(logic)
    elif isinstance(logic, ExpressionDocument):
        if in_kronor(logic.unit):
            yield Place("uttryck", "", logic.expression)
    elif isinstance(logic, StepsDocument):
        for step in logic.steps:
            if in_kronor(step.unit):
                yield Place("steg", step.name, step.expression)
    elif isinstance(logic, FunctionDocument):
        yield from places(logic.body)
    else:
        raise TypeError(f"unknown kind of decision: {type(logic).__name__}")


def _in_table(table: TableDocument) -> Iterator[Place]:
    columns = [column for column in table.outputs if in_kronor(column.unit)]
    for column in columns:
        for value in column.allowed.values if isinstance(column.allowed, AllowedValues) else ():
            yield Place("tillåtna", column.name, value)
        if column.default:
            yield Place("standard", column.name, column.default)
    for rule in table.rules:
        for column in columns:
            if column.name in rule.then:
                yield Place(f"regel {rule.number}", column.name, rule.then[column.name], rule.number)


def in_kronor(unit: str | None) -> bool:
    """Whether what has this unit is an amount: `kr`, `kr/månad`."""
    return bool(unit and _CURRENCY.match(unit))


def amount_of(text: str) -> Decimal | None:
    """The amount that a cell is; None when it is anything else than a number."""
    return Decimal(re.sub(r"[ \u00a0\u202f]", "", text)) if _AMOUNT.fullmatch(text) else None


def percent_text(before: Decimal, after: Decimal) -> str:
    """How much an amount has changed, in percent with at most one decimal: `+2,4`; "" from nothing."""
    if not before:
        return ""
    tenths = Fraction(after - before) / abs(Fraction(before)) * 1000
    rounded = (2 * abs(tenths) + 1) // 2
    whole, decimal = divmod(rounded, 10)
    sign = "" if not rounded else "-" if after < before else "+"
    grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", " ", str(whole))
    return f"{sign}{grouped},{decimal}" if decimal else f"{sign}{grouped}"
