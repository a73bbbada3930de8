"""Boxes: what two share, whether one holds another, and what is left when some are taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from motor.regions.found import Found
from motor.regions.index import MOST_STEPS, Index, Steps
from motor.regions.space import Box, Space

MOST = 1000
"""How many boxes are gathered, before it is said that there are more."""


def intersection(one: Box, other: Box) -> Box | None:
    """What two boxes share; None for nothing."""
    shared = tuple(a & b for a, b in zip(one, other, strict=True))
    return shared if all(shared) else None


def contains(outer: Box, inner: Box) -> bool:
    """Whether a box holds all of another (everything holds an empty one)."""
    return not all(inner) or all(not b & ~a for a, b in zip(outer, inner, strict=True))


def minus(box: Box, others: Iterable[Box], limit: int | None = None) -> Found[Box]:
    """What is left of a box when others are taken away, as disjoint boxes, merged to few."""
    if not all(box):
        return Found()
    shared = [cut for other in others if (cut := intersection(box, other))]
    return left_by(Index(shared, box), box, limit)


def uncovered(
    space: Space, boxes: Iterable[Box], within: Box | None = None, limit: int | None = None
) -> Found[Box]:
    """What no box covers, in the space or `within` a part of it, as disjoint boxes, merged to few."""
    return minus(space.everything if within is None else within, boxes, limit)


def left_by(index: Index, within: Box, limit: int | None = None, steps: Steps | None = None) -> Found[Box]:
    """What the boxes of an index leave uncovered within a box.

    At most `limit` boxes are gathered (MOST when not said), in at most `steps`.
    """
    most, steps = MOST if limit is None else limit, steps or Steps(MOST_STEPS)
    found: list[Box] = []
    for hole in index.holes(within, index.every, steps):
        if len(found) == most:
            return Found.of(merged(found), complete=False)
        found.append(hole)
    return Found.of(merged(found), complete=not steps.spent)


def merged(boxes: Sequence[Box]) -> list[Box]:
    """Disjoint boxes as fewer disjoint boxes: those that differ on one axis alone are joined."""
    found = list(boxes)
    count = -1
    while count != len(found):
        count = len(found)
        for axis in range(len(found[0]) if found else 0):
            joined: dict[tuple[Box, Box], int] = {}
            for box in found:
                key = box[:axis], box[axis + 1 :]
                joined[key] = joined.get(key, 0) | box[axis]
            found = [(*before, cells, *after) for (before, after), cells in joined.items()]
    return sorted(found, key=_place)


def _place(box: Box) -> tuple[int, ...]:
    """Where a box begins, axis by axis."""
    return tuple(cells & -cells for cells in box)
