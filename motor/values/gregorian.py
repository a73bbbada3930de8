"""The proleptic Gregorian calendar for any year, also where Python's own stops (year 0 is a leap year)."""

from __future__ import annotations

_MONTH_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS_IN_400_YEARS = 146_097


def is_leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """How many days the month has, 28 to 31."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month]


def to_ordinal(year: int, month: int, day: int) -> int:
    """The day's number, where 0001-01-01 is 1, as in `datetime.date.toordinal`."""
    # Years that begin on 1 March put the leap day last, so that the months' lengths follow one formula.
    shifted = year - (month <= 2)
    era, year_of_era = divmod(shifted, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * _DAYS_IN_400_YEARS + day_of_era - 305


def from_ordinal(ordinal: int) -> tuple[int, int, int]:
    """Year, month and day of the day with that number."""
    era, day_of_era = divmod(ordinal + 305, _DAYS_IN_400_YEARS)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    month = (shifted_month + 2) % 12 + 1
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    return era * 400 + year_of_era + (month <= 2), month, day


def day_of_year(year: int, month: int, day: int) -> int:
    """1 for 1 January, 365 or 366 for 31 December."""
    return to_ordinal(year, month, day) - to_ordinal(year, 1, 1) + 1


def weekday(ordinal: int) -> int:
    """1 for Monday to 7 for Sunday (ISO 8601)."""
    return (ordinal - 1) % 7 + 1


def week_of_year(year: int, month: int, day: int) -> int:
    """The ISO 8601 week, 1 to 53: the one that holds the Thursday of the day's week."""
    ordinal = to_ordinal(year, month, day)
    thursday = ordinal - weekday(ordinal) + 4
    thursday_year = from_ordinal(thursday)[0]
    return (thursday - to_ordinal(thursday_year, 1, 1)) // 7 + 1


def shift_months(year: int, month: int, day: int, months: int) -> tuple[int, int, int]:
    """The date that many months away, clipped to the month's last day."""
    new_year, zero_based = divmod(year * 12 + month - 1 + months, 12)
    return new_year, zero_based + 1, min(day, month_length(new_year, zero_based + 1))
