"""The result of a view's questions: the answer with its reasons, and the form that keeps it as a receipt."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse

from motor.errors import Problem
from verktyg.avgjort import decided
from verktyg.fel import UsageError
from verktyg.kvitto.avskrift import time_of
from verktyg.kvitto.innehall import CASE, CHOSEN, DECIDED_BY, MOTIVATION, REASON, Notes
from verktyg.kvitto.lager import Entry, Kind
from verktyg.kvitto.spara import NOTICE, keep
from verktyg.regelgrund import rules_used
from verktyg.skal import Asked, Sources
from verktyg.svar import BASIS, DRAFTS, SUPPORT
from verktyg.vy import View
from verktyg.webb.begaran import Server, person_of
from verktyg.webb.delar.alternativ import explained
from verktyg.webb.delar.belopp import amounts
from verktyg.webb.formular import Form
from verktyg.webb.fragor.laget import brief
from verktyg.webb.fragor.motivet import Draft, chosen, draft, kept_as_written, not_named, typed
from verktyg.webb.fragor.namn import DRAFT, NAMES, REMINDED
from verktyg.webb.fragor.svar import Sent, hidden, rests_on
from verktyg.webb.regelmapp.serverad import Served
from verktyg.webb.rendering import show

ONCE = datetime.timedelta(minutes=10)
"""How long the same receipt, saved again, is taken for a double click or a reloaded page."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What was filled in to keep the answer, as typed, what is wrong with it by field, and the motivering.

    `reminded`: the choice that the motivering was said not to name.
    """

    typed: Mapping[str, str]
    draft: Draft
    problems: Sequence[Problem] = ()
    reminded: str | None = None


def result_page(
    request: Request, served: Served, view: View, sent: Sent, asked: Asked, saving: Saving | None = None
) -> HTMLResponse:
    """The answer, with what is wrong in `saving` told at the fields."""
    before = {DECIDED_BY: person_of(request).name or ""}
    saving = saving or Saving(before, draft(asked, view, sent.silent, before, None))
    suggestion = view.suggestion if view.suggestion and view.suggestion in asked else None
    settled = suggestion if suggestion in asked.result.values else None
    return show(
        request,
        "fraga/svar.html",
        **NAMES,
        served=served,
        view=view,
        sent=sent,
        asked=asked,
        support=SUPPORT,
        drafts=DRAFTS if asked.result.drafts else None,
        suggestion=brief(asked, suggestion) if suggestion else None,
        nothing=settled is not None and asked.result.values[settled] in (None, False, []),
        basis=asked.sources(settled, BASIS) if settled and view.alternatives else Sources(),
        reasons=decided(asked, [settled]) if settled and not view.alternatives else [],
        alternatives=explained(asked, view) if view.alternatives else (),
        amounts=amounts(asked, view),
        others=decided(asked, view.others, view),
        used=rules_used(asked),
        answered=rests_on(sent, asked),
        hidden=hidden(sent),
        missing=[served.rulebook.facts[name] for name in asked.result.missing],
        can_ask=any(name not in sent.silent for name in asked.result.missing),
        notice=NOTICE,
        typed={**dict.fromkeys((CASE, CHOSEN, REASON), ""), **saving.typed, MOTIVATION: saving.draft.text},
        draft=saving.draft,
        reminded=saving.reminded or "",
        problems=saving.problems,
    )


def rewritten(asked: Asked, view: View, sent: Sent, form: Form) -> Saving:
    """What was filled in, with the motivering made anew after the choice, or a person's own as it is."""
    filled_in = typed(form)
    found = draft(asked, view, sent.silent, filled_in, form.one(DRAFT))
    return Saving(filled_in, found, kept_as_written(found))


def draft_part(request: Request, asked: Asked, view: View, sent: Sent, form: Form) -> HTMLResponse:
    """The motivering alone, for the page that shows it to take in."""
    return show(request, "fraga/motivering.html", draft=rewritten(asked, view, sent, form).draft, **NAMES)


def try_to_save(server: Server, asked: Asked, view: View, sent: Sent, form: Form) -> Entry | Saving:
    """Keep the answer with what was filled in; or, when it may not be kept, that and all that is wrong."""
    filled_in = typed(form)
    made = draft(asked, view, sent.silent, filled_in, form.one(DRAFT))
    unnamed = not_named(made, filled_in, form.one(REMINDED))
    found = [*unnamed]
    if view.alternatives and not filled_in[CHOSEN]:
        message = "Välj ett alternativ, eller säg att inget är valt än."
        found.append(Problem("obesvarat", message, about=(CHOSEN,)))
    try:
        return keep(server.receipts, asked, [view], _notes(filled_in, made), once=ONCE, also=found)
    except UsageError as error:
        reminded = chosen(filled_in) if unnamed else form.one(REMINDED)
        return Saving(filled_in, made, error.problems, reminded)


def _notes(filled_in: Mapping[str, str], made: Draft) -> Notes:
    return Notes(
        filled_in[CASE],
        chosen(filled_in),
        filled_in[REASON] or None,
        made.text if filled_in[MOTIVATION].strip() else None,
        filled_in[DECIDED_BY] or None,
    )


def saved_page(request: Request, served: Served, view: View, server: Server, number: int) -> HTMLResponse:
    """That a receipt was kept. Raises HTTPException when there is none of that number."""
    try:
        entry = server.receipts.entry(number)
    except UsageError:
        raise HTTPException(404, "Det finns inget sådant kvitto.") from None
    if entry.kind != Kind.RECEIPT:
        raise HTTPException(404, "Det finns inget sådant kvitto.")
    return show(
        request,
        "fraga/sparat.html",
        served=served,
        view=view,
        entry=entry,
        time=time_of(entry),
        notice=NOTICE,
    )
