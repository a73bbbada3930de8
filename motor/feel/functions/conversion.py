"""Conversion functions (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from motor.feel.functions.builtin import builtins, whole
from motor.feel.functions.range_text import parse_range
from motor.values.null import Null
from motor.values.number import integral, number
from motor.values.temporal import MIDNIGHT_UTC, Date, DateTime, DaysTime, Time, YearsMonths
from motor.values.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from motor.values.text import to_string
from motor.values.zones import Zone

_Value = TypeVar("_Value")
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
_GROUPING = (" ", ",", ".", None)
_DECIMAL = (".", ",", None)


def text_to_number(text: str, grouping: str | None = None, decimal: str | None = None) -> Decimal:
    """Reads a numeric literal; "." is the decimal separator when none is given."""
    if grouping not in _GROUPING or decimal not in _DECIMAL or (grouping is not None and grouping == decimal):
        message = "number: tusental skiljs av mellanslag, komma eller punkt, decimaler av det andra tecknet."
        raise Null("ogiltigt skiljetecken", message)
    plain = text.replace(grouping, "") if grouping else text
    if decimal == ",":
        plain = plain.replace(".", "?").replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        raise Null("ogiltigt tal", f'number: "{text[:60]}" är inget tal.')
    return number(plain)


def any_to_text(value: Any) -> str:
    """string(from). Null stays null."""
    if value is None:
        raise Null("null som argument", "string: from är null.")
    return to_string(value)


def date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> Date:
    """date(year, month, day)."""
    numbers = _integers("date", year, month, day)
    return _built("ogiltigt datum", lambda: Date(*numbers))


def date_of_date_time(value: DateTime) -> Date:
    """date(date and time): its day, where it is."""
    return value.date


def time_of_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None = None) -> Time:
    """time(hour, minute, second, offset): the offset is a duration, or null for a local time."""
    hours, minutes = _integers("time", hour, minute)
    zone = None if offset is None else whole(offset.seconds, "time: offset")
    return _built("ogiltig tid", lambda: Time(hours, minutes, second, zone))


def time_of_date_time(value: DateTime) -> Time:
    """time(date and time): its time of day, with its zone."""
    return value.time


def time_of_date(value: Date) -> Time:
    """time(date): midnight, UTC."""
    return MIDNIGHT_UTC


def date_time_of(date: Date | DateTime, time: Time) -> DateTime:
    """Date and time(date, time): a date and time lends its day."""
    return DateTime(date.date if isinstance(date, DateTime) else date, time)


def date_time_of_parts(
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    zone: DaysTime | str | None = None,
) -> DateTime:
    """Date and time(year, month, day, hour, minute, second), with an offset or the name of a time zone."""
    years, months, days, hours, minutes = _integers("date and time", year, month, day, hour, minute)
    where: Zone = whole(zone.seconds, "date and time: offset") if isinstance(zone, DaysTime) else zone
    return _built(
        "ogiltigt datum med tid",
        lambda: DateTime(Date(years, months, days), Time(hours, minutes, second, where)),
    )


def months_between(start: Date | DateTime, end: Date | DateTime) -> YearsMonths:
    """Whole months from the one date to the other, cut toward zero."""
    first = start.date if isinstance(start, DateTime) else start
    last = end.date if isinstance(end, DateTime) else end
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return _built("utanför kalendern", lambda: YearsMonths(months))


def same(value: _Value) -> _Value:
    """A value that already is what is asked for."""
    return value


def _integers(function: str, *numbers: Decimal) -> list[int]:
    result = [integral(value) if value.adjusted() < 18 else None for value in numbers]
    if None in result:
        raise Null("inget heltal", f"{function}: år, månad, dag, timme och minut ska vara heltal.")
    return [value for value in result if value is not None]


def _built(code: str, build: Callable[[], _Value]) -> _Value:
    try:
        return build()
    except ValueError as error:
        raise Null(code, str(error)) from None


_CLOCK = "hour: number, minute: number, second: number"
_PARTS = f"year: number, month: number, day: number, {_CLOCK}"

FUNCTIONS = builtins(
    {
        "number": [
            (
                "from: string, grouping separator: string or null, decimal separator: string or null",
                text_to_number,
            ),
            ("from: string", text_to_number),
        ],
        "string": [("from: Any", any_to_text)],
        "date": [
            ("from: string", parse_date),
            ("from: date", same),
            ("from: date and time", date_of_date_time),
            ("year: number, month: number, day: number", date_of_parts),
        ],
        "time": [
            ("from: string", parse_time),
            ("from: time", same),
            ("from: date and time", time_of_date_time),
            ("from: date", time_of_date),
            (f"{_CLOCK}, offset?: days and time duration or null", time_of_parts),
        ],
        "date and time": [
            ("from: string", parse_date_time),
            ("from: date and time", same),
            ("date: date, time: time", date_time_of),
            ("date: date and time, time: time", date_time_of),
            (f"{_PARTS}, offset?: days and time duration or null", date_time_of_parts),
            (f"{_PARTS}, timezone: string", date_time_of_parts),
        ],
        "duration": [("from: string", parse_duration)],
        "years and months duration": [
            ("from: date, to: date", months_between),
            ("from: date, to: date and time", months_between),
            ("from: date and time, to: date", months_between),
            ("from: date and time, to: date and time", months_between),
        ],
        "range": [("from: string", parse_range)],
    }
)
