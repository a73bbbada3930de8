"""Where two tables differ in what they give: complete over all values that their inputs can have.

Only the boxes of rules that are not the same in both are looked into. Such a box is halved, along the input
and at the bound that most rules have in it, until every rule either covers a piece or lies outside it: the
rules that hit are then the same all over the piece, and so is the outcome on each side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import product
from operator import and_
from typing import Any

from motor.difference.outcomes import REFUSED, Outcome, Outcomes
from motor.regions import (
    Box,
    Boxes,
    Cells,
    Index,
    Space,
    bits,
    cell_text,
    contains,
    intersection,
    merged,
    minus,
    space_of,
    uncovered,
    witness,
)
from motor.table import Table
from motor.table.column import Column
from motor.table.constants import constants

MAX_PIECES = 60_000
"""How many pieces are looked into before the comparison is given up."""

MAX_UNKNOWN = 6
"""How many cells that cannot be analysed may meet in one piece: each is tried both ways."""

IN_ORDER = ("F", "R", "C")
"""The hit policies for which the order of the rules matters."""


class TooWide(Exception):
    """Two tables that take too many pieces to compare completely."""


@dataclass(frozen=True, slots=True)
class Region:
    """A box of inputs where the outcome changes. `exact` is False where it may, which facts will tell."""

    space: Space
    box: Box
    before: Outcome
    after: Outcome
    exact: bool = True

    @property
    def condition(self) -> dict[str, str]:
        """The box as one would write it in a table, by column; columns that do not matter are left out."""
        texts = {
            axis.name: cell_text(axis, cells)
            for axis, cells in zip(self.space.axes, self.box, strict=True)
            if cells != axis.all
        }
        return {name: text for name, text in texts.items() if text != "-"}

    @property
    def witness(self) -> dict[str, Any]:
        """One case in the region: a value for each column."""
        return witness(self.space, self.box)


@dataclass(frozen=True, slots=True)
class _Row:
    """A rule as a box. `test` tells its unknown cells apart; None when all of it could be analysed."""

    index: int
    box: Box
    gives: tuple[Any, ...]
    test: Hashable | None


class _Side:
    """One of the two tables: its rules as boxes in the joint space, and where it takes values at all."""

    def __init__(self, table: Table, space: Space, allowed: Box) -> None:
        self.outcomes = Outcomes(table)
        self.policy = table.model.hit_policy
        counted = self.policy == "C#"
        boxes = space.boxes(table)
        self.rows = [
            _Row(index, each.box, () if counted else gives, _unknown(table, index, each.unknown))
            for index, (each, gives) in enumerate(zip(boxes, self.outcomes.outputs, strict=True))
            if all(each.box)
        ]
        self._index = Index([row.box for row in self.rows], space.everything)
        self.allowed = allowed

    def meeting(self, box: Box) -> list[_Row]:
        """The rows that have something in common with a box."""
        return [self.rows[place] for place in bits(self._index.meeting(box))]

    @property
    def frame(self) -> Hashable:
        """What makes every outcome another when it is."""
        model = self.outcomes.table.model
        orders = tuple(column.values and tuple(map(str, column.values)) for column in model.outputs)
        names = tuple(column.name for column in model.outputs) if len(model.outputs) > 1 else 1
        return self.policy, names, orders if self.policy in ("P", "O") else ()

    @property
    def default(self) -> Hashable:
        """What it gives when no rule hits."""
        return self.outcomes.of(()).key

    def hits(self, rows: Iterable[_Row], met: set[Hashable]) -> Outcome:
        """The outcome when these rows cover a piece, and the unknown tests that hold are `met`."""
        return self.outcomes.of(tuple(row.index for row in rows if row.test is None or row.test in met))

    def deciding(self, rows: list[_Row], piece: Box) -> list[_Row]:
        """The rows without those that cannot matter, since another covers all of the piece."""
        if self.policy == "F":
            for place, row in enumerate(rows):
                if _covers(row, piece):
                    return rows[: place + 1]
        if self.policy == "U":
            covering = [row for row in rows if _covers(row, piece)]
            return covering[:2] if len(covering) > 1 else rows
        return rows


def differing(left: Table, right: Table, limit: int | None = None) -> list[Region]:
    """The regions where the outcome of the two tables differs, merged; at most `limit` pieces when given.

    Columns are the same when they have the same name. An empty list with no limit is a proof that the tables
    give the same for all inputs that both can take, and refuse the same. Raises TooWide when that cannot be
    told within `MAX_PIECES`.
    """
    space = space_of(left, right)
    found: list[Region] = []
    ours, theirs = _allowed(left, right, space)
    comparison = _Comparison(space, _Side(left, space, ours), _Side(right, space, theirs))
    for region in comparison.regions():
        found.append(region)
        if len(found) == limit:
            break
    return sorted(_merged(found), key=lambda region: [cells & -cells for cells in region.box])


class _Comparison:
    def __init__(self, space: Space, left: _Side, right: _Side) -> None:
        self.space = space
        self.left = left
        self.right = right
        self.in_order = left.policy in IN_ORDER or right.policy in IN_ORDER
        self.same_frame = left.frame == right.frame
        self.pieces = 0

    def regions(self) -> Iterator[Region]:
        for area in self._areas():
            yield from self._within(area)
        yield from self._refused()

    def _areas(self) -> Iterator[Box]:
        """Disjoint boxes outside which nothing differs."""
        both = intersection(self.left.allowed, self.right.allowed)
        if both is None:
            return
        if not self.same_frame:
            yield both
            return
        boxes = list(dict.fromkeys(row.box for row in self._changed()))
        index = Index(boxes, self.space.everything)
        for place, box in enumerate(boxes):
            inside = intersection(box, both)
            if inside is not None:
                before = [boxes[other] for other in bits(index.meeting(inside) & ((1 << place) - 1))]
                yield from _complete(minus(inside, before, MAX_PIECES)) if before else (inside,)
        if self.left.default != self.right.default:
            rows = [*self.left.rows, *self.right.rows]
            covering = [row.box for row in rows if row.test is None]
            known = list(dict.fromkeys([*covering, *boxes]))
            yield from _complete(uncovered(self.space, known, both, MAX_PIECES))

    def _changed(self) -> list[_Row]:
        """The rows that are not the same, in the same order where that matters, on both sides."""
        ours, theirs = [list(map(_content, side.rows)) for side in (self.left, self.right)]
        if self.in_order:
            kept = _common(ours, theirs)
            keeps: tuple[Counter[Hashable], Counter[Hashable]] = (kept, kept.copy())
        else:
            kept = Counter(ours) & Counter(theirs)
            keeps = kept, kept.copy()
        return [
            row
            for side, contents, keep in zip((self.left, self.right), (ours, theirs), keeps, strict=True)
            for row, content in zip(side.rows, contents, strict=True)
            if not _take(keep, content)
        ]

    def _within(self, area: Box) -> Iterator[Region]:
        """The pieces of a box where the outcome differs."""
        waiting = [(area, self.left.meeting(area), self.right.meeting(area))]
        while waiting:
            piece, ours, theirs = waiting.pop()
            self.pieces += 1
            if self.pieces > MAX_PIECES:
                raise TooWide
            ours, theirs = self.left.deciding(ours, piece), self.right.deciding(theirs, piece)
            if self._same(ours, theirs, piece):
                continue
            split = _split([*ours, *theirs], piece)
            if split is None:
                yield from self._region(piece, ours, theirs)
                continue
            waiting.extend(
                (half, _meeting(ours, half), _meeting(theirs, half)) for half in _halves(piece, *split)
            )

    def _same(self, ours: list[_Row], theirs: list[_Row], piece: Box) -> bool:
        """Whether the rows that meet a piece say the same of it on both sides."""
        if not self.same_frame or len(ours) != len(theirs):
            return False
        if self.left.default != self.right.default and not any(_covers(row, piece) for row in ours):
            return False
        one, other = [[_clipped(row, piece) for row in rows] for rows in (ours, theirs)]
        return one == other if self.in_order else Counter(one) == Counter(other)

    def _region(self, piece: Box, ours: list[_Row], theirs: list[_Row]) -> Iterator[Region]:
        """The piece as a region when its outcome differs: every rule covers it, save for unknown tests."""
        tests = list(dict.fromkeys(row.test for row in (*ours, *theirs) if row.test is not None))
        if len(tests) > MAX_UNKNOWN:
            yield Region(
                self.space, piece, self.left.hits(ours, set()), self.right.hits(theirs, set()), False
            )
            return
        pairs = []
        for answers in product((True, False), repeat=len(tests)):
            met = {test for test, answer in zip(tests, answers, strict=True) if answer}
            pairs.append((self.left.hits(ours, met), self.right.hits(theirs, met)))
        differing_pairs = [(before, after) for before, after in pairs if before.key != after.key]
        if differing_pairs:
            before, after = differing_pairs[0]
            sure = len({(one.key, other.key) for one, other in pairs}) == 1
            exact = sure and before.known and after.known
            yield Region(self.space, piece, before, after, exact)

    def _refused(self) -> Iterator[Region]:
        """What only one of the tables can take."""
        for side, other in ((self.left, self.right), (self.right, self.left)):
            for area in _complete(minus(side.allowed, [other.allowed], MAX_PIECES)):
                for piece, rows in _pieces(area, side):
                    outcome = side.hits(rows, set())
                    exact = outcome.known and all(row.test is None for row in rows)
                    pair = (outcome, REFUSED) if side is self.left else (REFUSED, outcome)
                    yield Region(self.space, piece, *pair, exact)


def _pieces(area: Box, side: _Side) -> Iterator[tuple[Box, list[_Row]]]:
    """A box cut into pieces on which one side's outcome is the same."""
    waiting = [(area, side.meeting(area))]
    for _ in range(MAX_PIECES):
        if not waiting:
            return
        piece, rows = waiting.pop()
        rows = side.deciding(rows, piece)
        split = _split(rows, piece)
        if split is None:
            yield piece, rows
        else:
            waiting.extend((half, _meeting(rows, half)) for half in _halves(piece, *split))
    raise TooWide


