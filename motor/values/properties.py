"""The properties of dates, times, durations and ranges (DMN 1.5, 10.3.2.6, table of properties)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from motor.errors import suggestion
from motor.values.compare import calendar_value, clock_value
from motor.values.kinds import Kind, kind_of, opening
from motor.values.null import Null
from motor.values.number import CONTEXT
from motor.values.temporal import SECONDS_PER_DAY, DaysTime

Property = Callable[[Any], Any]


def property_of(value: Any, name: str) -> Any:
    """The value's property of that FEEL name.

    Raises Null when values of this kind have no such property, or the value leaves it open (a local time's
    zone).
    """
    properties = PROPERTIES.get(kind_of(value), {})
    if name not in properties:
        hint = suggestion(name, properties)
        message = f"{opening(value)} har ingen egenskap {name}."
        raise Null("saknad egenskap", f"{message} {hint}" if hint else message)
    result = properties[name](value)
    if result is None:
        raise Null("saknat värde", f"{opening(value)} saknar {name}.")
    return result


def _offset(value: Any) -> DaysTime | None:
    offset = value.offset
    return None if offset is None else DaysTime(Decimal(offset))


def _zone_name(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _part(size: int, wrap: int | None) -> Property:
    """A component of a days and time duration: whole units of `size` seconds, below `wrap`, with its sign."""

    def part(value: DaysTime) -> Decimal:
        units = CONTEXT.divide_int(value.seconds.copy_abs(), Decimal(size))
        units = units if wrap is None else CONTEXT.remainder(units, Decimal(wrap))
        return units.copy_negate() if value.seconds < 0 and units else units

    return part


def _duration_second(value: DaysTime) -> Decimal:
    return CONTEXT.remainder(value.seconds, Decimal(60))


def _signed_divmod(months: int) -> tuple[int, int]:
    years, rest = divmod(abs(months), 12)
    return (-years, -rest) if months < 0 else (years, rest)


def _date_properties(date: Callable[[Any], Any]) -> dict[str, Property]:
    return {
        "year": lambda value: Decimal(date(value).year),
        "month": lambda value: Decimal(date(value).month),
        "day": lambda value: Decimal(date(value).day),
        "weekday": lambda value: Decimal(date(value).weekday),
    }


def _time_properties(time: Callable[[Any], Any]) -> dict[str, Property]:
    return {
        "hour": lambda value: Decimal(time(value).hour),
        "minute": lambda value: Decimal(time(value).minute),
        "second": lambda value: time(value).second,
        "time offset": _offset,
        "timezone": lambda value: _zone_name(time(value).zone),
    }


_EPOCH_DAY = 719_163
"""The ordinal of 1970-01-01: the values of dates count seconds from there."""

PROPERTIES: dict[Kind, dict[str, Property]] = {
    Kind.DATE: {
        **_date_properties(lambda value: value),
        "value": lambda value: Decimal((value.ordinal - _EPOCH_DAY) * SECONDS_PER_DAY),
    },
    Kind.TIME: {
        **_time_properties(lambda value: value),
        "value": lambda value: Decimal(clock_value(value)[1]),
    },
    Kind.DATE_TIME: {
        **_date_properties(lambda value: value.date),
        **_time_properties(lambda value: value.time),
        "value": lambda value: Decimal(calendar_value(value)[1] - _EPOCH_DAY * SECONDS_PER_DAY),
    },
    Kind.YEARS_MONTHS: {
        "years": lambda value: Decimal(_signed_divmod(value.months)[0]),
        "months": lambda value: Decimal(_signed_divmod(value.months)[1]),
        "value": lambda value: Decimal(value.months),
    },
    Kind.DAYS_TIME: {
        "days": _part(SECONDS_PER_DAY, None),
        "hours": _part(3600, 24),
        "minutes": _part(60, 60),
        "seconds": _duration_second,
        "value": lambda value: value.seconds,
    },
    Kind.RANGE: {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    },
}
"""For each kind of value, its properties by their FEEL names."""
