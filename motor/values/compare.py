"""Equality and order of FEEL values, three-valued (DMN 1.5, 10.3.2.13, tables on equality and inequality).

Times and dates with time compare by their whole seconds, as the standard's compliance kit reads the standard:
fractions of a second are kept by values and by arithmetic, but `=` and `<` do not see them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from typing import Any

from motor.values.kinds import Kind, kind_of
from motor.values.limits import checked_size
from motor.values.ranges import Range
from motor.values.temporal import Date, DateTime, DaysTime, Time, YearsMonths

ORDERED = frozenset({Decimal, str, Date, YearsMonths, DaysTime})
"""The types whose order is Python's own."""


def equal(left: Any, right: Any) -> bool | None:
    """Whether two values are equal; None when they are of kinds that cannot be compared."""
    checked_size(left)
    return _equal(left, right)


def _equal(left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return left is right
    kind = kind_of(left)
    return _EQUAL[kind](left, right) if kind is kind_of(right) else None


def less(left: Any, right: Any) -> bool | None:
    """Whether left comes before right; None when either is null or the kinds have no order between them."""
    if type(left) is type(right) and type(left) in ORDERED:
        return bool(left < right)
    if left is None or right is None:
        return None
    kind = kind_of(left)
    if kind is not kind_of(right) or kind not in _LESS:
        return None
    return _LESS[kind](left, right)


def less_or_equal(left: Any, right: Any) -> bool | None:
    """Whether left comes before right or is equal to it; None as for `less`."""
    greater = less(right, left)
    return None if greater is None else not greater


def contains(interval: Range, value: Any) -> bool | None:
    """Whether the value lies in the range; None when that cannot be told."""
    if interval.operator == "=":
        return equal(value, interval.start)
    if interval.operator == "!=":
        same = equal(value, interval.start)
        return None if same is None else not same
    after = True if _open_start(interval) else _passed(interval.start, value, interval.start_included)
    before = True if _open_end(interval) else _passed(value, interval.end, interval.end_included)
    return _all((after, before))


def key_of(value: Any) -> Hashable:
    """A hashable stand-in: two values that are `equal` have the same key, and no others have."""
    return _key(checked_size(value))


def _key(value: Any) -> Hashable:
    kind = kind_of(value)
    return kind, _KEYS[kind](value) if kind in _KEYS else value


def _open_start(interval: Range) -> bool:
    return interval.operator in ("<", "<=")


def _open_end(interval: Range) -> bool:
    return interval.operator in (">", ">=")


def _passed(first: Any, second: Any, included: bool) -> bool | None:
    return less_or_equal(first, second) if included else less(first, second)


def _all(answers: Iterable[bool | None]) -> bool | None:
    """Three-valued `and`."""
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


def _equal_lists(left: list[Any], right: list[Any]) -> bool | None:
    return len(left) == len(right) and _all(map(_equal, left, right))


def _equal_contexts(left: dict[str, Any], right: dict[str, Any]) -> bool | None:
    return left.keys() == right.keys() and _all(_equal(left[key], right[key]) for key in left)


def _equal_ranges(left: Range, right: Range) -> bool | None:
    if (left.operator, left.start_included, left.end_included) != (
        right.operator,
        right.start_included,
        right.end_included,
    ):
        return False
    return _all((equal(left.start, right.start), equal(left.end, right.end)))


def clock_value(value: Time) -> tuple[bool, int]:
    """Whether a time is zoned, and its whole seconds after midnight (UTC when zoned)."""
    offset = value.offset
    return offset is not None, int(value.seconds) - (offset or 0)


def calendar_value(value: DateTime) -> tuple[bool, int]:
    """Whether a date and time is zoned, and its whole seconds after the start of day 0 (UTC when zoned)."""
    offset = value.offset
    whole = value.date.ordinal * 86_400 + int(value.time.seconds)
    return offset is not None, whole - (offset or 0)


def _equal_by(key: Callable[[Any], tuple[bool, int]]) -> Callable[[Any, Any], bool | None]:
    return lambda left, right: key(left) == key(right)


def _less_by(key: Callable[[Any], tuple[bool, int]]) -> Callable[[Any, Any], bool | None]:
    def before(left: Any, right: Any) -> bool | None:
        (left_zoned, left_value), (right_zoned, right_value) = key(left), key(right)
        return left_value < right_value if left_zoned == right_zoned else None

    return before


def _plain_equal(left: Any, right: Any) -> bool:
    return bool(left == right)


def _plain_less(left: Any, right: Any) -> bool:
    return bool(left < right)


_EQUAL: dict[Kind, Callable[[Any, Any], bool | None]] = {
    Kind.NUMBER: _plain_equal,
    Kind.STRING: _plain_equal,
    Kind.BOOLEAN: _plain_equal,
    Kind.DATE: _plain_equal,
    Kind.TIME: _equal_by(clock_value),
    Kind.DATE_TIME: _equal_by(calendar_value),
    Kind.YEARS_MONTHS: _plain_equal,
    Kind.DAYS_TIME: _plain_equal,
    Kind.LIST: _equal_lists,
    Kind.CONTEXT: _equal_contexts,
    Kind.RANGE: _equal_ranges,
    Kind.FUNCTION: lambda left, right: left is right,
}

_LESS: dict[Kind, Callable[[Any, Any], bool | None]] = {
    Kind.NUMBER: _plain_less,
    Kind.STRING: _plain_less,
    Kind.DATE: _plain_less,
    Kind.TIME: _less_by(clock_value),
    Kind.DATE_TIME: _less_by(calendar_value),
    Kind.YEARS_MONTHS: _plain_less,
    Kind.DAYS_TIME: _plain_less,
}

_KEYS: dict[Kind, Callable[[Any], Hashable]] = {
    Kind.TIME: clock_value,
    Kind.DATE_TIME: calendar_value,
    Kind.LIST: lambda items: tuple(map(_key, items)),
    Kind.CONTEXT: lambda entries: frozenset((key, _key(value)) for key, value in entries.items()),
    Kind.RANGE: lambda interval: (
        interval.operator,
        interval.start_included,
        interval.end_included,
        _key(interval.start),
        _key(interval.end),
    ),
    Kind.FUNCTION: id,
}
