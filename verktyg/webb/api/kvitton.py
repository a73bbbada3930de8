"""Receipts: kept, found, shown and tried again."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from motor.errors import Problem
from verktyg.kvitto.databas import NothingKept
from verktyg.kvitto.innehall import Notes, Refused, check_case
from verktyg.kvitto.kontroll import Proof, prove
from verktyg.kvitto.lager import Entry, Kind, Store
from verktyg.kvitto.spara import keep
from verktyg.kvitto.spela_upp import Change, Differing
from verktyg.kvitto.visning import entry_json, proof_json
from verktyg.skal import Asked
from verktyg.webb.api.data import Count, Data, Date, Made, Moment, Sha256, Value, named
from verktyg.webb.api.fragor import Keep, Replay, Search
from verktyg.webb.api.lasning import ExactJSON
from verktyg.webb.api.problem import BASE, Fault, Refusal, refused
from verktyg.webb.api.regelverk import RuleSet
from verktyg.webb.api.svar import Answer
from verktyg.webb.api.uppgifter import FACTS, QuestionRoute, asked, understood
from verktyg.webb.begaran import ServerOf, needs
from verktyg.webb.inloggning.roller import Person, Role
from verktyg.webb.kvittonummer import LAST_NUMBER
from verktyg.webb.omprovning import TriedAgain, tried_again
from verktyg.webb.regelmapp.tungt import QUEUE


class ReceiptNumber(Data):
    """Under which number an answer was kept."""

    number: int = named("nummer")
    chain: Sha256 = named("kedja")


class KeptAnswer(Answer):
    """An answer that has been kept."""

    receipt: ReceiptNumber = named("kvitto")


class EntryData(Data):
    """A link of the chain, as `motor kvitto visa --json` prints it."""

    number: Annotated[int, Field(ge=1)] = named("nummer")
    time: Moment = named("tid")
    kind: Literal["kvitto", "gallring"] = named("slag")
    content: dict[str, Value] | None = named(
        "innehåll",
        "ärende, regelverk, datum, fakta, svar, motor, föreslaget, valt, skäl, motivering, beslutsfattare "
        "och regler; null när det är gallrat.",
    )
    salt: str | None = named("salt")
    content_hash: Sha256 = named("innehållets hash")
    before: Sha256 = named("före", "Hashen för kvittot före.")
    chain: Sha256 = named("kedja", "Kvittots hash.")


class Found(Data):
    """The receipts of a case."""

    receipts: Annotated[list[dict[str, Any]], Made(list[EntryData])] = named("kvitton")


class BreakData(Data):
    """Where the chain does not hold."""

    number: int = named("nummer")
    why: str = named("varför")


class ProofData(Data):
    """What a check of the chain found, as `motor kvitto kontrollera --json` prints it."""

    holds: bool = named("håller")
    receipts: Count = named("kvitton")
    removed: Count = named("gallrade")
    rule_texts: Count = named("regelfiler")
    last_number: Count = named("sista nummer")
    last: Sha256 = named("sista hash")
    found_at: int | None = named("hashen finns vid")
    breaks: list[BreakData] = named("brott")


class ChangeData(Data):
    """What came out otherwise."""

    what: str = named("vad")
    was: Value = named("var")
    became: Value = named("blev")


Rules = Literal["serverns", "kvittots"]
"""Whose rules a receipt was also tried by."""


class OtherData(Data):
    """What came of trying it by other rules."""

    rules: Rules = named(
        "regler", "Serverns regelverk med kvittots namn, eller kvittots egna om inget finns."
    )
    day: Date | None = named("datum", "Dagens regler, som om de alltid gällt; null: de som gällde var dag.")
    same: bool = named("samma")
    changes: list[ChangeData] = named("ändringar")
    why_not: str | None = named("går inte")


class ReplayData(Data):
    """What came of trying a receipt again."""

    number: int = named("nummer")
    same: bool = named("samma", "Om svaret blir detsamma med kvittots egna regler.")
    same_engine: bool = named(
        "samma motor", "Om kvittot sparades med den version av motorn som prövade det nu."
    )
    changes: list[ChangeData] = named("ändringar", "Vad som blev annorlunda.")
    why_not: str | None = named("går inte", "Varför kvittot inte går att pröva.")
    other: OtherData | None = named(
        "enligt", "Utfallet mot andra regler; null när servern saknar regelverket och ingen dag gavs."
    )


router = APIRouter(route_class=QuestionRoute, dependencies=[Depends(needs(Role.OFFICER))], tags=["kvitton"])

Officer = Annotated[Person, Depends(needs(Role.OFFICER))]
NUMBERS = {"minimum": 1, "maximum": LAST_NUMBER}
Number = Annotated[int, Path(alias="nummer", description="Kvittots nummer.", json_schema_extra=NUMBERS)]
CASE = "ärende"


@router.post(
    "/regelverk/{regelverk}/kvitton",
    summary="Spara ett svar som kvitto",
    description="Svarar på frågan och sparar svaret med uppgifterna, reglernas text och det som en människa "
    "lägger till. Svaret är detsamma som för prova, med kvittots nummer och hash. Person- och "
    "samordningsnummer vägras i alla fält. När statusen är 201 är kvittot på disken.",
    status_code=201,
    response_model=KeptAnswer,
)
def keep_answer(served: RuleSet, server: ServerOf, person: Officer, question: Keep) -> ExactJSON:
    """An answer that is kept."""
    about, values = understood(served, question)
    found = asked(about, values)
    notes = Notes(
        question.case,
        question.chosen,
        question.reason,
        question.motivation,
        question.decided_by or person.name,
    )
    try:
        entry = keep(server.receipts, found, about.views, notes)
    except Refused as error:
        raise refused([_fault(problem, question) for problem in error.problems]) from None
    return ExactJSON(
        kept_answer(found, entry.number, entry.chain), 201, {"location": f"{BASE}/kvitton/{entry.number}"}
    )


def kept_answer(found: Asked, number: int, chain: str) -> dict[str, Any]:
    """The answer as it is always told, with the receipt that it was kept as."""
    return {**found.result.to_json(), "kvitto": ReceiptNumber(number=number, chain=chain).plain}


def _fault(problem: Problem, question: Keep) -> Fault:
    """What may not be kept: a fact, or a field that a person fills in."""
    (name,) = problem.about
    return Fault.of(problem, *((FACTS, name) if name in question.facts else (name,)))


@router.get(
    "/kvitton/kedja",
    summary="Kontrollera kedjan",
    description="Bevisar att kvittona hänger ihop och att inget är ändrat eller borttaget i tysthet.",
    response_model=ProofData,
)
def chain(server: ServerOf) -> ExactJSON:
    """The chain proven."""
    try:
        return ExactJSON(proof_json(QUEUE.run(lambda: prove(server.receipts))))
    except NothingKept:
        return ExactJSON(proof_json(Proof()))


@router.post(
    "/kvitton/sök",
    summary="Hitta ett ärendes kvitton",
    description="Kvittona som sparats med en ärendereferens, i ordning. Referensen står aldrig i adressen.",
    response_model=Found,
)
def search(server: ServerOf, question: Search) -> ExactJSON:
    """The receipts of a case."""
    try:
        check_case(question.case)
        found = server.receipts.search(question.case)
    except Refused as error:
        raise refused([Fault.of(problem, CASE) for problem in error.problems]) from None
    except NothingKept:
        found = []
    return ExactJSON(Found(receipts=list(map(entry_json, found))))


@router.get(
    "/kvitton/{nummer:kvittonummer}",
    summary="Ett kvitto",
    description="Kvittot som det sparades, med sin plats i kedjan.",
    response_model=EntryData,
)
def receipt(server: ServerOf, number: Number) -> ExactJSON:
    """A link of the chain."""
    return ExactJSON(entry_json(_entry(server.receipts, number)))


@router.post(
    "/kvitton/{nummer:kvittonummer}/spela-upp",
    summary="Pröva ett kvitto igen",
    description="Prövar kvittot med sina egna regler, så som texten sparades, och med reglerna som servern "
    "svarar efter nu. Ges en dag räknas de senare som om den dagens regler alltid gällt.",
    response_model=ReplayData,
)
def replay(server: ServerOf, number: Number, question: Replay) -> ExactJSON:
    """A receipt tried again."""
    entry = _entry(server.receipts, number)
    if entry.kind != Kind.RECEIPT:
        raise Refusal("okänt-kvitto", "Numret är en gallring och inget kvitto.")
    if entry.content is None:
        raise Refusal("gallrat")
    return ExactJSON(replayed(entry.number, tried_again(server, entry, question.day), question.day))


def replayed(number: int, again: TriedAgain, day: datetime.date | None = None) -> ReplayData:
    """What came of trying a receipt again; `day` is the one whose rules it was also tried by."""
    found, differs = again.found, again.found.would_differ
    rules: Rules = "serverns" if again.served else "kvittots"
    other = OtherData(rules=rules, day=day, same=differs is None, **_differing(differs))
    return ReplayData(
        number=number,
        same=found.differing is None,
        same_engine=found.same_engine,
        **_differing(found.differing),
        other=other if again.served or day else None,
    )


def _entry(store: Store, number: int) -> Entry:
    """A receipt by its number. Raises Refusal or NothingKept when there is none."""
    if number > LAST_NUMBER:
        raise Refusal("okänt-kvitto")
    return store.entry(number)


def _differing(found: Differing | None) -> dict[str, Any]:
    """The fields that tell of what differs."""
    changes = found.changes if found else ()
    return {"changes": list(map(_change, changes)), "why_not": found and found.why_not}


def _change(each: Change) -> ChangeData:
    return ChangeData(what=each.what, was=each.was, became=each.became)
