"""From an answer to a receipt: what was chosen, what a person added, and where it is kept."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from motor.errors import Problem, suggestion
from verktyg.alternativ import Alternative, Standing, alternatives
from verktyg.format import both, find, value_text
from verktyg.kvitto.databas import Database
from verktyg.kvitto.innehall import CHOSEN, REASON, Choice, Keeping, Notes, Refused, check, receipt, refusals
from verktyg.kvitto.lager import Entry, Store, opened
from verktyg.ordalag import impossible
from verktyg.sida import Page
from verktyg.skal import Asked
from verktyg.vy import View

NOTICE = "Skäl och motivering sparas som du skrev dem. Skriv inget där som pekar ut en person."


def check_given(keeping: Keeping, facts: Mapping[str, Any]) -> None:
    """What was given on the command line, before anything else is made of it. Raises UsageError."""
    Database(keeping.database)
    check(keeping.notes, facts)
    if keeping.notes.chosen is None:
        with _options_told():
            _no_reason_alone(keeping.notes)


def check_choice(keeping: Keeping, asked: Asked, views: Iterable[View]) -> None:
    """The choice, before the questions are asked. Raises UsageError when no answers can make it possible."""
    view = next((view for view in views if _chooses(view, asked)), None)
    if keeping.notes.chosen is None or view is None:
        return
    still = asked.result.undecided.get(view.alternatives or "")
    if still is None or still.complete:
        _chosen(asked, view, keeping.notes.chosen)


@contextmanager
def _options_told() -> Iterator[None]:
    """What is refused, with the options that mend it. Raises Refused."""
    try:
        yield
    except Refused as refused:
        raise Refused(map(_with_option, refused.problems)) from None


def keep_told(keeping: Keeping, asked: Asked, views: list[View]) -> Entry:
    """Keep an answer, and tell its number on standard error. Raises UsageError."""
    with opened(keeping.database) as store, _options_told():
        entry = keep(store, asked, views, keeping.notes)
    told = Page()
    told.text(f"Kvitto {entry.number} är sparat i {store.database}.")
    if keeping.notes.reason or keeping.notes.motivation:
        told.text(NOTICE)
    sys.stdout.flush()
    told.print(sys.stderr)
    return entry


def _with_option(problem: Problem) -> Problem:
    """The problem with the option that mends it."""
    return replace(problem, hint=_OPTIONS[problem.code]) if problem.code in _OPTIONS else problem


def keep(
    store: Store,
    asked: Asked,
    views: list[View],
    notes: Notes,
    *,
    once: datetime.timedelta | None = None,
    also: Iterable[Problem] = (),
) -> Entry:
    """Keep an answer as a receipt; `views` are those that were shown.

    With `once`, a receipt of the same content that was kept so recently is given instead of another one.
    `also` is what the caller has found wrong. Raises Refused, with all that is wrong, when the choice is none
    of the alternatives or lacks a reason, or something may not be kept; UsageError when the database cannot
    be used.
    """
    found = [*also, *refusals(notes, asked.facts)]
    try:
        chosen = choice(asked, views, notes)
    except Refused as refused:
        raise Refused([*found, *refused.problems]) from None
    if found:
        raise Refused(found)
    kept = receipt(asked, [view.name for view in views], chosen, notes)
    return store.save(kept.content, kept.texts, once=once)


def choice(asked: Asked, views: Iterable[View], notes: Notes) -> Choice:
    """What the rules suggest and what was chosen. Raises Refused."""
    view = next((view for view in views if _chooses(view, asked)), None)
    if view is None:
        if notes.chosen is not None:
            message = "Här finns inga alternativ att välja bland."
            raise Refused(Problem(_NO_VIEW, message, hint="Ta bort valet.", about=(CHOSEN,)))
        _no_reason_alone(notes)
        return Choice()
    suggested = asked.result.values.get(view.suggestion or "")
    if notes.chosen is None:
        _no_reason_alone(notes)
        return Choice(suggested)
    picked = _chosen(asked, view, notes.chosen)
    if not (notes.reason or "").strip() and (why := _needs_reason(asked, view, picked)):
        raise Refused(why)
    return Choice(suggested, picked.value)


def _needs_reason(asked: Asked, view: View, picked: Alternative) -> Problem | None:
    """Why a choice needs a reason: it cannot be, nothing is suggested, or something else is."""
    name = view.suggestion or ""
    suggested = asked.result.values.get(name)
    if picked.standing is Standing.IMPOSSIBLE:
        return Problem(_IMPOSSIBLE, impossible(asked, picked), hint=CHECK_ANSWERS, about=(REASON,))
    if suggested is None:
        because = f" än: det {asked.depends(name)}" if name in asked.result.undecided else ""
        message = f"Inget är föreslaget{because}. Ett val behöver därför ett skäl."
    elif picked.name != value_text(suggested):
        told = value_text(suggested)
        message = f"Valet är ett annat än det föreslagna, som är {told}. Ett sådant val behöver ett skäl."
    else:
        return None
    return Problem(_NO_REASON, message, hint="Skriv varför.", about=(REASON,))


def _chosen(asked: Asked, view: View, chosen: str) -> Alternative:
    """The alternative that is meant. Raises Refused."""
    by_name = {each.name: each for each in alternatives(asked, view)}
    name = find(chosen, by_name)
    if name is None:
        hint = suggestion(chosen, by_name) or f"Alternativen är {both(by_name)}."
        message = "Valet är inget av alternativen."
        raise Refused(Problem("okänt val", message, hint=hint, about=(CHOSEN,)))
    return by_name[name]


def _chooses(view: View, asked: Asked) -> bool:
    return view.alternatives in asked


def _no_reason_alone(notes: Notes) -> None:
    if notes.reason is not None:
        message = "Ett skäl hör till ett val."
        raise Refused(Problem(_NO_CHOICE, message, hint="Säg vad som valdes.", about=(CHOSEN,)))


CHECK_ANSWERS = "Kontrollera svaren, eller skriv varför reglerna inte ska följas."
_NO_VIEW, _NO_REASON, _NO_CHOICE = "inga alternativ", "skäl saknas", "val saknas"
_IMPOSSIBLE = "inte möjligt val"
_OPTIONS = {
    _NO_VIEW: "Ta bort valet, eller ge en vy.",
    _NO_REASON: "Skriv varför med --skäl.",
    _IMPOSSIBLE: "Kontrollera svaren, eller skriv med --skäl varför reglerna inte ska följas.",
    _NO_CHOICE: "Säg vad som valdes med --val.",
}
"""What mends a problem on the command line, by its code."""
