"""Golden cases and examples as typed data. Values are still text: their types decide what they mean."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from motor.documents.model import NO_NOTES, Cell, Notes
from motor.documents.source import Source


@dataclass(frozen=True, slots=True)
class ListValue:
    """A list of values that are still text."""

    items: tuple[Value, ...]
    at: Cell = field(repr=False)


@dataclass(frozen=True, slots=True)
class ContextValue:
    """A context of values that are still text."""

    entries: Mapping[str, Value]
    at: Cell = field(repr=False)


Value = Cell | ListValue | ContextValue
"""A value as written in a case; what it means is decided by the type of the fact or the decision."""


NOT_WORKED_OUT = "?"
"""What stands for an expected value that nobody has worked out."""


@dataclass(frozen=True, slots=True)
class Case:
    """A golden case. Expected and undecided are by decision, or a path into one (`ersättning.totalt`).

    `drafts`: rules with status utkast count. One that is not `confirmed` waits for a person to work out what
    is expected, and counts for nothing until then.
    """

    name: str
    at: Cell = field(repr=False)
    date: datetime.date | None
    facts: Mapping[str, Value]
    fact_names: Mapping[str, Cell] = field(repr=False)
    expected: Mapping[str, Value]
    expected_names: Mapping[str, Cell] = field(repr=False)
    undecided: tuple[Cell, ...] = ()
    missing: tuple[Cell, ...] | None = None
    error: Cell | None = None
    drafts: bool = False
    confirmed: bool = True
    notes: Notes = NO_NOTES


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of golden cases. `extra` holds made-up files for its cases, by their path in the rule set."""

    rulebook: str
    at: Cell = field(repr=False)
    cases: tuple[Case, ...]
    extra: Mapping[str, Cell]
    source: Source = field(repr=False)


@dataclass(frozen=True, slots=True)
class Example:
    """The facts of an example person."""

    name: str
    at: Cell = field(repr=False)
    date: datetime.date | None
    description: str | None
    facts: Mapping[str, Value]
    fact_names: Mapping[str, Cell] = field(repr=False)
    source: Source = field(repr=False)
