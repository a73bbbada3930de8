"""A compiled rule set as data: its facts, its decisions along time, and which columns test which fact."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from motor.rulebook.decision import Decision, Version
from motor.rulebook.expressions import Expression
from motor.rulebook.facts import Fact
from motor.rulebook.memory import Memory, footing
from motor.table.column import Column


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition across facts, and what to tell the one who broke it."""

    expression: Expression
    message: str


@dataclass(frozen=True)
class Model:
    """What an evaluation works on. `drafts` says whether versions with status utkast count.

    With `held` the rules of that day are in force on every day.
    """

    name: str
    facts: Mapping[str, Fact]
    decisions: Mapping[str, Decision]
    constraints: tuple[Constraint, ...] = ()
    drafts: bool = False
    held: datetime.date | None = None

    def as_if_always(self, day: datetime.date) -> Model:
        """The versions in force and the facts that exist on `day`, on every day; there are no others."""
        return replace(
            self,
            facts={name: fact.as_if_always() for name, fact in self.facts.items() if fact.applies(day)},
            decisions={name: one.as_if_always(day, self.drafts) for name, one in self.decisions.items()},
            held=day,
        )

    def version(self, decision: str, day: datetime.date) -> Version | None:
        """The version of a decision in force on `day`, or None."""
        key = (decision, self.period(day))
        if key not in self._in_force:
            self._in_force[key] = self.decisions[decision].at(day, self.drafts)
        return self._in_force[key]

    @cached_property
    def _in_force(self) -> dict[tuple[str, int], Version | None]:
        return {}

    @cached_property
    def first_days(self) -> list[datetime.date]:
        """Every day on which some version begins, in order."""
        return sorted(
            {day for decision in self.decisions.values() for day in decision.first_days(self.drafts)}
        )

    @cached_property
    def turns(self) -> list[datetime.date]:
        """Every day on which the versions in force change."""
        ends = {
            version.valid_to + datetime.timedelta(days=1)
            for version in self._versions()
            if version.valid_to is not None and version.valid_to < datetime.date.max
        }
        return sorted(ends.union(self.first_days))

    def period(self, day: datetime.date) -> int:
        """A number that two days share when the same versions of all decisions are in force on them."""
        return bisect_right(self.turns, day)

    def memory(self, name: str) -> Memory | None:
        """What is remembered of a decision or function; None for one that reads the clock."""
        if name not in self._memories:
            rests = footing(name, self.facts, self.decisions)
            self._memories[name] = Memory(tuple(sorted(rests.facts))) if rests.steady else None
        memory = self._memories[name]
        return memory if memory is not None and memory.open else None

    @cached_property
    def _memories(self) -> dict[str, Memory | None]:
        return {}

    @cached_property
    def behind_constraints(self) -> list[frozenset[str]]:
        """The facts behind each constraint, through defaults and decisions."""
        return [
            frozenset().union(
                *(footing(name, self.facts, self.decisions).facts for name in each.expression.reads)
            )
            for each in self.constraints
        ]

    @cached_property
    def picking(self) -> frozenset[str]:
        """The date facts that pick versions."""
        return frozenset(decision.as_of for decision in self.decisions.values() if decision.as_of)

    @cached_property
    def columns_of(self) -> dict[str, list[Column]]:
        """The table columns that test a fact, by the fact's name, over all versions."""
        columns: dict[str, list[Column]] = {}
        for version in self._versions():
            for column in version.table.columns if version.table else ():
                if column.clause.fact is not None:
                    columns.setdefault(column.clause.fact, []).append(column)
        return columns

    @cached_property
    def read_in_expressions(self) -> frozenset[str]:
        """The facts that some expression reads, where more than the cells of columns may matter."""
        defaults = [name for fact in self.facts.values() if fact.default for name in fact.default.reads]
        return frozenset(defaults).union(*(version.logic.indirect for version in self._versions()))

    def _versions(self) -> list[Version]:
        return [version for decision in self.decisions.values() for version in decision.versions]
