"""The space that tables share: joint axes, and each rule as a box in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from motor.regions.axis import Axis, Cells, axis_of
from motor.table.column import Column
from motor.table.table import Table

Box = tuple[Cells, ...]
"""One set of cells an axis; empty when any of them is 0."""


@dataclass(frozen=True, slots=True)
class RuleBox:
    """Where a rule can hit: exactly there, or, where `unknown` columns cannot be analysed, there at most."""

    box: Box
    unknown: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether the rule hits everywhere in the box."""
        return not self.unknown


@dataclass(frozen=True)
class Space:
    """The axes of one or several tables."""

    axes: tuple[Axis, ...]

    @cached_property
    def everything(self) -> Box:
        """The box of all cells."""
        return tuple(axis.all for axis in self.axes)

    def boxes(self, table: Table) -> tuple[RuleBox, ...]:
        """Each rule of a table whose columns the space was made of, as a box."""
        count = len(table.model.rules)
        rows = [list(self.everything) for _ in range(count)]
        unknown: list[list[str]] = [[] for _ in range(count)]
        places = {axis.name: place for place, axis in enumerate(self.axes)}
        for column in table.columns:
            place = places[column.clause.name]
            axis = self.axes[place]
            for test, rules in (*column.constant, *column.closures):
                cells = axis.measure(test)
                for rule in bits(rules):
                    if cells is None:
                        unknown[rule].append(axis.name)
                    else:
                        rows[rule][place] &= cells
        return tuple(RuleBox(tuple(row), tuple(names)) for row, names in zip(rows, unknown, strict=True))


def space_of(*tables: Table) -> Space:
    """The joint space of tables: columns with one name are one axis, cut at the bounds of all tables."""
    columns: dict[str, list[Column]] = {}
    for table in tables:
        for column in table.columns:
            columns.setdefault(column.clause.name, []).append(column)
    return Space(tuple(axis_of(name, found) for name, found in columns.items()))


def bits(mask: int) -> list[int]:
    """The places of the bits that are set, the lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
