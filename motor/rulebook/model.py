"""A compiled rule set as data: its facts, its decisions along time, and which columns test which fact."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from motor.rulebook.decision import Decision, Version
from motor.rulebook.expressions import Expression
from motor.rulebook.facts import Fact
from motor.table.column import Column


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition across facts, and what to tell the one who broke it."""

    expression: Expression
    message: str


@dataclass(frozen=True)
class Model:
    """What an evaluation works on. `drafts` says whether versions with status utkast count."""

    name: str
    facts: Mapping[str, Fact]
    decisions: Mapping[str, Decision]
    constraints: tuple[Constraint, ...] = ()
    drafts: bool = False

    def version(self, decision: str, day: datetime.date) -> Version | None:
        """The version of a decision in force on `day`, or None."""
        return self.decisions[decision].at(day, self.drafts)

    @cached_property
    def first_days(self) -> list[datetime.date]:
        """Every day on which some version begins, in order."""
        return sorted(
            {day for decision in self.decisions.values() for day in decision.first_days(self.drafts)}
        )

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
