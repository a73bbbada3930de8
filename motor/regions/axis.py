"""One axis of a space: the elementary cells that the columns of one name are cut into, over all tables.

A set of cells is an int used as a bitmask, bit i for `values[i]`. What a test holds for is decided by the
interpreter on one value of each of the test's own few cells, never by reading the test here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any

from motor.errors import MotorError
from motor.feel.scope import Scope, Unanswered
from motor.feel.syntax import Node
from motor.regions.lists import MOST_ITEMS, items_of, subsets
from motor.table.cells import OTHER, Discrete, Ordered, cut
from motor.table.column import Column
from motor.table.constants import constants
from motor.table.masks import stretches
from motor.table.model import UnaryTest
from motor.values.number import number
from motor.values.temporal import Date

Cells = int
Measure = Callable[[UnaryTest], "Cells | None"]
"""The cells, null's left out, that a test holds for; None where that cannot be told."""

SAMPLES: tuple[Any, ...] = (OTHER, number(0), True, Date(2024, 1, 1), [], {})
"""A value of each type, to stand for all values of a column that tells none apart."""


@dataclass(frozen=True, slots=True)
class Span:
    """The ends of a cell of numbers or dates; None is an open end."""

    low: Any
    high: Any
    closed: bool
    """Whether the cell is one value; the ends of an interval are outside it."""


@dataclass(frozen=True)
class Axis:
    """The cells of one input: `values` has a FEEL value from each, in order, None (null) last.

    `OTHER` stands for any text that no test lists. On an `ordered` axis (numbers, dates) neighbouring cells
    make ranges, and `spans` has the ends of each cell that is not null. `items` are what the cells of a list
    tell apart: each cell is a set of them.
    """

    name: str
    values: tuple[Any, ...]
    ordered: bool
    spans: tuple[Span, ...] = field(repr=False)
    items: tuple[Any, ...] | None = field(repr=False)
    measured: Measure = field(repr=False, compare=False)

    @cached_property
    def all(self) -> Cells:
        """Every cell."""
        return (1 << len(self.values)) - 1

    @cached_property
    def null(self) -> Cells:
        """The cell of null; 0 when the input cannot be null."""
        return 1 << len(self.values) - 1 if self.values[-1] is None else 0

    @property
    def some(self) -> Cells:
        """Every cell but null's."""
        return self.all & ~self.null

    def measure(self, test: UnaryTest) -> Cells | None:
        """The cells that a test holds for; None where it cannot be analysed."""
        found = self.measured(test)
        if found is None or not self.null:
            return found
        holds = tried(test, None)
        return None if holds is None else found | (self.null if holds else 0)


def axis_of(name: str, columns: Sequence[Column]) -> Axis:
    """The joint axis of columns with one name, cut at the bounds of them all."""
    nullable = any(column.clause.nullable for column in columns)
    items = None if all(column.clause.scalar for column in columns) else _items(columns)
    if items:
        return _axis(name, nullable, subsets(items), _each(subsets(items), items_of), items=items)
    if items is not None:
        if _asked(columns) and not _may_hold(columns):  # no list has any of what the tests ask for
            return _axis(name, nullable, [[]], _each([[]], items_of))
        sample = [_sample(columns)]
        return _axis(name, nullable, sample, _each(sample, _only_null))
    allowed = next((column.clause.allowed for column in columns if column.clause.allowed), None)
    limits = (constants(allowed.node) if allowed else ()) or ()
    cells = cut([*limits, *(point for column in columns for point in column.points)])
    if isinstance(cells, Ordered):
        return _ordered(name, nullable, columns, cells)
    if isinstance(cells, Discrete):
        values = _allowed(columns, cells.representatives())
        return _axis(name, nullable, values, _texts(values) if cells.texts else _each(values, constants))
    sample = [_sample(columns)]
    return _axis(name, nullable, sample, _each(sample, constants if cells.representatives() else _unknown))


def tried(test: UnaryTest, value: Any) -> bool | None:
    """Whether a test holds for a value; None where it reads something else, or fails."""
    try:
        return test.holds(value)
    except (MotorError, Unanswered):
        return None


