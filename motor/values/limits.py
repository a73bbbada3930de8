"""How large a text or a list may grow before the evaluation is stopped."""

from __future__ import annotations

from motor.errors import EvaluationError, Problem

MAX_TEXT = 1_000_000
"""How many characters a text may have."""

MAX_LIST = 1_000_000
"""How many elements a list may have."""


def checked_length(length: int) -> int:
    """The length itself. Raises EvaluationError for a text of more than MAX_TEXT characters."""
    if length > MAX_TEXT:
        raise EvaluationError(Problem("för lång text", "Uttrycket ger en text på mer än en miljon tecken."))
    return length


def checked_count(count: int) -> int:
    """The count itself. Raises EvaluationError for a list of more than MAX_LIST elements."""
    if count > MAX_LIST:
        raise EvaluationError(Problem("för lång lista", "Uttrycket ger mer än en miljon element."))
    return count
