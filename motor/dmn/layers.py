"""A layered drawing of a graph whose arrows all point up (Sugiyama, Tagawa and Toda 1981).

Four steps: a row for each node (`rows_of`), a place in the rows between for what passes through them
(`Rows`), an order within each row with few crossings (`ordered`), and coordinates that keep the order and
the gaps (`placed`). Rows are counted from the top. Everything is decided by the order that nodes are given
in, so the same graph gives the same drawing.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Place = tuple[str, int]
"""A node and a row: the node itself in its own row, and its line upwards in the rows above it."""

_SWEEPS = 8
_EFFORT = 60_000
"""How many pairs within rows the sweeps from one start may compare: a large graph is swept fewer times."""

_PULLS = 40
_STRAIGHT = 20.0
"""How much harder a line is kept straight than a node is drawn to its neighbour."""


def rows_of(
    widths: Mapping[str, int], ranks: Mapping[str, int], readers: Mapping[str, Sequence[str]], most: int
) -> dict[str, int]:
    """The row of each node: as high as it can be below all its readers, in a row that has room for it.

    Where there is not room for all in a row, the lowest rank goes first, then what has waited longest.
    `most` is how wide a row may be. Nodes that read each other in a circle end up in any order.
    """
    rows: dict[str, int] = {}
    waiting = list(widths)
    row = 0
    while waiting:
        ready = [node for node in waiting if all(rows.get(each, row) < row for each in readers[node])]
        ready.sort(key=lambda node: (ranks[node], max((rows[each] for each in readers[node]), default=-1)))
        free = most
        for node in ready or waiting[:1]:
            if widths[node] <= free or free == most:
                rows[node] = row
                free -= widths[node]
        waiting = [node for node in waiting if node not in rows]
        row += 1
    return rows


@dataclass(frozen=True, slots=True)
class Rows:
    """Places row by row, and the places that each is joined to in the row above and in the row below.

    The lines from a node to all its readers share their way up, and part at the last row before each.
    """

    rows: tuple[tuple[Place, ...], ...]
    above: Mapping[Place, tuple[Place, ...]]
    below: Mapping[Place, tuple[Place, ...]]
    own: Mapping[str, int]

    def is_node(self, place: Place) -> bool:
        """Whether a place holds a node, and not just the line from one."""
        return self.own[place[0]] == place[1]


def joined(own: Mapping[str, int], readers: Mapping[str, Sequence[str]]) -> Rows:
    """The rows with the places that lines need; a reader that is not above is left out."""
    rows: list[list[Place]] = [[] for _ in range(max(own.values(), default=-1) + 1)]
    above: dict[Place, list[Place]] = {}
    below: dict[Place, list[Place]] = {}
    for node, row in own.items():
        higher = [each for each in readers[node] if own[each] < row]
        top = min((own[each] + 1 for each in higher), default=row)
        for level in range(row, top - 1, -1):
            place = (node, level)
            rows[level].append(place)
            onwards = [(each, level - 1) for each in higher if own[each] == level - 1]
            above[place] = [*([(node, level - 1)] if level > top else []), *onwards]
            for other in above[place]:
                below.setdefault(other, []).append(place)
    return Rows(
        tuple(tuple(row) for row in rows),
        {place: tuple(others) for place, others in above.items()},
        {place: tuple(below.get(place, ())) for place in above},
        own,
    )


# Order


def ordered(graph: Rows) -> list[list[Place]]:
    """The rows, each in an order with few crossings: the best that sweeping up and down has found."""
    walked = _by_first_reader(graph)
    mirrored = [row[::-1] for row in walked]
    found = (_swept(start, first, graph) for start in (walked, mirrored) for first in (0, 1))
    return min(found, key=lambda rows: _crossings(rows, graph))


def _swept(start: list[list[Place]], first: int, graph: Rows) -> list[list[Place]]:
    """The best of the orders met from one start, going down first (0) or up first (1)."""
    rows = [list(row) for row in start]
    best, fewest = start, _crossings(start, graph)
    pairs = sum(len(row) ** 2 for row in rows)
    for sweep in range(first, first + min(_SWEEPS, 1 + _EFFORT // (pairs + 1))):
        downwards = sweep % 2 == 0
        indices = range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1)
        for index in indices:
            fixed = rows[index - 1 if downwards else index + 1]
            rows[index] = _by_barycentre(rows[index], fixed, graph.above if downwards else graph.below)
        _sift(rows, graph)
        if (crossings := _crossings(rows, graph)) < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _by_first_reader(graph: Rows) -> list[list[Place]]:
    """The rows as a walk from the top finds their places: what is read together stands together."""
    found: dict[Place, None] = {}
    waiting = [place for row in reversed(graph.rows) for place in reversed(row)]
    while waiting:
        place = waiting.pop()
        if place not in found:
            found[place] = None
            waiting.extend(reversed(graph.below[place]))
    rows: list[list[Place]] = [[] for _ in graph.rows]
    for place in found:
        rows[place[1]].append(place)
    return rows


def _by_barycentre(
    row: list[Place], fixed: list[Place], joins: Mapping[Place, tuple[Place, ...]]
) -> list[Place]:
    """The row in the order of the middle of what each is joined to; the others keep their place."""
    positions = {place: index / max(len(fixed), 1) for index, place in enumerate(fixed)}
    middles = {
        place: sum(positions[each] for each in joins[place]) / len(joins[place])
        if joins[place]
        else index / max(len(row), 1)
        for index, place in enumerate(row)
    }
    return sorted(row, key=middles.__getitem__)


def _sift(rows: list[list[Place]], graph: Rows) -> None:
    """Move each place to where in its row its lines cross the fewest others, when that is fewer than now."""
    for index, row in enumerate(rows):
        sides = (
            _sorted_positions(row, rows[index - 1] if index else [], graph.above),
            _sorted_positions(row, rows[index + 1] if index + 1 < len(rows) else [], graph.below),
        )
        gains: dict[tuple[Place, Place], int] = {}
        for place in list(row):
            at = row.index(place)
            rightwards = _best_move(((place, each) for each in row[at + 1 :]), sides, gains)
            leftwards = _best_move(((each, place) for each in reversed(row[:at])), sides, gains)
            step = rightwards[1] if rightwards[0] >= leftwards[0] else -leftwards[1]
            row.insert(at + step, row.pop(at))


def _best_move(
    passed: Iterable[tuple[Place, Place]],
    sides: Sequence[Mapping[Place, list[int]]],
    gains: dict[tuple[Place, Place], int],
) -> tuple[int, int]:
    """How many crossings passing one neighbour after the other removes at best, and how many to pass for it.

    Each pair is in the order that it stands in. `gains` keeps what each exchange gives.
    """
    total, best, steps = 0, 0, 0
    for number, (left, right) in enumerate(passed, 1):
        if (left, right) not in gains:
            gain = sum(_pairs(side[left], side[right]) - _pairs(side[right], side[left]) for side in sides)
            gains[left, right], gains[right, left] = gain, -gain
        total += gains[left, right]
        if total > best:
            best, steps = total, number
    return best, steps


def _sorted_positions(
    row: list[Place], other: list[Place], joins: Mapping[Place, tuple[Place, ...]]
) -> dict[Place, list[int]]:
    positions = {place: index for index, place in enumerate(other)}
    return {place: sorted(positions[each] for each in joins[place] if each in positions) for place in row}


def _pairs(left: list[int], right: list[int]) -> int:
    """How many lines cross when a place with the first ends stands left of one with the second."""
    return sum(bisect_left(right, end) for end in left)


def _crossings(rows: list[list[Place]], graph: Rows) -> int:
    return sum(_crossings_between(row, above, graph) for above, row in pairwise(rows))


def _crossings_between(row: list[Place], above: list[Place], graph: Rows) -> int:
    ends = _sorted_positions(row, above, graph.above)
    seen: list[int] = []
    crossings = 0
    for place in row:
        for end in ends[place]:
            crossings += len(seen) - _after(seen, end)
        for end in ends[place]:
            insort(seen, end)
    return crossings


def _after(seen: list[int], end: int) -> int:
    """Where the ends to the right of one begin."""
    return bisect_left(seen, end + 1)


# Coordinates


def placed(rows: list[list[Place]], graph: Rows, widths: Mapping[Place, int], gap: int) -> dict[Place, int]:
    """The middle of each place across, in order and with gaps, near what it is joined to."""
    middles: dict[Place, float] = {}
    for row in rows:
        steps = _steps(row, widths, gap)
        offset = -sum(steps) / 2
        for place, step in zip(row, [0.0, *steps], strict=False):
            offset += step
            middles[place] = offset
    for pull in range(_PULLS):
        for row in rows if pull % 2 == 0 else reversed(rows):
            wanted, weights = zip(*(_wanted(place, graph, middles) for place in row), strict=True)
            middles |= zip(row, spread(wanted, _steps(row, widths, gap), weights), strict=True)
    return {place: int(middle // 1) for place, middle in middles.items()}


def _steps(row: list[Place], widths: Mapping[Place, int], gap: int) -> list[float]:
    return [(widths[left] + widths[right]) / 2 + gap for left, right in pairwise(row)]


def _wanted(place: Place, graph: Rows, middles: Mapping[Place, float]) -> tuple[float, float]:
    """Where a place is drawn to, and how hard."""
    total = weight = 0.0
    for other in (*graph.above[place], *graph.below[place]):
        lines = (not graph.is_node(place)) + (not graph.is_node(other))
        pull = 1.0 + _STRAIGHT * lines * lines / 2 if other[0] == place[0] else 1.0
        total += pull * middles[other]
        weight += pull
    return (total / weight, weight) if weight else (middles[place], 0.1)


def spread(
    wanted: Sequence[float],
    steps: Sequence[float],
    weights: Sequence[float] | None = None,
    bounds: tuple[float, float] | None = None,
) -> list[float]:
    """Positions in order, at least `steps` apart, as near as can be to the wanted ones (least squares).

    Neighbours that want to stand too close are moved as one block (pool adjacent violators). `bounds` are
    kept when the steps fit within them.
    """
    offsets = [0.0]
    for step in steps:
        offsets.append(offsets[-1] + step)
    blocks: list[tuple[float, float, int]] = []
    for value, offset, weight in zip(wanted, offsets, weights or [1.0] * len(wanted), strict=False):
        block = (value - offset, weight, 1)
        while blocks and blocks[-1][0] >= block[0]:
            block = _merged(blocks.pop(), block)
        blocks.append(block)
    starts = [start for start, _, count in blocks for _ in range(count)]
    if bounds is not None:
        low, high = bounds[0], bounds[1] - offsets[-1]
        starts = [min(max(start, low), high) for start in starts]
    return [start + offset for start, offset in zip(starts, offsets, strict=False)]


def _merged(one: tuple[float, float, int], other: tuple[float, float, int]) -> tuple[float, float, int]:
    weight = one[1] + other[1]
    return (one[0] * one[1] + other[0] * other[1]) / weight, weight, one[2] + other[2]
