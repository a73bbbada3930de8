"""Texts at thin lines, like flags at poles, placed so that no text covers another.

Nor does a line cross a text, unless there are many texts, or wide ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

GAP = 5
"""Between a line and its text."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A text of a width at a line at `x`, in row 0 (nearest the picture) or beyond, to either side.

    `to` is where what the text is about ends, when it has length.
    """

    x: Fraction
    text: str
    width: int
    to: Fraction | None = None
    row: int = 0
    turned: bool = False

    @property
    def text_x(self) -> Fraction:
        """Where the text begins, or for a turned flag ends."""
        return self.x - GAP if self.turned else self.x + GAP

    @property
    def anchor(self) -> str:
        """SVG's word for what `text_x` is of the text."""
        return "end" if self.turned else "start"

    @property
    def extent(self) -> tuple[Fraction, Fraction]:
        """From where to where the flag reaches, its line with it."""
        return (self.text_x - self.width, self.x) if self.turned else (self.x, self.text_x + self.width)


def placed(flags: list[Flag], left: int, right: int) -> list[Flag]:
    """The flags from left to right, each in the nearest row where it is free.

    A line goes through every row nearer than its own, so a flag stands beyond those whose lines its text
    reaches over. Flags are turned from the first that would reach over the right edge, or earlier where only
    that keeps lines and texts apart.
    """
    ordered = sorted(flags, key=lambda flag: flag.x)
    over = (index for index, flag in enumerate(ordered) if flag.extent[1] > right)
    for straight in range(next(over, len(ordered)), -1, -1):
        turned = [replace(flag, turned=True) for flag in ordered[straight:]]
        tried = [*ordered[:straight], *turned]
        rows = _rows(tried) if all(flag.extent[0] >= left for flag in turned) else None
        if rows is not None:
            return [replace(flag, row=row) for flag, row in zip(tried, rows, strict=True)]
    last = len(ordered) - 1
    return [replace(flag, row=last - at, turned=flag.extent[1] > right) for at, flag in enumerate(ordered)]


def _rows(flags: list[Flag]) -> list[int] | None:
    """The row of each flag; None when two of them would each have to stand beyond the other."""
    nearer = [[index for index, other in enumerate(flags) if _beyond(flag, other)] for flag in flags]
    rows: dict[int, int] = {}
    waiting = set(range(len(flags)))
    while waiting:
        free = [index for index in waiting if rows.keys() >= set(nearer[index])]
        if not free:
            return None
        rows |= {index: 1 + max((rows[each] for each in nearer[index]), default=-1) for index in free}
        waiting -= set(free)
    return [rows[index] for index in range(len(flags))]


def _beyond(flag: Flag, other: Flag) -> bool:
    """Whether a flag has to stand in a row beyond another's."""
    (start, end), (its_start, its_end) = flag.extent, other.extent
    if start < other.x < end:
        return True
    meet = start < its_end and its_start < end
    return meet and flag.turned and not other.turned and not its_start < flag.x < its_end
