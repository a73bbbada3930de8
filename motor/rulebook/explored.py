"""What looking into a decision gave, kept by all that it rests on: the same is not looked into twice.

It rests on nothing but the day that its versions are of, the day asked about, which the constraints are of,
and the answers to the facts behind the decision, behind the constraints and behind the choice of versions.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from motor.rulebook.memory import PLAIN, UNANSWERED, footing, reads_clock
from motor.rulebook.model import Model

PLACES = 1 << 10
"""How much is kept of a rule set; then the oldest is let go."""

T = TypeVar("T")
Find = Callable[[], tuple[T, bool]]
"""Looks into a decision, and tells whether the same would be found again."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What trying some facts gave: the value alone in `given`; else the fact asked for, or nothing.

    Nothing is given where the decision fails, nor where the facts are not `possible` together.
    """

    given: tuple[Any, ...] = ()
    open_fact: str | None = None
    possible: bool = True


class Explored(Generic[T]):
    """What was found of the decisions of one rule set, as it was loaded. Safe from every thread.

    Nothing is kept where anything that decides reads the clock.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._kept: dict[Hashable, T] = {}
        self._behind: dict[str, tuple[str, ...] | None] = {}
        self._lock = Lock()

    def of(
        self,
        name: str,
        day: datetime.date,
        asked: datetime.date,
        facts: Mapping[str, Any],
        find: Find[T],
    ) -> T:
        """What there is of a decision as of `day`, `asked` about on another: kept from before, else found.

        `facts` are FEEL values.
        """
        key = self._key(name, day, asked, facts)
        if key is None:
            return find()[0]
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        found, lasting = find()
        if lasting:
            with self._lock:
                self._kept[key] = found
                if len(self._kept) > PLACES:
                    del self._kept[next(iter(self._kept))]
        return found

    def _key(
        self, name: str, day: datetime.date, asked: datetime.date, facts: Mapping[str, Any]
    ) -> Hashable | None:
        """All that it rests on; None where that cannot be told."""
        if name not in self._behind:
            self._behind[name] = self._facts_behind(name)
        behind = self._behind[name]
        if behind is None:
            return None
        values = [_exact(facts.get(fact, UNANSWERED)) for fact in behind]
        return None if None in values else (name, day, asked, *values)

    def _facts_behind(self, name: str) -> tuple[str, ...] | None:
        """Those behind a decision, the constraints and the choice of versions; None: the clock as well."""
        constraints = [each.expression for each in self.model.constraints]
        names = {name, *self.model.picking}.union(*(each.reads for each in constraints))
        footings = [footing(each, self.model.facts, self.model.decisions) for each in names]
        if not all(each.steady for each in footings) or any(reads_clock(each.text) for each in constraints):
            return None
        return tuple(sorted(frozenset().union(*(each.facts for each in footings))))


def _exact(value: Any) -> Hashable | None:
    """What only the very same FEEL value has; None for values that can be equal and yet differ."""
    if isinstance(value, list):
        items = tuple(map(_exact, value))
        return None if None in items else items
    return (type(value), value) if type(value) in PLAIN else None
