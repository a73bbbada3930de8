"""A compensation along time: a bar for each payment line, and the dates that matter, as positions.

The picture is the table of lines once more: whoever cannot see it misses nothing. Positions are exact until
they are written, in whole hundredths of the picture's own unit.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from motor.values.convert import from_python
from motor.values.temporal import Date
from verktyg.format import both, capital, count, value_text
from verktyg.skal import Asked, is_number
from verktyg.vy import View
from verktyg.webb.bilder.flaggor import Flag, placed
from verktyg.webb.bilder.tidsaxel import Axis, Tick, axis_of

WIDTH = 760
LEFT, RIGHT = 12, 748
ROW = 19
"""The height of a row of text."""
LETTER = 8
"""How wide a letter may be."""
BAR = 90
LEAST = 2
LANE_GAP = 8
BETWEEN = 3
"""Between the brackets of amounts that follow each other."""
MOST_ROWS = 6
"""How many rows the amounts may take; those of most lines come first."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One payment line: where it stands, and its days and amount as text."""

    x: str
    y: str
    width: str
    height: str
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a thin line: a date that matters, over the bars; or an amount, under them.

    The line goes from `y1` to `y2`; `to` is where an amount's bracket ends.
    """

    x: str
    y1: str
    y2: str
    text_x: str
    text_y: str
    anchor: str
    text: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The picture: `title` and `description` say it in words."""

    width: int
    height: int
    left: int
    right: int
    title: str
    description: str
    base: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Label, ...]
    amounts: tuple[Label, ...]
    left_out: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A payment line: its first and last day, its amount (None when lines have none), and that as text."""

    first: datetime.date
    last: datetime.date
    amount: Decimal | None
    shown: str


def timeline(asked: Asked, view: View) -> Timeline | None:
    """The picture of the view's lines; None where they have no days, or there are none."""
    value = asked.result.values.get(view.result or "")
    rows = value.get(view.lines or "") if isinstance(value, Mapping) else None
    lines = _lines(asked, view, rows) if rows else []
    return _drawn(view, lines, _dates(asked, view)) if lines else None


def _lines(asked: Asked, view: View, rows: Sequence[Mapping[str, Any]]) -> list[_Line]:
    """The rows with their first two columns of dates, and the last column of numbers that has a unit."""
    shared = [key for key in rows[0] if all(key in row for row in rows)]
    days = {key: [_day(row[key]) for row in rows] for key in shared}
    dated = [[day for day in found if day] for found in days.values() if all(found)]
    if len(dated) < 2 or any(last < first for first, last in zip(*dated[:2], strict=True)):
        return []
    sources = asked.row_sources(view.result or "", view.lines or "")
    numbers = [key for key in shared if all(is_number(row[key]) for row in rows)]
    units = {key: asked.item_unit(sources, key) for key in numbers}
    amount = next((key for key in reversed(numbers) if units[key]), None)
    return [
        _Line(
            first,
            last,
            Decimal(row[amount]) if amount else None,
            value_text(row[amount], units[amount]) if amount else "",
        )
        for row, first, last in zip(rows, *dated[:2], strict=True)
    ]


def _day(value: Any) -> datetime.date | None:
    """The day that a value is, where the calendar of this program reaches it."""
    day = from_python(value)
    try:
        return day.python() if isinstance(day, Date) else None
    except ValueError:
        return None


def _dates(asked: Asked, view: View) -> dict[datetime.date, list[str]]:
    """The days that the view's facts and other decisions give, each with its names."""
    known = {name: asked.facts.get(name) for name in view.facts}
    known |= {name: asked.result.values.get(name) for name in view.others}
    found: dict[datetime.date, list[str]] = {}
    for name, value in known.items():
        if (day := _day(value)) is not None:
            found.setdefault(day, []).append(name)
    return found


