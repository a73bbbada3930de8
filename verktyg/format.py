"""Values and conditions as Swedish text: `3 800 kr`, `2024-03-01`, `ja`, "minst 25 och under 100"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from motor.rulebook.facts import UNCLEAR
from motor.rulebook.wording import parts
from motor.values.convert import dumps
from motor.values.functions import FeelFunction

ANY = "-"
"""The cell that does not matter."""

_BOUND = r"-?\d[\d ]*(?:\.\d+)?|-?\.\d+|\d{4}-\d\d-\d\d"
_COMPARISONS = {">=": "minst", "<=": "högst", ">": "över", "<": "under"}
_COMPARISON = re.compile(rf"(>=|<=|>|<)\s*({_BOUND})")
_RANGE = re.compile(rf"([\[\](])\s*({_BOUND})\s*\.\.\s*({_BOUND})\s*([\])\[])")
_NEGATION = re.compile(r"(?:inte|not)\s*\((.*)\)", re.DOTALL)
_LITERALS = {"null": UNCLEAR, "true": "ja", "false": "nej", ANY: "vad som helst"}
_NUMBER = re.compile(r"-?\d[\d ]*(?:\.\d+)?")


def show_json(data: Any) -> None:
    """Print data for other programs, laid out as by every command: a line a value, exact numbers."""
    print(dumps(data, indent=2))


def number(value: Decimal) -> str:
    """A number with thousands apart and a decimal comma: `3 800`, `2 586,21`, `99,5`."""
    if not value.is_finite():
        return str(value)
    sign, digits = ("-", -value) if value < 0 else ("", value)
    whole, _, decimals = format(digits, "f").partition(".")
    grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", " ", whole)
    decimals = decimals.rstrip("0")
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


def quantity(value: Decimal, unit: str | None) -> str:
    """A number with its unit. Kronor show öre with two digits, or none: `2 419,30 kr`, `3 800 kr/månad`."""
    if not unit:
        return number(value)
    text = number(value)
    if unit.split("/")[0] == "kr" and "," in text:
        whole, _, decimals = text.partition(",")
        text = f"{whole},{decimals.ljust(2, '0')}"
    return f"{text} {unit}"


def value_text(value: Any, unit: str | None = None, *, null: str = UNCLEAR) -> str:
    """Any FEEL value on one line, with numbers in `unit`; null reads as `null`."""
    if value is None:
        return null
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, Decimal | int):
        return quantity(Decimal(value), unit)
    if isinstance(value, str):
        return value if value.strip() else '""'
    if isinstance(value, list | tuple):
        return ", ".join(value_text(item, unit, null=null) for item in value) if value else "inga"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {value_text(item, null=null)}" for key, item in value.items())
    return "en funktion" if isinstance(value, FeelFunction) else str(value)


def condition(test: str, unit: str | None = None) -> str:
    """A table cell in words: `[25..100)` is "minst 25 och under 100"; or as it is written."""
    test = test.strip()
    if negated := _NEGATION.fullmatch(test):
        return "inte " + _either(negated[1], unit)
    return _either(test, unit)


def reads_as_words(text: str) -> bool:
    """Whether a condition came out in plain words, and not as an expression."""
    return not re.search(r'[?()"\[\]{}=<>*@]', text)


def _either(tests: str, unit: str | None) -> str:
    return either([_simple_condition(part, unit) for part, _ in parts(tests, ())])


def _simple_condition(test: str, unit: str | None) -> str:
    test = test.strip()
    if test in _LITERALS:
        return _LITERALS[test]
    if compared := _COMPARISON.fullmatch(test):
        return f"{_COMPARISONS[compared[1]]} {_bound(compared[2], unit)}"
    if ranged := _RANGE.fullmatch(test):
        low = "minst" if ranged[1] == "[" else "över"
        high = "högst" if ranged[4] == "]" else "under"
        return f"{low} {_bound(ranged[2], None)} och {high} {_bound(ranged[3], unit)}"
    if _NUMBER.fullmatch(test):
        return _bound(test, unit)
    if len(test) > 1 and test[0] == test[-1] == '"':
        return test[1:-1]
    return test


def _bound(text: str, unit: str | None) -> str:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return text
    return quantity(Decimal(text.replace(" ", "")), unit)


def either(words: Iterable[str]) -> str:
    """`a, b eller c`."""
    return _joined(list(words), "eller")


def both(words: Iterable[str]) -> str:
    """`a, b och c`."""
    return _joined(list(words), "och")


def _joined(words: list[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def count(amount: int, one: str, many: str) -> str:
    """`1 fall`, `2 fel`."""
    return f"{number(Decimal(amount))} {one if amount == 1 else many}"


def capital(text: str) -> str:
    """The text with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def plain_letters(text: str) -> str:
    """The text in lower case without marks over its letters: `Från` is `fran`."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def find(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `name` means: the same text, else the only one with the same plain letters."""
    names = list(candidates)
    wanted = unicodedata.normalize("NFC", " ".join(name.split()))
    if wanted in names:
        return wanted
    close = [candidate for candidate in names if plain_letters(candidate) == plain_letters(wanted)]
    return close[0] if len(close) == 1 else None
