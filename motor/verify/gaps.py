"""Where no rule hits."""

from __future__ import annotations

from collections.abc import Iterator

from motor.regions import Axis, Box, Found, Steps
from motor.regions.boxes import left_by
from motor.regions.index import MOST_STEPS
from motor.table.cells import OTHER
from motor.table.hit_policy import EMPTY
from motor.table.model import TableModel
from motor.verify.geometry import Geometry
from motor.verify.model import Unhandled

MOST = 100
"""How many gaps are told."""

RAW = 20
"""How many pieces are gathered for each gap that may be told, before they are merged."""


def expects_hit(model: TableModel) -> bool:
    """Whether a table leaves something open where no rule hits.

    A default or a null that is meant in every output, and a hit policy that gives a list or a count, do not.
    """
    if model.hit_policy in EMPTY:
        return False
    return not all(column.default is not None or column.nullable for column in model.outputs)


def gaps(geometry: Geometry, limit: int = MOST) -> Found[Box]:
    """Disjoint boxes that together are exactly where no rule hits, those with a null last.

    A column is null alone in a box, or where none is, never null.

    Where a rule cannot be analysed, it is taken to hit wherever it may, so that every gap told is one.
    """
    found: list[Box] = []
    steps = Steps(MOST_STEPS)
    complete = True
    for within in _parts(geometry.space.axes):
        left = left_by(geometry.index, within, limit * RAW, steps)
        complete = complete and left.complete
        found += left
    return Found(tuple(found[:limit]), len(found) if complete else None, complete and len(found) <= limit)


def _parts(axes: tuple[Axis, ...]) -> Iterator[Box]:
    """The space without null; then with null on the first axis that can be null, on the second alone, …"""
    yield tuple(axis.some for axis in axes)
    for place, axis in enumerate(axes):
        if axis.null:
            before = tuple(each.some for each in axes[:place])
            yield (*before, axis.null, *(each.all for each in axes[place + 1 :]))


def unhandled(geometry: Geometry) -> tuple[Unhandled, ...]:
    """The listed texts and booleans that no rule takes up, whatever the other columns have."""
    if not expects_hit(geometry.table.model):
        return ()
    found = []
    for axis, index in zip(geometry.space.axes, geometry.index.axes, strict=True):
        if not axis.ordered and axis.items is None and axis.some.bit_count() > 1:
            taken = index.by_cell
            found += [
                Unhandled(axis.name, value)
                for place, value in enumerate(axis.values)
                if value not in (None, OTHER) and not taken[place] & geometry.index.every
            ]
    return tuple(found)
