"""From an answer to a receipt: what was chosen, what a person added, and where it is kept."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from motor.errors import suggestion
from verktyg.alternativ import alternatives
from verktyg.fel import usage_error
from verktyg.format import both, find, value_text
from verktyg.kvitto.databas import Database
from verktyg.kvitto.innehall import Choice, Notes, check, receipt
from verktyg.kvitto.lager import Entry, Store, opened
from verktyg.prova import Keeping
from verktyg.sida import Page
from verktyg.skal import Asked
from verktyg.vy import View

NOTICE = "Skäl och motivering sparas som du skrev dem. Skriv inget där som pekar ut en person."


def check_given(keeping: Keeping, facts: Mapping[str, Any]) -> None:
    """What was given on the command line, before anything else is made of it. Raises UsageError."""
    Database(keeping.database)
    check(_notes(keeping), facts)


def keep_told(keeping: Keeping, asked: Asked, views: list[View]) -> Entry:
    """Keep an answer, and tell its number on standard error. Raises UsageError."""
    with opened(keeping.database) as store:
        entry = keep(store, asked, views, _notes(keeping))
    told = Page()
    told.text(f"Kvitto {entry.number} är sparat i {store.database}.")
    if keeping.reason or keeping.motivation:
        told.text(NOTICE)
    sys.stdout.flush()
    told.print(sys.stderr)
    return entry


def _notes(keeping: Keeping) -> Notes:
    return Notes(keeping.case, keeping.chosen, keeping.reason, keeping.motivation, keeping.decided_by)


def keep(store: Store, asked: Asked, views: list[View], notes: Notes) -> Entry:
    """Keep an answer as a receipt; `views` are those that were shown.

    Raises UsageError when the choice is none of the alternatives, or lacks a reason; Refused when something
    may not be kept.
    """
    kept = receipt(asked, [view.name for view in views], choice(asked, views, notes), notes)
    return store.save(kept.content, kept.texts)


def choice(asked: Asked, views: Iterable[View], notes: Notes) -> Choice:
    """What the rules suggest and what was chosen. Raises UsageError."""
    view = next((view for view in views if _chooses(view, asked)), None)
    if view is None:
        if notes.chosen is not None:
            raise usage_error("Här finns inga alternativ att välja bland.", "Ta bort valet, eller ge en vy.")
        _no_reason_alone(notes)
        return Choice()
    suggested = asked.result.values.get(view.suggestion or "")
    if notes.chosen is None:
        _no_reason_alone(notes)
        return Choice(suggested)
    by_name = {each.name: each.value for each in alternatives(asked, view)}
    name = find(notes.chosen, by_name)
    if name is None:
        hint = suggestion(notes.chosen, by_name) or f"Alternativen är {both(by_name)}."
        raise usage_error("Valet är inget av alternativen.", hint)
    if (suggested is None or name != value_text(suggested)) and not (notes.reason or "").strip():
        told = "ingenting" if suggested is None else value_text(suggested)
        raise usage_error(
            f"Valet är ett annat än det föreslagna, som är {told}. Ett sådant val behöver ett skäl.",
            "Skriv varför med --skäl.",
        )
    return Choice(suggested, by_name[name])


def _chooses(view: View, asked: Asked) -> bool:
    result = asked.result
    return view.alternatives in result.values or view.alternatives in result.undecided


def _no_reason_alone(notes: Notes) -> None:
    if notes.reason is not None:
        raise usage_error("Ett skäl hör till ett val.", "Säg vad som valdes med --val.")
