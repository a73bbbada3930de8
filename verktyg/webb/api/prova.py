"""Questions answered: one, many, and which facts are missing."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Depends

from motor.errors import FactError, MotorError
from motor.rulebook.check import Check
from motor.rulebook.result import Result
from verktyg.skal import Asked
from verktyg.webb.api.fragor import ManyQuestions, Question
from verktyg.webb.api.lasning import ExactJSON, ExactRoute
from verktyg.webb.api.ord import answerable
from verktyg.webb.api.problem import Refusal, problem_data, refusal_of
from verktyg.webb.api.regelverk import RuleSet
from verktyg.webb.api.svarsmodeller import Answer, Missing, Rows
from verktyg.webb.api.uppgifter import Scope, asked, read, refused, scope, together, understood
from verktyg.webb.begaran import needs
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.regelmapp.tungt import QUEUE

router = APIRouter(
    prefix="/regelverk/{regelverk}",
    route_class=ExactRoute,
    dependencies=[Depends(needs(Role.OFFICER))],
    tags=["prova"],
)

MOST_SECONDS = 10.0
"""How long the rows of one question may take together; those that are left then are refused."""
MOST_FAULTS = 20
"""How many faults are told of one row among many."""
ROWS = "rader"


@router.post(
    "/prova",
    summary="Svara på en fråga",
    description="Besluten på uppgifterna: värden, vad som inte är avgjort och varför, och spåret. Samma svar "
    "som `motor prova --json`. Inget sparas.",
    response_model=Answer,
)
def answer(served: RuleSet, question: Question) -> ExactJSON:
    """The answer to one question."""
    return ExactJSON(asked(*understood(served, question)).result.to_json())


@router.post(
    "/prova-flera",
    summary="Svara på många frågor",
    description="Ett svar för varje rad fakta, i samma ordning. En rad som inte går att svara på får sitt "
    "eget problem och hindrar inte de andra. Rader som inte hinns med får problemet *upptagen*.",
    response_model=Rows,
)
def answer_many(served: RuleSet, question: ManyQuestions) -> ExactJSON:
    """The answers to many questions."""
    about, faults = scope(served, question)
    if about is None:
        raise refused(faults)
    return ExactJSON(QUEUE.run(lambda: rows_answer(about, question.rows, question.trace)))


def rows_answer(about: Scope, rows: Sequence[Mapping[str, Any]], trace: bool) -> dict[str, Any]:
    """The answer to each row, or its problem. Raises FactError on a day without rules."""
    check = about.served.rulebook.prepare(about.decisions, about.on)
    ends = time.monotonic() + MOST_SECONDS
    found = []
    for index, facts in enumerate(rows):
        try:
            if time.monotonic() > ends:
                late = f"Raden hanns inte med på {MOST_SECONDS:.0f} sekunder. Fråga om den igen."
                raise Refusal("upptagen", late)
            answer = _decided(check, about, facts, index).to_json(trace=trace)
            found.append({"svar": answer, "problem": None})
        except Refusal as refusal:
            found.append({"svar": None, "problem": problem_data(refusal)})
    return {"rader": found, "fel": sum(row["svar"] is None for row in found)}


def _decided(check: Check, about: Scope, facts: Mapping[str, Any], index: int) -> Result:
    """The answer to one row. Raises Refusal."""
    place = (ROWS, index)
    values, faults = read(about.served, facts, place, MOST_FAULTS)
    if faults:
        raise refused(faults)
    try:
        return check.result(values)
    except FactError as error:
        raise refused(together(error.problems, values, place)) from None
    except MotorError as error:
        raise refusal_of(error, *place) from None


@router.post(
    "/saknas",
    summary="Vad som saknas",
    description="Bara de fakta som ännu kan ändra svaret, med fråga, typ och val. Nästa fråga står först.",
    response_model=Missing,
)
def missing(served: RuleSet, question: Question) -> ExactJSON:
    """The facts that are missing."""
    return ExactJSON(missing_answer(asked(*understood(served, question))))


def missing_answer(found: Asked) -> dict[str, Any]:
    """The facts that are missing for an answer."""
    return {
        "regelverk": found.result.rulebook,
        "datum": found.result.on.isoformat(),
        "obesvarade": list(found.result.undecided),
        "saknas": missing_facts(found),
    }


def missing_facts(found: Asked) -> list[dict[str, Any]]:
    """The facts that could still change something, with what rests on each."""
    result = found.result
    return [
        {
            "faktum": name,
            **answerable(found.rulebook.facts[name]),
            "avgör": [each for each in result.undecided if name in result.missing_for(each)],
        }
        for name in result.missing
    ]
