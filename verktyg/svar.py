"""The answer as a page: what it came to, why, on what terms, what is missing, and which rules were used.

It reads like an answer to the person who asked, so it takes its words from the rule set: the view's headings,
the decisions' names, the sources' phrases.
"""

from __future__ import annotations

from collections.abc import Iterable

from verktyg.alternativ import show_alternatives, show_summary
from verktyg.avgjort import decided, show_decided
from verktyg.belopp import amounts, show_amounts
from verktyg.format import both, capital
from verktyg.forvalt import assumed
from verktyg.regelgrund import rules_used, show_rules_used
from verktyg.sida import Page
from verktyg.skal import Asked, show_sources, show_why, why
from verktyg.vy import View

SUPPORT = "Det här är ett beslutsstöd och inget beslut. Beslutet fattar du."
BASIS = 1
"""How many of the rules that hit a suggestion is told by: the first gives it, and the others only repeat."""
DRAFTS = "OBS! Svaret räknar med utkast: regler som ingen har föreslagit eller beslutat."


def view_answer(asked: Asked, view: View) -> Page:
    """The answer to one view's questions."""
    page = Page()
    _show_opening(page, asked, view.title)
    if view.suggestion:
        _show_suggestion(page, asked, view, view.suggestion)
    if view.alternatives:
        show_summary(page, asked, view)
        show_alternatives(page, asked, view)
    if found := amounts(asked, view):
        show_amounts(page, found)
    if view.others:
        page.heading("Övrigt" if view.alternatives or view.result else "Svar")
        show_decided(page, decided(asked, view.others))
    _show_facts(page, asked, view.facts)
    _show_missing(page, asked)
    show_rules_used(page, rules_used(asked))
    return page


def plain_answer(asked: Asked, names: Iterable[str]) -> Page:
    """The answer when single decisions are asked for, or the rule set has no views."""
    page = Page()
    _show_opening(page, asked, asked.rulebook.title)
    page.heading("Svar")
    show_decided(page, decided(asked, [name for name in names if name in asked]))
    _show_facts(page, asked, asked.facts)
    _show_missing(page, asked)
    show_rules_used(page, rules_used(asked))
    return page


def _show_opening(page: Page, asked: Asked, title: str) -> None:
    page.title(title)
    if title != asked.rulebook.title:
        page.text(asked.rulebook.title)
    page.text(f"Enligt reglerna den {asked.result.on}. {SUPPORT}")
    if asked.result.drafts:
        page.text(DRAFTS, style="bold")


def _show_facts(page: Page, asked: Asked, names: Iterable[str]) -> None:
    known = [(name, asked.shown(name, asked.facts[name])) for name in names if name in asked.facts]
    known += assumed(asked)
    if known:
        page.heading("Uppgifter som svaret bygger på")
        page.pairs(known)


def _show_suggestion(page: Page, asked: Asked, view: View, name: str) -> None:
    """The suggestion; where alternatives follow, they hold its reasons."""
    if name not in asked:
        return
    page.heading("Förslag")
    if name in asked.result.undecided:
        page.text(f"{capital(name)} {asked.outcomes(name)}.")
        return
    page.line(f"{capital(name)}: {asked.short(name)}", "bold green")
    if view.alternatives:
        show_sources(page, asked.sources(name, BASIS), 2)
    else:
        show_why(page, name, why(asked, name), 2)


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
