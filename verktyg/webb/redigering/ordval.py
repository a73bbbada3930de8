"""What the edit page says of a cell and of a finding: in the words of a form."""

from __future__ import annotations

import re
from dataclasses import replace

from motor.errors import Problem
from verktyg.tabell.kolumner import Column
from verktyg.webb.redigering.blankett import EMPTY_CELL, Fields, cell_name

_ANY = "ett bindestreck om det inte spelar någon roll"
_WANTED = {
    "number": ("ett tal, som 5 000", f"ett tal eller ett villkor, som >= 18, eller {_ANY}"),
    "boolean": ("ja eller nej", f"ja eller nej, eller {_ANY}"),
}
"""By a column's type: what is written in an outcome, and in a condition."""

_OTHERWISE = ("ett värde", f"ett villkor, eller {_ANY}")
_WORDS = re.compile(r'"?[^\W\d_][^"<>=()\[\]{}+*/?]*"?')
_COMMA = re.compile(r"(-?\d[\d\s\u00a0]*),(\d+)")
_DASHES = ("-", "–")
_ADVICE = {"godta fyndet med accepterad": "godtas det i filen, se handboken"}


def cells_of(columns: tuple[Column, ...], fields: Fields) -> dict[str, tuple[Column, str]]:
    """The cells of a form by the names of their fields: the column and the text of each."""
    return {
        cell_name(row.key, index): (column, text.strip())
        for row in fields.rows
        for index, (column, text) in enumerate(zip(columns, row.cells, strict=True))
    }


def of_cell(problem: Problem, column: Column, text: str) -> Problem:
    """A cell's problem as the form says it; as it is where the file's words are as good."""
    wanted = _WANTED.get(column.type, _OTHERWISE)[column.is_input]
    comma = _COMMA.fullmatch(text)
    if not text:
        return replace(problem, code=EMPTY_CELL, message=f"Cellen är tom. Skriv {wanted}.", hint=None)
    if text in _DASHES and not column.is_input:
        return replace(problem, message=f"Ett bindestreck går bara i villkor. Skriv {wanted}.", hint=None)
    if column.type == "number" and comma:
        written = f"{comma[1]}.{comma[2]}"
        return replace(problem, message=f"{text} är inte ett tal här.", hint=f"Skriv {written}.")
    if column.type in _WANTED and _WORDS.fullmatch(text):
        return replace(problem, message=f"Här ska stå {wanted}.", hint=None)
    return problem


def of_finding(problem: Problem) -> Problem:
    """A finding with advice that fits a page on which nothing can be accepted."""
    hint = problem.hint
    for old, new in _ADVICE.items():
        hint = hint and hint.replace(old, new)
    return replace(problem, hint=hint)
