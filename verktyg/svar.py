"""The answer as a page: what it came to, why, on what terms, what is missing, and which rules were used.

It reads like an answer to the person who asked, so it takes its words from the rule set: the view's headings,
the decisions' names, the sources' phrases.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from verktyg.alternativ import Terms, show_alternatives, show_summary
from verktyg.belopp import show_result
from verktyg.format import both, capital
from verktyg.sida import Page
from verktyg.skal import Asked, hits, is_rows, show_rows, show_sources, show_why
from verktyg.vy import View

SUPPORT = "Det här är ett beslutsstöd och inget beslut. Beslutet fattar du."
DRAFTS = "OBS! Svaret räknar med utkast: regler som ingen har föreslagit eller beslutat."


def view_answer(asked: Asked, view: View, terms: Terms) -> Page:
    """The answer to one view's questions."""
    page = Page()
    _show_opening(page, asked, view.title)
    if view.suggestion:
        _show_suggestion(page, asked, view, view.suggestion)
    if view.alternatives:
        show_summary(page, asked, view)
        show_alternatives(page, asked, view, terms)
    if view.result:
        show_result(page, asked, view)
    shown = _read(asked, view.others)
    if view.others:
        page.heading("Övrigt" if view.alternatives or view.result else "Svar")
        show_decisions(page, asked, shown)
        _show_without_rules(page, asked, [name for name in view.others if name not in shown])
    _show_facts(page, asked, view.facts)
    _show_missing(page, asked)
    _show_rules(page, asked)
    return page


def plain_answer(asked: Asked, names: Iterable[str]) -> Page:
    """The answer when single decisions are asked for, or the rule set has no views."""
    page = Page()
    _show_opening(page, asked, asked.rulebook.title)
    page.heading("Svar")
    show_decisions(page, asked, _read(asked, names))
    _show_facts(page, asked, asked.facts)
    _show_missing(page, asked)
    _show_rules(page, asked)
    return page


def _read(asked: Asked, names: Iterable[str]) -> list[str]:
    result = asked.result
    return [name for name in names if name in result.values or name in result.undecided]


def _show_opening(page: Page, asked: Asked, title: str) -> None:
    page.title(title)
    if title != asked.rulebook.title:
        page.text(asked.rulebook.title)
    page.text(f"Enligt reglerna den {asked.result.on}. {SUPPORT}")
    if asked.result.drafts:
        page.text(DRAFTS, style="bold")


def _show_facts(page: Page, asked: Asked, names: Iterable[str]) -> None:
    known = [(name, asked.shown(name, asked.facts[name])) for name in names if name in asked.facts]
    if known:
        page.heading("Uppgifter som svaret bygger på")
        page.pairs(known)


def _show_suggestion(page: Page, asked: Asked, view: View, name: str) -> None:
    """The suggestion; where alternatives follow, they hold its reasons."""
    if name not in asked.result.values and name not in asked.result.undecided:
        return
    page.heading("Förslag")
    if name in asked.result.undecided:
        page.text(f"{capital(name)} {asked.outcomes(name)}.")
        return
    page.line(f"{capital(name)}: {asked.short(name)}", "bold green")
    if view.alternatives:
        _show_basis(page, asked, name)
    else:
        show_why(page, asked, name, 2)


def _show_basis(page: Page, asked: Asked, name: str) -> None:
    """The interpretations and sources behind a suggestion; its cells only repeat the alternatives."""
    trace = asked.traces[name]
    first = hits(trace)[:1]
    references = [reference for rule in first for reference in rule.references] or trace.references
    interpretations = [text for rule in first for text in rule.interpretations]
    show_sources(page, references, [*trace.interpretations, *interpretations], 2)


def show_decisions(page: Page, asked: Asked, names: Iterable[str]) -> None:
    """Decisions with their values and reasons, or what they depend on."""
    for index, name in enumerate(names):
        if index:
            page.blank()
        if name in asked.result.undecided:
            page.item(asked.outcomes(name), 0, f"{capital(name)}:", "bold yellow")
        else:
            _show_value(page, asked, name, asked.result.values[name])


