"""What was found of a decision, kept by what it rests on: the same is not looked into twice.

What unanswered facts can still do to a decision depends on nothing but the day, and the answers to the facts
behind it and behind the constraints. Answers that fall in the same cells lead to the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from motor.rulebook.coding import Coding, codings
from motor.rulebook.memory import UNANSWERED, footing
from motor.rulebook.model import Model

PLACES = 1 << 13
"""How much is kept of a rule set; then the memory begins anew."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trial:
    """What trying some facts gave: the value alone in `given`; else the fact asked for, or nothing.

    Nothing is given where the decision fails, nor where the facts are not `possible` together.
    """

    given: tuple[Any, ...] = ()
    open_fact: str | None = None
    possible: bool = True


class Kept(Generic[T]):
    """What was found of the decisions of one rule set, as it was loaded. Safe from every thread.

    Only what is `lasting` is kept: not what is bound to one evaluation.
    """

    def __init__(self, model: Model, lasting: Callable[[T], bool]) -> None:
        self.model = model
        self.lasting = lasting
        self._kept: dict[Hashable, T] = {}
        self._codings: dict[Hashable, tuple[Coding, ...]] = {}

    def of(self, name: str, day: datetime.date, facts: Mapping[str, Any], find: Callable[[], T]) -> T:
        """What there is of a decision under those facts (FEEL values): kept from before, else found now."""
        key = self._key(name, day, facts)
        if key is None:
            return find()
        try:
            return self._kept[key]
        except KeyError:
            found = find()
        if self.lasting(found):
            _make_room(self._kept)
            self._kept[key] = found
        return found

    def _key(self, name: str, day: datetime.date, facts: Mapping[str, Any]) -> Hashable | None:
        """What it rests on; None where that cannot be told apart."""
        found = [
            each.code(facts[each.fact.name]) if each.fact.name in facts else UNANSWERED
            for each in self._behind(name, day)
        ]
        return (name, day, *found) if found and None not in found else None

    def _behind(self, name: str, day: datetime.date) -> tuple[Coding, ...]:
        """The facts behind a decision, and how to tell their values apart; none where it reads the clock."""
        key = (name, day)
        found = self._codings.get(key)
        if found is None:
            behind = footing(name, self.model.facts, self.model.decisions).facts
            behind = behind.union(*self.model.behind_constraints)
            coded = codings(self.model, [name], day)
            found = tuple(each for each in coded if each.fact.name in behind)
            _make_room(self._codings)
            self._codings[key] = found
        return found


def _make_room(kept: dict[Hashable, Any]) -> None:
    if len(kept) >= PLACES:
        kept.clear()
