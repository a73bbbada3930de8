"""Looking for facts that show something: a rule that hits, or a change that makes a difference.

It begins with the facts of the golden cases, and with values that the rule's own cells let through; then it
changes one fact, and then two. What it finds is true; that it finds nothing proves nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, islice, product
from typing import Any

import motor
from motor.feel.scope import Scope
from motor.rulebook.decision import Version
from motor.rulebook.facts import Fact
from motor.rulebook.memory import footing
from motor.rulebook.types import kind
from motor.table.column import Column
from motor.table.constants import constants
from motor.values.convert import to_python
from motor.values.temporal import Date
from motor.values.types import ListType

MOST = 2500
"""How many facts are tried before the search is given up."""

SEEDS = 8
"""How many golden cases to begin with."""

DIRECTED = 200
"""How many combinations of values from the rule's own cells are tried with each."""

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Situation:
    """Facts, as Python values by name, and the day that the question is asked."""

    facts: Facts
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Target:
    """Where in a rule set something is to be shown: a version, and one rule of it when it is about one.

    `editions` are the rule set as it stands, and as changed when it is about a change.
    """

    editions: tuple[motor.Rulebook, ...]
    version: Version
    rule: int | None = None

    def rests_on(self) -> list[str]:
        """The facts that the decision can rest on, in the order of the rule set."""
        book = self.editions[0]
        names = [self.version.decision]
        if book.decisions[self.version.decision].is_function:
            names = [name for name, each in book.decisions.items() if not each.is_function]
        behind = frozenset().union(*(footing(name, book.facts, book.decisions).facts for name in names))
        return [name for name in book.facts if name in behind]


Shows = Callable[[Situation], object]
"""Whether a situation shows what is looked for."""


def find(target: Target, seeds: Iterable[Situation], shows: Shows) -> Situation | None:
    """A situation that shows it, or None when none was found."""
    return next((each for each in islice(_situations(target, seeds), MOST) if shows(each)), None)


def _situations(target: Target, seeds: Iterable[Situation]) -> Iterator[Situation]:
    """Situations to try, the likeliest first, each once."""
    names = target.rests_on()
    values = {name: _candidates(target, name) for name in names}
    first = [_complete(target, seed, values) for seed in (*islice(seeds, SEEDS), _none(target))]
    tried: list[Situation] = []
    for situation in (*first, *_directed(target, first)):
        if situation not in tried:
            tried.append(situation)
            yield situation
    for count in (1, 2):
        for situation in tried:
            for changed in combinations(names, count):
                for chosen in product(*(values[name] for name in changed)):
                    facts = {**situation.facts, **dict(zip(changed, chosen, strict=True))}
                    yield Situation(facts, situation.day)


def _none(target: Target) -> Situation:
    return Situation({}, target.version.valid_from)


def _complete(target: Target, seed: Situation, values: Mapping[str, list[Any]]) -> Situation:
    """The facts that matter, those unanswered filled in; a day on which the version is in force."""
    book, version = target.editions[0], target.version
    needed = [name for name in values if name in seed.facts or book.facts[name].default is None]
    facts = {name: seed.facts.get(name, values[name][0]) for name in needed if values[name]}
    as_of = book.decisions[version.decision].as_of
    if as_of is None and book.version(version.decision, seed.day) is not version:
        return Situation(facts, version.valid_from)
    return Situation(facts, seed.day)


def _directed(target: Target, first: Iterable[Situation]) -> Iterator[Situation]:
    """Situations whose facts the cells of the rule let through, before or after the change."""
    narrowed: dict[str, list[Any]] = {}
    for book in target.editions if target.rule is not None else ():
        version = next(
            each
            for each in book.decisions[target.version.decision].versions
            if each.stamp.file == target.version.stamp.file
        )
        for column in version.table.columns if version.table else ():
            if column.clause.fact is not None and column.clause.scalar:
                met = [value for value in column.representatives() or () if _lets(column, value, target)]
                narrowed.setdefault(column.clause.fact, []).extend(map(to_python, met))
    for situation in first if narrowed else ():
        for chosen in islice(product(*narrowed.values()), DIRECTED):
            facts = {**situation.facts, **dict(zip(narrowed, chosen, strict=True))}
            yield Situation(facts, situation.day)


def _lets(column: Column, value: Any, target: Target) -> bool:
    return target.rule is not None and bool(column.mask(value, Scope()) >> (target.rule - 1) & 1)


def _candidates(target: Target, name: str) -> list[Any]:
    """Allowed answers to a fact: what tells its columns' cells apart, and one unit to each side."""
    fact = target.editions[0].facts[name]
    points = [
        point
        for book in target.editions
        for column in book.model.columns_of.get(name, ())
        for point in column.points
    ]
    points += (constants(fact.domain.test.node) or ()) if fact.domain else ()
    values = [*_around(fact, points, target.version.valid_from), *([None] if fact.unclear else [])]
    return list({repr(value): value for value in values}.values())


def _around(fact: Fact, points: list[Any], first_day: datetime.date) -> list[Any]:
    if isinstance(fact.type, ListType):
        choices = fact.choices or ()
        return [list(chosen) for size in range(len(choices) + 1) for chosen in combinations(choices, size)]
    if fact.choices is not None:
        return [to_python(choice) for choice in fact.choices]
    match kind(fact.type):
        case "boolean":
            return [False, True]
        case "number":
            numbers = [point for point in points if isinstance(point, Decimal)] or [Decimal(0)]
            near = [number + step for number in numbers for step in (0, -1, 1, Decimal("-0.5"))]
            return [to_python(value) for value in near if fact.domain is None or fact.domain.allows(value)]
        case "date":
            days = [Date.of(first_day), *(point for point in points if isinstance(point, Date))]
            ordinals = [day.ordinal + step for day in days for step in (0, 1, -1, 30, 181, 364, 365, 366)]
            return [to_python(Date.from_ordinal(ordinal)) for ordinal in ordinals]
    return []
