"""Numbers: `decimal.Decimal` in the IEEE 754-2008 decimal128 range, half even (DMN 1.5, 10.3.2.3.1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

from motor.values.null import Null

CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""34 digits, exponents of decimal128; a result out of reach is trapped, never an infinity."""

MAX_BITS = 21_000
"""More bits than any whole number within reach has: the longest have 6 145 digits."""

_DIGITS = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*", re.IGNORECASE)

ZERO = Decimal(0)
ONE = Decimal(1)


def number(value: str | float | Decimal) -> Decimal:
    """A FEEL number of a Python number or its text; floats are read by their shortest decimal form.

    Raises Null when the value is not a finite number, or out of decimal128's range.
    """
    try:
        if isinstance(value, int) and value.bit_length() > MAX_BITS:  # its digits would take long to write
            raise ValueError
        result = CONTEXT.create_decimal(float.__repr__(value) if isinstance(value, float) else value)
    except (DecimalException, ValueError):
        if isinstance(value, str) and not _DIGITS.fullmatch(value):
            raise Null("tal utanför gränserna", f"{_short(value)} är inget tal.") from None
        raise Null("tal utanför gränserna", f"{_short(value)} är inte ett tal som får plats.") from None
    if not result.is_finite():
        raise Null("tal utanför gränserna", f"{_short(value)} är inte ett ändligt tal.")
    return result


def calculate(operation: Callable[..., Decimal], *operands: Decimal) -> Decimal:
    """`operation` of CONTEXT on the operands. Raises Null when the result is not a decimal128 number."""
    try:
        return operation(*operands)
    except (Overflow, InvalidOperation) as error:
        raise undefined(error) from None


def undefined(error: Overflow | InvalidOperation) -> Null:
    """Why an operation has no result that is a decimal128 number."""
    if isinstance(error, Overflow):
        return Null("tal utanför gränserna", "Resultatet är för stort, mer än 6 145 siffror.")
    return Null("odefinierat tal", "Räkneoperationen har inget värde för de här talen.")


def number_text(value: Decimal) -> str:
    """The number as FEEL writes it: plain digits, no exponent, no zeros that carry nothing (1.50 is 1.5)."""
    if not value:
        return "0"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def integral(value: Decimal) -> int | None:
    """The number as an int when it has no fraction, else None."""
    whole = int(value)
    return whole if whole == value else None


def _short(value: object) -> str:
    text = f"Talet med {value.bit_length()} bitar" if isinstance(value, int) else str(value)
    return text if len(text) <= 40 else text[:37] + "..."


__all__ = ["CONTEXT", "ONE", "ZERO", "calculate", "integral", "number", "number_text", "undefined"]
