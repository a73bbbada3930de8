"""What two editions give for the same facts: exact where facts can be told apart, else a sample.

Exact: the decision is read with no facts, and a fact is given each of the values that the rules of either
edition can tell apart only when one of them asks for it. A sample draws facts from those values and values
around them, always the same ones.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from motor.difference.editions import Edition
from motor.difference.values import Values
from motor.errors import EvaluationError, FactError, MotorError
from motor.feel.scope import Run, Unanswered
from motor.rulebook.evaluation import Evaluation
from motor.rulebook.exploration import TooWide
from motor.rulebook.facts import refusal
from motor.rulebook.memory import footing
from motor.values.compare import key_of

MOST_TRIALS = 5_000
"""How many combinations of facts an exact comparison may take before a sample is taken instead."""

SAMPLE = 300
"""How many cases a sample holds."""

MOST_DRAWN = 20 * SAMPLE
"""How many are drawn to get them: those that contradict themselves are left out."""

MOST_SHOWN = 5
"""How many changes of one decision are kept, each with its witness."""

SEED = 20240101

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a decision gave: a value, or why there was none."""

    value: Any = None
    error: str | None = None
    code: str | None = None

    def same(self, other: Answer) -> bool:
        """Whether the two are equal: FEEL equality, or errors of one kind."""
        if self.code is not None or other.code is not None:
            return self.code == other.code
        return key_of(self.value) == key_of(other.value)


@dataclass(frozen=True, slots=True)
class Shift:
    """One change of outcome, and facts that show it; facts that are left out do not matter."""

    facts: Facts
    before: Answer
    after: Answer


@dataclass(slots=True)
class Trial:
    """What came of comparing one decision: in `count` cases `differing` gave another outcome.

    `exact`: the cases stand for all facts. `shifts` are the first of each change.
    """

    decision: str
    exact: bool
    count: int = 0
    differing: int = 0
    shifts: list[Shift] = field(default_factory=list)

    def add(self, facts: Facts, before: Answer, after: Answer) -> None:
        """Count a case."""
        self.count += 1
        if before.same(after):
            return
        self.differing += 1
        new = all(not (one.before.same(before) and one.after.same(after)) for one in self.shifts)
        if new and len(self.shifts) < MOST_SHOWN:
            self.shifts.append(Shift(facts, before, after))


class _Asks(Exception):
    """The decision asks for a fact."""


def tried(names: Sequence[str], left: Edition, right: Edition, hints: Sequence[Facts] = ()) -> list[Trial]:
    """The decisions compared: those that can be exactly, the others on one sample of facts.

    `hints` are some facts of cases where something is known to change: every other case has one of them.
    """
    values = Values(left, right)
    found = {name: _exact(name, left, right, values) for name in names}
    rest = [name for name, trial in found.items() if trial is None]
    sampled = {trial.decision: trial for trial in _sampled(rest, left, right, values, hints)} if rest else {}
    return [found[name] or sampled[name] for name in names]


# --- exact


def _exact(name: str, left: Edition, right: Edition, values: Values) -> Trial | None:
    """The decision over all facts; None where that takes too much."""
    trial = Trial(name, exact=True)
    if not all(_steady(name, edition) for edition in (left, right)):
        return None
    try:
        sides = tuple(Evaluation(each.rulebook.model, {}) for each in (left, right))
        for facts, before, after in _Tree(name, (left, right), values).leaves({}, sides):
            trial.add(facts, before, after)
    except TooWide:
        return None
    return trial


def _steady(name: str, edition: Edition) -> bool:
    """Whether facts that are asked for are all that it rests on: no defaults, and no clock."""
    model = edition.rulebook.model
    if name not in model.decisions:
        return True
    rests = footing(name, model.facts, model.decisions)
    return rests.steady and all(model.facts[fact].default is None for fact in rests.facts)


Sides = tuple[Evaluation | None, ...]
"""The two evaluations; None where one refuses a fact."""

REFUSED = Answer(error="Faktumet är inte tillåtet.", code="otillåtet")


