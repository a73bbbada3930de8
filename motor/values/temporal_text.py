"""Reads dates, times and durations from the ISO 8601 text of XML Schema and FEEL (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from motor.values.null import Null
from motor.values.number import CONTEXT
from motor.values.temporal import (
    MIDNIGHT,
    Date,
    DateTime,
    DaysTime,
    Temporal,
    Time,
    YearsMonths,
)
from motor.values.zones import Zone

_DATE = r"(?P<year>-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_OFFSET = r"(?P<sign>[+-])(?P<zh>[0-9]{2}):(?P<zm>[0-5][0-9])(?::(?P<zs>[0-5][0-9]))?"
_ZONE = rf"(?:(?P<utc>Z)|{_OFFSET}|@(?P<zone>[A-Za-z0-9_+/-]{{1,64}}))?"
_TIME = rf"(?P<hour>[0-9]{{2}}):(?P<minute>[0-9]{{2}}):(?P<second>[0-9]{{2}}(?:\.[0-9]{{1,25}})?){_ZONE}"
_YEARS_MONTHS = r"(?P<minus>-?)P(?=[0-9])(?:(?P<years>[0-9]{1,12})Y)?(?:(?P<months>[0-9]{1,12})M)?"
_CLOCK_PART = (
    r"(?:(?P<hours>[0-9]{1,18})H)?(?:(?P<minutes>[0-9]{1,18})M)?"
    r"(?:(?P<seconds>[0-9]{1,18}(?:\.[0-9]{0,15})?)S)?"
)
_DAYS_TIME = rf"(?P<minus>-?)P(?=[0-9T])(?:(?P<days>[0-9]{{1,18}})D)?(?:T(?=[0-9]){_CLOCK_PART})?"
_DATE_PATTERN = re.compile(_DATE)
_TIME_PATTERN = re.compile(_TIME)
_DATE_TIME_PATTERN = re.compile(f"{_DATE}T{_TIME}")
_YEARS_MONTHS_PATTERN = re.compile(_YEARS_MONTHS)
_DAYS_TIME_PATTERN = re.compile(_DAYS_TIME)


_Result = TypeVar("_Result")


def parse_date(text: str) -> Date:
    """`2024-03-01`. Raises Null for any other text."""
    return _read(text, _DATE_PATTERN, _date, "ogiltigt datum", "ett datum, skrivet som 2024-03-01")


def parse_time(text: str) -> Time:
    """`12:30:00`, with an optional fraction, offset or `@zone`. Raises Null for any other text."""
    return _read(text, _TIME_PATTERN, _clock, "ogiltig tid", "en tid, skriven som 12:30:00")


def parse_date_time(text: str) -> DateTime:
    """A date, `T` and a time; a date alone is midnight, local time. Raises Null for any other text."""
    if _DATE_PATTERN.fullmatch(text):
        return DateTime(parse_date(text), MIDNIGHT)
    expected = "ett datum med tid, skrivet som 2024-03-01T12:30:00"
    return _read(text, _DATE_TIME_PATTERN, _date_time, "ogiltigt datum med tid", expected)


def parse_duration(text: str) -> YearsMonths | DaysTime:
    """`P1Y2M` or `P1DT2H3M4.5S`, either with a minus first. Raises Null for any other text."""
    code, expected = "ogiltig varaktighet", "en varaktighet, skriven som P1Y2M eller P1DT2H"
    if _YEARS_MONTHS_PATTERN.fullmatch(text):
        return _read(text, _YEARS_MONTHS_PATTERN, _years_months, code, expected)
    return _read(text, _DAYS_TIME_PATTERN, _days_time, code, expected)


def parse_temporal(text: str) -> Temporal:
    """What the literal `@"text"` stands for. Raises Null when the text is none of date, time and duration."""
    for pattern, read in _LITERALS:
        if pattern.fullmatch(text):
            return read(text)
    raise Null("ogiltig tidsangivelse", f'"{text}" är varken datum, tid eller varaktighet.')


_LITERALS: tuple[tuple[re.Pattern[str], Callable[[str], Temporal]], ...] = (
    (_DATE_PATTERN, parse_date),
    (_DATE_TIME_PATTERN, parse_date_time),
    (_TIME_PATTERN, parse_time),
    (_YEARS_MONTHS_PATTERN, parse_duration),
    (_DAYS_TIME_PATTERN, parse_duration),
)


def _read(
    text: str,
    pattern: re.Pattern[str],
    build: Callable[[dict[str, str | None]], _Result],
    code: str,
    expected: str,
) -> _Result:
    match = pattern.fullmatch(text)
    if match is None:
        raise Null(code, f'"{text[:60]}" är inte {expected}.')
    try:
        return build(match.groupdict())
    except ValueError as error:
        raise Null(code, str(error)) from None


def _date(parts: dict[str, str | None]) -> Date:
    return Date(_whole(parts["year"]), _whole(parts["month"]), _whole(parts["day"]))


def _clock(parts: dict[str, str | None]) -> Time:
    return Time(0, 0, zone=_zone(parts)) if _is_24(parts) else _plain_clock(parts)


def _plain_clock(parts: dict[str, str | None]) -> Time:
    return Time(_whole(parts["hour"]), _whole(parts["minute"]), Decimal(parts["second"] or 0), _zone(parts))


def _date_time(parts: dict[str, str | None]) -> DateTime:
    """24:00:00 is the start of the next day."""
    date = _date(parts)
    return DateTime(Date.from_ordinal(date.ordinal + 1) if _is_24(parts) else date, _clock(parts))


def _is_24(parts: dict[str, str | None]) -> bool:
    return parts["hour"] == "24" and parts["minute"] == "00" and not Decimal(parts["second"] or 0)


def _zone(parts: dict[str, str | None]) -> Zone:
    if parts["utc"]:
        return 0
    if parts["zh"] is None:
        return parts["zone"]
    seconds = _whole(parts["zh"]) * 3600 + _whole(parts["zm"]) * 60 + _whole(parts["zs"])
    return -seconds if parts["sign"] == "-" else seconds


def _years_months(parts: dict[str, str | None]) -> YearsMonths:
    months = _whole(parts["years"]) * 12 + _whole(parts["months"])
    return YearsMonths(-months if parts["minus"] else months)


def _days_time(parts: dict[str, str | None]) -> DaysTime:
    minutes = (_whole(parts["days"]) * 24 + _whole(parts["hours"])) * 60 + _whole(parts["minutes"])
    seconds = CONTEXT.add(Decimal(minutes * 60), Decimal(parts["seconds"] or 0))
    return DaysTime(seconds.copy_negate() if parts["minus"] and seconds else seconds)


def _whole(digits: str | None) -> int:
    return int(digits or 0)
