"""The result of a view in amounts: payment lines, sums, the total, and how each came about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motor.trace import DecisionTrace
from verktyg.format import capital
from verktyg.sida import Page
from verktyg.skal import Asked, show_rows, show_sources, show_why
from verktyg.vy import View


def show_result(page: Page, asked: Asked, view: View) -> None:
    """The result's lines and sums, then where each sum comes from; or what it depends on."""
    name = view.result or ""
    page.heading("Belopp")
    if name in asked.result.undecided:
        page.text(f"{capital(name)} {asked.depends(name)}. Inget belopp räknas ut förrän det är besvarat.")
        return
    value = asked.result.values[name]
    if not isinstance(value, Mapping):
        page.text(asked.shown(name, value))
        return
    _show_lines(page, asked, view, value)
    _show_sums(page, asked, view, value)
    _show_origins(page, asked, view, value)


def _show_lines(page: Page, asked: Asked, view: View, value: Mapping[str, Any]) -> None:
    lines = value.get(view.lines or "")
    if not lines:
        return
    show_rows(page, asked, asked.row_sources(view.result or "", view.lines or ""), lines)
    page.blank()


def _show_sums(page: Page, asked: Asked, view: View, value: Mapping[str, Any]) -> None:
    name = view.result or ""
    rows = [(capital(part), asked.shown(name, value[part], part)) for part in _parts(view, value)]
    labels = max((len(label) for label, _ in rows), default=0)
    amounts = max((len(amount) for _, amount in rows), default=0)
    for part, (label, amount) in zip(_parts(view, value), rows, strict=True):
        if part == view.total:
            page.line("-" * (labels + 2 + amounts))
        page.line(f"{label:<{labels}}  {amount:>{amounts}}", "bold" if part == view.total else "")


def _parts(view: View, value: Mapping[str, Any]) -> list[str]:
    """The sums, and the total last, as far as the result has them."""
    return [part for part in (*view.sums, view.total) if part is not None and part in value]


def _show_origins(page: Page, asked: Asked, view: View, value: Mapping[str, Any]) -> None:
    """For each sum: what is said of it, the decisions behind it with their reasons, and the sources.

    Its expression is told only where no decision behind it says what it is.
    """
    name = view.result or ""
    page.heading("Så kom beloppen till")
    for part in _parts(view, value):
        page.item(asked.shown(name, value[part], part), 0, f"{capital(part)}:", "bold")
        found = asked.part(name, part)
        origins = asked.origins(name, part) if part != view.total else [(name, None)]
        text = asked.expressions(name).get(part, part)
        if text != part and not any(_described(asked, decision, field) for decision, field in origins):
            page.item(text, 2, "Räknas som")
        if part == view.total:
            page.text(asked.description(name) or "", 2)
        for decision, field in origins if part != view.total else []:
            _show_origin(page, asked, part, decision, field)
        if found is not None:
            show_sources(page, found.references, found.interpretations, 2)
    show_why(page, asked, name, 0)


def _show_origin(page: Page, asked: Asked, part: str, decision: str, field: str | None) -> None:
    """One decision behind a sum: its value, what it says of itself, and why."""
    trace = asked.traces[decision]
    if field is not None and isinstance(trace.value, Mapping):
        page.item(f"{field} i {decision} är {asked.shown(decision, trace.value.get(field), field)}", 2)
    elif decision != part and not isinstance(trace.value, list | Mapping):
        page.item(f"{decision} är {asked.short(decision)}", 2)
    if description := _described(asked, decision, field):
        page.text(description, 2 if decision == part else 4)
    if not trace.rules:
        _show_basis(page, asked, trace, 2 if decision == part else 4)
    show_why(page, asked, decision, 4 if decision != part else 2)


def _described(asked: Asked, decision: str, field: str | None) -> str | None:
    """What a decision that is read as a whole says of itself."""
    return asked.description(decision) if field is None else None


def _show_basis(page: Page, asked: Asked, trace: DecisionTrace, indent: int) -> None:
    """The decisions, not facts or functions, that a decision without rules rests on, and their values."""
    for name in trace.requires:
        read = asked.traces.get(name)
        listed = read is None or not read.decided or isinstance(read.value, list | Mapping)
        if not listed and not asked.rulebook.decisions[name].is_function:
            page.item(f"{name} är {asked.short(name)}", indent)
