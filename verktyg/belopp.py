"""The result of a view in amounts: payment lines, sums, the total, and how each came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from motor.trace import DecisionTrace
from verktyg.format import capital
from verktyg.sida import Page
from verktyg.skal import NO_WHY, Asked, Rows, Sources, Why, rows_of, show_rows, show_sources, show_why, why
from verktyg.vy import View


@dataclass(frozen=True, slots=True)
class Origin:
    """One decision behind a sum: its value in words, what it says of itself, what it rests on, and why.

    `own` when the sum is the decision itself, so that its value is told already.
    """

    decision: str
    own: bool
    value: str | None
    description: str | None
    basis: tuple[str, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum, with its unit, and how it came about.

    `computed` is its expression, told only where no decision behind it says what it is.
    """

    name: str
    amount: str
    total: bool
    computed: str | None
    description: str | None
    origins: tuple[Origin, ...]
    sources: Sources


@dataclass(frozen=True, slots=True)
class Amounts:
    """A result in amounts.

    `open` says what it depends on while it is undecided, `plain` the value that is no collection of sums.
    """

    decision: str
    open: str | None = None
    plain: str | None = None
    lines: Rows | None = None
    sums: tuple[Sum, ...] = ()
    why: Why = NO_WHY


def amounts(asked: Asked, view: View) -> Amounts | None:
    """The amounts of the view's result; None where it has no result that was asked for."""
    name = view.result
    if name is not None and name in asked.result.undecided:
        return Amounts(name, open=asked.depends(name))
    if name is None or name not in asked.result.values:
        return None
    value = asked.result.values[name]
    if not isinstance(value, Mapping):
        return Amounts(name, plain=asked.shown(name, value), why=why(asked, name))
    rows = value.get(view.lines or "")
    lines = rows_of(asked, asked.row_sources(name, view.lines or ""), rows) if rows else None
    parts = [part for part in (*view.sums, view.total) if part is not None and part in value]
    sums = tuple(_sum(asked, view, part, value[part]) for part in parts)
    return Amounts(name, lines=lines, sums=sums, why=why(asked, name))


def _sum(asked: Asked, view: View, part: str, value: Any) -> Sum:
    name, total = view.result or "", part == view.total
    found = asked.part(name, part)
    behind = asked.origins(name, part) if not total else [(name, None)]
    text = asked.expressions(name).get(part, part)
    said = any(_described(asked, decision, field) for decision, field in behind)
    return Sum(
        part,
        asked.shown(name, value, part),
        total,
        text if text != part and not said else None,
        asked.description(name) if total else None,
        tuple(_origin(asked, part, decision, field) for decision, field in behind) if not total else (),
        Sources.of(found.references, found.interpretations) if found else Sources(),
    )


def _origin(asked: Asked, part: str, decision: str, field: str | None) -> Origin:
    trace = asked.traces[decision]
    value = None
    if field is not None and isinstance(trace.value, Mapping):
        value = f"{field} i {decision} är {asked.shown(decision, trace.value.get(field), field)}"
    elif decision != part and not isinstance(trace.value, list | Mapping):
        value = f"{decision} är {asked.short(decision)}"
    return Origin(
        decision,
        decision == part,
        value,
        _described(asked, decision, field),
        tuple(_basis(asked, trace)) if not trace.rules else (),
        why(asked, decision),
    )


def _described(asked: Asked, decision: str, field: str | None) -> str | None:
    """What a decision that is read as a whole says of itself."""
    return asked.description(decision) if field is None else None


def _basis(asked: Asked, trace: DecisionTrace) -> Iterator[str]:
    """The decisions, not facts or functions, that a decision without rules rests on, and their values."""
    for name in trace.requires:
        read = asked.traces.get(name)
        listed = read is None or not read.decided or isinstance(read.value, list | Mapping)
        if not listed and not asked.rulebook.decisions[name].is_function:
            yield f"{name} är {asked.short(name)}"


# --- as text


def show_amounts(page: Page, found: Amounts) -> None:
    """The lines and sums, then where each sum comes from; or what they depend on."""
    page.heading("Belopp")
    if found.open is not None:
        page.text(f"{capital(found.decision)} {found.open}. {NOT_YET}")
    elif found.plain is not None:
        page.text(found.plain)
    else:
        if found.lines is not None:
            show_rows(page, found.lines)
            page.blank()
        _show_sums(page, found)
        _show_origins(page, found)


NOT_YET = "Inget belopp räknas ut förrän det är besvarat."


def _show_sums(page: Page, found: Amounts) -> None:
    labels = max((len(each.name) for each in found.sums), default=0)
    widest = max((len(each.amount) for each in found.sums), default=0)
    for each in found.sums:
        if each.total:
            page.line("-" * (labels + 2 + widest))
        page.line(f"{capital(each.name):<{labels}}  {each.amount:>{widest}}", "bold" if each.total else "")


def _show_origins(page: Page, found: Amounts) -> None:
    page.heading("Så kom beloppen till")
    for each in found.sums:
        page.item(each.amount, 0, f"{capital(each.name)}:", "bold")
        if each.computed is not None:
            page.item(each.computed, 2, "Räknas som")
        page.text(each.description or "", 2)
        for origin in each.origins:
            _show_origin(page, origin)
        show_sources(page, each.sources, 2)
    show_why(page, found.decision, found.why, 0)


def _show_origin(page: Page, origin: Origin) -> None:
    indent = 2 if origin.own else 4
    if origin.value is not None:
        page.item(origin.value, 2)
    page.text(origin.description or "", indent)
    for each in origin.basis:
        page.item(each, indent)
    show_why(page, origin.decision, origin.why, indent)
