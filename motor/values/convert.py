"""Between FEEL values and Python's own, and to JSON without ever passing through a float."""

from __future__ import annotations

import datetime as stdlib
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from motor.values.functions import FeelFunction
from motor.values.limits import checked_size
from motor.values.number import number, number_text
from motor.values.ranges import Range
from motor.values.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from motor.values.text import to_string

_FEEL_CLASSES = (Date, Time, DateTime, YearsMonths, DaysTime, Range, FeelFunction)
_SAME = frozenset({str, bool, type(None), Date, Time, DateTime, YearsMonths, DaysTime})
"""The types of values that are the same on both sides."""
_MAX_INTEGER_DIGITS = 34
_PLAIN_INTEGER = 10**_MAX_INTEGER_DIGITS
"""The integers below it are numbers as they are."""


def from_python(value: Any) -> Any:
    """The FEEL value of a Python object; a value that is FEEL's already is kept.

    Raises TypeError for an object that has no FEEL form, Null for a number that does not fit, EvaluationError
    for a value of too many parts.
    """
    kind = type(value)
    if kind is int and -_PLAIN_INTEGER < value < _PLAIN_INTEGER:
        return Decimal(value)
    if kind in _SAME:
        return value
    return _read(checked_size(value))


def _read(value: Any) -> Any:
    if value is None or isinstance(value, (bool, *_FEEL_CLASSES)):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # plain: a StrEnum or numpy.str_ would be found in no table
    if isinstance(value, (int, float, Decimal)):
        return number(value)
    if isinstance(value, (list, tuple)):
        return [_read(item) for item in value]
    if isinstance(value, dict):
        return {checked_key(key): _read(item) for key, item in value.items()}
    return _from_stdlib(value)


def _from_stdlib(value: Any) -> Any:
    if isinstance(value, stdlib.datetime):  # a datetime is a date too, so it goes first
        return DateTime.of(value)
    if isinstance(value, stdlib.date):
        return Date.of(value)
    if isinstance(value, stdlib.time):
        return Time.of(value)
    if isinstance(value, stdlib.timedelta):
        return DaysTime.of(value)
    raise TypeError(f"Värdet {value!r} av typen {type(value).__name__} har ingen motsvarighet i FEEL.")


def checked_key(key: Any) -> str:
    """A context's key, which is a text. Raises TypeError for any other."""
    if not isinstance(key, str):
        raise TypeError(f"Nyckeln {key!r} i en kontext ska vara en text.")
    return str.__str__(key)


def to_python(value: Any) -> Any:
    """The value for Python code: whole numbers as int, others as Decimal, FEEL's own classes as they are.

    Raises EvaluationError for a value of too many parts.
    """
    if type(value) is Decimal:
        return _whole(value)
    return _converted(checked_size(value), _kept)


def _kept(value: Any) -> Any:
    return value


def _converted(value: Any, leaf: Callable[[Any], Any]) -> Any:
    kind = type(value)
    if kind is Decimal:
        return _whole(value)
    if kind is list or isinstance(value, list):
        return [_converted(item, leaf) for item in value]
    if kind is dict or isinstance(value, dict):
        return {key: _converted(item, leaf) for key, item in value.items()}
    return leaf(value)


def to_json(value: Any) -> Any:
    """The value in JSON's terms: as to_python, but dates, durations, ranges and functions as their text.

    Raises EvaluationError for a value of too many parts.
    """
    return _converted(checked_size(value), _json_leaf)


def _json_leaf(value: Any) -> Any:
    return value if value is None or isinstance(value, bool) else to_string(value)


def dumps(value: Any, indent: int | None = None) -> str:
    """JSON text of a FEEL value or of to_json's output; Decimals are printed digit by digit, as numbers."""
    return _dumps(value, indent, 0)


def _dumps(value: Any, indent: int | None, level: int) -> str:
    if isinstance(value, Decimal):
        return _json_number(value)
    if isinstance(value, dict):
        items = [
            f"{json.dumps(key, ensure_ascii=False)}: {_dumps(item, indent, level + 1)}"
            for key, item in value.items()
        ]
        return _bracketed("{", items, "}", indent, level)
    if isinstance(value, (list, tuple)):
        return _bracketed("[", [_dumps(item, indent, level + 1) for item in value], "]", indent, level)
    if value is None or isinstance(value, (bool, int, str)):
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(to_json(value), ensure_ascii=False)


def _bracketed(opening: str, items: list[str], closing: str, indent: int | None, level: int) -> str:
    if indent is None or not items:
        return opening + ", ".join(items) + closing
    pad = "\n" + " " * indent * (level + 1)
    return opening + pad + ("," + pad).join(items) + "\n" + " " * indent * level + closing


def _whole(value: Decimal) -> int | Decimal:
    """An int when the number is whole and has no more digits than it was computed with."""
    if value and value.adjusted() >= _MAX_INTEGER_DIGITS:
        return value
    whole = int(value)
    return whole if whole == value else value


def _json_number(value: Decimal) -> str:
    plain = -_MAX_INTEGER_DIGITS < value.adjusted() < _MAX_INTEGER_DIGITS
    return number_text(value) if plain else f"{value:E}"
