"""What a forecast's charts have in common: which lines are drawn, and in what unit."""

from __future__ import annotations

from decimal import Decimal

from verktyg.prognos.svar import Answer, Line, lines

MOST_ROWS = 40
"""More rows than this are shown by group only, and of more groups the largest."""


def drawn_lines(answer: Answer) -> tuple[list[Line], bool]:
    """The lines that get a bar, and whether their groups are told as headings."""
    shown = lines(answer)
    rows = [line for line in shown if line.level == "rad"]
    groups = [line for line in shown if line.level == "grupp"]
    if not rows or len(rows) > MOST_ROWS:
        return _largest(groups) or shown[-1:], False
    return rows, len(groups) > 1


def _largest(groups: list[Line]) -> list[Line]:
    """The groups, or when they are very many the largest of them, in their order."""
    by_size = sorted(groups, key=lambda line: -abs((line.after or line.before).total))
    kept = {line.name for line in by_size[:MOST_ROWS]}
    return [line for line in groups if line.name in kept]


def scale(largest: float | Decimal) -> tuple[int, str]:
    """The power of ten that an axis counts in, and its name."""
    if largest >= 20_000_000:
        return 6, "miljoner kronor"
    return (3, "tusen kronor") if largest >= 20_000 else (0, "kronor")
