"""Undecided decisions: what can still come out, and which facts it rests on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from time import thread_time
from typing import Any

from motor.errors import EvaluationError, FactError
from motor.feel.scope import Run, Unanswered
from motor.rulebook.evaluation import Evaluation
from motor.rulebook.exploration import Leaf, Tree, explore, facts, leaves, same_value
from motor.rulebook.explored import Explored
from motor.rulebook.memory import holds_function
from motor.rulebook.result import Outcomes
from motor.rulebook.trials import Trials
from motor.rulebook.types import kind
from motor.table.column import distinguishable
from motor.values.convert import to_python
from motor.values.number import number
from motor.values.temporal import Date
from motor.values.types import ListType

SAMPLES = {"number": number(0), "string": "", "date": Date(2000, 1, 1)}
"""Any value of the types whose columns are cut into cells."""
MAX_SECONDS = 10
"""A last bound on the time of all trials: their steps bound them first, the same on every machine."""
Settled = dict[str, Any]
"""Decisions that come out the same whatever is answered, with that value."""
MAX_LISTED = 6
"""How many allowed items a list fact may have for all its lists to be tried."""


@dataclass(frozen=True, slots=True)
class Open:
    """What an undecided decision can still give, and the `missing` facts, those most worth asking first."""

    outcomes: Outcomes
    missing: list[str]


class Inquiry:
    """Looks into the decisions that an evaluation left undecided."""

    def __init__(self, evaluation: Evaluation, day: datetime.date, trees: Explored[Tree | None]) -> None:
        self.evaluation = evaluation
        self.explored = trees
        self.model = evaluation.model
        self.day = day
        self._trees: dict[tuple[str, datetime.date], Tree | None] = {}
        self._domains: dict[str, list[Any] | None] = {}
        self._ends = thread_time() + MAX_SECONDS
        self.rounds: list[Settled] = []

    def settle(self, names: list[str]) -> list[str]:
        """The names that stay undecided, once every decision that comes out the same is taken as decided."""
        while True:
            undecided = _open(self.evaluation, self.day, names)
            trees = {name: self._tree(name, self.day) for name in undecided}
            self.evaluation.run.renew()
            settled = {name: tree.value for name, tree in trees.items() if isinstance(tree, Leaf)}
            if not settled:
                return undecided
            self.rounds.append(settled)
            self.evaluation.settle(self.day, settled)

    def look_into(self, name: str) -> Open:
        """The outcomes and missing facts of an undecided decision.

        Exact where its facts have finitely many distinguishable values, else what requirements tell.
        """
        tree = self._tree(name, self.day)
        if tree is None:
            return Open(self._table_outcomes(name), self._missing(name, self.day))
        return Open(_per_element(leaves(tree)), facts(tree))

    def _tree(self, name: str, day: datetime.date) -> Tree | None:
        key = (name, day)
        if key not in self._trees:
            answered, find = self.evaluation.facts, partial(self._explore, name, day)
            afresh = self.evaluation.afresh
            self._trees[key] = find()[0] if afresh else self.explored.of(*key, self.day, answered, find)
        return self._trees[key]

    def _explore(self, name: str, day: datetime.date) -> tuple[Tree | None, bool]:
        """The tree of a decision, and whether it would be the same another time, in another evaluation."""
        run = Run(self._ends - thread_time())
        trials = Trials(self.model, name, day, self.day, self.evaluation.facts, run)
        tree = explore(trials.decide, self._domain)
        bound = tree is not None and any(map(holds_function, leaves(tree)))
        return tree, not (bound or run.interrupted)

    def _domain(self, fact: str) -> list[Any] | None:
        if fact not in self._domains:
            self._domains[fact] = self._representatives(fact)
        return self._domains[fact]

    def _representatives(self, name: str) -> list[Any] | None:
        """Values of a fact that stand for all its values, or None where there are too many to tell apart."""
        fact = self.model.facts[name]
        values: list[Any] | None
        if name in self.model.picking:
            return None
        if isinstance(fact.type, ListType):
            values = _subsets(fact.choices)
        elif fact.choices is not None:
            values = list(fact.choices)
        elif kind(fact.type) == "boolean":
            values = [True, False]
        elif name in self.model.read_in_expressions:
            return None
        else:
            columns = self.model.columns_of.get(name, ())
            sample = SAMPLES.get(kind(fact.type))
            if sample is None:
                return None
            values = distinguishable(columns, fact.domain.test if fact.domain else None, sample)
        if values is None or not fact.unclear:
            return values
        return [*values, None]

    def _table_outcomes(self, name: str) -> Outcomes:
        """What the decision's own table can still give, its open columns taken one by one."""
        found: list[Any] = []
        for (read, day), used in list(self.evaluation.used.items()):  # reading on may use more
            if read == name:
                table = used.version.table
                try:
                    values = table.outcomes(self.evaluation.scope(day)) if table else None
                except FactError:  # a version that refuses the other facts cannot be the one
                    continue
                if values is None:
                    return Outcomes(complete=False)
                found.extend(value for value in values if not _within(value, found))
        return _per_element(found) if found else Outcomes(complete=False)

    def _missing(self, name: str, day: datetime.date, seen: frozenset[str] = frozenset()) -> list[str]:
        """The unanswered facts that an undecided decision reads, itself or through undecided others."""
        decision = self.model.decisions[name]
        days: Iterable[datetime.date] = [day]
        found: dict[str, None] = {}
        if decision.as_of is not None:
            if decision.as_of in self.evaluation.facts:
                days = [used for (read, used) in self.evaluation.used if read == name] or [day]
            else:
                found[decision.as_of] = None
                days = self.model.first_days
        for each in days:
            version = self.model.version(name, each)
            for required in version.requires if version else ():
                if required not in seen:
                    found.update(dict.fromkeys(self._missing_behind(required, each, seen | {name})))
        return list(found)

    def _missing_behind(self, name: str, day: datetime.date, seen: frozenset[str]) -> list[str]:
        if name in self.evaluation.facts:
            return []
        decision = self.model.decisions.get(name)
        if decision is not None and decision.is_function:
            return self._missing(name, day, seen)
        try:
            self.evaluation.read(name, day)
        except Unanswered:
            pass
        except (FactError, EvaluationError):
            return []
        else:
            return []
        fact = self.model.facts.get(name)
        if fact is None:
            tree = self._tree(name, day)
            return self._missing(name, day, seen) if tree is None else facts(tree)
        reads = fact.default.reads if fact.default else ()
        behind = [
            each for read in reads if read not in seen for each in self._missing_behind(read, day, seen)
        ]
        return behind or [name]


