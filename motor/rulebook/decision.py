"""A decision and its versions along time."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from motor.documents.model import DecisionDocument
from motor.feel.scope import Scope
from motor.rulebook.inference import Typing
from motor.table import Table
from motor.trace import Interpretation, Part, Reference, VersionStamp

DRAFT = "utkast"
FUNCTION = "funktion"


@dataclass(frozen=True, slots=True)
class Logic:
    """What a version runs: its closure, what that reads, and its steps or output columns.

    `indirect` are the names read elsewhere than as an input column of its table; `typing` gives the type of
    its value from the types of what it reads.
    """

    run: Callable[[Scope], Any]
    typing: Typing
    reads: tuple[str, ...]
    indirect: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a decision, compiled."""

    decision: str
    stamp: VersionStamp
    document: DecisionDocument
    kind: str
    logic: Logic
    references: tuple[Reference, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()

    @property
    def run(self) -> Callable[[Scope], Any]:
        """The closure that gives the version's value."""
        return self.logic.run

    @property
    def requires(self) -> tuple[str, ...]:
        """The facts and decisions that it reads (DMN's information requirements)."""
        return self.logic.reads

    @property
    def table(self) -> Table | None:
        """Its table, when it is one."""
        return self.logic.table

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its steps or output columns."""
        return self.logic.parts

    @property
    def valid_from(self) -> datetime.date:
        """The first day that the version is in force."""
        return self.stamp.valid_from

    @property
    def valid_to(self) -> datetime.date | None:
        """The last day that it is in force; None: until the next version."""
        return self.stamp.valid_to

    @property
    def status(self) -> str:
        """utkast, förslag or beslutad."""
        return self.stamp.status


@dataclass(frozen=True, slots=True)
class Decision:
    """All versions of a decision, the earliest first. `as_of` names the date fact that picks the version.

    With `held` the version of that day is in force on every day.
    """

    name: str
    versions: tuple[Version, ...]
    as_of: str | None = None
    held: datetime.date | None = None

    @property
    def is_function(self) -> bool:
        """Whether this is a function (DMN's business knowledge model), which is called and not asked for."""
        return all(version.kind == FUNCTION for version in self.versions)

    def counted(self, drafts: bool) -> list[Version]:
        """The versions that count: drafts only when asked for."""
        return [version for version in self.versions if drafts or version.status != DRAFT]

    def at(self, day: datetime.date, drafts: bool = False) -> Version | None:
        """The latest version that begins on or before `day`; an ended one never falls through to an older."""
        day = self.held or day
        begun = [version for version in self.counted(drafts) if version.valid_from <= day]
        if not begun or (begun[-1].valid_to is not None and begun[-1].valid_to < day):
            return None
        return begun[-1]

    def as_if_always(self, day: datetime.date, drafts: bool = False) -> Decision:
        """The decision with its version of `day` alone, in force on every day, so that no fact picks it.

        One without rules that day has none on any, and keeps its versions to tell when there are rules.
        """
        version = self.at(day, drafts)
        return Decision(self.name, self.versions if version is None else (version,), held=day)

    def first_days(self, drafts: bool = False) -> list[datetime.date]:
        """The day on which each version begins."""
        return [version.valid_from for version in self.counted(drafts)]

    def periods(self, drafts: bool = False) -> str:
        """When there are rules, in words: "2023-01-01 och framåt"."""
        versions = self.counted(drafts)
        spans: list[tuple[datetime.date, datetime.date | None]] = []
        for version in versions:
            joined = spans and spans[-1][1] in (None, version.valid_from - datetime.timedelta(days=1))
            start = spans.pop()[0] if joined else version.valid_from
            spans.append((start, version.valid_to))
        return " och ".join(f"{start} till {end}" if end else f"{start} och framåt" for start, end in spans)
