"""How large a text, a list or a nested value may grow before the evaluation is stopped."""

from __future__ import annotations

from typing import Any, TypeVar

from motor.errors import EvaluationError, Problem

MAX_TEXT = 1_000_000
"""How many characters a text may have."""

MAX_LIST = 300_000
"""How many elements a list may have."""


MAX_DEPTH = 150
"""How many lists and contexts may lie in each other."""

_Value = TypeVar("_Value")


def checked_length(length: int) -> int:
    """The length itself. Raises EvaluationError for a text of more than MAX_TEXT characters."""
    if length > MAX_TEXT:
        raise EvaluationError(Problem("för lång text", "Uttrycket ger en text på mer än en miljon tecken."))
    return length


def checked_count(count: int) -> int:
    """The count itself. Raises EvaluationError for a list of more than MAX_LIST elements."""
    if count > MAX_LIST:
        raise EvaluationError(Problem("för lång lista", "Uttrycket ger mer än 300 000 element."))
    return count


def checked_size(value: _Value) -> _Value:
    """The value itself, before it is walked through.

    Raises EvaluationError when it holds more than MAX_LIST values in all, or lists and contexts deeper than
    MAX_DEPTH. A part that is shared counts each time, as it takes its time each time.
    """
    if not isinstance(value, (list, dict)):
        return value
    level: list[Any] = [value]
    size = 0
    for _ in range(MAX_DEPTH):
        size = checked_count(size + sum(map(len, level)))
        level = [part for parts in level for part in _parts(parts) if isinstance(part, (list, dict))]
        if not level:
            return value
    message = f"Mer än {MAX_DEPTH} listor eller kontexter ligger i varandra."
    raise EvaluationError(Problem("för djupt värde", message))


def _parts(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value
