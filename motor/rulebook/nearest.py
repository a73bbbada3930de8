"""The smallest change: which few facts would have to be otherwise for a decision to come out as wanted.

Sets of one, two and three facts are tried in turn, over one value from each cell that tables tell apart.
The first size that gives anything is the answer, so no fact of a set is to spare. Left alone are facts whose
values are too many to tell apart: those that an expression, a constraint or a choice of version reads.

What is left unanswered may be answered in any way, so a change is tried first against the answers that
stopped others before it: few changes stand that, and only those are tried against every answer.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations, product
from typing import Any

from motor.errors import EvaluationError, FactError, Problem, suggestion
from motor.feel.scope import Unanswered
from motor.regions import Axis, Cells, bits, cell_text, value_in
from motor.regions.axis import axis_of
from motor.regions.lists import subsets
from motor.rulebook.evaluation import Evaluation
from motor.rulebook.exploration import same_value
from motor.rulebook.explored import Explored, Trial
from motor.rulebook.facts import Fact, read_facts, refusal
from motor.rulebook.memory import footing, holds_function
from motor.rulebook.model import Model
from motor.rulebook.rulebook import Rulebook
from motor.rulebook.types import kind
from motor.table.constants import constants
from motor.values.compare import key_of
from motor.values.convert import from_python, to_python
from motor.values.types import ListType

MOST_FACTS = 3
"""How many facts are changed at once."""

MOST_SETS = 5
"""How many sets are told."""

MOST_TRIALS = 400
"""How many evaluations one search may take: some tens of milliseconds."""

MOST_LISTED = 4
"""How many allowed items a list fact may have for all its lists to be tried."""

Facts = dict[str, Any]
Places = tuple[int, ...]
"""One cell of each fact that is changed, by its place on the fact's axis."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact that would have to be otherwise.

    `value` (Python) is one that works together with those of the other changes. `test` is every value that
    works with those, as a cell of a rule would say it.
    """

    fact: str
    value: Any
    test: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """Facts to change together, in the order they are declared; none is to spare."""

    changes: tuple[FactChange, ...]


def nearest(
    rulebook: Rulebook, facts: Mapping[str, Any], on: datetime.date, decision: str, wanted: Any
) -> list[Nearest]:
    """The smallest sets of facts, answered or not, whose change makes `wanted` (in) the decision's value.

    A list shall have `wanted` for certain, whatever is answered to the rest; another value shall be equal to
    it. Each set is told once, in the way that leaves the widest choice of values. There is none when it is so
    already, when no set of at most three facts does it, and when none was found in the trials that a search
    may take; sets found before these are spent are told.
    Raises FactError for facts that cannot be used or contradict each other, and for an unknown decision.
    """
    if decision not in rulebook.decisions or rulebook.decisions[decision].is_function:
        message = f"{rulebook.name} har inget beslut {decision}."
        raise FactError(Problem("okänt beslut", message, hint=suggestion(decision, rulebook.decisions)))
    answered = read_facts(facts, rulebook.facts)
    Evaluation(rulebook.model, answered).check_constraints(on)
    search = _Search(rulebook.model, rulebook.trials, on, decision, from_python(wanted))
    found: list[Nearest] = []
    try:
        if search.gives(answered):
            return []
        for size in range(1, MOST_FACTS + 1):
            for each in search.sets(answered, size):
                found.append(each)
                if len(found) == MOST_SETS:
                    return found
            if found:
                return found
    except _Spent:
        pass
    return found


class _Spent(Exception):
    """The trials of a search are spent."""


class _Search:
    """Tries facts against what is wanted. What was tried is remembered."""

    def __init__(
        self, model: Model, trials: Explored[Trial], day: datetime.date, decision: str, wanted: Any
    ) -> None:
        self.model = model
        self.trials = trials
        self.day = day
        self.decision = decision
        self.wanted = wanted
        self.axes = _axes(model, decision, day)
        self.values = {name: _values(model.facts[name], axis) for name, axis in self.axes.items()}
        self._known: dict[Hashable, tuple[bool | None, Facts]] = {}
        self._left = MOST_TRIALS
        self._stopping = [{name: next(iter(each.values())) for name, each in self.values.items() if each}]
        """Answers to every fact, the latest that stopped some change first."""
        self._stopped: Facts = {}
        """The answers that stopped the change tried last."""

    def gives(self, facts: Facts) -> bool:
        """Whether the facts give what is wanted, whatever is answered to those that are left."""
        if any(self._told({**answers, **facts}) is False for answers in self._stopping):
            return False
        told = self._told(facts)
        if told is False:
            self._stopping.insert(0, {**self._stopping[-1], **self._stopped})
        return told is True

    def _told(self, facts: Facts) -> bool | None:
        """The same; None for facts that cannot stand together."""
        key = frozenset((name, key_of(value)) for name, value in facts.items())
        if key not in self._known:
            self._known[key] = self._tried(facts), self._stopped
        told, self._stopped = self._known[key]
        return told

    def _tried(self, facts: Facts) -> bool | None:
        if not self._left:
            raise _Spent
        self._left -= 1
        self._stopped = facts
        trial = self.trials.of(self.decision, self.day, self.day, facts, partial(self._trial, facts))
        if trial.open_fact is not None:
            return self._whatever(facts, trial.open_fact)
        if not trial.possible:
            return None
        found = list(trial.given)
        if found and isinstance(found[0], list) and not isinstance(self.wanted, list):
            [found] = found
        return any(same_value(self.wanted, each) for each in found)

    def _trial(self, facts: Facts) -> tuple[Trial, bool]:
        """What the facts give, and whether the same would be given another time, in another evaluation."""
        evaluation = Evaluation(self.model, facts, afresh=True)
        trial = self._outcome(evaluation)
        return trial, not (evaluation.run.interrupted or any(map(holds_function, trial.given)))

    def _outcome(self, evaluation: Evaluation) -> Trial:
        try:
            evaluation.check_constraints(self.day, self.axes.keys())
            return Trial((evaluation.read(self.decision, self.day),))
        except Unanswered as error:
            return Trial(open_fact=error.fact)
        except FactError:
            return Trial(possible=False)
        except EvaluationError:
            return Trial()

    def _whatever(self, facts: Facts, open_fact: str) -> bool | None:
        """What holds for every answer to an unanswered fact, of those that are possible."""
        answers = self.values.get(open_fact)
        if not answers or open_fact in facts:
            return False
        possible = None
        for value in answers.values():
            told = self._told({**facts, open_fact: value})
            if told is False:
                return False
            possible = told or possible
        return possible

    def sets(self, answered: Facts, size: int) -> Iterator[Nearest]:
        """The sets of so many facts that do it, in the order of the facts."""
        for names in combinations(self.axes, size):
            others = [self._others(name, answered) for name in names]
            works = {
                places: None
                for places in product(*others)
                if self.gives({**answered, **self._values_at(names, places)})
            }
            if works:
                yield self._widest(names, list(works))

    def _others(self, name: str, answered: Facts) -> list[int]:
        """The places of the values that are not what was answered."""
        values = self.values[name]
        if name not in answered:
            return list(values)
        return [place for place, value in values.items() if not same_value(value, answered[name])]

    def _values_at(self, names: tuple[str, ...], places: Places) -> Facts:
        return {name: self.values[name][place] for name, place in zip(names, places, strict=True)}

    def _widest(self, names: tuple[str, ...], works: list[Places]) -> Nearest:
        """The change that leaves the widest choice of values, the first of those that leave as wide."""
        places = max(works, key=lambda each: sum(cells.bit_count() for cells in _ranges(each, works)))
        values = self._values_at(names, places)
        return Nearest(
            tuple(
                FactChange(name, to_python(values[name]), cell_text(self.axes[name], cells))
                for name, cells in zip(names, _ranges(places, works), strict=True)
            )
        )


def _ranges(places: Places, works: list[Places]) -> list[Cells]:
    """For each fact the cells that work while the other facts stay."""
    found = [0] * len(places)
    for other in works:
        differ = [index for index, place in enumerate(places) if other[index] != place]
        for index in differ if len(differ) == 1 else range(len(places)) if not differ else ():
            found[index] |= 1 << other[index]
    return found


def _values(fact: Fact, axis: Axis) -> dict[int, Any]:
    """A value from each cell that the fact allows, by the cell's place."""
    values = {place: value_in(axis, 1 << place) for place in bits(axis.all)}
    return {place: value for place, value in values.items() if refusal(fact, value) is None}


