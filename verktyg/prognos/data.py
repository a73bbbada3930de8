"""A forecast as data: JSON for programs, and the cells of a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from verktyg.prognos.orsaker import Cause, Change
from verktyg.prognos.summor import Sums, difference, plain
from verktyg.prognos.svar import Answer, Cases, Compared, Line, lines

Cell = str | Decimal | None


def as_json(answer: Answer) -> dict[str, Any]:
    """The answer with stable keys and exact numbers; described in docs/api.md."""
    rows = {line.name: line for line in lines(answer) if line.level == "rad"}
    bases = {basis.document.name: basis for basis in answer.underlag.rows}
    groups = [line for line in lines(answer) if line.level == "grupp"]
    [whole] = [line for line in lines(answer) if line.level == "totalt"]
    return {
        "prognos": answer.title,
        "fil": str(answer.file),
        "regelverk": answer.base.rulebook.name,
        "datum": answer.base.day.isoformat(),
        **({"utkast": True} if answer.base.rulebook.drafts else {}),
        "rader": [
            {"namn": name, "grupp": line.group, "tal": dict(bases[name].numbers), **_line(line)}
            for name, line in rows.items()
        ],
        "grupper": [{"namn": line.name, **_line(line)} for line in groups],
        "totalt": _line(whole),
        "antaganden": [{"gäller": where, "text": text} for where, text in answer.assumptions()],
        "tryckt": [
            {
                "gäller": figure.where,
                "mått": figure.name,
                "enhet": figure.unit or None,
                "tryckt": figure.printed,
                "räknat": figure.reckoned,
                "stämmer": figure.agrees,
                "anmärkning": figure.note,
            }
            for figure in answer.figures
        ],
        **({"mot": _compared(answer.other)} if answer.other else {}),
        **({"utfall": _cases(answer.cases)} if answer.cases else {}),
    }


def _line(line: Line) -> dict[str, Any]:
    if line.after is None:
        return _sums(line.before)
    return {**_sums(line.before), "nu": _sums(line.after), "skillnad": line.change}


def _sums(sums: Sums) -> dict[str, Any]:
    return {
        "antal": plain(sums.volume),
        "mått": {name: plain(value) for name, value in sums.measures.items()},
        "kostnader": {name: plain(value) for name, value in sums.costs.items()},
        "summa": plain(sums.total),
    }


def _compared(other: Compared) -> dict[str, Any]:
    causes = other.causes
    return {
        "regler": other.edition.label,
        "datum": other.edition.day.isoformat(),
        "orsaker": [_cause(cause) for cause in causes.causes],
        "utan effekt": [_change(change) for change in causes.idle],
        "bara tillsammans": [_change(change) for change in causes.together],
        "samverkan och annat": plain(causes.rest),
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {**_change(cause.change), "skillnad": plain(cause.effect)}


def _change(change: Change) -> dict[str, Any]:
    return {
        "beslut": change.decision,
        "fil": change.file,
        "regel": change.rule,
        "villkor": change.condition,
        "kolumn": change.column,
        "förr": change.before,
        "nu": change.after,
    }


def _cases(cases: Cases) -> dict[str, Any]:
    faults = [{cases.numbered.casefold(): place, "fel": fault} for place, fault in cases.faults]
    return {
        "fil": str(cases.path),
        "räknade": cases.summed,
        "fel": faults,
        "saknade kolumner": list(cases.absent),
    }


def sheet(answer: Answer) -> tuple[list[str], list[list[Cell]]]:
    """Titles and lines of the table; the level tells rows from sums, so that nothing is counted twice."""
    sums = ["summa förr", "summa nu", "skillnad"] if answer.other else ["summa"]
    titles = ["nivå", "namn", "grupp", "antal", *answer.measures, *answer.costs, *sums]
    return titles, [list(_cells(line, answer)) for line in lines(answer)]


def _cells(line: Line, answer: Answer) -> Iterable[Cell]:
    sums = line.before
    yield from (line.level, line.name, line.group, plain(sums.volume))
    yield from (plain(sums.measures.get(name, Decimal(0))) for name in answer.measures)
    yield from (plain(sums.costs.get(name, Decimal(0))) for name in answer.costs)
    yield plain(sums.total)
    if line.after is not None:
        yield plain(line.after.total)
        yield plain(difference(line.after.total, sums.total))


def causes_sheet(other: Compared) -> tuple[list[str], list[list[Cell]]]:
    """Titles and lines of what a difference is made of; they sum to it."""
    titles = ["beslut", "regel", "villkor", "kolumn", "förr", "nu", "skillnad"]
    found: list[list[Cell]] = [
        [
            cause.change.decision,
            None if cause.change.rule is None else Decimal(cause.change.rule),
            cause.change.condition,
            cause.change.column,
            cause.change.before,
            cause.change.after,
            plain(cause.effect),
        ]
        for cause in other.causes.causes
    ]
    rest: list[Cell] = ["samverkan och annat", None, None, None, None, None, plain(other.causes.rest)]
    return titles, [*found, rest] if other.causes.rest else found
