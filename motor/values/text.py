"""Values as FEEL text: what string() gives (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from motor.values.functions import FeelFunction
from motor.values.kinds import Kind, kind_of
from motor.values.limits import checked_length, checked_size
from motor.values.number import number_text
from motor.values.ranges import Range
from motor.values.temporal import Date, DateTime, DaysTime, Time, YearsMonths


def to_string(value: Any) -> str:
    """The value's text: a string as it is, a date as its ISO text, everything else as FEEL would write it."""
    if isinstance(value, (str, Date, Time, DateTime, YearsMonths, DaysTime)):
        return str(value)
    return to_literal(value)


def to_literal(value: Any) -> str:
    """FEEL text that evaluates to the value (a function gives its heading only).

    Raises EvaluationError for a value of too many parts, or a text that grows too long.
    """
    return _literal(checked_size(value))


def _literal(value: Any) -> str:
    return _LITERALS[kind_of(value)](value)


def _temporal(value: Any) -> str:
    return f'@"{value}"'


def _list(items: list[Any]) -> str:
    return f"[{_joined(map(_literal, items))}]"


def _context(entries: dict[str, Any]) -> str:
    return "{" + _joined(f"{_key(key)}: {_literal(value)}" for key, value in entries.items()) + "}"


def _joined(texts: Iterable[str]) -> str:
    result: list[str] = []
    length = 0
    for text in texts:
        length = checked_length(length + len(text) + 2)
        result.append(text)
    return ", ".join(result)


def _key(name: str) -> str:
    return name if name.isidentifier() else _quoted(name)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _range(interval: Range) -> str:
    if interval.operator is not None:
        operand = interval.start if interval.start is not None else interval.end
        return f"({interval.operator} {_literal(operand)})"
    opening, closing = "[" if interval.start_included else "(", "]" if interval.end_included else ")"
    return f"{opening}{_literal(interval.start)}..{_literal(interval.end)}{closing}"


def _function(function: FeelFunction) -> str:
    return f"function({', '.join(function.parameters)})"


_LITERALS: dict[Kind, Callable[[Any], str]] = {
    Kind.NULL: lambda value: "null",
    Kind.NUMBER: number_text,
    Kind.STRING: _quoted,
    Kind.BOOLEAN: lambda value: "true" if value else "false",
    Kind.DATE: _temporal,
    Kind.TIME: _temporal,
    Kind.DATE_TIME: _temporal,
    Kind.YEARS_MONTHS: _temporal,
    Kind.DAYS_TIME: _temporal,
    Kind.LIST: _list,
    Kind.CONTEXT: _context,
    Kind.RANGE: _range,
    Kind.FUNCTION: _function,
}
