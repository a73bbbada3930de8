"""The trace: how each decision came about, as plain data that pages, commands and the API show.

It holds no logic. `motor.table` fills in the rules and cells, `motor.rulebook` the version and the day.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class CellOutcome(StrEnum):
    """What one cell of a rule said of the value."""

    MET = "uppfyllt"
    NOT_MET = "ej uppfyllt"
    OPEN = "öppen"
    IRRELEVANT = "spelar ingen roll"


class RuleOutcome(StrEnum):
    """Whether a rule hit; open when that rests on unanswered facts."""

    HIT = "träff"
    MISS = "ej träff"
    OPEN = "öppen"


@dataclass(frozen=True, slots=True)
class Reference:
    """Where in a source document something stands: dnr, section, and a phrase of a few words."""

    dnr: str | None = None
    section: str | None = None
    phrase: str | None = None

    def __str__(self) -> str:
        phrase = f"”{self.phrase}”" if self.phrase else None
        return ", ".join(part for part in (self.dnr, self.section, phrase) if part)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How an unclear source was read."""

    text: str
    number: int | None = None

    def __str__(self) -> str:
        return self.text if self.number is None else f"{self.number}. {self.text}"


@dataclass(frozen=True, slots=True)
class Part:
    """A step or an output column of a decision: what it reads, its own status and sources."""

    name: str
    reads: tuple[str, ...] = ()
    status: str | None = None
    references: tuple[Reference, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionStamp:
    """Which version of a decision was used, so that the answer can be traced to a file's exact text.

    `file` is its path within the rule set. `correction` is the number of the correction that its text is.
    """

    file: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    status: str
    sha256: str
    correction: int | None = None

    @property
    def standing(self) -> str:
        """Its status in words, with the correction that it is."""
        return self.status if self.correction is None else f"{self.status}, rättelse {self.correction}"


@dataclass(frozen=True, slots=True)
class CellTrace:
    """One cell of a rule: the test as written, and what came of it. What it met is the decision's input."""

    column: str
    test: str
    outcome: CellOutcome


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """One rule of a table, numbered from 1 in the order of the file."""

    number: int
    outcome: RuleOutcome
    cells: tuple[CellTrace, ...]
    outputs: dict[str, str]
    status: str | None = None
    references: tuple[Reference, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()


@dataclass(slots=True)
class DecisionTrace:
    """One decision as of one day. `value` is None and `decided` False when it rests on unanswered facts.

    `inputs` are the values that the table's columns met, by column.
    """

    decision: str
    day: datetime.date
    version: VersionStamp
    decided: bool
    value: Any
    inputs: dict[str, Any] = field(default_factory=dict)
    rules: tuple[RuleTrace, ...] = ()
    parts: tuple[Part, ...] = ()
    requires: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()

    def with_inputs(self, inputs: dict[str, Any]) -> DecisionTrace:
        """The same with other values in the columns."""
        return DecisionTrace(
            self.decision,
            self.day,
            self.version,
            self.decided,
            self.value,
            inputs,
            self.rules,
            self.parts,
            self.requires,
            self.references,
            self.interpretations,
        )
