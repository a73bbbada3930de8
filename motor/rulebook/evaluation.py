"""One evaluation of a rule set: a decision is computed when first read, as of the day that applies."""

from __future__ import annotations

from typing import Any

from motor.errors import FactError, Problem
from motor.feel.scope import Run, Unanswered
from motor.rulebook.day import Day, DayScope, as_day
from motor.rulebook.decision import Decision, Version
from motor.rulebook.exploration import same_value
from motor.rulebook.model import Model
from motor.trace import DecisionTrace

Key = tuple[str, Day]


class Evaluation:
    """Facts (FEEL values, checked) against a rule set. Decisions are remembered per day."""

    def __init__(self, model: Model, facts: dict[str, Any], run: Run | None = None) -> None:
        self.model = model
        self.facts = facts
        self.run = run or Run()
        self.used: dict[Key, Version] = {}
        self.settled: dict[str, Any] = {}
        self._memo: dict[Key, Any] = {}

    def scope(self, day: Day) -> DayScope:
        """What an expression sees as of `day`."""
        return DayScope(self, day)

    def read(self, name: str, day: Day) -> Any:
        """A fact's default or a decision as of `day`. An undecided one raises Unanswered each time."""
        key = (name, day)
        if key not in self._memo:
            try:
                self._memo[key] = self._compute(name, day)
            except Unanswered as error:
                self._memo[key] = error
        value = self._memo[key]
        if isinstance(value, Unanswered):
            raise value
        return value

    def settle(self, name: str, day: Day, value: Any) -> None:
        """Remember a decision that came out the same whatever its unanswered facts are."""
        self._memo[name, day] = self.settled[name] = value

    def version(self, name: str, day: Day) -> Version:
        """The version of a decision in force. Raises FactError when there is none."""
        version = self.model.version(name, day)
        if version is None:
            raise FactError(self._not_in_force(self.model.decisions[name], day))
        return version

    def _compute(self, name: str, day: Day) -> Any:
        fact = self.model.facts.get(name)
        if fact is not None:
            if fact.default is None or not fact.applies(day):
                raise Unanswered(name)
            return fact.default.run(self.scope(day))
        decision = self.model.decisions.get(name)
        if decision is None:
            raise KeyError(name)
        if decision.as_of is None:
            return self._decide(name, day)
        try:
            return self._decide(name, as_day(self.scope(day)[decision.as_of], decision.as_of))
        except Unanswered as error:
            if error.fact != decision.as_of:
                raise
            return self._decide_on_any_day(name, error)

    def _decide(self, name: str, day: Day) -> Any:
        version = self.version(name, day)
        self.used[name, day] = version
        return version.run(self.scope(day))

    def _decide_on_any_day(self, name: str, error: Unanswered) -> Any:
        """The value when the day that picks the version is unanswered but every version gives the same.

        A version that refuses the other facts cannot be the one.
        """
        values, undecided = [], False
        for day in self.model.first_days:
            try:
                values.append(self._decide(name, day))
            except Unanswered:
                undecided = True
            except FactError:
                continue
        if undecided or not values or not all(same_value(values[0], value) for value in values[1:]):
            raise error
        return values[0]

    def _not_in_force(self, decision: Decision, day: Day) -> Problem:
        periods = decision.periods(self.model.drafts)
        known = f"Det finns regler för {periods}." if periods else "Beslutet finns bara som utkast."
        return Problem("inga regler", f"Inga regler för {decision.name} gäller {day}. {known}")

    def trace(self, day_asked: Day, names: list[str]) -> list[DecisionTrace]:
        """How the decisions read came about, what each rests on before itself.

        Telling it takes a budget of its own, and adds nothing to the warnings.
        """
        self.run = Run()
        ordered: dict[Key, Version] = {}

        def visit(name: str) -> None:
            for key in [key for key in self.used if key[0] == name and key not in ordered]:
                version = self.used[key]
                ordered[key] = version
                for required in version.requires:
                    visit(required)
                ordered[key] = ordered.pop(key)

        for name in names:
            visit(name)
        for key, version in self.used.items():
            ordered.setdefault(key, version)
        return [self._explain(key, version) for key, version in ordered.items()]

    def _explain(self, key: Key, version: Version) -> DecisionTrace:
        name, day = key
        scope = self.scope(day)
        inputs: dict[str, Any] = {}
        rules: tuple[Any, ...] = ()
        if version.table is not None:
            inputs, rules = version.table.explain(scope)
        decided = True
        try:
            value = version.run(scope)
        except Unanswered:
            decided = name in self.settled
            value = self.settled.get(name)
        return DecisionTrace(
            decision=name,
            day=day,
            version=version.stamp,
            decided=decided,
            value=value,
            inputs=inputs,
            rules=rules,
            requires=version.requires,
            references=version.references,
            interpretations=version.interpretations,
        )
