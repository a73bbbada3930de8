"""Questions answered: one, or many."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from motor.errors import FactError, MotorError
from motor.rulebook.check import Check
from motor.rulebook.result import Result
from verktyg.webb.api.data import Count, Data, Made, named
from verktyg.webb.api.fragor import ManyQuestions, Question
from verktyg.webb.api.lasning import ExactJSON
from verktyg.webb.api.problem import ProblemData, Refusal, problem_data, refusal_of, refused
from verktyg.webb.api.regelverk import RuleSet
from verktyg.webb.api.svar import Answer, RowAnswer
from verktyg.webb.api.uppgifter import QuestionRoute, Scope, asked, read, scope, together, understood
from verktyg.webb.begaran import needs
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.regelmapp.tungt import QUEUE

router = APIRouter(
    prefix="/regelverk/{regelverk}",
    route_class=QuestionRoute,
    dependencies=[Depends(needs(Role.OFFICER))],
    tags=["prova"],
)

MOST_SECONDS = 8.0
"""How long the rows of one question may take together; those that are left then are refused."""
MOST_FAULTS = 10
"""How many faults are told of one row among many."""
ROWS = "rader"


class Row(Data):
    """One of many: its answer, or its own problem."""

    answer: Annotated[dict[str, Any] | None, Made(RowAnswer | None)] = named(
        "svar", "null när raden inte gick att svara på."
    )
    problem: ProblemData | None = named("problem", "null när raden fick ett svar.")


class Rows(Data):
    """The answers to many, in order."""

    rows: list[Row] = named("rader", "Lika många som frågans rader och i samma ordning.")
    faulty: Count = named("fel", "Hur många rader som inte fick något svar.")


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


def rows_answer(about: Scope, rows: Sequence[Mapping[str, Any]], trace: bool) -> Rows:
    """The answer to each row, or its problem. Raises FactError on a day without rules."""
    check = about.served.rulebook.prepare(about.decisions, about.on)
    ends = time.monotonic() + MOST_SECONDS
    found: list[Row] = []
    for index, facts in enumerate(rows):
        try:
            if time.monotonic() > ends:
                late = f"Raden hanns inte med på {MOST_SECONDS:.0f} sekunder. Fråga om den igen."
                raise Refusal("upptagen", late)
            answer = _decided(check, about, facts, index).to_json(trace=trace)
            found.append(Row(answer=answer, problem=None))
        except Refusal as refusal:
            found.append(Row(answer=None, problem=problem_data(refusal)))
    return Rows(rows=found, faulty=sum(row.answer is None for row in found))


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
