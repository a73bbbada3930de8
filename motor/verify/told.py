"""A table with its analysis, as those who tell of it need it: places, cases, cells as one writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from motor.documents.model import Cell, DecisionDocument, RuleDocument, TableDocument
from motor.regions import Axis, Box, cell_text, witness
from motor.verify.across import Feed
from motor.verify.finding import Code, Finding
from motor.verify.model import Analysis, Found
from motor.verify.possible import possible

MOST_TOLD = 20
"""How many findings of one kind are told of a table."""


@dataclass(frozen=True)
class Told:
    """A table's version, its analysis, and what its columns read from other decisions."""

    document: DecisionDocument
    table: TableDocument
    analysis: Analysis
    feeds: Mapping[str, Feed]

    @cached_property
    def reach(self) -> Box:
        """The part of the space that can come about."""
        given = {name: feed.outcomes for name, feed in self.feeds.items()}
        return possible(self.analysis.space, given)

    def rule(self, number: int) -> RuleDocument:
        """A rule by its number."""
        return self.table.rules[number - 1]

    def axis(self, name: str) -> tuple[int, Axis]:
        """An axis and its place, by its name."""
        axes = self.analysis.space.axes
        return next((place, axis) for place, axis in enumerate(axes) if axis.name == name)

    def cells(self, box: Box) -> dict[str, str]:
        """A box as cells of a rule, by column; `-` where the whole column that can come about is meant."""
        axes = zip(self.analysis.space.axes, box, self.reach, strict=True)
        return {
            axis.name: "-" if cells == reached else cell_text(axis, cells) for axis, cells, reached in axes
        }

    def case(self, box: Box) -> dict[str, Any]:
        """One case in a box."""
        return witness(self.analysis.space, box)

    def rule_box(self, number: int) -> Box:
        """Where a rule can hit."""
        return self.analysis.boxes[number - 1].box

    def finding(self, code: Code, sentence: str, at: Cell | None = None, **more: Any) -> Finding:
        """A finding in this version, at its name when not said otherwise."""
        document = self.document
        return Finding(code, sentence, at or document.at, document.name, document.valid_from, **more)


def some(told: Told, found: Iterable[Finding], all_of: Found[Any] | None = None) -> Iterator[Finding]:
    """The first findings of a kind, and that there are more."""
    items = iter(found)
    shown = list(islice(items, MOST_TOLD))
    yield from shown
    if shown and (next(items, None) is not None or (all_of is not None and not all_of.complete)):
        sentence = f"Tabellen har fler sådana fynd än de {len(shown)} som visas: {shown[0].code}."
        yield told.finding(shown[0].code, sentence, hint="Rätta dem som visas och granska igen.")
