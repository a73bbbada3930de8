"""Receipts: kept, found, shown and tried again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.convertors import Convertor, register_url_convertor

from motor.errors import Problem
from verktyg.kvitto.databas import NothingKept
from verktyg.kvitto.innehall import Notes, Refused, check_case
from verktyg.kvitto.kontroll import Proof, prove
from verktyg.kvitto.lager import Entry, Kind, Store
from verktyg.kvitto.spara import keep
from verktyg.kvitto.spela_upp import Change, Differing, Other, replay_one
from verktyg.kvitto.visning import entry_json, proof_json
from verktyg.webb.api import modeller
from verktyg.webb.api.fragor import Keep, Replay, Search
from verktyg.webb.api.lasning import ExactJSON, ExactRoute
from verktyg.webb.api.problem import BASE, Fault, Refusal
from verktyg.webb.api.regelverk import RuleSet
from verktyg.webb.api.svarsmodeller import KeptAnswer
from verktyg.webb.api.uppgifter import FACTS, asked, refused, understood
from verktyg.webb.begaran import ServerOf, needs
from verktyg.webb.inloggning.roller import Person, Role
from verktyg.webb.regelmapp.tungt import QUEUE


class ReceiptNumber(Convertor[int]):
    """A number in an address: never so long that it cannot be read."""

    regex = "[1-9][0-9]{0,9}"

    def convert(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_string(self, value: int) -> str:
        """The number as it stands in an address."""
        return str(value)


register_url_convertor("kvittonummer", ReceiptNumber())

router = APIRouter(route_class=ExactRoute, dependencies=[Depends(needs(Role.OFFICER))], tags=["kvitton"])

Officer = Annotated[Person, Depends(needs(Role.OFFICER))]
LAST_NUMBER = 2**31 - 1
"""The highest number that a receipt can have in every database."""
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
    answer = {**found.result.to_json(), "kvitto": {"nummer": entry.number, "kedja": entry.chain}}
    return ExactJSON(answer, 201, {"location": f"{BASE}/kvitton/{entry.number}"})


def _fault(problem: Problem, question: Keep) -> Fault:
    """What may not be kept: a fact, or a field that a person fills in."""
    (name,) = problem.about
    return Fault.of(problem, *((FACTS, name) if name in question.facts else (name,)))


@router.get(
    "/kvitton/kedja",
    summary="Kontrollera kedjan",
    description="Bevisar att kvittona hänger ihop och att inget är ändrat eller borttaget i tysthet.",
    response_model=modeller.ProofData,
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
    response_model=modeller.Found,
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
    return ExactJSON({"kvitton": list(map(entry_json, found))})


@router.get(
    "/kvitton/{nummer:kvittonummer}",
    summary="Ett kvitto",
    description="Kvittot som det sparades, med sin plats i kedjan.",
    response_model=modeller.Entry,
)
def receipt(server: ServerOf, number: Number) -> ExactJSON:
    """A link of the chain."""
    return ExactJSON(entry_json(_entry(server.receipts, number)))


@router.post(
    "/kvitton/{nummer:kvittonummer}/spela-upp",
    summary="Pröva ett kvitto igen",
    description="Prövar kvittot med sina egna regler, så som texten sparades, och om en dag ges också mot "
    "reglerna den dagen, som om de alltid gällt.",
    response_model=modeller.ReplayData,
)
def replay(server: ServerOf, number: Number, question: Replay) -> ExactJSON:
    """A receipt tried again."""
    entry = _entry(server.receipts, number)
    if entry.kind != Kind.RECEIPT:
        raise Refusal("okänt-kvitto", "Numret är en gallring och inget kvitto.")
    if entry.content is None:
        raise Refusal("gallrat")
    other = Other(day=question.day) if question.day else None
    found = QUEUE.run(lambda: replay_one(server.receipts, entry, other))
    return ExactJSON(
        {
            "nummer": entry.number,
            "samma": found.differing is None,
            "samma motor": found.same_engine,
            **_differing(found.differing),
            "enligt": question.day
            and {
                "datum": question.day.isoformat(),
                "samma": found.would_differ is None,
                **_differing(found.would_differ),
            },
        }
    )


def _entry(store: Store, number: int) -> Entry:
    """A receipt by its number. Raises Refusal when there is none."""
    try:
        if number > LAST_NUMBER:
            raise Refusal("okänt-kvitto")
        return store.entry(number)
    except NothingKept:
        raise Refusal("okänt-kvitto") from None


def _differing(found: Differing | None) -> dict[str, Any]:
    changes = found.changes if found else ()
    return {"ändringar": list(map(_change, changes)), "går inte": found and found.why_not}


def _change(each: Change) -> dict[str, Any]:
    return {"vad": each.what, "var": each.was, "blev": each.became}
