"""Dates, times and durations of FEEL (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8), for years to ±999999999.

Each class takes (`of`) and gives (`python`) the standard library's type where that reaches, and equals it.
`str` gives the ISO 8601 text that FEEL's own functions read. Constructors raise ValueError with a Swedish
sentence when there is no such date, time or duration.
"""

from __future__ import annotations

import datetime as stdlib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache, total_ordering

from motor.values import gregorian, zones
from motor.values.number import CONTEXT, ZERO, number_text
from motor.values.zones import Zone

MAX_YEAR = 999_999_999
SECONDS_PER_DAY = 86_400
_MICROSECOND = Decimal("0.000001")


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Date:
    """A day in the proleptic Gregorian calendar."""

    year: int
    month: int
    day: int
    ordinal: int = field(init=False, repr=False)
    """The day's number, where 0001-01-01 is 1."""

    def __post_init__(self) -> None:
        if abs(self.year) > MAX_YEAR:
            raise ValueError(f"Året {self.year} ligger utanför ±{MAX_YEAR}.")
        if not 1 <= self.month <= 12:
            raise ValueError(f"Det finns ingen månad {self.month}.")
        if not 1 <= self.day <= gregorian.month_length(self.year, self.month):
            raise ValueError(f"Månaden {self.year}-{self.month:02} har ingen dag {self.day}.")
        object.__setattr__(self, "ordinal", gregorian.to_ordinal(self.year, self.month, self.day))

    @classmethod
    def of(cls, value: stdlib.date) -> Date:
        """The standard library's date (or the day of its datetime)."""
        return _of_ordinal(value.toordinal())

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Date:
        """The day with that number (0001-01-01 is 1)."""
        return _of_ordinal(ordinal)

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return gregorian.weekday(self.ordinal)

    def add_months(self, months: int) -> Date:
        """The date that many months away, clipped to the month's last day."""
        return _moved(self.year, self.month, self.day, months)

    def python(self) -> stdlib.date:
        """The standard library's date. Raises ValueError for a year outside 1 to 9999."""
        return stdlib.date(self.year, self.month, self.day)

    def __eq__(self, other: object) -> bool:
        ordinal = other.ordinal if type(other) is Date else _ordinal_of(other)
        return NotImplemented if ordinal is None else self.ordinal == ordinal

    def __lt__(self, other: object) -> bool:
        ordinal = other.ordinal if type(other) is Date else _ordinal_of(other)
        return NotImplemented if ordinal is None else self.ordinal < ordinal

    def __hash__(self) -> int:
        return hash(self.python()) if 1 <= self.year <= 9999 else hash(self.ordinal)

    def __str__(self) -> str:
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04}-{self.month:02}-{self.day:02}"


def _ordinal_of(value: object) -> int | None:
    if isinstance(value, stdlib.date) and not isinstance(value, stdlib.datetime):
        return value.toordinal()
    return None


# Rules meet the same days again and again: making a day costs more than remembering it.


@lru_cache(maxsize=1 << 14)
def _of_ordinal(ordinal: int) -> Date:
    return Date(*gregorian.from_ordinal(ordinal))


@lru_cache(maxsize=1 << 14)
def _moved(year: int, month: int, day: int, months: int) -> Date:
    return Date(*gregorian.shift_months(year, month, day, months))


