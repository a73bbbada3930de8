"""How the values of a fact are told apart: by cell where only columns of tables test it, else by value.

All values of a cell lead to the same answer, whatever the other facts are.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from motor.rulebook.decision import Version
from motor.rulebook.facts import Fact
from motor.rulebook.memory import PLAIN, Footing, footing, reads_clock
from motor.rulebook.model import Model
from motor.rulebook.types import kind
from motor.table.cells import Cells, cut
from motor.table.column import Column
from motor.table.constants import constants

_CUT = ("number", "string", "date")
"""The types of facts that are cut into cells; the values of the others are few, or not cut."""


@dataclass(frozen=True, slots=True)
class Coding:
    """A fact with the cells that its values are cut into; None: each value is a code of its own."""

    fact: Fact
    cells: Cells | None

    def code(self, value: Any) -> Hashable | None:
        """What tells a FEEL value apart; None where nothing can. Equal codes: the same answer."""
        if self.cells is not None:
            cell: Hashable | None = self.cells.find(value)[0]
            return cell
        return (type(value), value) if type(value) in PLAIN else None


def codings(model: Model, decisions: Iterable[str], day: datetime.date) -> list[Coding]:
    """How to tell apart the values of every fact of that day; none where what decides reads the clock."""
    constraints = [constraint.expression for constraint in model.constraints]
    names = dict.fromkeys([*decisions, *(name for each in constraints for name in each.reads)])
    footings = [footing(name, model.facts, model.decisions) for name in names]
    if not all(each.steady for each in footings) or any(reads_clock(each.text) for each in constraints):
        return []
    versions = list(_versions(model, footings))
    by_value = model.picking.union(*(version.logic.indirect for version in versions))
    by_value = by_value.union(*(each.reads for each in constraints))
    by_value = by_value.union(*(fact.default.reads for fact in model.facts.values() if fact.default))
    return [
        Coding(fact, None if fact.name in by_value else _cells(fact, versions))
        for fact in model.facts.values()
        if fact.applies(day)
    ]


def _versions(model: Model, footings: list[Footing]) -> Iterator[Version]:
    for name in frozenset().union(*(each.decisions for each in footings)):
        yield from model.decisions[name].versions


def _cells(fact: Fact, versions: list[Version]) -> Cells | None:
    """The cells that all columns together cut the fact's values into; None where columns do not tell all.

    A fact that no column tests is one cell: its values are allowed or refused, and matter no more.
    """
    columns = [column for version in versions for column in _columns(version, fact.name)]
    if not columns:
        return cut([])
    limits = constants(fact.domain.test.node) if fact.domain else ()
    if kind(fact.type) not in _CUT or limits is None or not all(column.known for column in columns):
        return None
    return cut([*limits, *(point for column in columns for point in column.points)])


def _columns(version: Version, fact: str) -> list[Column]:
    return [column for column in version.table.columns if column.clause.fact == fact] if version.table else []