class _Tree:
    def __init__(self, name: str, editions: tuple[Edition, Edition], values: Values) -> None:
        self.name = name
        self.editions = editions
        self.values = values
        self.trials = 0

    def leaves(self, facts: Facts, sides: Sides) -> Iterator[tuple[Facts, Answer, Answer]]:
        """Every way in which facts can lead to an answer on both sides. Raises TooWide."""
        self.trials += 1
        if self.trials > MOST_TRIALS:
            raise TooWide
        answers: list[Answer] = []
        for edition, side in zip(self.editions, sides, strict=True):
            try:
                answers.append(REFUSED if side is None else answer(side, self.name, edition.day))
            except Unanswered as error:
                yield from self._branches(error.fact, facts, sides)
                return
        yield facts, answers[0], answers[1]

    def _branches(self, fact: str, facts: Facts, sides: Sides) -> Iterator[tuple[Facts, Answer, Answer]]:
        values = self.values.exact(fact)
        if not values or fact in facts:
            raise TooWide
        for value in values:
            extended = tuple(extend(side, fact, value) for side in sides)
            if not all(extended_side is None for extended_side in extended) and possible(
                extended, self.editions
            ):
                yield from self.leaves({**facts, fact: value}, extended)


def extend(side: Evaluation | None, fact: str, value: Any) -> Evaluation | None:
    """The evaluation with one more fact, with a budget of its own; None when it refuses the value."""
    if side is None or fact not in side.model.facts:
        return side
    if refusal(side.model.facts[fact], value):
        return None
    copy = side.assuming(fact, value)
    copy.run = Run()
    return copy


def possible(sides: Sides, editions: Sequence[Edition]) -> bool:
    """Whether the facts keep the constraints of both."""
    try:
        for side, edition in zip(sides, editions, strict=True):
            if side is not None:
                side.check_constraints(edition.day)
    except FactError:
        return False
    return True


def answer(side: Evaluation, name: str, day: datetime.date) -> Answer:
    """What a decision gives. Raises Unanswered."""
    if name not in side.model.decisions:
        return Answer(error="Beslutet finns inte.", code="saknas")
    try:
        return Answer(side.read(name, day))
    except (FactError, EvaluationError) as error:
        return _failed(error)
    except RecursionError:
        return Answer(error="Reglerna anropar sig själva för djupt.", code="för djupt")


def _failed(error: MotorError) -> Answer:
    return Answer(error=error.problems[0].message, code=error.problems[0].code)


# --- a sample


def _sampled(
    names: list[str], left: Edition, right: Edition, values: Values, hints: Sequence[Facts]
) -> list[Trial]:
    """The decisions on facts drawn at random from values worth trying, the same each time."""
    trials = [Trial(name, exact=False) for name in names]
    editions = (left, right)
    candidates = {fact: values.worth_trying(fact) for fact in _behind(names, editions)}
    random = Random(SEED)  # noqa: S311 - nothing is secret
    taken = 0
    for place in range(MOST_DRAWN):
        facts = {fact: random.choice(found) for fact, found in candidates.items() if found}
        if hints and place % 2:
            hint = random.choice(hints)
            facts |= {fact: value for fact, value in hint.items() if fact in candidates}
        sides = _asked(facts, editions)
        if None in sides or not possible(sides, editions):
            continue
        taken += 1
        for trial in trials:
            _try(trial, facts, sides, editions)
        if taken == SAMPLE:
            break
    return trials


def _asked(facts: Mapping[str, Any], editions: Sequence[Edition]) -> Sides:
    sides: list[Evaluation | None] = []
    for edition in editions:
        known = {name: value for name, value in facts.items() if edition.knows(name)}
        refused = any(refusal(edition.rulebook.facts[name], value) for name, value in known.items())
        sides.append(None if refused else Evaluation(edition.rulebook.model, known))
    return tuple(sides)


def _try(trial: Trial, facts: Facts, sides: Sides, editions: Sequence[Edition]) -> None:
    try:
        before, after = (
            answer(side, trial.decision, edition.day)
            for side, edition in zip(sides, editions, strict=True)
            if side is not None
        )
    except Unanswered:
        return
    trial.add(facts, before, after)


def _behind(names: list[str], editions: Sequence[Edition]) -> list[str]:
    """The facts that the decisions rest on, in either edition."""
    found: dict[str, None] = {}
    for edition in editions:
        model = edition.rulebook.model
        for name in names:
            if name in model.decisions:
                rests = footing(name, model.facts, model.decisions).facts
                found.update(
                    dict.fromkeys(fact for fact in model.facts if fact in rests and edition.knows(fact))
                )
    return list(found)
