"""Reads a range from its text, whose ends are literals: what range() takes (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from motor.values.compare import less_or_equal
from motor.values.null import Null
from motor.values.number import number
from motor.values.ranges import Range
from motor.values.temporal_text import (
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
)

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_END = rf"(?:{_QUOTED}|@\s*{_QUOTED}|[a-z ]+\(\s*{_QUOTED}\s*\)|-?[0-9.]*?[0-9](?:[eE][+-]?[0-9]{{1,6}})?)"
_RANGE = re.compile(rf"\s*([\[(\]])\s*({_END})?\s*\.\.\s*({_END})?\s*([\])\[])\s*")
_LITERAL = re.compile(rf"([a-z ]*?|@)\s*\(?\s*({_QUOTED})\s*\)?")
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")

_READERS: dict[str, Callable[[str], Any]] = {
    "": str,
    "@": parse_temporal,
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "duration": parse_duration,
}


def parse_range(text: str) -> Range:
    """The range of a text such as `[18..21)`; an end left out, `[2..)`, makes it unbounded on that side.

    Raises Null when the text is no range, or its ends cannot be compared, or it has neither.
    """
    match = _RANGE.fullmatch(text)
    if match is None or match[2] == match[3] is None:
        raise _invalid(text)
    start_included, end_included = match[1] == "[", match[4] == "]"
    if match[2] is None:
        return _unbounded(text, "<=" if end_included else "<", match[3], start_included)
    if match[3] is None:
        return _unbounded(text, ">=" if start_included else ">", match[2], end_included)
    start, end = _endpoint(match[2], text), _endpoint(match[3], text)
    if not less_or_equal(start, end):
        raise Null("ogiltigt intervall", f'range: "{text[:60]}" har ändar av olika slag, eller baklänges.')
    return Range(start, end, start_included, end_included)


def _unbounded(text: str, operator: str, end: str, missing_end_included: bool) -> Range:
    if missing_end_included:
        raise _invalid(text)
    return Range.unary(operator, _endpoint(end, text))


def _endpoint(literal: str, text: str) -> Any:
    if _NUMBER.fullmatch(literal):
        return number(literal)
    match = _LITERAL.fullmatch(literal)
    reader = match and _READERS.get(" ".join(match[1].split()))
    if match is None or reader is None:
        raise _invalid(text)
    try:
        return reader(json.loads(match[2]))
    except json.JSONDecodeError:
        raise _invalid(text) from None


def _invalid(text: str) -> Null:
    return Null("ogiltigt intervall", f'range: "{text[:60]}" är inget intervall, skrivet som [18..21).')
