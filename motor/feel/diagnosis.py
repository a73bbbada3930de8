"""What to say of a FEEL text that does not follow the grammar: what was expected, what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from lark import Token

from motor.errors import FeelError
from motor.feel.problems import feel_error

_DOUBLED = {
    "==": "Skriv = för lika med.",
    "!==": "Skriv != för skilt från.",
    "<>": "Skriv != för skilt från.",
    "=>": "Skriv >=.",
    "=<": "Skriv <=.",
}
_WORDS = {
    "RPAR": '")"',
    "RSQB": '"]"',
    "RBRACE": '"}"',
    "MORETHAN": '">"',
    "COMMA": '","',
    "COLON": '":"',
    "RANGE": '".."',
    "ARROW": '"->"',
    "LPAR": '"("',
    "IN": '"in"',
    "THEN": '"then"',
    "ELSE": '"else"',
    "RETURN": '"return"',
    "SATISFIES": '"satisfies"',
    "OF": '"of"',
    "STRING": "en text inom citattecken",
    "NAME": "ett namn",
    "$END": "uttryckets slut",
}
_CONTINUE = ('"("', '"in"', '".."')
_PAIRS = {"LPAR": '")"', "LSQB": '"]"', "LBRACE": '"}"', "OPENING": '"]"', "LESSTHAN": '">"'}
_CLOSERS = ("RPAR", "RSQB", "RBRACE", "CLOSING", "MORETHAN")


def syntax_error(token: Token, expected: Iterable[str], tokens: list[Token], text: str) -> FeelError:
    """The error for the first token that does not fit; `expected` are the kinds that would have."""
    before = tokens if token.type == "$END" else tokens[: _index(tokens, token)]
    wanted = _wanted(set(expected))
    hint = next((hint for hint in (make(before, token, text) for make in _HINTS) if hint), None)
    if token.type == "$END":
        place = len(text.rstrip())
        message = f"Uttrycket tar slut för tidigt; här väntas {wanted}." if tokens else "Uttrycket är tomt."
        return feel_error("syntax", message, text, place, 1, hint)
    start, end = token.start_pos or 0, token.end_pos or 0
    found = text[start:end] if end - start <= 40 else text[start : start + 37] + "..."
    message = f"{_quoted(found)} kan inte stå här; här väntas {wanted}."
    return feel_error("syntax", message, text, start, end - start, hint)


def _quoted(found: str) -> str:
    return found if found.startswith('"') else f'"{found}"'


def _index(tokens: list[Token], token: Token) -> int:
    return next((index for index, each in enumerate(tokens) if each is token), len(tokens))


def _wanted(expected: set[str]) -> str:
    """The kinds of tokens in plain words, the fewest that say it."""
    if "NUMBER" in expected:
        return "ett värde"
    words = [word for kind, word in _WORDS.items() if kind in expected]
    if "PLUS" in expected:
        words = ["en operator", *(word for word in words if word not in _CONTINUE)]
    if "AND" in expected and "OR" not in expected:
        words.append('"and"')
    return " eller ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words) or "något annat"


Hint = Callable[[list[Token], Token, str], str | None]


def _decimal_comma(before: list[Token], token: Token, text: str) -> str | None:
    if token.type != "COMMA" or not before or before[-1].type != "NUMBER":
        return None
    fraction = re.match(r"[0-9]+", text[token.end_pos :])
    return f"Skriv decimaltal med punkt: {before[-1]}.{fraction.group()}." if fraction else None


def _spaced_number(before: list[Token], token: Token, text: str) -> str | None:
    if token.type == "NUMBER" and before and before[-1].type == "NUMBER":
        glued = re.match(r"\w+", text[token.start_pos :])
        if glued and glued.group() != token:
            return f"{glued.group()} är inget tal: det har en bokstav bland siffrorna."
        return f"Skriv tal utan mellanrum: {before[-1]}{token}."
    return None


def _doubled(before: list[Token], token: Token, _text: str) -> str | None:
    return _DOUBLED.get(f"{before[-1]}{token}") if before else None


def _unclosed(before: list[Token], token: Token, text: str) -> str | None:
    """The innermost bracket that is still open, when the text ends or another bracket closes instead."""
    if token.type not in ("$END", *_CLOSERS):
        return None
    stack: list[Token] = []
    for each in before:
        if each.type in _PAIRS:
            stack.append(each)
        elif each.type in _CLOSERS and stack:
            stack.pop()
    if not stack:
        return f'Det finns inget som "{token}" avslutar.' if token.type != "$END" else None
    if token.type != "$END" and str(token) in _PAIRS[stack[-1].type]:
        return None
    start = stack[-1].start_pos or 0
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    return f'"{stack[-1]}" på rad {line}, kolumn {column} avslutas aldrig; sätt {_PAIRS[stack[-1].type]}.'


def _lonely_if(before: list[Token], token: Token, _text: str) -> str | None:
    kinds = [each.type for each in before]
    if kinds.count("IF") > kinds.count("ELSE"):
        return "Skriv if … then … else …; alla tre delarna behövs."
    return None


def _missing_return(before: list[Token], token: Token, _text: str) -> str | None:
    kinds = [each.type for each in before]
    if kinds.count("FOR") > kinds.count("RETURN"):
        return "Skriv for … in … return …."
    if kinds.count("QUANTIFIER") > kinds.count("SATISFIES"):
        return "Skriv some … in … satisfies …."
    return None


def _bare_not(before: list[Token], _token: Token, _text: str) -> str | None:
    return "Skriv not(…)." if before and before[-1] == "not" else None


def _two_values(before: list[Token], token: Token, _text: str) -> str | None:
    values = ("NAME", "STRING", "NUMBER", "CONSTANT")
    if token.type in values and before and before[-1].type in values:
        return "Två värden står bredvid varandra; en operator saknas, eller citattecken runt en text."
    return None


_HINTS: tuple[Hint, ...] = (
    _decimal_comma,
    _spaced_number,
    _doubled,
    _unclosed,
    _lonely_if,
    _missing_return,
    _bare_not,
    _two_values,
)
