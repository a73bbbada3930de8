"""Where in a FEEL text something is wrong: offsets to lines, columns and carets."""

from __future__ import annotations

from motor.errors import FeelError, Location, Problem

MAX_EXCERPT = 500
"""Longer lines are not shown; the column says where."""


def feel_problem(
    code: str, message: str, text: str, start: int, width: int = 1, hint: str | None = None
) -> Problem:
    """A problem at the offset `start` of `text`, with the line it stands on."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    line = text[line_start : line_end if line_end >= 0 else len(text)].rstrip("\r")
    return Problem(
        code,
        message,
        Location(line=text.count("\n", 0, start) + 1, column=start - line_start + 1),
        excerpt=line if len(line) <= MAX_EXCERPT else None,
        width=max(1, width),
        hint=hint,
    )


def feel_error(
    code: str, message: str, text: str, start: int, width: int = 1, hint: str | None = None
) -> FeelError:
    """The same as an error to raise."""
    return FeelError(feel_problem(code, message, text, start, width, hint))
