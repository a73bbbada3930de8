"""The versions of a decision along time: a row for each, a bar from its first day to its last."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from motor.rulebook.decision import Decision, Version
from verktyg.regelblad import last_day, period
from verktyg.webb.lankar import Links

LEFT, BARS, RIGHT = 8, 560, 20
"""The margin before the bars, how wide they are, and the margin after, in pixels."""
_ROW, _TOP = 50, 26
_LEAST = 6
_MONTHS = 12
"""How many months of the time to come are shown at least."""
_MOST_YEARS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A version: its row and bar. `lasting`: it has no last day."""

    label: str
    standing: str
    status: str
    href: str
    shown: bool
    in_force: bool
    lasting: bool
    y: int
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A day along time."""

    text: str
    x: int


@dataclass(frozen=True, slots=True)
class Band:
    """The picture."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    years: tuple[Mark, ...]
    today: Mark


def band(decision: Decision, shown: Version, in_force: Version | None, day: datetime.date, to: Links) -> Band:
    """The versions of a decision; `day` is today."""
    first = min(decision.versions[0].valid_from, day)
    last = max(decision.versions[-1].valid_from, day) + datetime.timedelta(days=30 * _MONTHS)

    def across(moment: datetime.date) -> int:
        return LEFT + BARS * (moment - first).days // (last - first).days

    def bar(row: int, version: Version) -> Bar:
        until = last_day(decision, version)
        start = across(version.valid_from)
        end = across(min(until, last)) if until else LEFT + BARS
        return Bar(
            label=period(decision, version),
            standing=version.stamp.standing,
            status=version.status,
            href=to.version(decision.name, version.valid_from),
            shown=version is shown,
            in_force=version is in_force,
            lasting=until is None,
            y=_TOP + _ROW * row,
            x=start,
            width=max(end - start, _LEAST),
        )

    years = range(first.year + 1, last.year + 1)
    step = len(years) // _MOST_YEARS + 1
    marks = [Mark(str(year), across(datetime.date(year, 1, 1))) for year in years if year % step == 0]
    return Band(
        LEFT + BARS + RIGHT,
        _TOP + _ROW * len(decision.versions) + 20,
        tuple(bar(row, version) for row, version in enumerate(decision.versions)),
        tuple(marks),
        Mark("i dag", across(day)),
    )
