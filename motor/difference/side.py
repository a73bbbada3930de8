"""One of two tables that are compared: its rules as boxes in their joint space."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from operator import and_
from typing import Any

from motor.regions import Box, Index, Space, bits, contains
from motor.regions.outcomes import COUNTING, RANKING, Outcome, TableOutcomes
from motor.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """A rule as a box. `test` tells its unknown cells apart; None when all of it could be analysed."""

    index: int
    box: Box
    gives: tuple[Any, ...]
    test: Hashable | None


class Side:
    """One of the two tables: its rules as boxes in the joint space, and where it takes values at all."""

    def __init__(self, table: Table, space: Space, allowed: Box) -> None:
        self.outcomes = TableOutcomes(table)
        self.policy = table.model.hit_policy
        counted = self.policy == COUNTING
        boxes = space.boxes(table)
        self.rows = [
            Row(index, each.box, () if counted else gives, _unknown(table, index, each.unknown))
            for index, (each, gives) in enumerate(zip(boxes, self.outcomes.outputs, strict=True))
            if all(each.box)
        ]
        self._index = Index([row.box for row in self.rows], space.everything)
        self.allowed = allowed

    def meeting(self, box: Box) -> list[Row]:
        """The rows that have something in common with a box."""
        return [self.rows[place] for place in bits(self._index.meeting(box))]

    @property
    def frame(self) -> Hashable:
        """What makes every outcome another when it is."""
        model = self.outcomes.table.model
        orders = tuple(column.values and tuple(map(str, column.values)) for column in model.outputs)
        names = tuple(column.name for column in model.outputs) if len(model.outputs) > 1 else 1
        return self.policy, names, orders if self.policy in RANKING else ()

    @property
    def default(self) -> Hashable:
        """What it gives when no rule hits."""
        return self.outcomes.of(0).key

    def hits(self, rows: Iterable[Row], met: set[Hashable]) -> Outcome:
        """The outcome when these rows cover a piece, and the unknown tests that hold are `met`."""
        return self.outcomes.of(sum(1 << row.index for row in rows if row.test is None or row.test in met))

    def deciding(self, rows: list[Row], piece: Box) -> list[Row]:
        """The rows without those that cannot matter, since another covers all of the piece."""
        if self.policy == "F":
            for place, row in enumerate(rows):
                if covers(row, piece):
                    return rows[: place + 1]
        if self.policy == "U":
            covering = [row for row in rows if covers(row, piece)]
            return covering[:2] if len(covering) > 1 else rows
        return rows


def covers(row: Row, piece: Box) -> bool:
    """Whether a row hits all over a piece."""
    return row.test is None and contains(row.box, piece)


def content(row: Row) -> Hashable:
    """What a row says, wherever it stands."""
    return row.box, row.gives, row.test


def clipped(row: Row, piece: Box) -> Hashable:
    """What a row says of a piece."""
    return tuple(map(and_, row.box, piece)), row.gives, row.test


def meeting(rows: Iterable[Row], box: Box) -> list[Row]:
    """The rows that have something in common with a box."""
    return [row for row in rows if all(map(and_, row.box, box))]


def _unknown(table: Table, index: int, columns: Iterable[str]) -> Hashable | None:
    """The texts of a rule's cells that could not be analysed: what it may not hit by."""
    tests = dict(
        zip((column.clause.name for column in table.columns), table.model.rules[index].tests, strict=True)
    )
    texts = [(name, test.text.strip()) for name in columns if (test := tests[name]) is not None]
    return tuple(sorted(texts)) or None
