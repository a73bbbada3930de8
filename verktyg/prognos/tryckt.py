"""A forecast against what a source prints: in kronor, or rounded to tusental or miljoner."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from motor.documents.forecasts import Printed
from motor.documents.model import Cell
from motor.errors import Problem, suggestion
from motor.rulebook.wording import plain_number
from verktyg.prognos.summor import Forecast, Sums, rounded
from verktyg.prognos.underlag import TOTAL, VOLUME, Underlag

WHOLE = "totalt"
UNITS = {"": 0, "kr": 0, "tkr": 3, "mkr": 6}
"""Units that amounts are printed in: kronor times ten to the power of."""

_FIGURE = re.compile(r"(.*?)\s*(kr|tkr|mkr)?")


@dataclass(frozen=True)
class Figure:
    """A printed figure beside the one worked out, both in `unit`; `reckoned` is None where there is none."""

    where: str
    name: str
    unit: str
    printed: Decimal
    reckoned: Decimal | None
    note: str | None

    @property
    def agrees(self) -> bool:
        """Whether the two are the same."""
        return self.printed == self.reckoned


def figures(underlag: Underlag, forecast: Forecast, problems: list[Problem]) -> list[Figure]:
    """Every printed figure beside the one worked out; adds those that cannot be read to `problems`."""
    document = underlag.document
    rows = {row.name: row.sums for row in forecast.rows}
    lines = [line.name for line in (*document.account.measures, *document.account.costs)]
    fixed = [amount.name.text for row in document.rows for amount in row.amounts]
    known = list(dict.fromkeys([TOTAL, VOLUME, *lines, *fixed]))
    places: list[tuple[str, Printed, Sums | None]] = [
        (row.name, row.printed, rows.get(row.name)) for row in document.rows
    ]
    places += [(name, each, forecast.groups.get(name)) for name, each in document.printed_groups.items()]
    places.append((WHOLE, document.printed, forecast.total))
    return [
        figure
        for where, printed, sums in places
        for figure in _figures(where, printed, sums, known, problems)
    ]


def _figures(
    where: str, printed: Printed, sums: Sums | None, known: list[str], problems: list[Problem]
) -> Iterable[Figure]:
    for name, cell in printed.figures:
        if name.text not in known:
            hint = suggestion(name.text, known) or f"Prognosen har {', '.join(known)}."
            message = f"Prognosen räknar inte ut {name.text}."
            problems.append(name.problem("okänt tal", message, hint=hint))
            continue
        read = _read(name.text, cell, problems)
        if read is not None:
            value, unit = read
            reckoned = sums.figure(name.text) if sums else None
            if reckoned is not None:
                exponent = value.as_tuple().exponent
                places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
                reckoned = rounded(reckoned.scaleb(-UNITS[unit]), places)
            yield Figure(where, name.text, unit, value, reckoned, printed.note)


def _read(name: str, cell: Cell, problems: list[Problem]) -> tuple[Decimal, str] | None:
    match = _FIGURE.fullmatch(cell.text.strip())
    value = plain_number(match[1]) if match else None
    if match is None or value is None:
        message = f"{name} ska vara ett tal, inte {cell.text:.60}."
        problems.append(
            cell.problem("inget tal", message, hint="Skriv som 8 422 000, 8 422 tkr eller 8.4 mkr.")
        )
        return None
    return value, match[2] or ""