def _open(evaluation: Evaluation, day: datetime.date, names: list[str]) -> list[str]:
    """The names that cannot be decided yet, each read."""
    return [name for name in names if evaluation.is_open(name, day)]


def settle_alike(
    evaluation: Evaluation, day: datetime.date, names: list[str], rounds: Iterable[Settled]
) -> None:
    """Bring an evaluation to where an inquiry brought another one of the same facts, without its trials."""
    for settled in rounds:
        _open(evaluation, day, names)
        evaluation.settle(day, settled)
    _open(evaluation, day, names)


def _subsets(choices: tuple[Any, ...] | None) -> list[Any] | None:
    """Every list of distinct items in the order of the choices: order and repetition seldom matter."""
    if choices is None or len(choices) > MAX_LISTED:
        return None
    sizes = range(len(choices) + 1)
    return [list(items) for size in sizes for items in combinations(choices, size)]


def _per_element(values: list[Any]) -> Outcomes:
    """Outcomes; for lists the elements that can come in, and those that are in all of them."""
    if not all(isinstance(value, list) for value in values):
        return Outcomes(to_python(value) for value in values)
    elements = _merged(values)
    certain = [item for item in elements if all(_within(item, value) for value in values)]
    return Outcomes(map(to_python, elements), map(to_python, certain))


def _merged(lists: list[list[Any]]) -> list[Any]:
    """Every element once, in an order that agrees with the lists."""
    merged: list[Any] = []
    for items in lists:
        place = 0
        for item in items:
            known = next((index for index, other in enumerate(merged) if same_value(item, other)), None)
            if known is None:
                merged.insert(place, item)
            place = (place if known is None else max(place, known)) + 1
    return merged


def _within(item: Any, values: list[Any]) -> bool:
    return any(same_value(item, other) for other in values)
