"""The result of a view in amounts: payment lines, sums, the total, and how each came about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from verktyg.format import capital, value_text
from verktyg.sida import Page
from verktyg.skal import NOTHING, Asked, notes_of, show_sources, show_why
from verktyg.vy import View


def show_result(page: Page, asked: Asked, view: View) -> None:
    """The result's lines and sums, then where each sum comes from; or what it depends on."""
    name = view.result or ""
    page.heading(capital(name))
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
    headers = list(lines[0])
    units = {column: _line_unit(asked, view, value, column) for column in headers}
    rows = [[value_text(line[column], units[column], null=NOTHING) for column in headers] for line in lines]
    numeric = [index for index, column in enumerate(headers) if _is_number(lines[0][column])]
    page.table(headers, rows, right=numeric)
    page.blank()


def _line_unit(asked: Asked, view: View, value: Mapping[str, Any], column: str) -> str | None:
    """A column that adds up to one of the sums has that sum's unit; the lines declare none of their own."""
    cells = [line[column] for line in value[view.lines or ""]]
    if not all(map(_is_number, cells)):
        return None
    sums = [
        part for part in view.sums if _is_number(value.get(part)) and value[part] == sum(map(Decimal, cells))
    ]
    return asked.unit(view.result or "", sums[0]) if sums else None


def _is_number(value: Any) -> bool:
    return isinstance(value, Decimal | int) and not isinstance(value, bool)


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
    """For each sum: the decisions that its step reads, with their reasons, and the sources."""
    name = view.result or ""
    page.heading("Så kom beloppen till")
    for part in _parts(view, value):
        step = asked.step(name, part)
        page.item(f"{capital(part)}: {asked.shown(name, value[part], part)}", 0, "*", "bold")
        if step is None:
            continue
        for decision in read_by(step.expression.text, asked):
            page.item(f"{decision} är {asked.short(decision)}", 2)
            show_why(page, asked, decision, 4)
        show_sources(page, *notes_of(step.notes), 2)
    show_why(page, asked, name, 0)


def read_by(expression: str, asked: Asked) -> list[str]:
    """The decisions of the trace that stand by name in an expression; of overlapping names the longest."""
    names = sorted(asked.traces, key=len, reverse=True)
    pattern = "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names)
    return list(dict.fromkeys(re.findall(pattern, expression))) if names else []
