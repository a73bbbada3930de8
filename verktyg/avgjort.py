"""Decisions as they came out: the value in parts, why it is so, or what it depends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from verktyg.format import both, capital
from verktyg.sida import Page
from verktyg.skal import (
    NO_WHY,
    Asked,
    Reasons,
    Rows,
    Why,
    hits,
    is_rows,
    reasons,
    rows_of,
    show_rows,
    show_sources,
    show_why,
    why,
)
from verktyg.vy import View


class State(StrEnum):
    """How far a decision has come."""

    DECIDED = "avgjort"
    OPEN = "beror på"
    WITHOUT_RULES = "har inga regler"


@dataclass(frozen=True, slots=True)
class Pairs:
    """The parts of a value that are no rows, by their names, each as text."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Rows that are one part of a value; or, without a name, all of it."""

    name: str | None
    rows: Rows


@dataclass(frozen=True, slots=True)
class Item:
    """One of the values of a list, with its own reasons where each comes from a rule of its own."""

    text: str
    reasons: Reasons | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: its value as a text, parts or items; or, as a text, what it depends on."""

    name: str
    state: State
    text: str | None = None
    parts: tuple[Pairs | Named, ...] = ()
    items: tuple[Item, ...] = ()
    why: Why = NO_WHY


ONLY_DRAFTS = "finns bara som utkast"
NO_RULES = "har inga regler den dagen"


def decided(asked: Asked, names: Iterable[str], page: View | None = None) -> list[Decided]:
    """Each of those decisions as it came out, in order; those without rules that day last.

    With `page`, only what the page of that view shows of them.
    """
    found = [_decided(asked, name, page) for name in names]
    return sorted(found, key=lambda each: each.state is State.WITHOUT_RULES)


def _decided(asked: Asked, name: str, page: View | None) -> Decided:
    result = asked.result
    if name in result.undecided:
        in_part = page is not None and page.terms_on_page and name == page.terms
        return Decided(name, State.OPEN, asked.depends(name) if in_part else asked.outcomes(name))
    if name in result.values:
        value = result.values[name]
        return _with_value(asked, name, page.on_page(name, value) if page else value)
    drafts = asked.rulebook.decisions[name].at(result.on, drafts=True) is not None
    return Decided(name, State.WITHOUT_RULES, ONLY_DRAFTS if drafts else NO_RULES)


def _with_value(asked: Asked, name: str, value: Any) -> Decided:
    state, because = State.DECIDED, why(asked, name)
    if is_rows(value):
        return Decided(name, state, parts=(Named(None, rows_of(asked, [name], value)),), why=because)
    if isinstance(value, list) and value:
        items = tuple(_items(asked, name, value))
        return Decided(name, state, items=items, why=NO_WHY if items[0].reasons else because)
    if isinstance(value, Mapping):
        return Decided(name, state, parts=tuple(_parts(asked, name, value)), why=because)
    return Decided(name, state, asked.shown(name, value), why=because if value != [] else NO_WHY)


def _parts(asked: Asked, name: str, value: Mapping[str, Any]) -> Iterator[Pairs | Named]:
    """A context's parts in order: rows as a table, the others as names and values."""
    for rows, parts in groupby(value.items(), lambda part: is_rows(part[1])):
        if rows:
            for key, item in parts:
                yield Named(key, rows_of(asked, asked.row_sources(name, key), item))
        else:
            yield Pairs(tuple((key, asked.shown(name, item, key)) for key, item in parts))


def _items(asked: Asked, name: str, value: list[Any]) -> Iterator[Item]:
    """A list's items, each with its reasons when each comes from a rule of its own."""
    trace = asked.traces[name]
    rules = hits(trace)
    if len(rules) == len(value) and all(len(rule.outputs) == 1 for rule in rules):
        for rule in rules:
            [output] = rule.outputs.values()
            yield Item(output.strip('"'), reasons(asked, rule, trace.inputs))
    else:
        yield from (Item(asked.shown(name, item)) for item in value)


# --- as text


def show_decided(page: Page, found: Iterable[Decided]) -> None:
    """Decisions with their values and reasons, or what they depend on."""
    for index, each in enumerate(found):
        if index and each.state is not State.WITHOUT_RULES:
            page.blank()
        _SHOWN[each.state](page, each)


def _show_open(page: Page, found: Decided) -> None:
    page.item(found.text or "", 0, f"{capital(found.name)}:", "bold yellow")


def _show_without_rules(page: Page, found: Decided) -> None:
    more = ", som --utkast räknar med" if found.text == ONLY_DRAFTS else ""
    page.item(f"{found.text}{more}.", 0, capital(found.name))


def _show_value(page: Page, found: Decided) -> None:
    label = f"{capital(found.name)}:"
    if found.text is not None:
        page.item(found.text, 0, label, "bold")
    else:
        page.line(label, "bold")
    for part in found.parts:
        _show_part(page, part)
    for item in found.items:
        _show_item(page, item)
    show_why(page, found.name, found.why, 2)


_SHOWN = {State.DECIDED: _show_value, State.OPEN: _show_open, State.WITHOUT_RULES: _show_without_rules}


def _show_part(page: Page, part: Pairs | Named) -> None:
    if isinstance(part, Pairs):
        page.pairs(part.pairs, 2)
    elif part.name is None:
        show_rows(page, part.rows, 2)
    else:
        page.line(f"{part.name}:", "", 2)
        show_rows(page, part.rows, 4)
        page.blank()


def _show_item(page: Page, item: Item) -> None:
    page.item(item.text, 2)
    if item.reasons is not None:
        page.item(both(item.reasons.cells), 4, "för att")
        show_sources(page, item.reasons.sources, 4)
