"""An axis of whole months: where each day stands, and the months and years that have room to be named."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

MONTHS = ("jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
MONTH_ROOM, YEAR_ROOM, TICK_ROOM = 36, 40, 4
"""How much room a month's name, a year and a line take."""
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000, 60000)


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month: its place, whether a year begins, and the names that have room."""

    x: str
    year_begins: bool
    month: str | None
    year: str | None


@dataclass(frozen=True, slots=True)
class Axis:
    """From the first day of a month to the last of another, between two positions."""

    start: int
    day: Fraction
    left: int
    ticks: tuple[Tick, ...] = ()

    def x(self, day: datetime.date) -> Fraction:
        """Where a day begins."""
        return self.left + (day.toordinal() - self.start) * self.day


def axis_of(first: datetime.date, last: datetime.date, left: int, right: int) -> Axis:
    """The axis of the months from that of `first` to that of `last`."""
    start, end = _month(first), _month(last) + 1
    beginning = _ordinal(start)
    plain = Axis(beginning, Fraction(right - left, _ordinal(end) - beginning), left)
    return Axis(plain.start, plain.day, left, tuple(_ticks(plain, start, end, right)))


def _month(day: datetime.date) -> int:
    """Months since year 0."""
    return day.year * 12 + day.month - 1


def _ordinal(month: int) -> int:
    """The ordinal of a month's first day, also of the month after the last that a date can have."""
    year, index = divmod(month, 12)
    if year > datetime.MAXYEAR:
        return datetime.date.max.toordinal() + 1
    return datetime.date(year, index + 1, 1).toordinal()


def _ticks(axis: Axis, start: int, end: int, right: int) -> Iterator[Tick]:
    width = axis.day * 28
    step = next((step for step in _STEPS if width * step >= MONTH_ROOM), _STEPS[-1])
    years = next((step for step in _STEPS if step >= 12 and width * step >= YEAR_ROOM), _STEPS[-1])
    lines = next((step for step in _STEPS if width * step >= TICK_ROOM), _STEPS[-1])
    january = next((month for month in range(start, end) if month % 12 == 0), end)
    for month in range(start, end):
        named = step < 12 and month % step == 0
        alone = month == start and (january - start) * width >= YEAR_ROOM
        dated = month % years == 0 or alone
        if not (named or dated or month % lines == 0):
            continue
        x = axis.left + (_ordinal(month) - axis.start) * axis.day
        yield Tick(
            f"{Decimal(x.numerator) / Decimal(x.denominator):.2f}",
            month % 12 == 0,
            MONTHS[month % 12] if named and x + MONTH_ROOM <= right + 6 else None,
            str(month // 12) if dated and x + YEAR_ROOM <= right + 6 else None,
        )
