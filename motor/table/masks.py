"""The masks of all cells of a column at once.

A test can only change at its own boundaries, so it is tried on its own few cells, and holds for all cells of
the column that lie within them. That takes time by the boundaries, not by rules times cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from operator import xor
from typing import Any

from motor.table.cells import OTHER, Cells, Discrete, Ordered, cut
from motor.table.model import UnaryTest

Tests = list[tuple[UnaryTest, int]]


def all_masks(cells: Cells, tests: Tests, points: list[tuple[Any, ...]], always: int) -> dict[Any, int]:
    """The rules that each cell lets through, null's left out; `points` are the boundaries of each test.

    `always` are the rules without a test. Nothing for values that are not cut into cells.
    """
    if isinstance(cells, Ordered):
        return _ordered(cells, tests, points, always)
    return _discrete(cells, tests, points, always) if isinstance(cells, Discrete) and cells.texts else {}


def _ordered(cells: Ordered, tests: Tests, points: list[tuple[Any, ...]], always: int) -> dict[Any, int]:
    """A rule's bit is flipped where a run of cells that its test holds for begins, and where it ends."""
    flips = [always] + [0] * (2 * len(cells.points) + 1)
    for (test, rules), own in zip(tests, points, strict=True):
        for first, end, value in stretches(cells, own):
            if test.holds(value):
                flips[first] ^= rules
                flips[end] ^= rules
    return dict(enumerate(accumulate(flips[:-1], xor)))


def stretches(cells: Ordered, points: tuple[Any, ...]) -> Iterator[tuple[int, int, Any]]:
    """The cells of a test with these boundaries, as runs of the column's cells, each with a value inside."""
    own = cut(list(points))
    if not isinstance(own, Ordered):
        yield 0, 2 * len(cells.points) + 1, cells.points[0]
        return
    first, below = 0, None
    for point in own.points:
        place: int = cells.find(point)[0]
        yield from ((first, place, value) for value in own.between(below, point))
        yield place, place + 1, point
        first, below = place + 1, point
    yield from ((first, 2 * len(cells.points) + 1, value) for value in own.between(below, None))


def _discrete(cells: Discrete, tests: Tests, points: list[tuple[Any, ...]], always: int) -> dict[Any, int]:
    others = always
    listed: dict[Any, int] = dict.fromkeys(cells.points, 0)
    """For each text, the rules whose test says otherwise of it than of other texts."""
    for (test, rules), own in zip(tests, points, strict=True):
        holds = test.holds(OTHER)
        others |= rules if holds else 0
        for text in own:
            if text is not None and test.holds(text) is not holds:
                listed[text] ^= rules
    return {"other": others, **{(text,): others ^ differing for text, differing in listed.items()}}
