"""Answers worth trying for each fact of a rule set: boundaries, one unit beside them, and what is refused."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from motor.rulebook import Rulebook
from motor.rulebook.facts import Fact
from motor.rulebook.types import kind
from motor.table.constants import constants
from motor.values.temporal import Date
from motor.values.types import ListType

UNKNOWN_TEXT = "något helt annat"
A_DAY = datetime.timedelta(days=1)


def candidates(rulebook: Rulebook, name: str) -> list[Any]:
    """Python answers to a fact: representatives of all its cells, null, and some that the fact refuses."""
    fact = rulebook.facts[name]
    points = [point for column in rulebook.model.columns_of.get(name, ()) for point in column.points]
    points += (constants(fact.domain.test.node) or ()) if fact.domain else ()
    return list(dict.fromkeys(map(_hashable, [None, *_around(fact, points)])))


def _hashable(answer: Any) -> Any:
    return tuple(answer) if isinstance(answer, list) else answer


def _around(fact: Fact, points: list[Any]) -> list[Any]:
    if isinstance(fact.type, ListType):
        return [[], *([choice] for choice in fact.choices or ())]
    match kind(fact.type):
        case "number":
            numbers = [point for point in points if isinstance(point, Decimal)] or [Decimal(0)]
            near = [number + step for number in numbers for step in (-1, 0, 1, Decimal("0.01"))]
            return [*map(_plain, near), Decimal("1.0"), -5, 10**30, "40", 0.5]
        case "string":
            return [*(point for point in points if isinstance(point, str)), UNKNOWN_TEXT, "", 7]
        case "boolean":
            return [True, False, 1, "ja"]
        case "date":
            days = [point.python() for point in points if isinstance(point, Date)]
            days += [datetime.date(2023, 12, 31), datetime.date(2024, 2, 29), datetime.date(2024, 11, 15)]
            return [
                *(day + step for day in days for step in (-A_DAY, 0 * A_DAY, A_DAY)),
                "2024-05-06",
                "i går",
            ]
    return []


def _plain(number: Decimal) -> int | Decimal:
    return int(number) if number == int(number) else number
