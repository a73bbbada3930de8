"""The amounts of a version: constants in kronor in its outputs, indexed exactly and rounded to a step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
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
EXACT = Context(prec=60, traps=[Inexact])
"""Arithmetic that would rather stop than lose a digit."""


@dataclass(frozen=True, slots=True)
class Indexing:
    """`share` more of each amount (0.024 is 2.4 percent), rounded half up to a multiple of `step` kronor.

    `columns` names the output columns (or steps) to index; none: all.
    """

    share: Decimal
    step: Decimal
    columns: tuple[str, ...] = ()

    def apply(self, amount: Decimal) -> Decimal:
        """The new amount; halves go away from zero."""
        raised = EXACT.multiply(amount, EXACT.add(Decimal(1), self.share))
        steps = (2 * abs(Fraction(raised)) / Fraction(self.step) + 1) // 2
        return EXACT.multiply(Decimal(steps).copy_sign(raised), self.step)


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
        if scalar.block or not _AMOUNT.fullmatch(self.cell.text) or self.cell.text not in scalar.written:
            return None
        return Decimal(re.sub(r"[ \u00a0\u202f]", "", self.cell.text))

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
        if _in_kronor(logic.unit):
            yield Place("uttryck", "", logic.expression)
    elif isinstance(logic, StepsDocument):
        for step in logic.steps:
            if _in_kronor(step.unit):
                yield Place("steg", step.name, step.expression)
    elif isinstance(logic, FunctionDocument):
        yield from places(logic.body)
    else:
        raise TypeError(f"unknown kind of decision: {type(logic).__name__}")


def _in_table(table: TableDocument) -> Iterator[Place]:
    columns = [column for column in table.outputs if _in_kronor(column.unit)]
    for column in columns:
        for value in column.allowed.values if isinstance(column.allowed, AllowedValues) else ():
            yield Place("tillåtna", column.name, value)
        if column.default:
            yield Place("standard", column.name, column.default)
    for rule in table.rules:
        for column in columns:
            if column.name in rule.then:
                yield Place(f"regel {rule.number}", column.name, rule.then[column.name], rule.number)


def _in_kronor(unit: str | None) -> bool:
    return bool(unit and _CURRENCY.match(unit))


def amount_text(amount: Decimal, like: str, group: str) -> str:
    """An amount with as many decimals as `like` has, or as it takes, and its digits in groups by `group`."""
    decimals = len(like.partition(".")[2])
    exponent = amount.normalize().as_tuple().exponent
    shown = max(decimals, -exponent if isinstance(exponent, int) else 0)
    whole, dot, rest = f"{abs(amount):.{shown}f}".partition(".")
    if group:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", group, whole)
    return f"{'-' if amount < 0 else ''}{whole}{dot}{rest}"
