"""A rule set, loaded: ask it with facts and a day, and get values, what is missing, and the trace."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from motor.documents.model import RulebookDocument, ViewDocument
from motor.errors import EvaluationError, FactError, Problem, suggestion
from motor.feel.scope import Scope, Unanswered
from motor.rulebook.decision import Decision, Version
from motor.rulebook.evaluation import Evaluation
from motor.rulebook.facts import Fact, parse_fact, read_facts
from motor.rulebook.model import Constraint, Model
from motor.rulebook.result import Outcomes, Result
from motor.rulebook.undecided import Inquiry, Settled
from motor.values.convert import to_python

TOO_DEEP = Problem(
    "för djupt",
    "Reglerna anropar sig själva för djupt.",
    hint="Ge rekursionen ett slut, eller skriv om den med for.",
)


@dataclass(frozen=True)
class Rulebook:
    """A rule set (DMN's decision model with versions along time). Made by `motor.load`."""

    path: str
    document: RulebookDocument
    model: Model
    problems: tuple[Problem, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """The rule set's short name, its folder."""
        return self.document.name

    @property
    def title(self) -> str:
        """The rule set's name in words."""
        return self.document.title

    @property
    def description(self) -> str | None:
        """What the rule set is."""
        return self.document.description

    @property
    def views(self) -> tuple[ViewDocument, ...]:
        """What pages and commands ask for and show."""
        return self.document.views

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The facts by name, in the order of the file."""
        return self.model.facts

    @property
    def decisions(self) -> Mapping[str, Decision]:
        """The decisions by name, each with its versions."""
        return self.model.decisions

    @property
    def drafts(self) -> bool:
        """Whether versions with status utkast count."""
        return self.model.drafts

    def version(self, decision: str, day: datetime.date) -> Version | None:
        """The version of a decision in force on `day`, or None."""
        return self.model.version(decision, day)

    def in_force(self, day: datetime.date) -> list[str]:
        """The decisions that can be asked for on `day`, functions not counted."""
        return [
            name
            for name, decision in self.decisions.items()
            if not decision.is_function and decision.at(day, self.drafts) is not None
        ]

    def fact_value(self, name: str, text: str, on: datetime.date | None = None) -> Any:
        """The value of what a person typed (ja, nej, 3 800, 2024-03-01, oklar). Raises FactError."""
        return to_python(parse_fact(name, text, self.facts, on or _today()))

    def evaluate(
        self,
        facts: Mapping[str, Any],
        on: datetime.date | None = None,
        decisions: Iterable[str] | None = None,
    ) -> Result:
        """Decide the decisions wanted (default: all in force) on the day asked about (default: today).

        `facts` are by name: None is an answer, assessed and found unclear; a fact left out is unanswered.
        Raises FactError when facts, names or the day cannot be used, EvaluationError when the rules
        contradict themselves on these facts or run past a limit. Nothing is decided then.
        """
        day = on or _today()
        evaluation = Evaluation(self.model, read_facts(facts, self.facts, day))
        try:
            names = self._asked(day, decisions)
            self._check_constraints(evaluation, day)
            return self._result(evaluation, day, names)
        except RecursionError:
            raise EvaluationError(TOO_DEEP) from None

    def _asked(self, day: datetime.date, decisions: Iterable[str] | None) -> list[str]:
        if decisions is None:
            names = self.in_force(day)
            if not names:
                raise FactError(
                    Problem("inga regler", f"Inga regler för {self.name} gäller {day}. {self._begins()}")
                )
            return names
        names = list(dict.fromkeys(decisions))
        callable_names = [name for name, decision in self.decisions.items() if not decision.is_function]
        unknown = [
            Problem(
                "okänt beslut", f"{self.name} har inget beslut {name}.", hint=suggestion(name, callable_names)
            )
            for name in names
            if name not in callable_names
        ]
        if unknown:
            raise FactError(unknown)
        return names

    def _begins(self) -> str:
        days = self.model.first_days
        return f"De första gäller från {days[0]}." if days else "Det finns bara utkast."

    def _check_constraints(self, evaluation: Evaluation, day: datetime.date) -> None:
        """Facts that contradict each other. A condition that rests on an unanswered fact waits."""
        scope = Evaluation(self.model, evaluation.facts).scope(day)
        broken = [
            Problem("motsägande fakta", constraint.message)
            for constraint in self.model.constraints
            if not _holds(constraint, scope)
        ]
        if broken:
            raise FactError(broken)

    def _result(self, evaluation: Evaluation, day: datetime.date, names: list[str]) -> Result:
        inquiry = Inquiry(evaluation, day)
        values: dict[str, Any] = {}
        undecided: dict[str, Outcomes] = {}
        missing_by_decision: dict[str, list[str]] = {}
        for name in names:
            try:
                values[name] = to_python(evaluation.read(name, day))
            except Unanswered:
                answer = inquiry.look_into(name)
                if isinstance(answer, Settled):
                    evaluation.settle(name, day, answer.value)
                    values[name] = to_python(answer.value)
                else:
                    undecided[name] = answer.outcomes
                    missing_by_decision[name] = answer.missing
        return Result(
            rulebook=self.name,
            on=day,
            values=values,
            undecided=undecided,
            missing_by_decision=missing_by_decision,
            missing=_in_order_worth_asking(missing_by_decision.values(), list(self.facts)),
            warnings=evaluation.run.warnings,
            days=dict(evaluation.used.keys()),
            drafts=self.drafts,
            explain=lambda: evaluation.trace(day, names),
        )


def _holds(constraint: Constraint, scope: Scope) -> bool:
    """Whether a condition across facts holds, or waits for an answer."""
    try:
        return constraint.expression.run(scope) is True
    except Unanswered:
        return True


def _today() -> datetime.date:
    """The day by the clock of this machine, which stands where the rules are used."""
    return datetime.datetime.now().astimezone().date()


def _in_order_worth_asking(missing: Iterable[list[str]], declared: list[str]) -> list[str]:
    """Facts that bear on the most undecided decisions first, then as declared."""
    weights: dict[str, int] = {}
    for facts in missing:
        for fact in facts:
            weights[fact] = weights.get(fact, 0) + 1
    return sorted(weights, key=lambda fact: (-weights[fact], declared.index(fact)))
