"""Whether two texts of a cell say the same, and how a new one is written where others stand."""

from __future__ import annotations

import re

from motor.rulebook.wording import plain_number
from verktyg.tabell.kolumner import Column

_SPACES = re.compile("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]")
_TRUTH = {"true": "ja", "sant": "ja", "ja": "ja", "false": "nej", "falskt": "nej", "nej": "nej"}


def same(written: str, now: str, column: Column) -> bool:
    """Whether two texts say the same in a column: 3 800, 3800 and 3800.0 are one number."""
    return _plain(written, column) == _plain(now, column)


def _plain(text: str, column: Column) -> object:
    lines = tuple(line.rstrip() for line in _SPACES.sub(" ", text).strip().splitlines())
    whole = " ".join(lines)
    if column.type == "boolean":
        return _TRUTH.get(whole.lower(), lines)
    if column.type in ("number", "") and (value := plain_number(whole)) is not None:
        return value
    return lines


def styled(text: str, column: Column, grouped: bool) -> str:
    """A new text in the way that the table writes: thousands apart where others are, ja and nej."""
    if column.type == "boolean":
        return _TRUTH.get(text.lower(), text)
    value = plain_number(text) if column.type == "number" else None
    if value is None or not grouped or abs(value) < 1000 or " " in text:
        return text
    whole, point, decimals = text.partition(".")
    return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", " ", whole) + point + decimals
