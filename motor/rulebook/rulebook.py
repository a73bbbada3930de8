"""A rule set, loaded: ask it with facts and a day, and get values, what is missing, and the trace."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from motor.documents.model import RulebookDocument, ViewDocument
from motor.documents.source import Source
from motor.errors import EvaluationError, FactError, Problem, suggestion
from motor.feel.spelling import name_of
from motor.rulebook.check import Check
from motor.rulebook.day import as_day
from motor.rulebook.decision import Decision, Version
from motor.rulebook.evaluation import NO_RULES, Evaluation
from motor.rulebook.exploration import Tree
from motor.rulebook.explored import Explored, Trial
from motor.rulebook.facts import UNKNOWN_FACT, Fact, parse_fact, read_facts
from motor.rulebook.model import Model
from motor.rulebook.result import Result
from motor.rulebook.undecided import Inquiry, Settled, settle_alike
from motor.trace import DecisionTrace
from motor.values.convert import to_python

TOO_DEEP = Problem(
    "för djupt",
    "Reglerna anropar sig själva för djupt.",
    hint="Ge rekursionen ett slut, eller skriv om den med for.",
)


@dataclass(frozen=True)
class Rulebook:
    """A rule set (DMN's decision model with versions along time). Made by `motor.load`.

    `origin` is the rule set that this is one day of (`as_if_always`).
    """

    path: str
    document: RulebookDocument
    model: Model
    problems: tuple[Problem, ...] = field(default=(), repr=False)
    origin: Rulebook | None = field(default=None, repr=False)

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
    def sources(self) -> dict[str, Source]:
        """Every file as it was when it was loaded, by its path within the rule set's folder."""
        read = [self.whole.document.source]
        read += [each.document.source for one in self.whole.decisions.values() for each in one.versions]
        return {Path(each.name).relative_to(self.path).as_posix(): each for each in read}

    @property
    def drafts(self) -> bool:
        """Whether versions with status utkast count."""
        return self.model.drafts

    @property
    def whole(self) -> Rulebook:
        """The rule set with all its versions."""
        return self.origin or self

    @property
    def held(self) -> datetime.date | None:
        """The day whose rules are in force on every day, where they are (`as_if_always`)."""
        return self.model.held

    def as_if_always(self, day: datetime.date) -> Rulebook:
        """The rules in force on `day`, as if they had always been and always would be.

        Each decision has its version of that day alone, whatever day is asked about, read `per dag` or
        picked by a fact; a fact that does not exist that day is unknown. Traces tell the versions' own days.
        """
        return replace(self.whole, model=self.whole.model.as_if_always(day), origin=self.whole)

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

    def fact_value(self, name: str, text: str) -> Any:
        """The value of what a person typed (ja, nej, 3 800, 2024-03-01, oklar). Raises FactError."""
        return to_python(parse_fact(name, text, self.facts))

    def evaluate(
        self,
        facts: Mapping[str, Any],
        on: datetime.date | None = None,
        decisions: Iterable[str] | None = None,
        afresh: bool = False,
    ) -> Result:
        """Decide the decisions wanted (default: all in force) on the day asked about (default: today).

        `facts` are by name: None is an answer, assessed and found unclear; a fact left out is unanswered.
        With `afresh` nothing is taken from what earlier evaluations gave.
        Raises FactError when facts, names or the day cannot be used, EvaluationError when the rules
        contradict themselves on these facts or run past a limit. Nothing is decided then.
        """
        day = _day(on)
        evaluation = Evaluation(self.model, self._facts(facts, day), afresh=afresh)
        try:
            evaluation.check_constraints(day)
            names = self._in_force(evaluation, day) if decisions is None else self._asked(decisions)
            return self._result(evaluation, day, names)
        except RecursionError:
            raise EvaluationError(TOO_DEEP) from None

    def prepare(self, decisions: Iterable[str] | None = None, on: datetime.date | None = None) -> Check:
        """The decisions (default: all in force) as of one day (default: today), to be asked many times.

        Raises FactError for a decision that there is none of, and for a day without rules.
        """
        day = _day(on)
        names = (
            self._in_force(Evaluation(self.model, {}), day) if decisions is None else self._asked(decisions)
        )
        return Check(self.model, names, day, lambda facts: self.evaluate(facts, day, names))

    @cached_property
    def _trees(self) -> Explored[Tree | None]:
        return Explored(self.model)

    @cached_property
    def trials(self) -> Explored[Trial]:
        """What trying facts has given, for those who try many (`nearest`)."""
        return Explored(self.model)

    def _facts(self, facts: Mapping[str, Any], day: datetime.date) -> dict[str, Any]:
        """FEEL values of the facts; each must exist on the day asked about, or on one that picks versions."""
        values = read_facts(facts, self.facts)
        days = [
            day,
            *(as_day(values[name], name) for name in self.model.picking if values.get(name) is not None),
        ]
        unknown = [
            Problem(
                UNKNOWN_FACT,
                f"{name} finns inte i reglerna för {' eller '.join(map(str, days))}.",
                about=(name,),
            )
            for name in values
            if not any(self.facts[name].applies(each) for each in days)
        ]
        if unknown:
            raise FactError(unknown)
        return values

    def _in_force(self, evaluation: Evaluation, day: datetime.date) -> list[str]:
        """Every decision with rules on the day that applies to it. Raises FactError when there is none."""
        names = [
            name
            for name, decision in self.decisions.items()
            if not decision.is_function and evaluation.has_rules(name, day)
        ]
        if not names:
            first = self.model.first_days[:1]
            known = f"De första gäller från {first[0]}." if first else "Det finns bara utkast."
            raise FactError(Problem(NO_RULES, f"Inga regler för {self.name} gäller {day}. {known}"))
        return names

    def _asked(self, decisions: Iterable[str]) -> list[str]:
        if isinstance(decisions, str) or not isinstance(decisions, Iterable):
            raise FactError(_not_names(decisions))
        listed: list[Any] = list(decisions)
        wrong = [name for name in listed if not isinstance(name, str)]
        if wrong:
            raise FactError(_not_names(wrong[0]))
        names = list(dict.fromkeys(map(name_of, listed)))
        unknown = [name for name in names if name not in self.decisions or self.decisions[name].is_function]
        if unknown:
            raise FactError(map(self._unknown, unknown))
        return names

    def _unknown(self, name: str) -> Problem:
        askable = [each for each, decision in self.decisions.items() if not decision.is_function]
        message = f"{self.name} har inget beslut {name}."
        return Problem("okänt beslut", message, hint=suggestion(name, askable))

    def _result(self, evaluation: Evaluation, day: datetime.date, names: list[str]) -> Result:
        inquiry = Inquiry(evaluation, day, self._trees)
        undecided = {name: inquiry.look_into(name) for name in inquiry.settle(names)}
        rounds = inquiry.rounds
        missing = {name: found.missing for name, found in undecided.items()}
        return Result(
            rulebook=self.name,
            on=day,
            values={name: to_python(evaluation.read(name, day)) for name in names if name not in undecided},
            undecided={name: found.outcomes for name, found in undecided.items()},
            missing_by_decision=missing,
            missing=_in_order_worth_asking(missing.values(), list(self.facts)),
            warnings=list(dict.fromkeys(evaluation.run.warnings)),
            drafts=self.drafts,
            explain=lambda: self._trace(evaluation.facts, day, names, rounds),
        )

    def _trace(
        self, facts: dict[str, Any], day: datetime.date, names: list[str], rounds: list[Settled]
    ) -> list[DecisionTrace]:
        """How the answer came about: the same evaluation once more, with nothing taken from memory.

        What stays the same whatever is answered was found by trials, which are not made again.
        """
        evaluation = Evaluation(self.model, facts, afresh=True)
        settle_alike(evaluation, day, names, rounds)
        return evaluation.trace(names)


def today() -> datetime.date:
    """The day by the clock of this machine, which stands where the rules are used."""
    return datetime.datetime.now().astimezone().date()


def _day(on: Any) -> datetime.date:
    if on is None:
        return today()
    if isinstance(on, datetime.datetime):
        return on.date()
    if isinstance(on, datetime.date):
        return on
    raise FactError(
        Problem("fel typ", f"Dagen som frågan gäller ska vara ett datum (datetime.date), inte {on!r}.")
    )


def _not_names(given: Any) -> Problem:
    return Problem("fel typ", f"Beslut ska ges som en lista av namn, inte {given!r}.")


def _in_order_worth_asking(missing: Iterable[list[str]], declared: list[str]) -> list[str]:
    """Facts that bear on the most undecided decisions first, then as declared."""
    weights: dict[str, int] = {}
    for facts in missing:
        for fact in facts:
            weights[fact] = weights.get(fact, 0) + 1
    return sorted(weights, key=lambda fact: (-weights[fact], declared.index(fact)))
