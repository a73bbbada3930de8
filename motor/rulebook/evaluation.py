"""One evaluation of a rule set: a decision is computed when first read, as of the day that applies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from motor.errors import FactError, MotorError, Problem
from motor.feel.scope import Run, Unanswered
from motor.rulebook.day import Day, DayScope, as_day
from motor.rulebook.decision import FUNCTION, Decision, Version
from motor.rulebook.exploration import same_value
from motor.rulebook.model import Model
from motor.trace import DecisionTrace
from motor.values.functions import FeelFunction

Key = tuple[str, Day]
BOUND = (Unanswered, FeelFunction)
"""What holds only with the facts that it was computed from: a function reads them when it is called."""
NO_RULES = "inga regler"
"""The code of the problem that a day has no rules."""


@dataclass(frozen=True, slots=True)
class Used:
    """A version that was used, and what it gave: a value, or the Unanswered that leaves it undecided."""

    version: Version
    outcome: Any

    @property
    def undecided(self) -> bool:
        """Whether it rests on an unanswered fact."""
        return isinstance(self.outcome, Unanswered)


class Evaluation:
    """Facts (FEEL values, checked) against a rule set. What is computed is remembered by name and day.

    With `afresh` nothing is taken from what other evaluations gave, so that all that was used is known.
    """

    def __init__(
        self, model: Model, facts: dict[str, Any], run: Run | None = None, afresh: bool = False
    ) -> None:
        self.model = model
        self.afresh = afresh
        self.facts = facts
        self.run = run or Run()
        self.used: dict[Key, Used] = {}
        self._settled: dict[str, Any] = {}
        self._warned = False
        self._scopes: dict[Day, DayScope] = {}
        self._memo: dict[Key, Any] = {}

    def scope(self, day: Day) -> DayScope:
        """What an expression sees as of `day`. It binds its own names in a child."""
        scope = self._scopes.get(day)
        if scope is None:
            scope = self._scopes[day] = DayScope(self, day)
        return scope

    def read(self, name: str, day: Day) -> Any:
        """A fact's default or a decision as of `day`. An undecided one raises Unanswered each time."""
        key = (name, day)
        value = self._memo.get(key, self)
        if value is self:
            try:
                value = self._compute(name, day)
            except Unanswered as error:
                value = error
            self._memo[key] = value
        if type(value) is Unanswered:
            raise value
        return value

    def is_open(self, name: str, day: Day) -> bool:
        """Whether a decision rests on unanswered facts."""
        try:
            self.read(name, day)
        except Unanswered:
            return True
        return False

    def apart(self, run: Run) -> Evaluation:
        """The same evaluation with another budget and warnings of its own."""
        return self._copy(self.facts, run)

    def assuming(self, fact: str, value: Any) -> Evaluation:
        """The same evaluation with one more fact; what is decided without it stays so."""
        return self._copy({**self.facts, fact: value}, self.run)

    def _copy(self, facts: dict[str, Any], run: Run) -> Evaluation:
        copy = Evaluation(self.model, facts, run, self.afresh)
        copy._warned = self._warned or bool(self.run.warnings)
        copy._memo = {key: known for key, known in self._memo.items() if not isinstance(known, BOUND)}
        copy.used = {key: used for key, used in self.used.items() if not isinstance(used.outcome, BOUND)}
        return copy

    def settle(self, day: Day, values: Mapping[str, Any]) -> None:
        """Take decisions as decided, though facts are unanswered; what rests on them is computed anew."""
        self._settled |= values
        self._memo = {key: known for key, known in self._memo.items() if not isinstance(known, Unanswered)}
        self._memo |= {(name, day): value for name, value in values.items()}
        self.used = {
            key: used for key, used in self.used.items() if not used.undecided or key[0] in self._settled
        }

    def has_rules(self, name: str, day: Day) -> bool:
        """Whether a decision can be asked for: by the day asked about, or by the answered day that picks it.

        An answered day that has no rules is told when the decision is read.
        """
        decision = self.model.decisions[name]
        if decision.as_of in self.facts:
            return bool(decision.counted(self.model.drafts))
        return self.model.version(name, day) is not None

    def check_constraints(self, day: Day, added: AbstractSet[str] | None = None) -> None:
        """Raises FactError for facts that contradict each other; what is unanswered or unclear can wait.

        Where all but the facts `added` were checked before, only what rests on these is checked.
        """
        constraints = [
            (constraint, behind)
            for constraint, behind in zip(self.model.constraints, self.model.behind_constraints, strict=True)
            if added is None or not behind.isdisjoint(added)
        ]
        if not constraints:
            return
        broken = []
        apart = self.apart(Run())
        for constraint, behind in constraints:
            try:
                holds = constraint.expression.run(apart.scope(day))
            except (Unanswered, MotorError):  # a default that cannot be computed is no answer
                self.run.interrupted |= apart.run.interrupted
                continue
            if holds is False:
                about = tuple(name for name in self.model.facts if name in behind)
                broken.append(Problem("motsägande fakta", constraint.message, about=about))
        if broken:
            raise FactError(broken)

    def _compute(self, name: str, day: Day) -> Any:
        fact = self.model.facts.get(name)
        if fact is not None:
            if fact.default is None:
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
        used = self.used.get((name, day))
        if used is None:
            used = self.used[name, day] = self._use(self._in_force(name, day), day)
        if isinstance(used.outcome, Unanswered):
            raise used.outcome
        return used.outcome

    def _use(self, version: Version, day: Day) -> Used:
        """What a version gives. Of a function only its calls are remembered, not the function itself."""
        if version.kind == FUNCTION:
            return Used(version, version.run(self.scope(day)))
        try:
            return Used(version, self.remembered(version.decision, day, [], version.run, self.scope(day)))
        except Unanswered as error:
            return Used(version, error)

    def remembered(
        self, name: str, day: Day, arguments: list[Any], compute: Callable[[Any], Any], given: Any
    ) -> Any:
        """What a decision, or a function with these arguments, gave before; else `compute(given)`, kept."""
        memory = None if self.afresh or self._settled else self.model.memory(name)
        if memory is None:
            return compute(given)
        key = memory.key(self.model.period(day), self.facts, arguments)
        if key is None:
            return compute(given)
        kept = memory.find(key)
        if kept is not None:
            self.run.step(kept[1])
            return kept[0]
        steps = self.run.steps
        value = compute(given)
        if not (self.run.warnings or self._warned):  # a warning belongs to all that rests on what gave it
            memory.keep(key, value, steps - self.run.steps)
        return value

    def _decide_on_any_day(self, name: str, error: Unanswered) -> Any:
        """The value when the day that picks the version is unanswered but every version gives the same.

        A version that refuses the other facts cannot be the one.
        """
        values, undecided = [], False
        told = len(self.run.warnings)
        for day in self.model.first_days:
            try:
                values.append(self._decide(name, day))
            except Unanswered:
                undecided = True
            except FactError:
                continue
        if undecided or not values or not all(same_value(values[0], value) for value in values[1:]):
            del self.run.warnings[told:]  # of versions that were only tried
            raise error
        return values[0]

    def _in_force(self, name: str, day: Day) -> Version:
        version = self.model.version(name, day)
        if version is None:
            raise FactError(self._no_rules(self.model.decisions[name], self.model.held or day))
        return version

    def _no_rules(self, decision: Decision, day: Day) -> Problem:
        periods = decision.periods(self.model.drafts)
        known = f"Det finns regler för {periods}." if periods else "Beslutet finns bara som utkast."
        return Problem(NO_RULES, f"Inga regler för {decision.name} gäller {day}. {known}")

    def trace(self, names: list[str]) -> list[DecisionTrace]:
        """How the decisions read came about, what each rests on before itself.

        Telling it takes a budget of its own, and adds nothing to the warnings.
        """
        self.run = Run()
        self._scopes.clear()
        ordered: dict[Key, Used] = {}

        def visit(name: str) -> None:
            for key in [key for key in self.used if key[0] == name and key not in ordered]:
                ordered[key] = self.used[key]
                for required in self.used[key].version.requires:
                    visit(required)
                ordered[key] = ordered.pop(key)

        for name in names:
            visit(name)
        return [self._explain(name, day, used) for (name, day), used in (ordered | self.used).items()]

    def _explain(self, name: str, day: Day, used: Used) -> DecisionTrace:
        version = used.version
        inputs, rules = version.table.explain(self.scope(day)) if version.table else ({}, ())
        settled = used.undecided and name in self._settled
        return DecisionTrace(
            decision=name,
            day=day,
            version=version.stamp,
            decided=settled or not used.undecided,
            value=self._settled[name] if settled else None if used.undecided else used.outcome,
            inputs=inputs,
            rules=rules,
            parts=version.parts,
            requires=version.requires,
            references=version.references,
            interpretations=version.interpretations,
        )
