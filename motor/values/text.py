"""Values as FEEL text: what string() gives (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from motor.values.functions import FeelFunction
from motor.values.kinds import Kind, kind_of
from motor.values.number import number_text
from motor.values.ranges import Range


def to_string(value: Any) -> str:
    """The value's text: a string as it is, everything else as FEEL would write it."""
    return value if isinstance(value, str) else to_literal(value)


def to_literal(value: Any) -> str:
    """FEEL text that evaluates to the value (a function gives its heading only)."""
    return _LITERALS[kind_of(value)](value)


def _temporal(value: Any) -> str:
    return f'@"{value}"'


def _list(items: list[Any]) -> str:
    return f"[{', '.join(map(to_literal, items))}]"


def _context(entries: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{_key(key)}: {to_literal(value)}" for key, value in entries.items()) + "}"


def _key(name: str) -> str:
    return name if name.isidentifier() else _quoted(name)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _range(interval: Range) -> str:
    if interval.operator is not None:
        operand = interval.start if interval.start is not None else interval.end
        return f"({interval.operator} {to_literal(operand)})"
    opening, closing = "[" if interval.start_included else "(", "]" if interval.end_included else ")"
    return f"{opening}{to_literal(interval.start)}..{to_literal(interval.end)}{closing}"


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
