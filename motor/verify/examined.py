"""A table with its analysis, as those who tell of it need it: places, cases, cells as one writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from motor.documents.model import Cell, DecisionDocument, RuleDocument, TableDocument
from motor.regions import Axis, Box, Found, cell_text, witness
from motor.verify.acceptance import Acceptances
from motor.verify.across import Feed
from motor.verify.finding import Code, Finding
from motor.verify.model import Analysis
from motor.verify.possible import possible
from motor.verify.wording import condition, listed

MOST_TOLD = 20
"""How many findings of one kind are told of a table."""


@dataclass(frozen=True)
class Voice:
    """A version that is told of, and what is accepted in it."""

    document: DecisionDocument
    accepted: Acceptances

    def finding(self, code: Code, sentence: str, at: Cell | None = None, **more: Any) -> Finding:
        """A finding in this version, at its name when not said otherwise."""
        document = self.document
        return Finding(code, sentence, at or document.at, document.name, document.valid_from, **more)


@dataclass(frozen=True)
class Examined(Voice):
    """A table's version, its analysis, and what its columns read from other decisions."""

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

    def conditions(self, box: Box) -> str:
        """A box in words, `ålder är under 18 och barn är nej`; "" where all that can come about is meant."""
        axes = zip(self.analysis.space.axes, box, self.reach, strict=True)
        said = [condition(axis, cells) for axis, cells, reached in axes if cells not in (reached, axis.all)]
        return listed(said) if said else ""

    def case(self, box: Box) -> dict[str, Any]:
        """One case in a box."""
        return witness(self.analysis.space, box)

    def rule_box(self, number: int) -> Box:
        """Where a rule can hit."""
        return self.analysis.boxes[number - 1].box


def some(voice: Voice, found: Iterable[Finding], all_of: Found[Any] | None = None) -> Iterator[Finding]:
    """The findings of a kind that are told, and one that says that there are more.

    Those that are accepted are not counted among the `MOST_TOLD`.
    """
    count, code = 0, None
    for finding in found:
        if count == MOST_TOLD:
            yield _more(voice, finding.code)
            return
        yield finding
        code = finding.code
        count += not voice.accepted.silence(finding)
    if code is not None and all_of is not None and not all_of.complete:
        yield _more(voice, code)


def _more(voice: Voice, code: Code) -> Finding:
    sentence = f"Versionen har fler fynd av slaget {code} än de som visas."
    return voice.finding(code, sentence, hint="Rätta dem som visas och granska igen.", more=True)
