"""What a cell means: the kindnesses that let policy staff write `bara ord`, `1 200`, `ja` and `2024-03-01`.

Each function takes the characters of a cell and gives FEEL, or a `Misread` that says what is wrong. Nothing
else is rewritten: whatever is not covered here is FEEL as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from motor.errors import suggestion
from motor.feel.spelling import STRING

GROUPED = re.compile(r"(?<![\w.])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\w])")
DECIMAL_COMMA = re.compile(r"(?<![\w.,])(\d[\d.]*),(\d+)(?![\w,])")
_DAY = r"\d{4}-\d{2}-\d{2}"
DASHED = {
    "number": re.compile(r"(?:^|,)\s*((\d+)\s*[-–]\s*(\d+))\s*(?=,|$)"),
    "date": re.compile(rf"(?:^|,)\s*(({_DAY})\s*[-–]\s*({_DAY}))\s*(?=,|$)"),
}
"""A span written as people write it, which FEEL reads as a subtraction."""
BARE_DATE = re.compile(r"(?<![\w@\"-])\d{4}-\d{2}-\d{2}(?![\w\"-])")
NEGATION = re.compile(r"^\s*inte\s*\((.*)\)\s*$", re.DOTALL)
FEEL_SIGNS = frozenset('"?()[]{}<>=*@')
BOOLEANS = {"ja": "true", "nej": "false"}
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_YES_OR_NO = re.compile(r"(?<![\w.-])(?:ja|nej)(?![\w-])(?!\s+\w)")
_LITERAL = re.compile(STRING, re.DOTALL)
_STRINGS = re.compile(f"({STRING})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Misread(Exception):
    """A cell that cannot be taken at its word: what is wrong, at which character, and what to do."""

    code: str
    message: str
    offset: int = 0
    width: int | None = None
    hint: str | None = None


def ungrouped(text: str) -> str:
    """The text with its groups of digits joined: `3 800` is 3800."""
    return GROUPED.sub(lambda match: re.sub(r"\D", "", match.group()), text)


def plain_number(text: str) -> Decimal | None:
    """The number that a text is, thousands apart or not; None when it says something else."""
    joined = ungrouped(text.strip())
    return Decimal(joined) if _NUMBER.fullmatch(joined) else None


def test_text(text: str, kind: str, choices: Collection[str] | None, names: Collection[str]) -> str:
    """FEEL unary tests for a cell of `när` in a column of FEEL type `kind`.

    `choices` are the texts allowed in the column, None: any; `names` the declared names. Raises Misread.
    """
    if text.strip() in ("-", ""):
        return "-"
    negated = NEGATION.match(text)
    if negated:
        return f"not({test_text(negated.group(1), kind, choices, names)})"
    dashed = DASHED[kind].search(text) if kind in DASHED else None
    if dashed:
        message = f"{dashed[1]} läses som en subtraktion."
        hint = f"Skriv [{dashed[2]}..{dashed[3]}]."
        raise Misread("streck", message, dashed.start(1), len(dashed[1]), hint)
    if kind == "string" and choices is not None:
        return ", ".join(_choice(part, offset, choices, names) for part, offset in parts(text, choices))
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
            return stripped if _LITERAL.fullmatch(stripped) else quoted(stripped)
        return _choice(text, 0, choices, names)
    return _plain(text, kind)


def quoted(text: str) -> str:
    """A FEEL string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _plain(text: str, kind: str) -> str:
    """Numbers with group spaces, booleans and dates, outside string literals."""
    reword = _REWORDED.get(kind)
    if reword is None:
        return text
    pieces = []
    offset = 0
    for index, piece in enumerate(_STRINGS.split(text)):
        pieces.append(piece if index % 2 else reword(piece, offset))
        offset += len(piece)
    return "".join(pieces)


def _number(text: str, offset: int) -> str:
    comma = DECIMAL_COMMA.search(text)
    if comma:
        written, hint = comma.group(), _without_comma(*comma.groups())
        message = f"{written} är inte ett tal här."
        raise Misread("decimalkomma", message, offset + comma.start(), len(written), hint)
    return ungrouped(text)


def _boolean(text: str, _: int) -> str:
    return _YES_OR_NO.sub(lambda match: BOOLEANS[match.group()], text)


def _date(text: str, _: int) -> str:
    return BARE_DATE.sub(lambda match: f'@"{match.group()}"', text)


_REWORDED = {"number": _number, "boolean": _boolean, "date": _date}


def _without_comma(whole: str, rest: str) -> str:
    """How to write what a comma was meant for: a decimal, thousands, or two values."""
    whole = whole.replace(".", "")
    if len(rest) == 3:
        return f"Skriv {whole} {rest} om du menar tusental."
    return f"Skriv {whole}.{rest} (eller {whole}, {rest} om du menar två värden)."


def parts(text: str, choices: Collection[str]) -> list[tuple[str, int]]:
    """The comma-separated parts and where they begin; commas in quotes, brackets or a choice do not count."""
    if text.strip() in choices:
        return [(text, 0)]
    found, start, depth, in_string = [], 0, 0, False
    for index, char in enumerate(text):
        if char == '"' and (index == 0 or text[index - 1] != "\\"):
            in_string = not in_string
        elif not in_string:
            depth += (char in "([{") - (char in ")]}")
            if char == "," and depth == 0:
                found.append((text[start:index], start))
                start = index + 1
    return [*found, (text[start:], start)]


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
