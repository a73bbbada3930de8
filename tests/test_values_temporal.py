"""Dates, times and durations: the calendar, and the standard library's counterparts."""

from __future__ import annotations

import datetime as stdlib
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motor.values import gregorian
from motor.values.arithmetic import add, subtract
from motor.values.compare import less
from motor.values.null import Null
from motor.values.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from motor.values.temporal_text import parse_date, parse_date_time, parse_duration, parse_temporal, parse_time

ZONES = st.sampled_from(
    [
        None,
        stdlib.UTC,
        stdlib.timezone(stdlib.timedelta(hours=5, minutes=30)),
        stdlib.timezone(-stdlib.timedelta(hours=3, seconds=7)),
        ZoneInfo("Europe/Stockholm"),
    ]
)
DATES = st.dates()
TIMES = st.times(timezones=ZONES)
DATETIMES = st.datetimes(
    min_value=stdlib.datetime(3, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    max_value=stdlib.datetime(9997, 1, 1),  # noqa: DTZ001
    timezones=ZONES,  # type: ignore[arg-type]  # None is a local time
    allow_imaginary=False,
)


class TestCalendar:
    @given(DATES)
    def test_agrees_with_the_standard_library(self, day: stdlib.date) -> None:
        ordinal = gregorian.to_ordinal(day.year, day.month, day.day)
        assert ordinal == day.toordinal()
        assert gregorian.from_ordinal(ordinal) == (day.year, day.month, day.day)
        assert gregorian.weekday(ordinal) == day.isoweekday()
        assert gregorian.week_of_year(day.year, day.month, day.day) == day.isocalendar().week
        assert gregorian.day_of_year(day.year, day.month, day.day) == day.timetuple().tm_yday

    @given(st.integers(-(10**12), 10**12))
    def test_goes_on_past_the_standard_library(self, ordinal: int) -> None:
        assert gregorian.to_ordinal(*gregorian.from_ordinal(ordinal)) == ordinal

    def test_year_zero_is_a_leap_year(self) -> None:
        assert gregorian.month_length(0, 2) == 29


class TestStandardLibrary:
    @given(DATES)
    def test_date(self, value: stdlib.date) -> None:
        ours = Date.of(value)
        assert (ours == value, value == ours, hash(ours) == hash(value)) == (True, True, True)
        assert ours.python() == value
        assert parse_date(str(ours)) == value

    @given(TIMES)
    def test_time(self, value: stdlib.time) -> None:
        ours = Time.of(value)
        assert ours == value
        assert hash(ours) == hash(value)
        assert ours.python() == value
        assert parse_time(str(ours)) == value

    @given(DATETIMES)
    def test_date_and_time(self, value: stdlib.datetime) -> None:
        ours = DateTime.of(value)
        assert ours.python().replace(fold=value.fold).utcoffset() == value.utcoffset()
        assert parse_date_time(str(ours)) == ours
        if value.fold == 0:
            assert ours == value
            assert hash(ours) == hash(value)

    @given(st.timedeltas())
    def test_duration(self, value: stdlib.timedelta) -> None:
        ours = DaysTime.of(value)
        assert ours == value
        assert hash(ours) == hash(value)
        assert ours.python() == value
        assert parse_duration(str(ours)) == value

    @given(DATETIMES, DATETIMES)
    def test_difference_and_order_agree(self, left: stdlib.datetime, right: stdlib.datetime) -> None:
        if (left.tzinfo is None) != (right.tzinfo is None) or left.fold or right.fold:
            return
        ours, theirs = DateTime.of(left), DateTime.of(right)
        first, second = (value.astimezone(stdlib.UTC) if value.tzinfo else value for value in (left, right))
        assert subtract(ours, theirs) == first - second
        assert less(ours, theirs) == (first.replace(microsecond=0) < second.replace(microsecond=0))

    def test_a_date_is_no_date_and_time(self) -> None:
        assert Date(2024, 3, 1) != stdlib.datetime(2024, 3, 1, tzinfo=stdlib.UTC)
        assert Date(2024, 3, 1) != DateTime(Date(2024, 3, 1))

    def test_dates_are_ordered(self) -> None:
        assert Date(2024, 3, 1) < stdlib.date(2024, 3, 2)
        assert max(YearsMonths(3), YearsMonths(-4)) == YearsMonths(3)
        assert DaysTime(Decimal(60)) > stdlib.timedelta(seconds=59)

    @pytest.mark.parametrize(
        "value",
        [Date(10_000, 1, 1), Date(0, 1, 1), Time(0, 0, Decimal("0.0000001")), DaysTime(Decimal("1E+15"))],
    )
    def test_what_the_standard_library_cannot_hold_is_an_error(self, value: Date | Time | DaysTime) -> None:
        with pytest.raises(ValueError):  # noqa: PT011 (the library words its own)
            value.python()
        assert hash(value) == hash(value)

    @given(DATETIMES, st.timedeltas(-stdlib.timedelta(days=700), stdlib.timedelta(days=700)))
    def test_adding_and_taking_away_a_duration_comes_back(
        self, value: stdlib.datetime, duration: stdlib.timedelta
    ) -> None:
        start, length = DateTime.of(value), DaysTime.of(duration)
        if value.fold == 0:
            assert subtract(add(start, length), length) == start


class TestConstructors:
    @pytest.mark.parametrize(
        ("parts", "reason"),
        [
            ((2024, 2, 30), "2024-02 har ingen dag 30"),
            ((2024, 13, 1), "ingen månad 13"),
            ((1_000_000_000, 1, 1), "ligger utanför"),
        ],
    )
    def test_no_such_date(self, parts: tuple[int, int, int], reason: str) -> None:
        with pytest.raises(ValueError, match=reason):
            Date(*parts)

    def test_no_such_time_or_zone(self) -> None:
        with pytest.raises(ValueError, match="ingen tid 24:00:00"):
            Time(24, 0)
        with pytest.raises(ValueError, match="Tidszonen Europe/Ankeborg finns inte"):
            Time(12, 0, zone="Europe/Ankeborg")
        with pytest.raises(ValueError, match="högst 14 timmar"):
            Time(12, 0, zone=15 * 3600)

    def test_a_literal_that_is_nothing_of_the_kind(self) -> None:
        with pytest.raises(Null) as raised:
            parse_temporal("i morgon")
        assert raised.value.code == "ogiltig tidsangivelse"
