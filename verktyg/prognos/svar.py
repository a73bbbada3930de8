"""What a forecast answers: the sums, what they are compared with, and the cases that could not be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from verktyg.format import number, quantity
from verktyg.prognos.orsaker import Causes, Edition
from verktyg.prognos.summor import Forecast, Row, Sums, difference, plain, rounded
from verktyg.prognos.tryckt import Figure
from verktyg.prognos.underlag import Underlag

WHOLE = "Totalt"


@dataclass(frozen=True)
class Compared:
    """The same forecast by other rules, and what the difference is made of."""

    edition: Edition
    forecast: Forecast
    causes: Causes


@dataclass(frozen=True)
class Cases:
    """A file of cases: how many were summed, and the line and fault of each that could not be."""

    path: Path
    summed: int
    faults: tuple[tuple[int, str], ...]
    numbered: str
    hints: Mapping[str, str]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """All that is known of a forecast that was asked. `file` is its own; `cases` is None for volumes."""

    underlag: Underlag
    file: Path
    base: Edition
    forecast: Forecast
    decisions: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    other: Compared | None = None
    cases: Cases | None = None

    @property
    def title(self) -> str:
        """The forecast's title."""
        return self.underlag.document.title

    @property
    def unit(self) -> str:
        """What the volumes count."""
        return "fall" if self.cases else self.underlag.document.unit or "antal"

    @property
    def measures(self) -> list[str]:
        """The measures, by name."""
        return list(self.forecast.total.measures)

    @property
    def costs(self) -> list[str]:
        """The costs, by name."""
        return list(self.forecast.total.costs)

    def assumptions(self) -> Iterator[tuple[str, str]]:
        """What is assumed, and of what."""
        document = self.underlag.document
        account = document.cases if self.cases else document.account
        for line in (*account.measures, *account.costs) if account else ():
            yield from ((line.name, text) for text in line.assumptions)
        for basis in self.underlag.rows if not self.cases else ():
            row = basis.document
            given = ", ".join(f"{name} {number(basis.numbers[name])}" for name in row.numbers)
            where = f"{row.name} ({given})" if given else row.name
            texts = row.assumptions or (("Antas.",) if given else ())
            yield from ((where, text) for text in texts)
            for fixed, (name, amount) in zip(row.amounts, basis.amounts, strict=True):
                yield from ((f"{row.name}, {name} {kronor(amount)} kr", text) for text in fixed.assumptions)


def kronor(amount: Decimal, sign: bool = False) -> str:
    """An amount with thousands apart; öre with two digits, or none. `sign`: with a plus when it is more."""
    shown = quantity(rounded(amount), "kr").removesuffix(" kr")
    return f"+{shown}" if sign and amount > 0 else shown


@dataclass(frozen=True)
class Line:
    """A line of the table: a row, a group or the whole, before and (compared) after."""

    level: str
    name: str
    group: str | None
    before: Sums
    after: Sums | None

    @property
    def change(self) -> Decimal | None:
        """What the sum changes by."""
        return None if self.after is None else plain(difference(self.after.total, self.before.total))


def lines(answer: Answer) -> list[Line]:
    """The rows, each group's sum below its rows, and the whole last."""
    before = answer.forecast
    after = answer.other.forecast if answer.other else None
    later = {row.name: row for row in after.rows} if after else {}
    names = list(dict.fromkeys([*before.groups, *(after.groups if after else ())]))
    rows: dict[str | None, list[Row]] = {}
    for row in before.rows:
        rows.setdefault(row.group, []).append(row)
    found: list[Line] = []
    for group in [None, *names]:
        found += [_row(row, later.get(row.name) if after else None) for row in rows.get(group, ())]
        if group is not None:
            sums = after.groups.get(group, Sums()) if after else None
            found.append(Line("grupp", group, group, before.groups.get(group, Sums()), sums))
    return [*found, Line("totalt", WHOLE, None, before.total, after.total if after else None)]


def _row(row: Row, later: Row | None) -> Line:
    return Line("rad", row.name, row.group, row.sums, later.sums if later else None)
