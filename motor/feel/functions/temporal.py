"""Temporal functions (DMN 1.5, 10.3.4.8 and 10.3.4.11)."""

from __future__ import annotations

import datetime as stdlib
from decimal import Decimal
from typing import Any

from motor.feel.functions.builtin import builtins
from motor.values import gregorian
from motor.values.compare import equal
from motor.values.kinds import kind_of
from motor.values.temporal import Date, DateTime, Time

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_of_year(value: Date | DateTime) -> Decimal:
    """1 to 366."""
    return Decimal(gregorian.day_of_year(*_parts(value)))


def day_of_week(value: Date | DateTime) -> str:
    """The English name, "Monday" to "Sunday"."""
    return _DAYS[gregorian.weekday(gregorian.to_ordinal(*_parts(value))) - 1]


def month_of_year(value: Date | DateTime) -> str:
    """The English name, "January" to "December"."""
    return _MONTHS[_parts(value)[1] - 1]


def week_of_year(value: Date | DateTime) -> Decimal:
    """The ISO 8601 week, 1 to 53."""
    return Decimal(gregorian.week_of_year(*_parts(value)))


def is_same(value1: Any, value2: Any) -> bool:
    """Whether two values are the same element of FEEL's domain, where `=` asks only for equality.

    Two times are the same when every component is, the time zone too.
    """
    if kind_of(value1) is not kind_of(value2):
        return False
    if isinstance(value1, Time | DateTime):
        return _components(value1) == _components(value2)
    return equal(value1, value2) is True


def now() -> DateTime:
    """The date and time of this machine, with its offset from UTC."""
    moment = stdlib.datetime.now(stdlib.UTC).astimezone()
    return DateTime.of(moment)


def today() -> Date:
    """The date of this machine."""
    return now().date


def _parts(value: Date | DateTime) -> tuple[int, int, int]:
    date = value.date if isinstance(value, DateTime) else value
    return date.year, date.month, date.day


def _components(value: Time | DateTime) -> tuple[object, ...]:
    if isinstance(value, DateTime):
        return (*_parts(value), *_components(value.time))
    return value.hour, value.minute, value.second, value.zone


FUNCTIONS = builtins(
    {
        "day of year": [("date: date", day_of_year), ("date: date and time", day_of_year)],
        "day of week": [("date: date", day_of_week), ("date: date and time", day_of_week)],
        "month of year": [("date: date", month_of_year), ("date: date and time", month_of_year)],
        "week of year": [("date: date", week_of_year), ("date: date and time", week_of_year)],
        "is": [("value1: Any, value2: Any", is_same)],
        "now": [("", now)],
        "today": [("", today)],
    }
)
