"""Receipts: found by their case, read with their reasons, and tried again."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from motor.errors import Problem
from verktyg.avgjort import Decided, decided
from verktyg.fel import UsageError
from verktyg.kvitto.avskrift import Receipt, time_of, told
from verktyg.kvitto.databas import NothingKept
from verktyg.kvitto.innehall import CASE, Refused, check_case
from verktyg.kvitto.kontroll import prove_link
from verktyg.kvitto.lager import Entry, Kind
from verktyg.kvitto.spela_upp import Differing
from verktyg.kvitto.visning import NO_SUCH_CASE, change_lines, row
from verktyg.regelgrund import RulesUsed, rules_used
from verktyg.regelverk import day_of
from verktyg.webb.begaran import Server, ServerOf, needs
from verktyg.webb.delar.alternativ import Shown, explained
from verktyg.webb.delar.belopp import Amounts, amounts
from verktyg.webb.formular import Form, FormOf
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.kvittonummer import LAST_NUMBER
from verktyg.webb.omprovning import tried_again
from verktyg.webb.regelmapp.tungt import Heavy
from verktyg.webb.rendering import show

router = APIRouter(dependencies=[Depends(needs(Role.OFFICER))])

DAY = "dag"


@router.get("/kvitton")
def search_form(request: Request, server: ServerOf) -> HTMLResponse:
    """Where to look for a case's receipts."""
    try:
        with _told():
            any_kept = server.receipts.last() is not None
    except NothingKept:
        any_kept = False
    return _search_page(request, any_kept=any_kept)


@router.post("/kvitton")
def search(request: Request, server: ServerOf, form: FormOf) -> HTMLResponse:
    """The receipts of a case; the reference is never in an address."""
    case = form.one(CASE) or ""
    try:
        check_case(case)
        with _told():
            found = server.receipts.search(case)
    except Refused as refused:  # which is not shown again
        return _search_page(request, problems=refused.problems)
    except NothingKept:
        found = []
    return _search_page(request, case=case, found=found)


def _search_page(
    request: Request,
    any_kept: bool = True,
    case: str = "",
    found: Sequence[Entry] | None = None,
    problems: Sequence[Problem] = (),
) -> HTMLResponse:
    """The form, with the receipts of a case, that there are none, or what is wrong."""
    return show(
        request,
        "kvitton/sok.html",
        422 if problems else 200,
        any_kept=any_kept,
        CASE=CASE,
        case=case,
        rows=[(entry.number, row(entry)) for entry in found or ()],
        nothing=NO_SUCH_CASE.format(case) if found is not None and not found else None,
        problems=problems,
    )


@router.get("/kvitton/{nummer:kvittonummer}")
def receipt(request: Request, server: ServerOf, nummer: int) -> HTMLResponse:
    """One link of the chain, to read."""
    return _page(request, server, _entry(server, nummer))


@router.post("/kvitton/{nummer:kvittonummer}")
def try_again(request: Request, server: ServerOf, nummer: int, form: FormOf) -> HTMLResponse:
    """The receipt tried again: by its own rules, and by those that are served now."""
    entry = _entry(server, nummer)
    if entry.kind != Kind.RECEIPT or entry.content is None:
        raise HTTPException(409, "Kvittot har inget innehåll att pröva.")
    try:
        day = _day(form)
    except UsageError as error:
        problems = [replace(problem, about=(DAY,)) for problem in error.problems]
        return _page(request, server, entry, problems=problems, typed=form.one(DAY) or "")
    return _page(request, server, entry, _tried(server, entry, day), typed=form.one(DAY) or "")


def _day(form: Form) -> datetime.date | None:
    """The day whose rules to try with, when one is given. Raises UsageError."""
    text = form.one(DAY)
    return day_of(text) if text else None


