"""How a cell of a source becomes an answer to a fact: by what kind of file it stands in.

A cell without an answer leaves its fact unanswered, which is not the same as unclear (`oklar`).
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from motor.errors import FactError, Problem
from motor.rulebook.facts import UNANSWERED, UNCLEAR, Fact, parse_fact

SILENT = object()
"""Stands for no answer."""

Reading = Callable[[str, Any, Mapping[str, Fact]], Any]
"""A fact's name, a cell and the declared facts to an answer, or SILENT. Raises FactError."""


def typed(_: str, cell: Any, __: Mapping[str, Fact]) -> Any:
    """A cell of a column with a type of its own, in Parquet and Arrow: null is no answer."""
    return SILENT if cell is None else cell


def written(name: str, cell: Any, declared: Mapping[str, Fact]) -> Any:
    """A cell of CSV, as a person writes it: ja, nej, 3 800, 2024-03-01, oklar; empty or ? is no answer."""
    if cell is None or cell.strip() in ("", UNANSWERED):
        return SILENT
    return parse_fact(name, cell, declared)


def json_text(name: str, cell: Any, declared: Mapping[str, Fact]) -> Any:
    """A value of JSON, as its text. null is unclear, as is the text oklar where the fact can be that."""
    if cell is None:
        return SILENT
    value = parse_json(cell)
    if value == UNANSWERED:
        return SILENT
    return None if value == UNCLEAR and declared[name].unclear else value


READINGS: dict[str, Reading] = {"typed": typed, "written": written, "json": json_text}


def parse_json(text: str) -> Any:
    """JSON with numbers as they are written. Raises ValueError, FactError for a name twice."""
    return json.loads(
        text, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_refuse_twice
    )


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} är inte JSON")


def _refuse_twice(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) < len(members):
        names = [name for name, _ in members]
        twice = next(name for name in found if names.count(name) > 1)
        raise FactError(Problem("dubbelt namn", f"{twice} står två gånger."))
    return found


def read_day(cell: Any, column: str) -> datetime.date:
    """The day that a row asks about. Raises FactError."""
    text = cell.strip('" ') if isinstance(cell, str) else cell
    if text is None or text == "":
        raise FactError(Problem("ingen dag", f"{column} är tom, så dagen som raden gäller är okänd."))
    try:
        if isinstance(text, str):
            return datetime.date.fromisoformat(text)
    except ValueError:
        text = cell
    if isinstance(text, datetime.date) and not isinstance(text, datetime.datetime):
        return text
    message = f"{column} är {text}, som inte är en dag."
    raise FactError(Problem("fel typ", message, hint="Skriv som 2024-03-01."))
