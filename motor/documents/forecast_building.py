"""A forecast's file to its document: what `building` does for the other kinds, of forecasts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from motor.documents.building import File, read_document, values_of
from motor.documents.forecasts import (
    Account,
    FixedAmount,
    ForecastDocument,
    ForecastLine,
    ForecastNumber,
    ForecastRow,
    Printed,
)
from motor.documents.forms import Form
from motor.documents.model import Cell
from motor.documents.schema import Kind
from motor.documents.source import Mapping as Keys
from motor.documents.source import Scalar, Source
from motor.errors import Problem

NOTE = "anmärkning"


def read_forecast(file: File) -> tuple[ForecastDocument | None, list[Problem]]:
    """A forecast, and everything that is wrong with its form."""
    return read_document(file, Kind.FORECAST, _forecast)


def _forecast(form: Form, source: Source) -> ForecastDocument | None:
    title, rulebook, date = form.cell("prognos"), form.name_cell("regelverk"), form.date("datum")
    if title is None or rulebook is None or date is None:
        return None
    printed, cases = form.form("tryckt"), form.form("utfall")
    groups = printed.form("grupper") if printed else None
    rows = tuple(row for each in form.forms("rader") if (row := _row(each)))
    numbers = tuple(number for each in form.forms("tal") if (number := _number(each)))
    _refuse_twice(rows, "rader", form)
    _refuse_twice(numbers, "tal", form)
    return ForecastDocument(
        title=title.text.strip(),
        at=title,
        rulebook=rulebook,
        date=date,
        description=form.text("beskrivning"),
        unit=form.text("enhet"),
        numbers=numbers,
        account=_account(form),
        rows=rows,
        printed=_printed(printed.form("totalt") if printed else None),
        printed_groups={name.text: _printed(groups.form(name.text)) for name in _keys(groups)}
        if groups
        else {},
        cases=_account(cases) if cases else None,
        unclear=cases.cells("oklara") if cases else (),
        notes=form.notes(),
        source=source,
    )


class _Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def at(self) -> Cell: ...


def _refuse_twice(parts: Iterable[_Named], kind: str, form: Form) -> None:
    """One name means one thing."""
    seen: dict[str, Cell] = {}
    for part in parts:
        if part.name in seen:
            message = f"Två {kind} heter `{part.name}` (det första på rad {seen[part.name].where.line})."
            form.problems.append(part.at.problem("dubbelt namn", message, hint="Ge dem olika namn."))
        seen.setdefault(part.name, part.at)


def _account(form: Form) -> Account:
    measures = tuple(line for each in form.forms("mått") if (line := _line(each)))
    costs = tuple(line for each in form.forms("kostnader") if (line := _line(each)))
    _refuse_twice((*measures, *costs), "mått eller kostnader", form)
    return Account(measures, costs, form.cell("grupp"))


def _line(form: Form) -> ForecastLine | None:
    named, expression = form.name("namn"), form.cell("uttryck")
    if named is None or expression is None:
        return None
    return ForecastLine(*named, expression, form.text("enhet"), _texts(form, "antagande"))


def _number(form: Form) -> ForecastNumber | None:
    named = form.name("namn")
    if named is None:
        return None
    return ForecastNumber(
        *named,
        unit=form.text("enhet"),
        description=form.text("beskrivning"),
        default=form.cell("standard"),
        whole=form.yes("heltal"),
    )


def _row(form: Form) -> ForecastRow | None:
    named = form.name("namn")
    if named is None:
        return None
    facts, fact_names = values_of(form, "fakta")
    numbers = form.form("tal")
    return ForecastRow(
        *named,
        facts=facts,
        fact_names=fact_names,
        volume=form.cell("antal"),
        numbers={name.text: cell for name in _keys(numbers) if (cell := numbers.cell(name.text))}
        if numbers
        else {},
        number_names={name.text: name for name in _keys(numbers)},
        amounts=tuple(amount for each in form.forms("belopp") if (amount := _amount(each))),
        group=form.text("grupp"),
        assumptions=_texts(form, "antagande"),
        printed=_printed(form.form("tryckt")),
    )


def _amount(form: Form) -> FixedAmount | None:
    name, amount = form.name_cell("namn"), form.cell("belopp")
    return FixedAmount(name, amount, _texts(form, "antagande")) if name and amount else None


def _printed(form: Form | None) -> Printed:
    if form is None:
        return Printed()
    figures = [(name, form.cell(name.text)) for name in _keys(form) if name.text != NOTE]
    return Printed(tuple((name, cell) for name, cell in figures if cell), form.text(NOTE))


def _keys(form: Form | None) -> list[Cell]:
    """The keys of a mapping as names, in the order of the file."""
    if form is None or not isinstance(form.node, Keys):
        return []
    cells = [(key.name, form.cell_of(key)) for key, _ in form.node.entries]
    return [Cell(name, cell.where, cell.scalar) for name, cell in cells]


def _texts(form: Form, key: str) -> tuple[str, ...]:
    """One text, or a list of them."""
    listed = [node.text.strip() for node in form.nodes(key) if isinstance(node, Scalar)]
    text = form.text(key)
    return tuple(listed) if listed else (text,) if text else ()
