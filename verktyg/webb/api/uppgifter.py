"""A question understood: its facts as values, its day and its decisions; or all that is wrong with it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from motor.errors import FactError, Problem, suggestion
from motor.feel.spelling import name_of
from motor.rulebook.facts import MAX_PROBLEMS, read_fact
from motor.rulebook.rulebook import today
from verktyg.format import both
from verktyg.skal import Asked
from verktyg.vy import View, in_force
from verktyg.webb.api.fragor import About, Question
from verktyg.webb.api.lasning import ExactRoute
from verktyg.webb.api.problem import Fault, refused
from verktyg.webb.begaran import server_of
from verktyg.webb.regelmapp.serverad import Served

FACTS, VIEW, DECISIONS = "fakta", "vy", "beslut"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is about. `decisions` None: all that are in force."""

    served: Served
    on: datetime.date
    decisions: list[str] | None
    view: View | None

    @property
    def views(self) -> list[View]:
        """The view asked about, in a list of its own, or nothing."""
        return [self.view] if self.view else []


class QuestionRoute(ExactRoute):
    """A route of questions: a field that cannot be read does not hide what is wrong with the others."""

    def faults_in(self, request: Request, rest: dict[str, Any]) -> list[Fault]:
        """What is wrong with the facts, the view and the decisions."""
        served = server_of(request).rules.served.get(request.path_params.get("regelverk", ""))
        fields = {each.alias for each in Question.model_fields.values()}
        kept = {name: value for name, value in rest.items() if name in fields}
        if served is None:  # it is about no rule set
            return []
        question = Question.model_validate({FACTS: {}, **kept})
        return [*read(served, question.facts, (FACTS,))[1], *_faults(served, question)]


def understood(served: Served, question: Question) -> tuple[Scope, dict[str, Any]]:
    """What is asked about, and the facts as values. Raises Refusal with every fault in the question."""
    values, faults = read(served, question.facts, (FACTS,))
    about, wrong = scope(served, question)
    if about is None or faults or wrong:
        raise refused([*faults, *wrong])
    return about, values


def scope(served: Served, about: About) -> tuple[Scope | None, list[Fault]]:
    """What a question is about, or every fault in that. Raises FactError on a day before any rules."""
    on, book = about.day or today(), served.rulebook
    faults = list(_faults(served, about))
    if faults:
        return None, faults
    view = served.view(about.view) if about.view else None
    decisions = in_force(book, view, on) if view else about.decisions and list(map(name_of, about.decisions))
    return Scope(served, on, decisions, view), []


def _faults(served: Served, about: About) -> Iterator[Fault]:
    """What is wrong with the view and the decisions asked for."""
    if about.view is not None and about.decisions is not None:
        message = "Ge beslut eller vy, inte båda."
        yield Fault(VIEW, (VIEW,), "inte båda", message)
    if about.view is not None and served.view(about.view) is None:
        known = [view.name for view in served.views]
        hint = suggestion(about.view, known) or (f"Vyerna är {both(known)}." if known else "Vyer saknas.")
        yield Fault(VIEW, (VIEW,), "okänd vy", "Det finns ingen sådan vy.", hint)
    askable = [name for name, each in served.rulebook.decisions.items() if not each.is_function]
    for index, name in enumerate(about.decisions or []):
        if name_of(name) not in askable:
            message = "Det finns inget sådant beslut att fråga efter."
            found = suggestion(name, askable)
            yield Fault(name, (DECISIONS, index), "okänt beslut", message, found)


def read(
    served: Served, facts: Mapping[str, Any], place: tuple[str | int, ...], most: int = MAX_PROBLEMS
) -> tuple[dict[str, Any], list[Fault]]:
    """The facts as values, and what is wrong with those that cannot be used, about `most` at the most.

    `place` is where the facts stand in the body.
    """
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for written, answer in facts.items():
        name = name_of(written)
        if name in values:
            faults.append(
                Fault(written, (*place, written), "dubbelt faktum", f"{name} är besvarat två gånger.")
            )
            continue
        try:
            values[name] = read_fact(name, answer, served.rulebook.facts)
        except FactError as error:
            faults += [Fault.of(problem, *place, written) for problem in error.problems]
        if len(faults) >= most:
            break
    return values, faults


def asked(scope: Scope, values: Mapping[str, Any]) -> Asked:
    """The answer. Raises Refusal for facts that do not agree."""
    try:
        return Asked.of(scope.served.rulebook, values, scope.on, scope.decisions)
    except FactError as error:
        raise refused(together(error.problems, values, (FACTS,))) from None


def together(
    problems: Iterable[Problem], values: Mapping[str, Any], place: tuple[str | int, ...]
) -> list[Fault]:
    """Faults of facts that can be used one by one: each at its only fact, else at them all."""
    faults = []
    for problem in problems:
        named = [name for name in values if name in problem.about]
        faults.append(Fault.of(problem, *place, *(named if len(named) == 1 else ())))
    return faults
