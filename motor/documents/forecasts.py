"""A forecast as typed data: volumes and assumptions, and how they cost by the rules' decisions.

Numbers and expressions are still text: they are read with the rule set that the forecast is for.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from motor.documents.cases import Value
from motor.documents.model import Cell, Notes
from motor.documents.source import Source


@dataclass(frozen=True, slots=True)
class ForecastNumber:
    """A number of its own that each row has. `default`: that of rows which do not give it."""

    name: str
    at: Cell = field(repr=False)
    unit: str | None
    description: str | None
    default: Cell | None
    whole: bool


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """A cost in kronor, or a measure: FEEL over the decisions and the row's numbers."""

    name: str
    at: Cell = field(repr=False)
    expression: Cell
    unit: str | None
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What is worked out of each row or case: measures, costs, and the group that it is summed in."""

    measures: tuple[ForecastLine, ...]
    costs: tuple[ForecastLine, ...]
    group: Cell | None


@dataclass(frozen=True, slots=True)
class FixedAmount:
    """An amount in kronor that is assumed, not worked out."""

    name: Cell
    amount: Cell
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """What a source prints: names (of sums, measures, costs) with texts such as `8 422 tkr`, and a note."""

    figures: tuple[tuple[Cell, Cell], ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """A group of cases that are alike: their facts, how many they are, and what is assumed of them."""

    name: str
    at: Cell = field(repr=False)
    facts: Mapping[str, Value]
    fact_names: Mapping[str, Cell] = field(repr=False)
    volume: Cell | None
    numbers: Mapping[str, Cell]
    number_names: Mapping[str, Cell] = field(repr=False)
    amounts: tuple[FixedAmount, ...]
    group: str | None
    assumptions: tuple[str, ...]
    printed: Printed


@dataclass(frozen=True, slots=True)
class ForecastDocument:
    """A forecast: `account` is of its rows, `cases` of a file of cases, with `unclear` facts in it."""

    title: str
    at: Cell = field(repr=False)
    rulebook: Cell
    date: datetime.date
    description: str | None
    unit: str | None
    numbers: tuple[ForecastNumber, ...]
    account: Account
    rows: tuple[ForecastRow, ...]
    printed: Printed
    printed_groups: Mapping[str, Printed]
    cases: Account | None
    unclear: tuple[Cell, ...]
    notes: Notes
    source: Source = field(repr=False)