def _drawn(view: View, lines: list[_Line], dates: dict[datetime.date, list[str]]) -> Timeline:
    days = [*(day for line in lines for day in (line.first, line.last)), *dates]
    axis = axis_of(min(days), max(days), LEFT, RIGHT)
    lanes = _lanes(lines)
    flags = placed([_mark(axis, day, names) for day, names in dates.items()], LEFT, RIGHT)
    top = 8 + ROW * (1 + max((flag.row for flag in flags), default=-1))
    height = len(set(lanes)) * (BAR + LANE_GAP)
    base = top + LANE_GAP + height
    groups = list(_groups(lines)) if len(set(lanes)) == 1 else []
    under, left_out = _amounts(axis, groups)
    rows = 1 + max((flag.row for flag in under), default=-1)
    return Timeline(
        width=WIDTH,
        height=base + 2 * ROW + 18 + ROW * rows,
        left=LEFT,
        right=RIGHT,
        title=f"{capital(view.result or '')} längs tiden",
        description=_in_words(lines, dates),
        base=_text(base),
        bars=tuple(_bars(axis, lines, lanes, base)),
        ticks=axis.ticks,
        marks=tuple(
            Label(
                x=_text(flag.x),
                y1=_text(top - ROW * flag.row - 14),
                y2=_text(base),
                text_x=_text(flag.text_x),
                text_y=_text(top - ROW * flag.row - 4),
                anchor=flag.anchor,
                text=flag.text,
            )
            for flag in flags
        ),
        amounts=tuple(_under(flag, base + 2 * ROW + 4) for flag in under),
        left_out=left_out,
    )


def _mark(axis: Axis, day: datetime.date, names: list[str]) -> Flag:
    """A day that matters, in the middle of the day."""
    text = f"{capital(both(names))} {day}"
    return Flag(axis.x(day) + axis.day / 2, text, len(text) * LETTER)


def _lanes(lines: list[_Line]) -> list[int]:
    """For each line the lane that it is drawn in, so that lines of the same days do not cover each other."""
    ends: list[datetime.date] = []
    lanes = [0] * len(lines)
    for index in sorted(range(len(lines)), key=lambda index: lines[index].first):
        free = (lane for lane, end in enumerate(ends) if end < lines[index].first)
        lane = next(free, len(ends))
        ends[lane : lane + 1] = [lines[index].last]
        lanes[index] = lane
    return lanes


def _bars(axis: Axis, lines: list[_Line], lanes: list[int], base: int) -> Iterator[Bar]:
    """Each line as a bar, as high as its amount is of the largest."""
    largest = max((line.amount or Decimal(0) for line in lines), default=Decimal(0))
    for line, lane in zip(lines, lanes, strict=True):
        part = Fraction(max(line.amount or Decimal(0), Decimal(0))) / Fraction(largest) if largest > 0 else 0
        height = max(Fraction(LEAST), BAR * part) if line.amount is not None else Fraction(BAR, 2)
        x, end = axis.x(line.first), axis.x(line.last) + axis.day
        y = base - lane * (BAR + LANE_GAP) - height
        text = f"{line.first} till {line.last}" + (f": {line.shown}" if line.shown else "")
        yield Bar(_text(x), _text(y), _text(end - x), _text(height), text)


def _groups(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Lines after each other with the same amount."""
    if lines[0].amount is not None:
        for _, group in groupby(sorted(lines, key=lambda line: line.first), key=lambda line: line.amount):
            yield list(group)


def _amounts(axis: Axis, groups: list[list[_Line]]) -> tuple[list[Flag], bool]:
    """The amounts as flags under the bars; whether some had to be left out."""
    kept: list[list[_Line]] = []
    flags: list[Flag] = []
    for group in sorted(groups, key=lambda group: -len(group)):
        tried = sorted([*kept, group], key=lambda each: each[0].first)
        found = placed([_amount(axis, each) for each in tried], LEFT, RIGHT)
        if max(flag.row for flag in found) < MOST_ROWS:
            kept, flags = tried, found
    return flags, len(kept) < len(groups)


def _amount(axis: Axis, group: list[_Line]) -> Flag:
    text = group[0].shown if len(group) == 1 else f"{len(group)} × {group[0].shown}"
    start, end = axis.x(group[0].first), axis.x(group[-1].last) + axis.day
    return Flag(start, text, len(text) * LETTER, end)


def _under(flag: Flag, top: int) -> Label:
    y = top + ROW * flag.row
    return Label(
        x=_text(flag.x),
        y1=_text(top),
        y2=_text(y + 14),
        text_x=_text(flag.text_x),
        text_y=_text(y + 14),
        anchor=flag.anchor,
        text=flag.text,
        to=_text(max(flag.x, flag.to - BETWEEN)) if flag.to is not None else None,
    )


def _in_words(lines: list[_Line], dates: dict[datetime.date, list[str]]) -> str:
    first, last = min(line.first for line in lines), max(line.last for line in lines)
    told = [f"{count(len(lines), 'rad', 'rader')} från {first} till {last}."]
    told += [f"{capital(both(names))}: {day}." for day, names in sorted(dates.items())]
    return " ".join([*told, "Raderna står i tabellen."])


def _text(position: Fraction | int) -> str:
    exact = Fraction(position)
    return f"{Decimal(exact.numerator) / Decimal(exact.denominator):.2f}"
