"""One input column cut into elementary cells: which rules does a value let through?

Between the column's own boundaries every value meets the same rules, so each elementary cell is decided once,
by running the compiled tests on one representative, and a value is found by bisection (numbers, dates) or by
dictionary (texts, booleans). Open ends, exact decimals and three-valued null thus hold by construction. Sets
of rules are ints used as bitmasks, bit i for rule i. A test that is not constant on its column (it calls a
function, or reads another name) stays a closure that is run for each value.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from motor.feel.scope import Scope
from motor.feel.syntax import Node
from motor.table.constants import constants
from motor.table.model import InputColumn, UnaryTest
from motor.values.compare import less
from motor.values.number import CONTEXT, number
from motor.values.temporal import Date

Tests = list[tuple[UnaryTest, int]]
OTHER = "\x00annan text"
"""A text that no rule lists."""


class Column:
    """The tests of one input column over all rules, ready to give a bitmask for a value."""

    def __init__(self, clause: InputColumn, tests: Iterable[UnaryTest | None]) -> None:
        self.clause = clause
        self.any = 0
        by_text: dict[str, tuple[UnaryTest, int]] = {}
        for index, test in enumerate(tests):
            if test is None:
                self.any |= 1 << index
            else:
                seen = by_text.get(test.text, (test, 0))[1]
                by_text[test.text] = (test, seen | 1 << index)
        boundaries = constants if clause.scalar else _uncut
        points = {text: boundaries(test.node) for text, (test, _) in by_text.items()}
        self.constant: Tests = [by_text[text] for text, found in points.items() if found is not None]
        self.closures: Tests = [by_text[text] for text, found in points.items() if found is None]
        limits = boundaries(clause.allowed.node) if clause.allowed else ()
        self.known = not self.closures and limits is not None
        """Whether the boundaries tell all that the column can tell apart."""
        self.points = [point for found in (*points.values(), limits) for point in found or ()]
        self.cells = cut(self.points)

    def mask(self, value: Any, scope: Scope) -> int:
        """The rules that `value` lets through. `scope` is what closures may read besides `?`."""
        cell, representative = self.cells.find(value)
        mask = self.cells.masks.get(cell)
        if mask is None:
            mask = self.any | _met(self.constant, representative, Scope())
            if cell is not None:
                self.cells.masks[cell] = mask
        return mask | _met(self.closures, value, scope) if self.closures else mask

    @cached_property
    def possible_masks(self) -> frozenset[int] | None:
        """Every mask that some value of this column gives, or None where that cannot be known."""
        values = self.representatives()
        return None if values is None else frozenset(self.mask(value, Scope()) for value in values)

    def representatives(self) -> list[Any] | None:
        """One allowed value from each elementary cell, null last, or None where cells do not tell all."""
        cells = self.cells.representatives() if self.known else None
        if cells is None:
            return None
        values = [value for value in cells if self.allows(value)]
        return [*values, None] if self.clause.nullable else values

    def allows(self, value: Any) -> bool:
        """Whether `value` is among the column's allowed values (true when it has none)."""
        allowed = self.clause.allowed
        return allowed is None or _run(allowed, value, Scope()) is True


def distinguishable(columns: Iterable[Column], allowed: UnaryTest | None, sample: Any) -> list[Any] | None:
    """One allowed value for each way in which all these columns can tell values apart; None: not known.

    Null is not among them. `sample` is any value of the columns' type.
    """
    limits = constants(allowed.node) if allowed else ()
    if limits is None or not all(column.known for column in columns):
        return None
    points = [point for column in columns for point in column.points] + list(limits)
    values = cut(points).representatives() if points else [sample]
    if values is None:
        return None
    return [value for value in values if allowed is None or _run(allowed, value, Scope()) is True] or None


def _met(tests: Tests, value: Any, scope: Scope) -> int:
    mask = 0
    for test, rules in tests:
        if _run(test, value, scope) is True:
            mask |= rules
    return mask


def _run(test: UnaryTest, value: Any, scope: Scope) -> Any:
    inner = scope.child()
    inner["?"] = value
    return test.run(inner)


def _uncut(_: Node) -> None:
    """The boundaries of a test on a column that is not cut into cells."""


class Cells:
    """No cells: every value is met by the tests themselves."""

    def __init__(self) -> None:
        self.masks: dict[Any, int] = {}

    def find(self, value: Any) -> tuple[Any, Any]:
        """The key of a value's cell (None: not to be remembered), and its representative."""
        return None, value

    def representatives(self) -> list[Any] | None:
        """A value from each cell; None where there are no cells."""
        return None


class _Whole(Cells):
    """No boundaries: every value but null is one cell (lists and contexts are not cut)."""

    def find(self, value: Any) -> tuple[Any, Any]:
        return (None if isinstance(value, list | dict) else value is None), value

    def representatives(self) -> list[Any]:
        return [OTHER]


class _Discrete(Cells):
    """Each listed text or boolean is a cell of its own; then any other text; then null."""

    def __init__(self, points: Iterable[Any]) -> None:
        super().__init__()
        self.points = list(dict.fromkeys(points))
        self.listed = set(self.points)
        self.type = type(self.points[0])
        self.texts = self.type is str

    def find(self, value: Any) -> tuple[Any, Any]:
        if value is None or (type(value) is self.type and (value in self.listed or not self.texts)):
            return (value,), value
        return ("other", OTHER) if self.texts and isinstance(value, str) else (None, value)

    def representatives(self) -> list[Any]:
        return [*self.points, OTHER] if self.texts else [True, False]


class _Ordered(Cells):
    """Each boundary is a cell, and so is each open interval between two, below all and above all."""

    def __init__(self, points: Iterable[Any], inside: Callable[[Any, Any], Any]) -> None:
        super().__init__()
        self.inside = inside
        self.points = sorted(set(points))
        self.type = type(self.points[0])

    def find(self, value: Any) -> tuple[Any, Any]:
        if value is None:
            return "null", None
        if type(value) is not self.type:
            return None, value
        index = bisect_left(self.points, value)
        on_point = index < len(self.points) and self.points[index] == value
        return 2 * index + on_point, value

    def representatives(self) -> list[Any]:
        values: list[Any] = []
        below: Any = None
        for point in self.points:
            values += [*self._between(below, point), point]
            below = point
        return [*values, *self._between(below, None)]

    def _between(self, low: Any, high: Any) -> Iterator[Any]:
        value = self.inside(low, high)
        if (low is None or less(low, value)) and (high is None or less(value, high)):
            yield value


def _number_inside(low: Decimal | None, high: Decimal | None) -> Decimal:
    """Some number between the two; None is an open end."""
    if low is None or high is None:
        return (
            CONTEXT.add(low, number(1)) if low is not None else CONTEXT.subtract(high or number(0), number(1))
        )
    return CONTEXT.divide(CONTEXT.add(low, high), number(2))


def _date_inside(low: Date | None, high: Date | None) -> Date | None:
    """The day after `low`, or the day before `high`."""
    if low is None:
        return None if high is None else Date.from_ordinal(high.ordinal - 1)
    return Date.from_ordinal(low.ordinal + 1)


def cut(points: list[Any]) -> Cells:
    """The way to cut a column with these boundaries; a mix of types is not cut."""
    listed = [point for point in points if point is not None]
    kinds = {type(point) for point in listed}
    if len(kinds) != 1:
        return Cells() if kinds else _Whole()
    kind = kinds.pop()
    if kind is Decimal:
        return _Ordered(listed, _number_inside)
    if kind is Date:
        return _Ordered(listed, _date_inside)
    return _Discrete(listed) if kind in (str, bool) else Cells()
