"""String functions (DMN 1.5, 10.3.4.3). Positions count code points from 1; -1 is the last."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from motor.feel.functions import patterns
from motor.feel.functions.builtin import builtins, whole
from motor.values.kinds import describe
from motor.values.limits import checked_length
from motor.values.null import Null


def substring(string: str, start: Decimal, length: Decimal | None = None) -> str:
    """The characters from a position on, or the first `length` of them."""
    place = whole(start, "substring: start position")
    if place == 0 or abs(place) > len(string):
        message = f"substring: texten har {len(string)} tecken, så position {place} finns inte."
        raise Null("utanför texten", message)
    first = place - 1 if place > 0 else len(string) + place
    if length is None:
        return string[first:]
    size = whole(length, "substring: length")
    if size < 0:
        raise Null("ogiltig längd", "substring: length är mindre än noll.")
    return string[first : first + size]


def string_length(string: str) -> Decimal:
    """How many code points."""
    return Decimal(len(string))


def upper_case(string: str) -> str:
    """The text in capitals."""
    return _limited(string.upper())


def lower_case(string: str) -> str:
    """The text in small letters."""
    return _limited(string.lower())


def substring_before(string: str, match: str) -> str:
    """What stands before the first match, "" when there is none."""
    return string.partition(match)[0] if match and match in string else ""


def substring_after(string: str, match: str) -> str:
    """What stands after the first match, "" when there is none; all of it after ""."""
    return string.partition(match)[2] if match else string


def contains(string: str, match: str) -> bool:
    """Whether the match stands anywhere in the text."""
    return match in string


def starts_with(string: str, match: str) -> bool:
    """Whether the text begins with the match."""
    return string.startswith(match)


def ends_with(string: str, match: str) -> bool:
    """Whether the text ends with the match."""
    return string.endswith(match)


def matches(text: str, pattern: str, flags: str | None = None) -> bool:
    """Whether the pattern is found anywhere in the text."""
    return patterns.found(patterns.compiled(pattern, flags or ""), text)


def replace(text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Every match by the replacement, where $0 is the match and $1 to $9 its groups."""
    literal = "q" in (flags or "")
    return patterns.replaced(patterns.compiled(pattern, flags or ""), text, replacement, literal)


def split(string: str, delimiter: str) -> list[str]:
    """The parts between the matches of the delimiter, a pattern."""
    return patterns.split(patterns.compiled(delimiter, ""), string)


def string_join(items: list[Any], delimiter: str | None = None) -> str:
    """The texts of a list with the delimiter between them; null elements are left out."""
    for item in items:
        if item is not None and not isinstance(item, str):
            raise Null("fel typ", f"string join: elementet {describe(item)} är ingen text.")
    texts = [item for item in items if item is not None]
    between = delimiter or ""
    checked_length(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


def _limited(string: str) -> str:
    checked_length(len(string))
    return string


FUNCTIONS = builtins(
    {
        "substring": [("string: string, start position: number, length?: number", substring)],
        "string length": [("string: string", string_length)],
        "upper case": [("string: string", upper_case)],
        "lower case": [("string: string", lower_case)],
        "substring before": [("string: string, match: string", substring_before)],
        "substring after": [("string: string, match: string", substring_after)],
        "replace": [("input: string, pattern: string, replacement: string, flags?: string or null", replace)],
        "contains": [("string: string, match: string", contains)],
        "starts with": [("string: string, match: string", starts_with)],
        "ends with": [("string: string, match: string", ends_with)],
        "matches": [("input: string, pattern: string, flags?: string or null", matches)],
        "split": [("string: string, delimiter: string", split)],
        "string join": [("list: list, delimiter?: string or null", string_join)],
    }
)
