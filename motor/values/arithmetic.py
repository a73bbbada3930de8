"""The operators + - * / ** and negation on all FEEL values (DMN 1.5, 10.3.2.15 and 10.3.2.3.8).

Every function raises Null with the cause where the standard has null.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation, Overflow
from typing import Any

from motor.values.kinds import Kind, describe, kind_of, opening
from motor.values.limits import checked_length
from motor.values.null import Null
from motor.values.number import CONTEXT, calculate, undefined
from motor.values.temporal import (
    MIDNIGHT_UTC,
    SECONDS_PER_DAY,
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    whole_days,
    whole_months,
)

Operation = Callable[[Any, Any], Any]


def negate(value: Any) -> Any:
    """-value: a number or a duration."""
    kind = kind_of(value)
    if kind is Kind.NUMBER:
        return value.copy_negate() if value else value
    if kind is Kind.YEARS_MONTHS:
        return YearsMonths(-value.months)
    if kind is Kind.DAYS_TIME:
        return DaysTime(_negated(value.seconds))
    if kind is Kind.NULL:
        raise Null("null i uträkning", "Minustecknet står före null.")
    raise Null("fel typ", f"Minustecknet kan inte stå före {describe(value)}.")


def _undefined(symbol: str, left: Any, right: Any) -> Null:
    if left is None or right is None:
        side = "båda leden" if left is right else "vänstra ledet" if left is None else "högra ledet"
        return Null("null i uträkning", f"Operatorn {symbol} har null i {side}.")
    operands = f"{describe(left)} och {describe(right)}"
    return Null("fel typ", f"Operatorn {symbol} är inte definierad för {operands}.")


def _number(operation: Callable[[Decimal, Decimal], Decimal]) -> Operation:
    def run(left: Decimal, right: Decimal) -> Decimal:
        try:
            return operation(left, right)
        except (Overflow, InvalidOperation) as error:
            raise undefined(error) from None

    return run


_add_numbers = _number(CONTEXT.add)
_subtract_numbers = _number(CONTEXT.subtract)
_multiply_numbers = _number(CONTEXT.multiply)


def _divide_numbers(left: Decimal, right: Decimal) -> Decimal:
    if not right:
        raise Null("division med noll", f"{opening(left)} kan inte delas med noll.")
    return calculate(CONTEXT.divide, left, right)


def _power_numbers(left: Decimal, right: Decimal) -> Decimal:
    if not right:
        return Decimal(1)  # the standard has 0 ** 0 = 1, where IEEE 754 has no value
    if not left and right < 0:
        raise Null("division med noll", "Noll kan inte upphöjas till ett negativt tal.")
    return calculate(CONTEXT.power, left, right)


def _join(left: str, right: str) -> str:
    checked_length(len(left) + len(right))
    return left + right


def _negated(number: Decimal) -> Decimal:
    return number.copy_negate() if number else number


def _add_months(value: DateTime, months: int) -> DateTime:
    return DateTime(value.date.add_months(months), value.time)


def _add_seconds(value: Any, seconds: Decimal) -> Any:
    """A date, a date and time or a time that many seconds later. A date moves by whole days from midnight."""
    if isinstance(value, Date):
        return Date.from_ordinal(value.ordinal + whole_days(seconds))
    if isinstance(value, Time):
        within = calculate(CONTEXT.add, value.seconds, CONTEXT.remainder(seconds, Decimal(SECONDS_PER_DAY)))
        return Time.from_seconds(_wrapped(within), value.zone)
    instant = value.instant
    if instant is None:
        return DateTime.from_local(calculate(CONTEXT.add, value.local, seconds))
    return DateTime.from_instant(calculate(CONTEXT.add, instant, seconds), value.time.zone)


def _wrapped(seconds: Decimal) -> Decimal:
    day = Decimal(SECONDS_PER_DAY)
    if seconds < 0:
        return CONTEXT.add(seconds, day)
    return CONTEXT.subtract(seconds, day) if seconds >= day else seconds


def _between_dates(left: Any, right: Any) -> DaysTime:
    """The time from right to left. A date stands for midnight UTC beside a date and time."""
    if isinstance(left, Date) and isinstance(right, Date):
        return DaysTime(Decimal((left.ordinal - right.ordinal) * SECONDS_PER_DAY))
    first, second = _at_midnight(left), _at_midnight(right)
    start, end = second.instant, first.instant
    if (start is None) != (end is None):
        raise _one_zone(left, right)
    if start is None or end is None:
        start, end = second.local, first.local
    return DaysTime(calculate(CONTEXT.subtract, end, start))


def _one_zone(left: Any, right: Any) -> Null:
    message = f"{left} och {right}: bara den ena har tidszon, så tiden mellan dem är okänd."
    return Null("med och utan tidszon", message)


def _at_midnight(value: Date | DateTime) -> DateTime:
    return DateTime(value, MIDNIGHT_UTC) if isinstance(value, Date) else value


def _between_times(left: Time, right: Time) -> DaysTime:
    start, end = right.offset, left.offset
    if (start is None) != (end is None):
        raise _one_zone(left, right)
    clocks = calculate(CONTEXT.subtract, left.seconds, right.seconds)
    return DaysTime(CONTEXT.add(clocks, Decimal((start or 0) - (end or 0))))


def _scaled(operation: Callable[[Any, Any], Decimal], duration: Any, factor: Decimal) -> Any:
    if isinstance(duration, YearsMonths):
        return whole_months(int(operation(Decimal(duration.months), factor)))
    return DaysTime(operation(duration.seconds, factor))


def _amount(duration: Any) -> Decimal:
    return Decimal(duration.months) if isinstance(duration, YearsMonths) else duration.seconds


_N, _S = Decimal, str
_D, _T, _DT, _YM, _DTD = Date, Time, DateTime, YearsMonths, DaysTime

_ADD: dict[tuple[type, type], Operation] = {
    (_N, _N): _add_numbers,
    (_S, _S): _join,
    (_YM, _YM): lambda a, b: YearsMonths(a.months + b.months),
    (_DTD, _DTD): lambda a, b: DaysTime(calculate(CONTEXT.add, a.seconds, b.seconds)),
    (_D, _YM): lambda a, b: a.add_months(b.months),
    (_YM, _D): lambda a, b: b.add_months(a.months),
    (_DT, _YM): lambda a, b: _add_months(a, b.months),
    (_YM, _DT): lambda a, b: _add_months(b, a.months),
    **{(kind, _DTD): lambda a, b: _add_seconds(a, b.seconds) for kind in (_D, _T, _DT)},
    **{(_DTD, kind): lambda a, b: _add_seconds(b, a.seconds) for kind in (_D, _T, _DT)},
}

_SUBTRACT: dict[tuple[type, type], Operation] = {
    (_N, _N): _subtract_numbers,
    (_YM, _YM): lambda a, b: YearsMonths(a.months - b.months),
    (_DTD, _DTD): lambda a, b: DaysTime(calculate(CONTEXT.subtract, a.seconds, b.seconds)),
    (_D, _YM): lambda a, b: a.add_months(-b.months),
    (_DT, _YM): lambda a, b: _add_months(a, -b.months),
    **{(kind, _DTD): lambda a, b: _add_seconds(a, _negated(b.seconds)) for kind in (_D, _T, _DT)},
    **{(first, second): _between_dates for first in (_D, _DT) for second in (_D, _DT)},
    (_T, _T): _between_times,
}

_MULTIPLY: dict[tuple[type, type], Operation] = {
    (_N, _N): _multiply_numbers,
    **{(kind, _N): lambda a, b: _scaled(_multiply_numbers, a, b) for kind in (_YM, _DTD)},
    **{(_N, kind): lambda a, b: _scaled(_multiply_numbers, b, a) for kind in (_YM, _DTD)},
}

_DIVIDE: dict[tuple[type, type], Operation] = {
    (_N, _N): _divide_numbers,
    **{(kind, _N): lambda a, b: _scaled(_divide_numbers, a, b) for kind in (_YM, _DTD)},
    **{(kind, kind): lambda a, b: _divide_numbers(_amount(a), _amount(b)) for kind in (_YM, _DTD)},
}

_POWER: dict[tuple[type, type], Operation] = {(_N, _N): _power_numbers}


def _operator(symbol: str, table: dict[tuple[type, type], Operation]) -> Operation:
    """The operator on all kinds. It raises Null for two that it is not defined for, or without a result."""

    def apply(left: Any, right: Any) -> Any:
        operation = table.get((type(left), type(right)))
        if operation is None:
            raise _undefined(symbol, left, right)
        try:
            return operation(left, right)
        except ValueError as error:
            raise Null("utanför kalendern", str(error)) from None

    return apply


add = _operator("+", _ADD)
"""The sum: numbers, texts, durations, and a date or time with a duration."""

subtract = _operator("-", _SUBTRACT)
"""The difference: numbers, durations, a date or time less a duration, or the time between two of them."""

multiply = _operator("*", _MULTIPLY)
"""The product: numbers, or a duration and a number (months are cut toward zero)."""

divide = _operator("/", _DIVIDE)
"""The quotient: numbers, a duration by a number, or two durations of one kind (a number)."""

power = _operator("**", _POWER)
"""The power: numbers."""
