"""Where two tables differ in what they give: complete over all values that their inputs can have.

Only the boxes of rules that are not the same in both are looked into. Such a box is halved, along the input
and at the bound that most rules have in it, until every rule either covers a piece or lies outside it: the
rules that hit are then the same all over the piece, and so is the outcome on each side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from difflib import SequenceMatcher
from itertools import product

from motor.difference.pieces import MAX_PIECES, MAX_ROWS, TooWide, complete, halves, split
from motor.difference.refused import refused, taken_by
from motor.difference.region import Region, joined
from motor.difference.side import Row, Side, clipped, content, covers, meeting
from motor.regions import Box, Index, Space, Steps, bits, intersection, minus, space_of, uncovered
from motor.table import Table
from motor.table.hit_policy import IN_ORDER

MAX_UNKNOWN = 6
"""How many cells that cannot be analysed may meet in one piece: each is tried both ways."""


def differing(left: Table, right: Table, limit: int | None = None) -> list[Region]:
    """The regions where the outcome of the two tables differs, merged; at most `limit` pieces when given.

    Columns are the same when they have the same name. An empty list with no limit is a proof that the tables
    give the same for all inputs that both can take, and refuse the same. Raises TooWide when that cannot be
    told within `MAX_PIECES` and `MAX_ROWS`.
    """
    space = space_of(left, right)
    found: list[Region] = []
    ours, theirs = taken_by(left, right, space)
    comparison = _Comparison(space, Side(left, space, ours), Side(right, space, theirs))
    for region in comparison.regions():
        found.append(region)
        if len(found) == limit:
            break
    return sorted(joined(found), key=lambda region: [cells & -cells for cells in region.box])


class _Comparison:
    def __init__(self, space: Space, left: Side, right: Side) -> None:
        self.space = space
        self.left = left
        self.right = right
        self.in_order = left.policy in IN_ORDER or right.policy in IN_ORDER
        self.same_frame = left.frame == right.frame
        self.pieces = 0
        self.rows = Steps(MAX_ROWS)

    def regions(self) -> Iterator[Region]:
        for area in self._areas():
            yield from self._within(area)
        yield from refused(self.space, self.left, self.right)

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
                yield from complete(minus(inside, before, MAX_PIECES)) if before else (inside,)
        if self.left.default != self.right.default:
            rows = [*self.left.rows, *self.right.rows]
            covering = [row.box for row in rows if row.test is None]
            known = list(dict.fromkeys([*covering, *boxes]))
            yield from complete(uncovered(self.space, known, both, MAX_PIECES))

    def _changed(self) -> list[Row]:
        """The rows that are not the same, in the same order where that matters, on both sides."""
        ours, theirs = [list(map(content, side.rows)) for side in (self.left, self.right)]
        if self.in_order:
            kept = _common(ours, theirs)
            keeps: tuple[Counter[Hashable], Counter[Hashable]] = (kept, kept.copy())
        else:
            kept = Counter(ours) & Counter(theirs)
            keeps = kept, kept.copy()
        return [
            row
            for side, contents, keep in zip((self.left, self.right), (ours, theirs), keeps, strict=True)
            for row, said in zip(side.rows, contents, strict=True)
            if not _take(keep, said)
        ]

    def _within(self, area: Box) -> Iterator[Region]:
        """The pieces of a box where the outcome differs."""
        waiting = [(area, self.left.meeting(area), self.right.meeting(area))]
        while waiting:
            piece, ours, theirs = waiting.pop()
            self.pieces += 1
            if self.pieces > MAX_PIECES or not self.rows.take(len(ours) + len(theirs)):
                raise TooWide
            ours, theirs = self.left.deciding(ours, piece), self.right.deciding(theirs, piece)
            if self._same(ours, theirs, piece):
                continue
            cut = split((row.box for row in (*ours, *theirs)), piece)
            if cut is None:
                yield from self._region(piece, ours, theirs)
                continue
            waiting.extend((half, meeting(ours, half), meeting(theirs, half)) for half in halves(piece, *cut))

    def _same(self, ours: list[Row], theirs: list[Row], piece: Box) -> bool:
        """Whether the rows that meet a piece say the same of it on both sides."""
        if not self.same_frame or len(ours) != len(theirs):
            return False
        if self.left.default != self.right.default and not any(covers(row, piece) for row in ours):
            return False
        one, other = [[clipped(row, piece) for row in rows] for rows in (ours, theirs)]
        return one == other if self.in_order else Counter(one) == Counter(other)

    def _region(self, piece: Box, ours: list[Row], theirs: list[Row]) -> Iterator[Region]:
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
