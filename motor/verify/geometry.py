"""A decision table laid out for analysis: its rules as boxes, and which of them give the same."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property

from motor.errors import EvaluationError
from motor.feel.scope import Scope
from motor.regions import Index, space_of
from motor.regions.outcomes import Rules, TableOutcomes
from motor.table import Table
from motor.table.hit_policy import output, rank
from motor.table.model import Rule


class Geometry:
    """A table and its rules as boxes. Rules are counted from 0 here, as bits are."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.policy = table.model.hit_policy
        self.rules = table.model.rules
        self.space = space_of(table)
        self.boxes = self.space.boxes(table)
        self.outcomes = TableOutcomes(table)
        self.outputs = self.outcomes.outputs
        self.index = Index([each.box for each in self.boxes], self.space.everything)

    @cached_property
    def exact(self) -> Rules:
        """The rules that hit everywhere in their boxes."""
        return sum(1 << rule for rule, each in enumerate(self.boxes) if each.exact)

    @cached_property
    def constant(self) -> Rules:
        """The rules whose outputs are known before they are run."""
        return sum(
            1 << place for place, rule in enumerate(self.rules) if all(cell.constant for cell in rule.outputs)
        )

    @cached_property
    def _alike(self) -> dict[Hashable, Rules]:
        found: dict[Hashable, Rules] = {}
        for place, key in enumerate(self.outputs):
            found[key] = found.get(key, 0) | 1 << place
        return found

    def alike(self, rule: int) -> Rules:
        """The rules, itself among them, with the same outputs as a rule."""
        return self._alike[self.outputs[rule]]

    @cached_property
    def ranks(self) -> list[tuple[int, ...] | None]:
        """The priority of each rule under prioritet, the highest first; None where it is not known."""
        known: dict[Hashable, tuple[int, ...] | None] = {}
        for place, (key, rule) in enumerate(zip(self.outputs, self.rules, strict=True)):
            if key not in known:
                known[key] = self._rank(rule) if self.constant >> place & 1 else None
        return [known[key] for key in self.outputs]

    def _rank(self, rule: Rule) -> tuple[int, ...] | None:
        try:
            return rank(self.table.model, output(self.table.model, rule, Scope()))
        except EvaluationError:
            return None

    @cached_property
    def _by_rank(self) -> tuple[dict[tuple[int, ...], Rules], dict[tuple[int, ...], Rules]]:
        """For each rank, the rules that have it, and those that have a higher."""
        equal: dict[tuple[int, ...], Rules] = {}
        for place, each in enumerate(self.ranks):
            if each is not None:
                equal[each] = equal.get(each, 0) | 1 << place
        higher, so_far = {}, 0
        for each in sorted(equal):
            higher[each] = so_far
            so_far |= equal[each]
        return equal, higher

    def of_equal_rank(self, rule: int) -> Rules:
        """The rules with the same priority, itself among them; none where it is not known."""
        own = self.ranks[rule]
        return 0 if own is None else self._by_rank[0][own]

    def of_higher_rank(self, rule: int) -> Rules:
        """The rules with a higher priority; none where its own is not known."""
        own = self.ranks[rule]
        return 0 if own is None else self._by_rank[1][own]

    def outcome(self, hits: Rules) -> Hashable:
        """What tells the outcome where these rules alone hit: equal only where the outcomes are the same."""
        found = self.outcomes.of(hits)
        return found.form, found.key
