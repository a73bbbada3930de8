"""The decision trees of undecided decisions, kept by what they rest on: the same is not explored twice.

What unanswered facts can still do to a decision depends on nothing but the day, and the answers to the facts
behind it and behind the constraints. Answers that fall in the same cells lead to the same tree.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from motor.rulebook.coding import Coding, codings
from motor.rulebook.exploration import Tree, leaves
from motor.rulebook.memory import UNANSWERED, footing, holds_function
from motor.rulebook.model import Model

PLACES = 1 << 13
"""How many trees are kept of a rule set; then the memory begins anew."""

Key = tuple[Hashable, ...]


class Trees:
    """The trees of one rule set, as it was loaded. Safe from every thread."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._kept: dict[Key, Tree] = {}
        self._codings: dict[tuple[str, datetime.date], tuple[Coding, ...]] = {}

    def of(
        self, name: str, day: datetime.date, facts: Mapping[str, Any], explored: Callable[[], Tree | None]
    ) -> Tree | None:
        """The tree of a decision under those facts: kept, else `explored`, and then kept where it can be."""
        key = self._key(name, day, facts)
        if key is None:
            return explored()
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        tree = explored()
        if tree is not None and not any(map(holds_function, leaves(tree))):
            if len(self._kept) >= PLACES:
                self._kept.clear()
            self._kept[key] = tree
        return tree

    def _key(self, name: str, day: datetime.date, facts: Mapping[str, Any]) -> Key | None:
        """What the tree rests on; None where that cannot be told apart."""
        found = [
            each.code(facts[each.fact.name]) if each.fact.name in facts else UNANSWERED
            for each in self._behind(name, day)
        ]
        return (name, day, *found) if found and None not in found else None

    def _behind(self, name: str, day: datetime.date) -> tuple[Coding, ...]:
        """The facts behind a decision, and how to tell their values apart; none where it reads the clock."""
        key = (name, day)
        if key not in self._codings:
            if len(self._codings) >= PLACES:
                self._codings.clear()
            facts, decisions = self.model.facts, self.model.decisions
            behind = footing(name, facts, decisions).facts.union(*self.model.behind_constraints)
            coded = codings(self.model, [name], day)
            self._codings[key] = tuple(each for each in coded if each.fact.name in behind)
        return self._codings[key]
