"""Texts at thin lines, like flags at poles, placed so that no text covers another or is crossed by a line."""

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

    A line goes through every row nearer than its own. Flags that would reach over the right edge are turned,
    and so are those whose text their lines would cross; turned ones stand beyond what they reach over.
    """
    ordered = _turned(sorted(flags, key=lambda flag: flag.x), left, right)
    straight: list[Flag] = []
    for flag in reversed([flag for flag in ordered if not flag.turned]):
        reached = [other.row for other in straight if other.x < flag.extent[1]]
        straight.append(replace(flag, row=max(reached, default=-1) + 1))
    found = straight[::-1]
    for flag in [flag for flag in ordered if flag.turned]:
        start, end = flag.extent
        reached = [other.row for other in found if other.extent[1] > start and other.extent[0] < end]
        found.append(replace(flag, row=max(reached, default=-1) + 1))
    return sorted(found, key=lambda flag: flag.x)


def _turned(flags: list[Flag], left: int, right: int) -> list[Flag]:
    """The flags with those turned that have no room to the right of their lines."""
    found: list[Flag] = []
    for flag in reversed(flags):
        over = any(other.turned and other.x < flag.extent[1] for other in found)
        other_side = replace(flag, turned=True)
        turn = (over or flag.extent[1] > right) and other_side.extent[0] >= left
        found.append(other_side if turn else flag)
    return found[::-1]
