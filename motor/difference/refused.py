"""What only one of two tables takes: there the other refuses its inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from motor.difference.pieces import MAX_PIECES, MAX_ROWS, TooWide, complete, halves, split
from motor.difference.region import Region
from motor.difference.side import Row, Side, meeting
from motor.regions import Box, Cells, Space, Steps, minus
from motor.regions.outcomes import REFUSED
from motor.table import Table
from motor.table.column import Column
from motor.table.constants import constants


def taken_by(left: Table, right: Table, space: Space) -> tuple[Box, Box]:
    """The cells of each axis that each table takes: all of them where it has no such column.

    Raises TooWide where the two allow values by tests that cannot be compared.
    """
    columns = [{column.clause.name: column for column in table.columns} for table in (left, right)]
    boxes: list[list[Cells]] = [[], []]
    for axis in space.axes:
        pair = [by_name.get(axis.name) for by_name in columns]
        alike = len({_limit(column) for column in pair if column is not None}) == 1
        for column, cells in zip(pair, boxes, strict=True):
            cells.append(axis.all if column is None or alike else _taken(column, axis.values))
    return tuple(boxes[0]), tuple(boxes[1])


def _limit(column: Column) -> tuple[bool, str | None]:
    allowed = column.clause.allowed
    return column.clause.nullable, allowed.text if allowed else None


def _taken(column: Column, values: Iterable[Any]) -> Cells:
    allowed = column.clause.allowed
    if allowed is not None and (not column.clause.scalar or constants(allowed.node) is None):
        raise TooWide
    taken = [column.clause.nullable if value is None else column.allows(value) for value in values]
    return sum(1 << place for place, is_taken in enumerate(taken) if is_taken)


def refused(space: Space, left: Side, right: Side) -> Iterator[Region]:
    """What only one of the tables can take."""
    for side, other in ((left, right), (right, left)):
        for area in complete(minus(side.allowed, [other.allowed], MAX_PIECES)):
            for piece, rows in _pieces(area, side):
                outcome = side.hits(rows, set())
                exact = outcome.known and all(row.test is None for row in rows)
                pair = (outcome, REFUSED) if side is left else (REFUSED, outcome)
                yield Region(space, piece, *pair, exact)


def _pieces(area: Box, side: Side) -> Iterator[tuple[Box, list[Row]]]:
    """A box cut into pieces on which one side's outcome is the same."""
    waiting = [(area, side.meeting(area))]
    left = Steps(MAX_ROWS)
    for _ in range(MAX_PIECES):
        if not waiting:
            return
        piece, rows = waiting.pop()
        if not left.take(len(rows)):
            break
        rows = side.deciding(rows, piece)
        cut = split((row.box for row in rows), piece)
        if cut is None:
            yield piece, rows
        else:
            waiting.extend((half, meeting(rows, half)) for half in halves(piece, *cut))
    raise TooWide
