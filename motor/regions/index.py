"""Many boxes at once: which of them meet or hold a box, and where none of them is.

Sets of boxes are ints used as bitmasks, as sets of cells are. On each axis the boxes are known by the few
distinct sets of cells they have, and each cell by the boxes that have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, reduce
from itertools import accumulate, pairwise
from operator import and_, or_, xor

from motor.regions.space import Box, bits

BLOCK = 64
"""How many neighbouring cells are summed up as one, so that long runs of cells are quick to go through."""

STRIDE = 7919
"""How far apart the probes are: a prime, so that they spread over every axis in its own way."""

MOST_STEPS = 1_000_000
"""How much work a search for holes may take; a few microseconds each."""


class Steps:
    """How much work is left, to be shared by several searches."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self, count: int) -> bool:
        """Take so many; False when they are spent."""
        self.left -= count
        return self.left >= 0

    @property
    def spent(self) -> bool:
        """Whether more was asked for than there was."""
        return self.left < 0


class Index:
    """Boxes by their cells. `everything` is the box that they all lie in."""

    def __init__(self, boxes: Sequence[Box], everything: Box) -> None:
        self.boxes = boxes
        self.every = 0
        for place, box in enumerate(boxes):
            self.every |= all(box) << place
        self.axes = [_AxisIndex([box[axis] for box in boxes], cells) for axis, cells in enumerate(everything)]

    def meeting(self, box: Box) -> int:
        """The boxes that share something with a box."""
        found = self.every
        for axis, cells in zip(self.axes, box, strict=True):
            found &= axis.meeting(cells)
        return found

    def holding(self, box: Box) -> int:
        """The boxes that hold all of a box that is not empty."""
        found = self.every
        for axis, cells in zip(self.axes, box, strict=True):
            found &= axis.holding(cells)
        return found

    def misses(self, within: Box, among: int, probes: int) -> bool:
        """Whether a few probes find a place in a box where none of the boxes `among` is; no proof if not."""
        for probe in range(probes):
            left = among
            for axis, cells in zip(self.axes, within, strict=True):
                left &= axis.by_cell[_pick(cells, probe * STRIDE % axis.width)]
            if not left:
                return True
        return False

    def holes(self, within: Box, among: int, steps: Steps) -> Iterator[Box]:
        """The parts of a box where none of the boxes `among` is: disjoint, the first as soon as it is found.

        Stops when the steps are spent.
        """
        return _Search(self, within, steps).holes(within, among & self.meeting(within))


