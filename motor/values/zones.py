"""Time zones: an offset from UTC in seconds, or the name of a zone in the IANA database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from motor.values import gregorian

Zone = int | str | None
"""Seconds east of UTC, an IANA zone name, or None for a local time."""

MAX_OFFSET = 14 * 3600
"""XML Schema lets an offset reach fourteen hours either way."""

_FIRST_YEAR, _LAST_YEAR = 2, 9998


@lru_cache(maxsize=1024)
def zone_info(name: str) -> ZoneInfo:
    """The zone of that name. Raises ValueError when the database has none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"Tidszonen {name} finns inte.") from None


def checked(zone: Zone) -> Zone:
    """The zone itself. Raises ValueError for an unknown name or an offset past fourteen hours."""
    if isinstance(zone, str):
        zone_info(zone)
    elif zone is not None and abs(zone) > MAX_OFFSET:
        raise ValueError("En tidszon ligger högst 14 timmar från UTC.")
    return zone


def offset_of_local(zone: Zone, ordinal: int, second_of_day: int) -> int | None:
    """Seconds east of UTC that hold at a local day (see gregorian.to_ordinal) and second."""
    if not isinstance(zone, str):
        return zone
    local = _reachable(ordinal) + timedelta(seconds=second_of_day)
    return _seconds(local.replace(tzinfo=zone_info(zone)).utcoffset())


def offset_of_instant(zone: Zone, ordinal: int, second_of_day: int) -> int | None:
    """Seconds east of UTC that hold in the zone at a day and second given in UTC."""
    if not isinstance(zone, str):
        return zone
    instant = _reachable(ordinal) + timedelta(seconds=second_of_day)
    return _seconds(instant.astimezone(zone_info(zone)).utcoffset())


def standard_offset(zone: Zone) -> int | None:
    """Seconds east of UTC without summer time: what a time of day has, which no date goes with."""
    if not isinstance(zone, str):
        return zone
    moment = datetime(2000, 1, 1, tzinfo=zone_info(zone))
    return _seconds(moment.utcoffset()) - _seconds(moment.dst())


def to_tzinfo(zone: Zone) -> tzinfo | None:
    """The standard library's time zone."""
    if zone is None:
        return None
    if isinstance(zone, str):
        return zone_info(zone)
    return timezone(timedelta(seconds=zone)) if zone else UTC


def from_tzinfo(info: tzinfo | None, offset: timedelta | None) -> Zone:
    """A zone of the standard library's; `offset` is what its owner's utcoffset() gave."""
    if isinstance(info, ZoneInfo) and info.key:
        return info.key
    return None if offset is None else _seconds(offset)


def zone_text(zone: Zone) -> str:
    """The zone as it ends a time: "", "Z", "+02:00", "-02:45:55" or "@Europe/Stockholm"."""
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    if zone == 0:
        return "Z"
    minutes, seconds = divmod(abs(zone), 60)
    text = f"{'-' if zone < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def _reachable(ordinal: int) -> datetime:
    """The day as a datetime in UTC; a year out of Python's reach becomes one of like length within it."""
    year, month, day = gregorian.from_ordinal(ordinal)
    if year < _FIRST_YEAR:
        year = 4 if gregorian.is_leap(year) else _FIRST_YEAR
    elif year > _LAST_YEAR:
        year = 9996 if gregorian.is_leap(year) else _LAST_YEAR
    return datetime(year, month, day, tzinfo=UTC)


def _seconds(offset: timedelta | None) -> int:
    return 0 if offset is None else int(offset.total_seconds())