def _unknown(table: Table, index: int, columns: Iterable[str]) -> Hashable | None:
    """The texts of a rule's cells that could not be analysed: what it may not hit by."""
    tests = dict(
        zip((column.clause.name for column in table.columns), table.model.rules[index].tests, strict=True)
    )
    texts = [(name, test.text.strip()) for name in columns if (test := tests[name]) is not None]
    return tuple(sorted(texts)) or None


def _allowed(left: Table, right: Table, space: Space) -> tuple[Box, Box]:
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


def _complete(boxes: Boxes) -> Boxes:
    """The boxes, all of them. Raises TooWide."""
    if not boxes.complete:
        raise TooWide
    return boxes


def _covers(row: _Row, piece: Box) -> bool:
    return row.test is None and contains(row.box, piece)


def _content(row: _Row) -> Hashable:
    return row.box, row.gives, row.test


def _clipped(row: _Row, piece: Box) -> Hashable:
    return tuple(map(and_, row.box, piece)), row.gives, row.test


def _take(kept: Counter[Hashable], content: Hashable) -> bool:
    """Whether one more of that content is kept, and takes it."""
    if not kept[content]:
        return False
    kept[content] -= 1
    return True


def _common(ours: list[Hashable], theirs: list[Hashable]) -> Counter[Hashable]:
    """Contents that stand in the same order on both sides."""
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return Counter(content for block in blocks for content in ours[block.a : block.a + block.size])


def _meeting(rows: Iterable[_Row], box: Box) -> list[_Row]:
    return [row for row in rows if all(map(and_, row.box, box))]


def _split(rows: list[_Row], piece: Box) -> tuple[int, Cells] | None:
    """The axis and the cells to halve a piece by: those that most rows have; None when all cover it."""
    bounds: Counter[tuple[int, Cells]] = Counter()
    for row in rows:
        for axis, (cells, here) in enumerate(zip(row.box, piece, strict=True)):
            if cells & here != here:
                bounds[axis, cells & here] += 1
    return bounds.most_common(1)[0][0] if bounds else None


def _halves(piece: Box, axis: int, cells: Cells) -> tuple[Box, Box]:
    before, after = piece[:axis], piece[axis + 1 :]
    return (*before, cells, *after), (*before, piece[axis] & ~cells, *after)


def _merged(regions: list[Region]) -> list[Region]:
    """Regions with the same change put together, along one axis after the other, until nothing more fits."""
    groups: dict[Hashable, list[Region]] = {}
    for region in regions:
        groups.setdefault((region.before.key, region.after.key, region.exact), []).append(region)
    return [
        replace(group[0], box=box)
        for group in groups.values()
        for box in merged([region.box for region in group])
    ]
