"""Numeric functions (DMN 1.5, 10.3.4.5)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from motor.feel.functions.builtin import builtins, whole
from motor.values.null import Null
from motor.values.number import CONTEXT, ZERO, calculate
from motor.values.temporal import DaysTime, YearsMonths

_MIN_SCALE, _MAX_SCALE = -6111, 6176
_WIDE = Context(prec=13_000, Emin=-20_000, Emax=20_000)
"""Wide enough for any quotient of two decimal128 numbers, so that a remainder is exact."""


def rounded(rounding: str, name: str) -> Callable[..., Decimal]:
    """The rounding function of that name: to `scale` decimals (negative: to tens, hundreds and so on)."""

    def run(n: Decimal, scale: Decimal = ZERO) -> Decimal:
        decimals = whole(scale, f"{name}: scale")
        if not _MIN_SCALE <= decimals <= _MAX_SCALE:
            raise Null("ogiltig skala", f"{name}: scale ska ligga mellan {_MIN_SCALE} och {_MAX_SCALE}.")
        if -int(n.as_tuple().exponent) <= decimals:
            return n
        result = n.quantize(Decimal(1).scaleb(-decimals, _WIDE), rounding, _WIDE)
        return calculate(CONTEXT.plus, result)

    return run


def absolute(n: Decimal) -> Decimal:
    """The size of a number."""
    return n.copy_abs()


def absolute_months(n: YearsMonths) -> YearsMonths:
    """The absolute value of a years and months duration."""
    return YearsMonths(abs(n.months))


def absolute_seconds(n: DaysTime) -> DaysTime:
    """The absolute value of a days and time duration."""
    return DaysTime(n.seconds.copy_abs())


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """What is left after dividend / divisor, rounded down; it has the divisor's sign."""
    if not divisor:
        raise Null("division med noll", "modulo: divisor är noll.")
    rest = _WIDE.remainder(dividend, divisor)
    if rest and rest.is_signed() != divisor.is_signed():
        rest = _WIDE.add(rest, divisor)
    return calculate(CONTEXT.plus, rest)


def square_root(n: Decimal) -> Decimal:
    """Null for a negative number."""
    if n < 0:
        raise Null("odefinierat tal", "sqrt: ett negativt tal har ingen kvadratrot.")
    return calculate(CONTEXT.sqrt, n)


def logarithm(n: Decimal) -> Decimal:
    """The natural logarithm; null for zero and below."""
    if n <= 0:
        raise Null("odefinierat tal", "log: bara tal större än noll har en logaritm.")
    return calculate(CONTEXT.ln, n)


def exponential(n: Decimal) -> Decimal:
    """E to the power of n."""
    return calculate(CONTEXT.exp, n)


def odd(n: Decimal) -> bool:
    """Whether n is a whole number not divisible by two."""
    return _WIDE.remainder(n.copy_abs(), Decimal(2)) == 1


def even(n: Decimal) -> bool:
    """Whether n is divisible by two."""
    return not _WIDE.remainder(n, Decimal(2))


FUNCTIONS = builtins(
    {
        "decimal": [("n: number, scale: number", rounded(ROUND_HALF_EVEN, "decimal"))],
        "floor": [("n: number, scale?: number", rounded(ROUND_FLOOR, "floor"))],
        "ceiling": [("n: number, scale?: number", rounded(ROUND_CEILING, "ceiling"))],
        "round up": [("n: number, scale: number", rounded(ROUND_UP, "round up"))],
        "round down": [("n: number, scale: number", rounded(ROUND_DOWN, "round down"))],
        "round half up": [("n: number, scale: number", rounded(ROUND_HALF_UP, "round half up"))],
        "round half down": [("n: number, scale: number", rounded(ROUND_HALF_DOWN, "round half down"))],
        "abs": [
            ("n: number", absolute),
            ("n: years and months duration", absolute_months),
            ("n: days and time duration", absolute_seconds),
        ],
        "modulo": [("dividend: number, divisor: number", modulo)],
        "sqrt": [("number: number", square_root)],
        "log": [("number: number", logarithm)],
        "exp": [("number: number", exponential)],
        "odd": [("number: number", odd)],
        "even": [("number: number", even)],
    }
)