@dataclass(frozen=True, slots=True)
class Answer:
    """The kept answer once more with its reasons: the alternatives, the amounts, the other decisions."""

    alternatives: Sequence[Shown]
    amounts: Amounts | None
    others: list[Decided]
    used: RulesUsed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of trying a receipt again: by which rules, and each line that came out otherwise."""

    rules: str
    lines: tuple[str, ...]
    tried: bool = True


@dataclass(frozen=True, slots=True)
class Tried:
    """A receipt tried again by its own rules and by others."""

    same_engine: bool
    outcomes: tuple[Outcome, ...]


def _tried(server: Server, entry: Entry, day: datetime.date | None) -> Tried:
    with _told():
        again = tried_again(server, entry, day)
    found, served = again.found, again.served
    outcomes = [_outcome("Med reglerna som sparades med kvittot", found.differing)]
    as_if = f", som om de för {day} alltid hade gällt" if day else ""
    if served:
        outcomes.append(_outcome(f"Med reglerna i {served.name} som de är nu{as_if}", found.would_differ))
    elif day:
        outcomes.append(_outcome(f"Med reglerna som sparades{as_if}", found.would_differ))
    return Tried(found.same_engine, tuple(outcomes))


def _outcome(rules: str, differing: Differing | None) -> Outcome:
    if differing is None:
        return Outcome(rules, ())
    return Outcome(rules, tuple(change_lines(differing)), differing.why_not is None)


def _page(
    request: Request,
    server: Server,
    entry: Entry,
    tried: Tried | None = None,
    problems: Sequence[Problem] = (),
    typed: str = "",
) -> HTMLResponse:
    """The page of one link of the chain, with what came of trying it again."""
    with _told():
        found, answer = _read(server, entry)
        faults = prove_link(server.receipts, entry.number)
    kept = found if isinstance(found, Receipt) else None
    return show(
        request,
        "kvitton/kvitto.html",
        422 if problems else 200,
        served=server.rules.served.get(kept.rule_set) if kept else None,
        entry=entry,
        time=time_of(entry),
        is_receipt=entry.kind == Kind.RECEIPT,
        sentence=found if isinstance(found, str) else None,
        kept=kept,
        answer=answer,
        faults=faults,
        tried=tried,
        DAY=DAY,
        problems=problems,
        typed=typed,
    )


def _read(server: Server, entry: Entry) -> tuple[Receipt | str, Answer | None]:
    """What the link tells, worked out in the queue and remembered while its content is kept."""

    def make() -> tuple[Receipt | str, Answer | None]:
        found = told(entry, server.receipts)
        return found, _answer(found) if isinstance(found, Receipt) else None

    if entry.content is None:
        return make()
    return _WORKED_OUT.of((str(server.receipts.database), entry), make)


_WORKED_OUT = Heavy()
"""The receipts that were read lately, with their reasons."""


def _answer(kept: Receipt) -> Answer | None:
    """The kept answer with its reasons; None where it cannot be had again."""
    again = kept.again
    if again is None:
        return None
    asked = [*again.result.values, *again.result.undecided]
    choosing = next((view for view in kept.views if view.alternatives in asked), None)
    paying = next((view for view in kept.views if view.result in asked), None)
    told_there = {view.result for view in [paying] if view}
    told_there |= {name for view in [choosing] if view for name in (view.alternatives, view.criteria)}
    return Answer(
        explained(again, choosing) if choosing else (),
        amounts(again, paying) if paying else None,
        decided(again, [name for name in asked if name not in told_there]),
        rules_used(again),
    )


def _entry(server: Server, number: int) -> Entry:
    """The link of that number. Raises HTTPException where there is none."""
    if not 1 <= number <= LAST_NUMBER:
        raise HTTPException(404, NO_SUCH_NUMBER)
    try:
        with _told():
            return server.receipts.entry(number)
    except NothingKept:
        raise HTTPException(404, NO_SUCH_NUMBER) from None


NO_SUCH_NUMBER = "Det finns inget kvitto med det numret."


@contextmanager
def _told() -> Iterator[None]:
    """A database that cannot be used, told as a page. Raises HTTPException; lets what is not kept pass."""
    try:
        yield
    except (NothingKept, Refused):
        raise
    except UsageError as error:
        told = " ".join(f"{problem.message} {problem.hint or ''}".strip() for problem in error.problems)
        raise HTTPException(503, told) from None
