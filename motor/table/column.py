"""One input column cut into elementary cells: which rules does a value let through?

Between the column's own boundaries every value meets the same rules, so each elementary cell is decided once,
by running the compiled tests on one representative, and a value is found by bisection (numbers, dates) or by
dictionary (texts, booleans). Open ends, exact decimals and three-valued null thus hold by construction. Sets
of rules are ints used as bitmasks, bit i for rule i. A test that is not constant on its column (it asks a
function about the value, or reads another name) stays a closure that is run for each value.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from motor.feel.scope import Scope
from motor.feel.syntax import Node
from motor.table.cells import cut
from motor.table.constants import constants
from motor.table.masks import Tests, all_masks
from motor.table.model import InputColumn, UnaryTest

SINGLY = 16
"""How many cells are decided one by one, before all of them are decided at once."""


class Column:
    """The tests of one input column over all rules, ready to give a bitmask for a value."""

    def __init__(self, clause: InputColumn, tests: Iterable[UnaryTest | None]) -> None:
        self.clause = clause
        self.any = 0
        by_text: dict[str, tuple[UnaryTest, int]] = {}
        for index, test in enumerate(tests):
            if test is None:
                self.any |= 1 << index
            else:
                seen = by_text.get(test.text, (test, 0))[1]
                by_text[test.text] = (test, seen | 1 << index)
        bounds = constants if clause.scalar else _uncut
        points = {text: bounds(test.node) for text, (test, _) in by_text.items()}
        self.constant: Tests = [by_text[text] for text, found in points.items() if found is not None]
        self.closures: Tests = [by_text[text] for text, found in points.items() if found is None]
        limits = bounds(clause.allowed.node) if clause.allowed else ()
        self.known = not self.closures and limits is not None
        """Whether the boundaries tell all that the column can tell apart."""
        self.points = [point for found in (*points.values(), limits) for point in found or ()]
        self.cells = cut(self.points)
        self.boundaries = [found for found in points.values() if found is not None]

    def mask(self, value: Any, scope: Scope) -> int:
        """The rules that `value` lets through. `scope` is what closures may read besides `?`."""
        cell, representative = self.cells.find(value)
        mask = self.cells.masks.get(cell)
        if mask is None:
            mask = self._decide(cell, representative)
        return mask | _met(self.closures, value, scope) if self.closures else mask

    def _decide(self, cell: Any, representative: Any) -> int:
        masks = self.cells.masks
        if len(masks) == SINGLY:
            masks |= all_masks(self.cells, self.constant, self.boundaries, self.any)
            if cell in masks:
                return masks[cell]
        mask = self.any | _met(self.constant, representative, Scope())
        if cell is not None:
            masks[cell] = mask
        return mask

    @cached_property
    def possible_masks(self) -> frozenset[int] | None:
        """Every mask that some value of this column gives, or None where that cannot be known."""
        values = self.representatives()
        return None if values is None else frozenset(self.mask(value, Scope()) for value in values)

    def representatives(self) -> list[Any] | None:
        """One allowed value from each elementary cell, null last, or None where cells do not tell all."""
        cells = self.cells.representatives() if self.known else None
        if cells is None:
            return None
        values = [value for value in cells if self.allows(value)]
        return [*values, None] if self.clause.nullable else values

    def allows(self, value: Any) -> bool:
        """Whether `value` is among the column's allowed values (true when it has none)."""
        allowed = self.clause.allowed
        return allowed is None or allowed.holds(value)


def distinguishable(columns: Iterable[Column], allowed: UnaryTest | None, sample: Any) -> list[Any] | None:
    """One allowed value for each way in which all these columns can tell values apart; None: not known.

    Null is not among them. `sample` is any value of the columns' type.
    """
    limits = constants(allowed.node) if allowed else ()
    if limits is None or not all(column.known for column in columns):
        return None
    points = [point for column in columns for point in column.points] + list(limits)
    values = cut(points).representatives() if points else [sample]
    if values is None:
        return None
    return [value for value in values if allowed is None or allowed.holds(value)] or None


def _met(tests: Tests, value: Any, scope: Scope) -> int:
    mask = 0
    for test, rules in tests:
        if _run(test, value, scope) is True:
            mask |= rules
    return mask


def _run(test: UnaryTest, value: Any, scope: Scope) -> Any:
    inner = scope.child()
    inner["?"] = value
    return test.run(inner)


def _uncut(_: Node) -> None:
    """The boundaries of a test on a column that is not cut into cells."""
