"""Which values of a fact two editions of a rule set can tell apart, and which are worth trying."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from itertools import chain, pairwise
from typing import Any

from motor.difference.editions import Edition
from motor.regions.axis import axis_of
from motor.rulebook.facts import Fact, refusal
from motor.rulebook.model import Model
from motor.rulebook.types import kind
from motor.table.column import Column
from motor.table.constants import constants
from motor.values.compare import key_of
from motor.values.number import number
from motor.values.temporal import Date
from motor.values.types import ListType

NUMBERS = tuple(map(number, (0, 1, 2, 6, 13, 40, 100)))
"""Numbers worth trying besides the bounds of the rules."""

STEPS = (number(-1), number(0), number(1))
LATER = (-1, 0, 1, 14, 45, 100, 190, 370)
"""How many days after a day where something changes are worth trying."""

MOST = 60
"""How many values of one fact are drawn from."""

ANOTHER_TEXT = "annan text"


class Values:
    """The values of facts, over both editions."""

    def __init__(self, left: Edition, right: Edition) -> None:
        self.editions = (left, right)
        self.models = [left.rulebook.model, right.rulebook.model]
        self._exact: dict[str, list[Any] | None] = {}

    def exact(self, name: str) -> list[Any] | None:
        """Values that stand for all that the fact can have; None where they cannot be told apart so."""
        if name not in self._exact:
            self._exact[name] = self._told_apart(name)
        return self._exact[name]

    def _told_apart(self, name: str) -> list[Any] | None:
        facts = self._facts(name)
        if any(name in model.picking for model in self.models):
            return None
        nulls = [None] if any(fact.unclear for fact in facts) else []
        if not facts:
            return None
        if all(kind(fact.type) == "boolean" for fact in facts):
            return [True, False, *nulls]
        if all(fact.choices is not None and not isinstance(fact.type, ListType) for fact in facts):
            return [*_distinct(chain.from_iterable(fact.choices or () for fact in facts)), *nulls]
        columns = self._columns(name)
        if not columns or any(name in _compared_elsewhere(model) for model in self.models):
            return None
        axis = axis_of(name, columns)
        tests = [test for column in columns for test, _ in (*column.constant, *column.closures)]
        limits = [fact.domain.test for fact in facts if fact.domain and axis.items is None]
        limits += [
            column.clause.allowed for column in columns if column.clause.allowed and axis.items is None
        ]
        if any(axis.measure(test) is None for test in (*tests, *limits)):
            return None
        values = [value for value in axis.values if any(not refusal(fact, value) for fact in facts)]
        return values or None

    def worth_trying(self, name: str) -> list[Any]:
        """Values to draw from, such that the fact takes in both editions; none for types without any."""
        facts = self._facts(name)
        found = _distinct(chain(self.exact(name) or (), self._around(name, facts[0])))
        return [value for value in found if not any(refusal(fact, value) for fact in facts)][:MOST]

    def _around(self, name: str, fact: Fact) -> Iterable[Any]:
        if fact.unclear:
            yield None
        points = [point for column in self._columns(name) for point in column.points]
        points += [
            point
            for each in self._facts(name)
            if each.domain
            for point in constants(each.domain.test.node) or ()
        ]
        if isinstance(fact.type, ListType):
            yield from _lists(fact)
        elif fact.choices is not None:
            yield from fact.choices
        elif kind(fact.type) == "number":
            yield from (point + step for point in points if isinstance(point, Decimal) for step in STEPS)
            yield from NUMBERS
        elif kind(fact.type) == "date":
            yield from self._days(points)
        elif kind(fact.type) == "boolean":
            yield from (True, False)
        elif kind(fact.type) == "string":
            yield from (*(point for point in points if isinstance(point, str)), ANOTHER_TEXT)

    def _days(self, points: list[Any]) -> Iterable[Date]:
        """Days around bounds, around the two days, and around those on which versions begin."""
        days = [point for point in points if isinstance(point, Date)]
        days += [Date.of(edition.day) for edition in self.editions]
        days += [Date.of(day) for model in self.models for day in model.first_days]
        last = datetime.date.max.toordinal()
        for later in LATER:
            for day in dict.fromkeys(days):
                if 0 < day.ordinal + later <= last:
                    yield Date.from_ordinal(day.ordinal + later)

    def _facts(self, name: str) -> list[Fact]:
        return [model.facts[name] for model in self.models if name in model.facts]

    def _columns(self, name: str) -> list[Column]:
        return [column for model in self.models for column in _columns_of(model, name)]


def _columns_of(model: Model, name: str) -> list[Column]:
    return model.columns_of.get(name, [])


def _compared_elsewhere(model: Model) -> set[str]:
    """The facts that expressions and constraints read, where more than the cells of columns may matter."""
    constrained = {name for each in model.constraints for name in each.expression.reads}
    return {*model.read_in_expressions, *constrained}


def _lists(fact: Fact) -> Iterable[list[Any]]:
    choices = list(fact.choices or ())
    yield []
    yield from ([choice] for choice in choices)
    yield from ([one, other] for one, other in pairwise(choices))
    yield choices


def _distinct(values: Iterable[Any]) -> list[Any]:
    """The values, each once."""
    found: dict[Any, Any] = {}
    for value in values:
        found.setdefault(key_of(value), value)
    return list(found.values())
