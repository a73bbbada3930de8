"""A comparison of rules as pages tell it: what is written otherwise, what comes out otherwise, the cases."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from motor.difference import Comparison, TextChange
from verktyg.skillnad import utsaga
from verktyg.skillnad.tabeller import TablePair, side_by_side
from verktyg.skillnad.testfall import Cases
from verktyg.webb.lankar import Links

MOST = 40
"""How many places of a table, and cases, are shown before one asks for more."""

T = TypeVar("T")
Days = tuple[datetime.date, datetime.date]


@dataclass(frozen=True, slots=True)
class Cut(Generic[T]):
    """A list of which the first are shown, and the rest when asked for."""

    shown: tuple[T, ...]
    rest: tuple[T, ...]

    @classmethod
    def of(cls, items: Iterable[T]) -> Cut[T]:
        """The list, cut."""
        listed = tuple(items)
        return cls(listed[:MOST], listed[MOST:])


@dataclass(frozen=True, slots=True)
class Changed:
    """What is written otherwise in one place: both tables laid over each other, and what they do not show."""

    written: utsaga.Written
    listed: tuple[TextChange, ...]
    tables: TablePair | None
    href: str | None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Where one table's outcome changes."""

    told: utsaga.Outcomes
    places: Cut[utsaga.Place]


@dataclass(frozen=True, slots=True)
class ComparedCases:
    """What the golden cases say."""

    told: utsaga.CasesTold
    changes: Cut[utsaga.CaseTold]


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison as pages tell it; `days` are those of the rules before and after."""

    days: Days
    scope: str
    same: bool
    changed: tuple[Changed, ...]
    outcomes: tuple[Outcomes, ...]
    resting: tuple[utsaga.Resting, ...]
    moved: tuple[str, ...]
    cases: ComparedCases | None

    @classmethod
    def of(cls, comparison: Comparison, days: Days, links: Links, cases: Cases | None = None) -> Compared:
        """The whole of it; `links` are those of the rules after."""
        told = utsaga.cases_told(cases) if cases else None
        return cls(
            days,
            utsaga.scope(comparison, False, comparison.right.rulebook.drafts),
            comparison.same,
            tuple(_changed(one, links) for one in utsaga.written(comparison)),
            tuple(Outcomes(one, Cut.of(one.places)) for one in utsaga.outcomes(comparison)),
            tuple(utsaga.resting(comparison)),
            tuple(utsaga.moved(comparison)),
            ComparedCases(told, Cut.of(told.changes)) if told else None,
        )


def _changed(one: utsaga.Written, links: Links) -> Changed:
    if one.decision is None:
        return Changed(one, one.changes, None, None)
    before, after = one.decision.left, one.decision.right
    tables, latest = side_by_side(before, after), after or before
    listed = tuple(each for each in one.changes if tables is None or each.rule is None)
    href = links.version(latest.decision, latest.valid_from) if latest else None
    return Changed(one, listed, tables, href)