def _axes(model: Model, decision: str, day: datetime.date) -> dict[str, Axis]:
    """The cells of each fact that bears on a decision, where its values can be told apart, as declared."""
    behind = set(footing(decision, model.facts, model.decisions).facts)
    for constraint in model.constraints:
        behind.update(constraint.expression.reads)
    facts = [fact for fact in model.facts.values() if fact.name in behind and fact.applies(day)]
    axes = {fact.name: _axis(model, fact) for fact in facts if fact.name not in model.picking}
    return {name: axis for name, axis in axes.items() if axis is not None}


def _axis(model: Model, fact: Fact) -> Axis | None:
    """The cells of a fact's values; None where they are too many, or more than cells can matter."""
    listed = partial(_listed, fact)
    if isinstance(fact.type, ListType):
        items = fact.choices
        return None if items is None or len(items) > MOST_LISTED else listed(subsets(items), items)
    if fact.choices is not None:
        return listed(fact.choices)
    if kind(fact.type) == "boolean":
        return listed((True, False))
    columns = model.columns_of.get(fact.name)
    limits = fact.domain.test if fact.domain else None
    by_value = model.read_in_expressions.union(*(each.expression.reads for each in model.constraints))
    if not columns or fact.name in by_value or (limits and constants(limits.node) is None):
        return None
    cut = all(column.known and column.clause.allowed is limits for column in columns)
    return axis_of(fact.name, columns) if cut else None


def _listed(fact: Fact, values: Any, items: tuple[Any, ...] | None = None) -> Axis:
    null = (None,) if fact.unclear else ()
    return Axis(fact.name, (*values, *null), False, (), items, lambda _: None)