class _AxisIndex:
    """The sets of cells that boxes have on one axis."""

    def __init__(self, sets: Sequence[int], every: int) -> None:
        self.sets = sets
        self.every = every
        self.width = every.bit_length()
        self.whole = (1 << len(sets)) - 1
        self.having: dict[int, int] = {}
        for place, cells in enumerate(sets):
            self.having[cells] = self.having.get(cells, 0) | 1 << place
        self._runs: dict[int, list[tuple[int, int]]] = {}
        self._meeting: dict[int, int] = {}
        self._holding: dict[int, int] = {}

    def runs(self, cells: int) -> list[tuple[int, int]]:
        """A set of cells that boxes have, as runs."""
        if cells not in self._runs:
            self._runs[cells] = runs_of(cells)
        return self._runs[cells]

    @cached_property
    def by_cell(self) -> list[int]:
        """The boxes that have each cell."""
        flips = [0] * (self.width + 1)
        for cells, boxes in self.having.items():
            for first, end in self.runs(cells):
                flips[first] ^= boxes
                flips[end] ^= boxes
        return list(accumulate(flips[:-1], xor))

    @cached_property
    def any_by_block(self) -> list[int]:
        """The boxes that have a cell of each block."""
        return self._blocks(or_)

    @cached_property
    def all_by_block(self) -> list[int]:
        """The boxes that have every cell of each block."""
        return self._blocks(and_)

    def _blocks(self, join: Callable[[int, int], int]) -> list[int]:
        cells = self.by_cell
        return [reduce(join, cells[first : first + BLOCK]) for first in range(0, len(cells), BLOCK)]

    def meeting(self, cells: int) -> int:
        """The boxes that have any of the cells."""
        if cells == self.every:
            return self.whole & ~self.having.get(0, 0)
        if cells not in self._meeting:
            found = 0
            for part in self._parts(cells, self.any_by_block):
                found |= part
            self._meeting[cells] = found
        return self._meeting[cells]

    def holding(self, cells: int) -> int:
        """The boxes that have all of the cells."""
        if cells == self.every:
            return self.having.get(cells, 0)
        if cells not in self._holding:
            found = self.whole
            for part in self._parts(cells, self.all_by_block):
                found &= part
            self._holding[cells] = found
        return self._holding[cells]

    def _parts(self, cells: int, blocks: list[int]) -> Iterator[int]:
        for first, end in runs_of(cells):
            low, high = -(-first // BLOCK), end // BLOCK
            if low < high:
                yield from self.by_cell[first : low * BLOCK]
                yield from blocks[low:high]
                yield from self.by_cell[high * BLOCK : end]
            else:
                yield from self.by_cell[first:end]

    def present(self, among: int) -> list[tuple[int, int]]:
        """The distinct sets of cells of some boxes, with the boxes that have each."""
        if among.bit_count() < len(self.having):
            found: dict[int, int] = {}
            for place in bits(among):
                cells = self.sets[place]
                found[cells] = found.get(cells, 0) | 1 << place
            return list(found.items())
        return [(cells, boxes & among) for cells, boxes in self.having.items() if boxes & among]

    def groups(self, present: list[tuple[int, int]], within: int) -> dict[int, int]:
        """The cells within, grouped by which of the boxes have them: boxes to cells, in order of cells."""
        flips: dict[int, int] = {0: 0, self.width: 0}
        for cells, boxes in present:
            for first, end in self.runs(cells):
                flips[first] = flips.get(first, 0) ^ boxes
                flips[end] = flips.get(end, 0) ^ boxes
        places = sorted(flips)
        found: dict[int, int] = {}
        have = 0
        for first, end in pairwise(places):
            have ^= flips[first]
            cells = ((1 << end) - (1 << first)) & within
            if cells:
                found[have] = found.get(have, 0) | cells
        return found


class _Search:
    """One search for holes within a box. What was found to be covered is remembered."""

    def __init__(self, index: Index, within: Box, steps: Steps) -> None:
        self.index = index
        self.steps = steps
        self.full = [axis.holding(cells) for axis, cells in zip(index.axes, within, strict=True)]
        """The boxes that take up all of the searched box, axis by axis."""
        self.covered: set[tuple[int, int]] = set()

    def holes(self, region: Box, among: int) -> Iterator[Box]:
        """The holes of the region searched, of all its axes."""
        return self._holes(region, among, (1 << len(region)) - 1)

    def _holes(self, region: Box, among: int, axes: int) -> Iterator[Box]:
        """The holes of a part. All the boxes hold it on the axes that are not among `axes`."""
        if not among:
            yield region
            return
        key = among, axes
        if key in self.covered:
            return
        left, whole = [], among
        for axis in bits(axes):
            whole &= self.full[axis]
            if among & ~self.full[axis]:
                left.append(axis)
        if not whole:
            none = True
            for hole in self._split(region, among, left):
                none = False
                yield hole
            if not none or self.steps.spent:
                return
        self.covered.add(key)

    def _split(self, region: Box, among: int, axes: list[int]) -> Iterator[Box]:
        """The holes, by the axis that is cut into the fewest pieces."""
        present = {axis: self.index.axes[axis].present(among) for axis in axes}
        if not self.steps.take(sum(map(len, present.values()))):
            return
        best = min(axes, key=lambda axis: len(present[axis]))
        rest = sum(1 << axis for axis in axes if axis != best)
        groups = self.index.axes[best].groups(present[best], region[best])
        for have, cells in sorted(groups.items(), key=_how_many):
            yield from self._holes((*region[:best], cells, *region[best + 1 :]), have, rest)
            if self.steps.spent:
                return


def _pick(cells: int, place: int) -> int:
    """The first of some cells from a place on, or else the first of all."""
    later = cells >> place
    return place + (later & -later).bit_length() - 1 if later else (cells & -cells).bit_length() - 1


def _how_many(group: tuple[int, int]) -> int:
    """Where the fewest boxes are, holes are found first."""
    return group[0].bit_count()


def runs_of(cells: int) -> list[tuple[int, int]]:
    """A set of cells as runs of neighbours: the first of each, and the one after its last."""
    found = []
    start = 0
    while cells:
        skip = (cells & -cells).bit_length() - 1
        cells >>= skip
        length = (~cells & cells + 1).bit_length() - 1
        found.append((start + skip, start + skip + length))
        start += skip + length
        cells >>= length
    return found
