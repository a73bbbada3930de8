"""The part of a table's space that can come about, given what the decisions that it reads can give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motor.regions import Axis, Box, Cells, Space
from motor.table.cells import OTHER
from motor.values.compare import equal, key_of, less
from motor.verify.possible_values import PossibleValues


def possible(space: Space, given: Mapping[str, PossibleValues | None]) -> Box:
    """The cells of each axis that can come about; all of them where that is not known.

    `given` has what the columns that read decisions can hold, by their names.
    """
    return tuple(
        axis.all if (found := given.get(axis.name)) is None else cells_given(axis, found)
        for axis in space.axes
    )


def cells_given(axis: Axis, given: PossibleValues) -> Cells:
    """The cells of an axis that these values lie in."""
    null = axis.null if given.null else 0
    if axis.items is not None or given.listed:
        return null | (_lists(axis, axis.items, given) if axis.items and given.listed else axis.some)
    cells = 0
    for value in given.values.values():
        cells |= _cell(axis, value)
    return null | cells


def cells_of(axis: Axis, value: Any) -> Cells:
    """The cell that a value lies in; nothing for one that the axis does not allow."""
    return axis.null if value is None else _cell(axis, value)


def _lists(axis: Axis, items: tuple[Any, ...], given: PossibleValues) -> Cells:
    """Each cell is the set of mentioned items that a list has; an item not mentioned is in any of them."""
    told = set(map(key_of, items))
    unmentioned = any(key not in told for key in given.values)
    cells = 0
    for place, value in enumerate(axis.values):
        if value is None:
            continue
        may_come = all(key_of(item) in given.values for item in value)
        if may_come and (value or given.empty or unmentioned):
            cells |= 1 << place
    return cells


def _cell(axis: Axis, value: Any) -> Cells:
    if axis.ordered:
        for place, span in enumerate(axis.spans):
            if span.closed and equal(span.low, value):
                return 1 << place
            above = span.low is None or less(span.low, value) is True
            if not span.closed and above and (span.high is None or less(value, span.high) is True):
                return 1 << place
        return 0
    for place, each in enumerate(axis.values):
        if each is not None and equal(each, value):
            return 1 << place
    return 1 << axis.values.index(OTHER) if OTHER in axis.values else 0