def _show_value(page: Page, asked: Asked, name: str, value: Any) -> None:
    label = f"{capital(name)}:"
    if isinstance(value, list) and value:
        page.line(label, "bold")
        _show_list(page, asked, name, value)
        return
    if isinstance(value, dict):
        page.line(label, "bold")
        _show_parts(page, asked, name, value)
    else:
        page.item(asked.shown(name, value), 0, label, "bold")
    if value != []:
        show_why(page, asked, name, 2)


def _show_parts(page: Page, asked: Asked, name: str, value: dict[str, Any]) -> None:
    """A context's parts in order: rows as a table, the others as names and values."""
    for rows, parts in groupby(value.items(), lambda part: is_rows(part[1])):
        if not rows:
            page.pairs([(key, asked.shown(name, item, key)) for key, item in parts], 2)
            continue
        for key, item in parts:
            page.line(f"{key}:", "", 2)
            show_rows(page, asked, asked.row_sources(name, key), item, 4)
            page.blank()


def _show_list(page: Page, asked: Asked, name: str, value: list[Any]) -> None:
    """A list's items, each with its reasons when each comes from a rule of its own; rows as a table."""
    trace = asked.traces[name]
    rules = hits(trace)
    if is_rows(value):
        show_rows(page, asked, [name], value, 2)
        show_why(page, asked, name, 2)
    elif len(rules) == len(value) and all(len(rule.outputs) == 1 for rule in rules):
        for rule in rules:
            [output] = rule.outputs.values()
            page.item(output.strip('"'), 2)
            page.item(both(asked.reasons(rule, trace.inputs)), 4, "för att")
            show_sources(page, rule.references, rule.interpretations, 4)
    else:
        for item in value:
            page.item(asked.shown(name, item), 2)
        show_why(page, asked, name, 2)


def _show_without_rules(page: Page, asked: Asked, names: Iterable[str]) -> None:
    """Decisions that the view would show, but that have no rules that day."""
    for name in names:
        decision = asked.rulebook.decisions[name]
        only_drafts = decision.at(asked.result.on, drafts=True) is not None
        why = "finns bara som utkast, som --utkast räknar med" if only_drafts else "har inga regler den dagen"
        page.item(f"{why}.", 0, capital(name))


def _show_missing(page: Page, asked: Asked) -> None:
    """The facts that can still change something, the question for each, and what rests on it."""
    missing = asked.result.missing
    if not missing:
        return
    page.heading("Det här saknas")
    for fact in missing:
        resting = [name for name in asked.result.undecided if fact in asked.result.missing_for(name)]
        page.item(f"{fact}: {asked.rulebook.facts[fact].question or 'inget svar än.'}")
        if resting:
            page.text(f"Avgör {both(resting)}.", 2)


def _show_rules(page: Page, asked: Asked) -> None:
    """The versions used, by which days and with what status, and what else was read into unclear sources."""
    page.heading("Regler som svaret bygger på")
    days: dict[tuple[str, str, str], list[str]] = {}
    for trace in asked.result.trace:
        key = (trace.decision, str(trace.version.valid_from), trace.version.standing)
        days.setdefault(key, []).append(str(trace.day))
    rows = [(*key, _span(used)) for key, used in days.items()]
    page.table(["beslut", "gäller från", "status", "för dagen"], rows)
    _show_interpretations(page, asked)
    page.blank()
    for line in _documents(asked):
        page.item(line)


def _span(days: list[str]) -> str:
    return days[0] if min(days) == max(days) else f"{min(days)} till {max(days)}"


def _show_interpretations(page: Page, asked: Asked) -> None:
    """Interpretations in the rules used that have not been told beside what they decide."""
    found = [text for trace in asked.result.trace for text in asked.interpretations(trace)]
    left = [text for text in dict.fromkeys(found) if text.text not in page.told]
    if left:
        page.blank()
        page.text("Fler tolkningar som svaret bygger på:")
        show_sources(page, [], sorted(left, key=lambda text: text.number or 0), 0)


def _documents(asked: Asked) -> list[str]:
    """The titles of the documents that the answer cites."""
    cited = {reference.dnr for trace in asked.result.trace for reference in trace.references}
    cited |= {found.dnr for trace in asked.result.trace for rule in trace.rules for found in rule.references}
    known = asked.rulebook.document.documents
    return [
        f"{source.dnr}: {source.title}" + (f", {source.date}" if source.date else "")
        for source in known
        if source.dnr in cited
    ]
