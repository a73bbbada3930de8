"""The elementary cells that boundaries cut a column's values into, and a value that stands for each cell.

Between two neighbouring boundaries all values meet the same rules (DMN 1.5, 8.3.1: unary tests compare with
constants).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from motor.values.compare import less
from motor.values.number import CONTEXT, number
from motor.values.temporal import Date

OTHER = "\x00annan text"
"""A text that no rule lists."""


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


class Whole(Cells):
    """No boundaries: every value but null is one cell (lists and contexts are not cut)."""

    def find(self, value: Any) -> tuple[Any, Any]:
        """As Cells."""
        return (None if isinstance(value, list | dict) else value is None), value

    def representatives(self) -> list[Any]:
        """As Cells."""
        return [OTHER]


class Discrete(Cells):
    """Each listed text or boolean is a cell of its own; then any other text; then null."""

    def __init__(self, points: Iterable[Any]) -> None:
        super().__init__()
        self.points = list(dict.fromkeys(points))
        self.listed = set(self.points)
        self.type = type(self.points[0])
        self.texts = self.type is str

    def find(self, value: Any) -> tuple[Any, Any]:
        """As Cells."""
        if value is None or (type(value) is self.type and (value in self.listed or not self.texts)):
            return (value,), value
        return ("other", OTHER) if self.texts and isinstance(value, str) else (None, value)

    def representatives(self) -> list[Any]:
        """As Cells."""
        return [*self.points, OTHER] if self.texts else [True, False]


class Ordered(Cells):
    """Each boundary is a cell, and so is each open interval between two, below all and above all."""

    def __init__(self, points: Iterable[Any], inside: Callable[[Any, Any], Any]) -> None:
        super().__init__()
        self.inside = inside
        self.points = sorted(set(points))
        self.type = type(self.points[0])

    def find(self, value: Any) -> tuple[Any, Any]:
        """As Cells."""
        if value is None:
            return "null", None
        if type(value) is not self.type:
            return None, value
        index = bisect_left(self.points, value)
        on_point = index < len(self.points) and self.points[index] == value
        return 2 * index + on_point, value

    def representatives(self) -> list[Any]:
        """As Cells."""
        values: list[Any] = []
        below: Any = None
        for point in self.points:
            values += [*self.between(below, point), point]
            below = point
        return [*values, *self.between(below, None)]

    def between(self, low: Any, high: Any) -> Iterator[Any]:
        """A value between the two, where there is one; None is an open end."""
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
        return Cells() if kinds else Whole()
    kind = kinds.pop()
    if kind is Decimal:
        return Ordered(listed, _number_inside)
    if kind is Date:
        return Ordered(listed, _date_inside)
    return Discrete(listed) if kind in (str, bool) else Cells()
