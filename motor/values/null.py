"""Null with its cause: what a FEEL operation raises where the standard says that the result is null."""

from __future__ import annotations

LONGEST_MESSAGE = 400
"""How many characters of a cause are kept: a value in it may be a very long text."""


class Null(Exception):
    """The result is null, and this is why.

    An operator or a built-in raises it; the compiled expression around it catches it, records a warning
    with the position in the source, and goes on with None (DMN 1.5, 10.3.2.13).
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message if len(message) <= LONGEST_MESSAGE else message[: LONGEST_MESSAGE - 1] + "…"
        super().__init__(message)