@dataclass(frozen=True, slots=True, eq=False)
class Time:
    """A time of day: seconds with any fraction; the zone is an offset in seconds, an IANA name or None."""

    hour: int
    minute: int
    second: Decimal = ZERO
    zone: Zone = None

    def __post_init__(self) -> None:
        if not (0 <= self.hour <= 23 and 0 <= self.minute <= 59 and 0 <= self.second < 60):
            clock = f"{self.hour:02}:{self.minute:02}:{_seconds_text(self.second)}"
            raise ValueError(f"Det finns ingen tid {clock}.")
        zones.checked(self.zone)

    @classmethod
    def of(cls, value: stdlib.time) -> Time:
        """The standard library's time."""
        second = CONTEXT.add(Decimal(value.second), CONTEXT.scaleb(Decimal(value.microsecond), -6))
        return cls(value.hour, value.minute, second, zones.from_tzinfo(value.tzinfo, value.utcoffset()))

    @classmethod
    def from_seconds(cls, seconds: Decimal, zone: Zone = None) -> Time:
        """The time that many seconds (0 to 86 400) after midnight."""
        minutes, second = _divmod(seconds, 60)
        return cls(minutes // 60, minutes % 60, second, zone)

    @property
    def seconds(self) -> Decimal:
        """Seconds after midnight, by the clock on the wall."""
        return CONTEXT.add(Decimal(self.hour * 3600 + self.minute * 60), self.second)

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC (a named zone's without summer time), None for a local time."""
        return zones.standard_offset(self.zone)

    def python(self) -> stdlib.time:
        """The standard library's time. Raises ValueError when the second has more than six decimals."""
        whole, micro = _split_second(self.second)
        return stdlib.time(self.hour, self.minute, whole, micro, zones.to_tzinfo(self.zone))

    def _key(self) -> tuple[Decimal, object]:
        if isinstance(self.zone, int):
            return CONTEXT.subtract(self.seconds, Decimal(self.zone)), True
        return self.seconds, self.zone

    def __eq__(self, other: object) -> bool:
        if isinstance(other, stdlib.time):
            other = Time.of(other)
        return self._key() == other._key() if isinstance(other, Time) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.python()) if _fits_microseconds(self.second) else hash(self._key())

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}:{_seconds_text(self.second)}{zones.zone_text(self.zone)}"


MIDNIGHT = Time(0, 0)
MIDNIGHT_UTC = Time(0, 0, ZERO, 0)


@dataclass(frozen=True, slots=True, eq=False)
class DateTime:
    """A date with a time of day. Two zoned ones are equal when they are the same instant."""

    date: Date
    time: Time = MIDNIGHT

    @classmethod
    def of(cls, value: stdlib.datetime) -> DateTime:
        """The standard library's datetime."""
        zone = zones.from_tzinfo(value.tzinfo, value.utcoffset())
        second = CONTEXT.add(Decimal(value.second), CONTEXT.scaleb(Decimal(value.microsecond), -6))
        return cls(Date.of(value), Time(value.hour, value.minute, second, zone))

    @classmethod
    def from_local(cls, seconds: Decimal, zone: Zone = None) -> DateTime:
        """The date and time that many seconds after the start of day 0 on the zone's clocks."""
        ordinal, second_of_day = _divmod(seconds, SECONDS_PER_DAY)
        return cls(Date.from_ordinal(ordinal), Time.from_seconds(second_of_day, zone))

    @classmethod
    def from_instant(cls, seconds: Decimal, zone: Zone) -> DateTime:
        """The date and time in the zone that many seconds after the start of day 0 in UTC."""
        ordinal, second_of_day = _divmod(seconds, SECONDS_PER_DAY)
        offset = zones.offset_of_instant(zone, ordinal, int(second_of_day)) or 0
        return cls.from_local(CONTEXT.add(seconds, Decimal(offset)), zone)

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC at that moment, None for a local date and time."""
        return zones.offset_of_local(self.time.zone, self.date.ordinal, int(self.time.seconds))

    @property
    def local(self) -> Decimal:
        """Seconds since the start of day 0 (the day before 0001-01-01) by the clock on the wall."""
        return CONTEXT.add(Decimal(self.date.ordinal * SECONDS_PER_DAY), self.time.seconds)

    @property
    def instant(self) -> Decimal | None:
        """Seconds since the start of day 0 in UTC, None for a local date and time."""
        offset = self.offset
        return None if offset is None else CONTEXT.subtract(self.local, Decimal(offset))

    def python(self) -> stdlib.datetime:
        """The standard library's datetime. Raises ValueError outside its years or past microseconds."""
        return stdlib.datetime.combine(self.date.python(), self.time.python())

    def _key(self) -> tuple[bool, Decimal]:
        instant = self.instant
        return (False, self.local) if instant is None else (True, instant)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, stdlib.datetime):
            other = DateTime.of(other)
        return self._key() == other._key() if isinstance(other, DateTime) else NotImplemented

    def __hash__(self) -> int:
        zoned, seconds = self._key()
        if not _fits_microseconds(self.time.second):
            return hash((zoned, seconds))
        if zoned:  # as the standard library hashes an aware datetime, which is equal in any zone
            return hash(DaysTime(seconds))
        return hash(self.python()) if 1 <= self.date.year <= 9999 else hash(seconds)

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


