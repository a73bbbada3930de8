"""Which kind of FEEL value a Python value is, and how a message speaks of it."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Any

from motor.values.functions import FeelFunction
from motor.values.number import number_text
from motor.values.ranges import Range
from motor.values.temporal import Date, DateTime, DaysTime, Time, YearsMonths


class Kind(Enum):
    """The kinds of FEEL values; the value is the kind's name in a Swedish sentence."""

    NULL = "null"
    NUMBER = "ett tal"
    STRING = "en text"
    BOOLEAN = "ja eller nej"
    DATE = "ett datum"
    TIME = "en tid"
    DATE_TIME = "ett datum med tid"
    YEARS_MONTHS = "en varaktighet i år och månader"
    DAYS_TIME = "en varaktighet i dagar och tid"
    LIST = "en lista"
    CONTEXT = "en kontext"
    RANGE = "ett intervall"
    FUNCTION = "en funktion"

    __hash__ = object.__hash__  # by identity: Enum hashes the name, which is slower


_KINDS: dict[type, Kind] = {
    type(None): Kind.NULL,
    Decimal: Kind.NUMBER,
    str: Kind.STRING,
    bool: Kind.BOOLEAN,
    Date: Kind.DATE,
    Time: Kind.TIME,
    DateTime: Kind.DATE_TIME,
    YearsMonths: Kind.YEARS_MONTHS,
    DaysTime: Kind.DAYS_TIME,
    list: Kind.LIST,
    dict: Kind.CONTEXT,
    Range: Kind.RANGE,
}

_BASES: tuple[tuple[type, Kind], ...] = (
    (dict, Kind.CONTEXT),
    (list, Kind.LIST),
    (str, Kind.STRING),
    (FeelFunction, Kind.FUNCTION),
)


def kind_of(value: Any) -> Kind:
    """The kind of a FEEL value. Raises TypeError for a Python object that is no FEEL value."""
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    for base, kind_of_subclass in _BASES:
        if isinstance(value, base):
            return kind_of_subclass
    raise TypeError(f"{type(value).__name__} är inget FEEL-värde.")


def describe(value: Any) -> str:
    """The value as a message names it: `talet 5`, `texten "abc"`, `en lista`."""
    kind = kind_of(value)
    if kind is Kind.NUMBER:
        return f"talet {_short(number_text(value))}"
    if kind is Kind.STRING:
        return f'texten "{_short(value)}"'
    if kind is Kind.BOOLEAN:
        return "ja" if value else "nej"
    if kind in _NAMED:
        return f"{_NAMED[kind]} {value}"
    return str(kind.value)


def opening(value: Any) -> str:
    """The value as `describe` names it, at the start of a sentence; the value's own letters are kept."""
    text = describe(value)
    return text[:1].upper() + text[1:]


_NAMED = {
    Kind.DATE: "datumet",
    Kind.TIME: "tiden",
    Kind.DATE_TIME: "tidpunkten",
    Kind.YEARS_MONTHS: "varaktigheten",
    Kind.DAYS_TIME: "varaktigheten",
}


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
