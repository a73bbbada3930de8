"""Regular expressions of XPath, as matches(), replace() and split() take them (DMN 1.5, 10.3.4.3).

The pattern is put into Python's notation by elementpath and run by regex, which can be stopped: a pattern
that tries too many ways is an error within TIME_LIMIT, never a hang.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import regex

from motor.errors import EvaluationError, Problem
from motor.values.limits import checked_count, checked_length
from motor.values.null import Null

TIME_LIMIT = 0.5
"""Seconds that one search may take."""

MAX_PATTERN = 2_000
"""How many characters a pattern may have."""

_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE}
_PLACE = re.compile(r"at position (\d+)")
_REPEATED = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_MAX_REPEATS = 1_000
_PART = re.compile(r"\\.|.", re.DOTALL)
_UNLIKE_PYTHON = {r"\w", r"\W", r"\s", r"\S"}
_ESCAPED = frozenset(r"nrt\|.?*+(){}[]-^$sSiIcCdDwWpP123456789")
"""What may follow a backslash in XPath; Python and regex know other letters."""
_REPLACEMENT = re.compile(r"\\(?P<escaped>[\\$])|\$(?P<digits>[0-9]+)|(?P<text>[^\\$]+)|(?P<wrong>[\\$])")


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> regex.Pattern[str]:
    """The pattern ready to run. The flags are XPath's: s, m, i, x and q. Raises Null when either is wrong."""
    unknown = set(flags) - {*_FLAGS, "x", "q"}
    if unknown:
        raise Null("okänd flagga", f'Flaggan "{min(unknown)}" finns inte; flaggorna är s, m, i, x och q.')
    if len(pattern) > MAX_PATTERN:
        raise Null("ogiltigt mönster", f"Mönstret är längre än {MAX_PATTERN} tecken.")
    options = sum(_FLAGS[flag] for flag in set(flags) if flag in _FLAGS)
    text = regex.escape(pattern) if "q" in flags else _translated(pattern, options, "x" in flags)
    try:
        return regex.compile(text, options, cache_pattern=False)
    except (regex.error, OverflowError, RecursionError) as error:
        raise _invalid(pattern, error) from None


def found(pattern: regex.Pattern[str], text: str) -> bool:
    """Whether the pattern is found anywhere in the text."""
    with _time_limit():
        return pattern.search(text, timeout=TIME_LIMIT) is not None


def replaced(pattern: regex.Pattern[str], text: str, replacement: str, literal: bool) -> str:
    """The text with every match replaced. Raises Null for a faulty replacement or a pattern matching ""."""
    parts = [replacement] if literal else _replacement_parts(replacement, pattern.groups)
    result: list[str] = []
    size, end = 0, 0
    for match in _matches(pattern, text):
        piece = text[end : match.start()] + "".join(_filled(part, match) for part in parts)
        size = checked_length(size + len(piece))
        result.append(piece)
        end = match.end()
    checked_length(size + len(text) - end)
    return "".join(result) + text[end:]


def split(pattern: regex.Pattern[str], text: str) -> list[str]:
    """The parts of the text between matches. Raises Null for a pattern that matches ""."""
    result: list[str] = []
    end = 0
    for match in _matches(pattern, text):
        result.append(text[end : match.start()])
        end = match.end()
    checked_count(len(result) + 1)
    return [*result, text[end:]]


def _matches(pattern: regex.Pattern[str], text: str) -> Iterator[Any]:
    if found(pattern, ""):
        message = "Mönstret passar även en tom text, så det kan inte ersätta eller dela."
        raise Null("mönstret passar tom text", message)
    with _time_limit():
        yield from pattern.finditer(text, timeout=TIME_LIMIT)


@contextmanager
def _time_limit() -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        message = "Mönstret prövar för många sätt att passa texten och stoppades efter en halv sekund."
        hint = "Skriv mönstret så att upprepningar inte ligger i varandra, som i (a+)+."
        raise EvaluationError(Problem("för långsamt mönster", message, hint=hint)) from None
    except MemoryError:
        raise EvaluationError(Problem("för stort mönster", "Mönstret tar för mycket minne.")) from None


def _translated(pattern: str, options: int, spaced: bool) -> str:
    # Imported late: elementpath is slow to load, and few rules use patterns.
    from elementpath.regex import RegexError, translate_pattern  # noqa: PLC0415

    plain = "".join(_without_spaces(pattern)) if spaced else pattern
    _check_repeats(plain)
    try:
        return translate_pattern("".join(_as_classes(plain)), options)
    except (RegexError, ValueError, RecursionError) as error:
        raise _invalid(pattern, error) from None


def _check_repeats(pattern: str) -> None:
    """Nested counts multiply: their product is held low, since it is what the pattern costs in memory."""
    product = 1
    for low, high in _REPEATED.findall(pattern):
        product *= max(1, int(low[:9]), int((high or "0")[:9]))
    if product > _MAX_REPEATS:
        raise Null("ogiltigt mönster", f"Mönstrets upprepningar är tillsammans fler än {_MAX_REPEATS}.")


def _without_spaces(pattern: str) -> Iterator[str]:
    """Flag x: white space means nothing outside a character class."""
    depth, escaped = 0, False
    for char in pattern:
        if depth == 0 and char in " \t\n\r":
            continue
        if not escaped:
            depth += (char == "[") - (char == "]")
        escaped = char == "\\" and not escaped
        yield char


def _as_classes(pattern: str) -> Iterator[str]:
    r"""The pattern with `\w` as `[\w]`: XPath's words and spaces, which elementpath has in classes only.

    Raises ValueError for a backslash before a letter that means nothing in XPath.
    """
    depth = 0
    for part in _PART.findall(pattern):
        if part[0] == "\\" and part[1:] not in _ESCAPED:
            raise ValueError(part)
        depth += (part == "[") - (part == "]")
        yield f"[{part}]" if depth == 0 and part in _UNLIKE_PYTHON else part


def _replacement_parts(replacement: str, groups: int) -> list[str | int]:
    """Literal text and numbers of groups. Raises Null for a backslash or a $ that stands alone."""
    parts: list[str | int] = []
    for match in _REPLACEMENT.finditer(replacement):
        if match["wrong"]:
            message = "I ersättningen står \\ bara före \\ eller $, och $ bara före en siffra."
            raise Null("ogiltig ersättning", message)
        parts += _group(match["digits"], groups) if match["digits"] else [match["escaped"] or match["text"]]
    return parts


def _group(digits: str, groups: int) -> list[str | int]:
    """The group that the longest fitting run of digits names; the digits after it are text."""
    size = max([1, *(length for length in range(1, len(digits) + 1) if int(digits[:length]) <= groups)])
    return [int(digits[:size]), digits[size:]]


def _filled(part: str | int, match: Any) -> str:
    if isinstance(part, str):
        return part
    return match[part] or "" if part <= match.re.groups else ""


def _invalid(pattern: str, error: Exception) -> Null:
    """The libraries' own words are English; where the fault is can be told in any language."""
    place = _PLACE.search(str(error))
    where = f" (felet är vid tecken {min(int(place[1]) + 1, len(pattern))})" if place else ""
    return Null("ogiltigt mönster", f'"{pattern[:60]}" är inget giltigt mönster{where}.')