@total_ordering
@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A years and months duration, as a whole number of months."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > MAX_YEAR * 12 + 11:
            raise ValueError(f"Varaktigheten är längre än {MAX_YEAR} år.")

    def __lt__(self, other: object) -> bool:
        return self.months < other.months if isinstance(other, YearsMonths) else NotImplemented

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        parts = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return f"{'-' if self.months < 0 else ''}P{parts}"


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class DaysTime:
    """A days and time duration, as an exact number of seconds."""

    seconds: Decimal

    def __post_init__(self) -> None:
        if self.seconds.copy_abs() > 2 * MAX_YEAR * 366 * SECONDS_PER_DAY:
            raise ValueError("Varaktigheten är längre än tiden mellan det första och det sista året.")

    @classmethod
    def of(cls, value: stdlib.timedelta) -> DaysTime:
        """The standard library's timedelta."""
        whole = value.days * SECONDS_PER_DAY + value.seconds
        return cls(CONTEXT.add(Decimal(whole), CONTEXT.scaleb(Decimal(value.microseconds), -6)))

    def python(self) -> stdlib.timedelta:
        """The standard library's timedelta. Raises ValueError past microseconds or a billion days."""
        days, rest = _divmod(self.seconds, SECONDS_PER_DAY)
        whole, micro = _split_second(rest)
        try:
            return stdlib.timedelta(days, whole, micro)
        except OverflowError:
            raise ValueError("Varaktigheten ryms inte i en timedelta.") from None

    def __eq__(self, other: object) -> bool:
        if isinstance(other, stdlib.timedelta):
            other = DaysTime.of(other)
        return self.seconds == other.seconds if isinstance(other, DaysTime) else NotImplemented

    def __lt__(self, other: object) -> bool:
        if isinstance(other, stdlib.timedelta):
            other = DaysTime.of(other)
        return self.seconds < other.seconds if isinstance(other, DaysTime) else NotImplemented

    def __hash__(self) -> int:
        try:
            return hash(self.python())
        except ValueError:
            return hash(self.seconds)

    def __str__(self) -> str:
        minutes, second = _divmod(self.seconds.copy_abs(), 60)
        hours, minute = divmod(minutes, 60)
        days, hour = divmod(hours, 24)
        time = "".join(f"{part}{unit}" for part, unit in ((hour, "H"), (minute, "M")) if part)
        time += f"{number_text(second)}S" if second or not (days or time) else ""
        sign = "-" if self.seconds < 0 else ""
        return f"{sign}P{f'{days}D' if days else ''}{f'T{time}' if time else ''}"


Temporal = Date | Time | DateTime | YearsMonths | DaysTime


@lru_cache(maxsize=1 << 12)
def whole_days(seconds: Decimal) -> int:
    """The whole days in that many seconds, at or below."""
    return _divmod(seconds, SECONDS_PER_DAY)[0]


@lru_cache(maxsize=1 << 12)
def whole_months(months: int) -> YearsMonths:
    """The duration of that many months. Raises ValueError for more than the years there are."""
    return YearsMonths(months)


def _divmod(value: Decimal, unit: int) -> tuple[int, Decimal]:
    """The whole number of units at or below the value, and what is left (0 up to the unit)."""
    whole, rest = CONTEXT.divmod(value, Decimal(unit))
    if rest < 0:
        return int(whole) - 1, CONTEXT.add(rest, Decimal(unit))
    return int(whole), rest


def _fits_microseconds(second: Decimal) -> bool:
    return not CONTEXT.remainder(second, _MICROSECOND)


def _split_second(second: Decimal) -> tuple[int, int]:
    """Whole seconds and microseconds. Raises ValueError when that loses something."""
    if not _fits_microseconds(second):
        raise ValueError("Sekunden har fler än sex decimaler.")
    whole = int(second)
    return whole, int(CONTEXT.scaleb(CONTEXT.subtract(second, Decimal(whole)), 6))


def _seconds_text(second: Decimal) -> str:
    whole, _, fraction = number_text(second).partition(".")
    return f"{whole:>02}.{fraction}" if fraction else f"{whole:>02}"
