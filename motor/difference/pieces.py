"""Boxes cut into pieces, and how many are too many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from motor.regions import Box, Cells, Found

MAX_PIECES = 60_000
"""How many pieces are looked into before the comparison is given up."""

MAX_ROWS = 4_000_000
"""How many rules, over all pieces, are looked at before the comparison is given up; microseconds each."""


class TooWide(Exception):
    """Two tables that take too many pieces to compare completely."""


def complete(boxes: Found[Box]) -> Found[Box]:
    """The boxes, all of them. Raises TooWide."""
    if not boxes.complete:
        raise TooWide
    return boxes


def split(boxes: Iterable[Box], piece: Box) -> tuple[int, Cells] | None:
    """The axis and the cells to halve a piece by: those that most boxes have; None when all cover it."""
    bounds: Counter[tuple[int, Cells]] = Counter()
    for box in boxes:
        for axis, (cells, here) in enumerate(zip(box, piece, strict=True)):
            if cells & here != here:
                bounds[axis, cells & here] += 1
    return bounds.most_common(1)[0][0] if bounds else None


def halves(piece: Box, axis: int, cells: Cells) -> tuple[Box, Box]:
    """A piece with these cells of an axis, and with the others."""
    before, after = piece[:axis], piece[axis + 1 :]
    return (*before, cells, *after), (*before, piece[axis] & ~cells, *after)