def _axis(
    name: str,
    nullable: bool,
    values: Iterable[Any],
    measure: Measure,
    spans: Iterable[Span] = (),
    items: tuple[Any, ...] | None = None,
) -> Axis:
    some = tuple(values)
    spans = tuple(spans)
    return Axis(name, (*some, None) if nullable else some, bool(spans), spans, items, measure)


def _allowed(columns: Sequence[Column], values: list[Any]) -> list[Any]:
    """The values that some of the columns allows; all of them where a column's limits cannot be told."""
    if any(column.clause.allowed and constants(column.clause.allowed.node) is None for column in columns):
        return values
    return [value for value in values if any(column.allows(value) for column in columns)] or values


def _ordered(name: str, nullable: bool, columns: Sequence[Column], cells: Ordered) -> Axis:
    values = _allowed(columns, cells.representatives())
    places: list[int] = [cells.find(value)[0] for value in values]
    kept = [0] * (2 * len(cells.points) + 1)
    for place in places:
        kept[place] = 1
    before = [0, *accumulate(kept)]
    """How many of the axis's cells come before each cell of the cut."""

    def measure(test: UnaryTest) -> Cells | None:
        points = constants(test.node)
        if points is None:
            return None
        found = 0
        for first, end, value in stretches(cells, points):
            if test.holds(value):
                found |= (1 << before[end]) - (1 << before[first])
        return found

    return _axis(name, nullable, values, measure, [_span(cells.points, place) for place in places])


def _span(points: list[Any], place: int) -> Span:
    above, closed = divmod(place, 2)
    if closed:
        return Span(points[above], points[above], True)
    return Span(points[above - 1] if above else None, points[above] if above < len(points) else None, False)


def _texts(values: list[Any]) -> Measure:
    places = {value: 1 << place for place, value in enumerate(values)}
    every = (1 << len(values)) - 1

    def measure(test: UnaryTest) -> Cells | None:
        points = constants(test.node)
        if points is None:
            return None
        others = test.holds(OTHER)
        found = every if others else 0
        for text in points:
            if text in places and test.holds(text) is not others:
                found = found & ~places[text] if others else found | places[text]
        return found

    return measure


def _each(values: list[Any], told: Callable[[Node], tuple[Any, ...] | None]) -> Measure:
    """A test is tried on every value, where `told` knows all that it can tell apart."""

    def measure(test: UnaryTest) -> Cells | None:
        if told(test.node) is None:
            return None
        found = 0
        for place, value in enumerate(values):
            holds = tried(test, value)
            if holds is None:
                return None
            found |= holds << place
        return found

    return measure


def _only_null(node: Node) -> tuple[Any, ...] | None:
    """What a test of a list tells apart where no items are told apart: null from lists."""
    return None if items_of(node) else items_of(node)


def _unknown(_: Node) -> None:
    """What a test tells apart on an axis that is not cut."""


def _items(columns: Sequence[Column]) -> tuple[Any, ...] | None:
    """What the tests of a list ask for; () for nothing, and for more than can be told apart."""
    items = _may_hold(columns)
    return items if len(items) <= MOST_ITEMS else ()


def _asked(columns: Sequence[Column]) -> list[Any]:
    """The items that the tests of a list ask for."""
    tests = [test for column in columns for test, _ in column.closures]
    return list(dict.fromkeys(item for test in tests for item in items_of(test.node) or ()))


def _may_hold(columns: Sequence[Column]) -> tuple[Any, ...]:
    """Those of them that a list may hold."""
    return tuple(item for item in _asked(columns) if all(column.allows(item) for column in columns))


def _sample(columns: Sequence[Column]) -> Any:
    return next((sample for sample in SAMPLES if all(_stands(column, sample) for column in columns)), OTHER)


def _stands(column: Column, value: Any) -> bool:
    """Whether a value can stand in a column."""
    if column.clause.check is None:
        return True
    try:
        column.clause.check(value, Scope())
    except MotorError:
        return False
    return True
