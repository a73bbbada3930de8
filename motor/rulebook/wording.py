"""What a cell means: the kindnesses that let policy staff write `bara ord`, `1 200`, `ja` and `2024-03-01`.

Each function takes the characters of a cell and gives FEEL, or a `Misread` that says what is wrong. Nothing
else is rewritten: whatever is not covered here is FEEL as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from motor.errors import suggestion

GROUPED = re.compile(r"(?<![\w.])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\w])")
DECIMAL_COMMA = re.compile(r"(?<![\w.,])(\d+),(\d+)(?![\w,])")
BARE_DATE = re.compile(r"(?<![\w@\"-])\d{4}-\d{2}-\d{2}(?![\w\"-])")
NEGATION = re.compile(r"^\s*inte\s*\((.*)\)\s*$", re.DOTALL)
FEEL_SIGNS = frozenset('"?()[]{}<>=*@')
BOOLEANS = {"ja": "true", "nej": "false"}


@dataclass(frozen=True, slots=True)
class Misread(Exception):
    """A cell that cannot be taken at its word: what is wrong, at which character, and what to do."""

    code: str
    message: str
    offset: int = 0
    width: int | None = None
    hint: str | None = None


def test_text(text: str, kind: str, choices: Collection[str] | None, names: Collection[str]) -> str:
    """FEEL unary tests for a cell of `när` in a column of FEEL type `kind`.

    `choices` are the texts allowed in the column, None: any; `names` the declared names. Raises Misread.
    """
    if text.strip() in ("-", ""):
        return "-"
    negated = NEGATION.match(text)
    if negated:
        return f"not({test_text(negated.group(1), kind, choices, names)})"
    if kind == "string" and choices is not None:
        return ", ".join(_choice(part, offset, choices, names) for part, offset in _parts(text, choices))
    return _plain(text, kind)


def output_text(text: str, kind: str, choices: Collection[str] | None, names: Collection[str]) -> str:
    """A FEEL expression for a cell of `ger`. Raises Misread."""
    stripped = text.strip()
    if stripped.startswith("="):
        return stripped[1:]
    if stripped == "null":
        return stripped
    if kind == "string":
        if choices is None:
            return quoted(unquoted(stripped))
        return _choice(text, 0, choices, names)
    return _plain(text, kind)


def quoted(text: str) -> str:
    """A FEEL string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def unquoted(text: str) -> str:
    """The text inside a FEEL string literal; other texts as they are."""
    inner = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', text)
    return re.sub(r"\\(.)", r"\1", inner.group(1)) if inner else text


def _plain(text: str, kind: str) -> str:
    """Numbers with group spaces, booleans and dates."""
    if kind == "number":
        comma = DECIMAL_COMMA.search(text)
        if comma:
            written, hint = comma.group(), _without_comma(*comma.groups())
            message = f"{written} är inte ett tal här."
            raise Misread("decimalkomma", message, comma.start(), len(written), hint)
        return GROUPED.sub(lambda match: re.sub(r"\D", "", match.group()), text)
    if kind == "boolean":
        return ", ".join(BOOLEANS.get(part.strip(), part) for part in text.split(","))
    if kind == "date":
        return BARE_DATE.sub(lambda match: f'@"{match.group()}"', text)
    return text


def _without_comma(whole: str, rest: str) -> str:
    """How to write what a comma was meant for: a decimal, thousands, or two values."""
    if len(rest) == 3:
        return f"Skriv {whole} {rest} om du menar tusental."
    return f"Skriv {whole}.{rest} (eller {whole}, {rest} om du menar två värden)."


def _parts(text: str, choices: Collection[str]) -> list[tuple[str, int]]:
    """The comma-separated parts and where they begin; commas in quotes, brackets or a choice do not count."""
    if text.strip() in choices:
        return [(text, 0)]
    parts, start, depth, in_string = [], 0, 0, False
    for index, char in enumerate(text):
        if char == '"' and (index == 0 or text[index - 1] != "\\"):
            in_string = not in_string
        elif not in_string:
            depth += (char in "([{") - (char in ")]}")
            if char == "," and depth == 0:
                parts.append((text[start:index], start))
                start = index + 1
    return [*parts, (text[start:], start)]


def _choice(part: str, offset: int, choices: Collection[str], names: Collection[str]) -> str:
    """A bare word that is an allowed value as a literal; FEEL stays; any other bare word is a mistake."""
    word = part.strip()
    if word in choices:
        return quoted(word)
    if word in ("null", "-") or word in names or any(char in FEEL_SIGNS for char in word):
        return part
    raise Misread(
        "okänt värde",
        f"{word} finns inte bland de tillåtna värdena.",
        offset + len(part) - len(part.lstrip()),
        max(1, len(word)),
        suggestion(word, choices) or f"Tillåtna: {', '.join(sorted(choices)[:12])}.",
    )
