"""Rule coverage: which rules, cells and boundaries the golden cases meet, by the traces of the cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import motor
from motor.rulebook.decision import Version
from motor.table import UnaryTest
from motor.table.column import Column
from motor.table.constants import constants
from motor.trace import CellOutcome, DecisionTrace, RuleOutcome, RuleTrace
from motor.values.temporal import Date
from verktyg.fall import Outcome, Trial

SIDES = {-1: "under", 0: "på", 1: "över"}
"""The sides of a boundary."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A case that was run, and what came of it."""

    trial: Trial
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Bound:
    """A boundary in a cell, and how many cases met the cell below it, at it and above it.

    `missing` are the sides that no case has met, where the column has allowed values.
    """

    at: Decimal | Date
    below: int
    on: int
    above: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellUse:
    """A cell that tests something. `stopped` are the cases where it alone kept the rule from hitting."""

    column: str
    test: str
    stopped: tuple[str, ...]
    bounds: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A rule, and the cases that hit it."""

    number: int
    line: int | None
    cases: tuple[str, ...]
    cells: tuple[CellUse, ...]


@dataclass(frozen=True, slots=True)
class VersionUse:
    """A version of a decision, and the cases that read it; `rules` when it is a table."""

    version: Version
    cases: tuple[str, ...]
    rules: tuple[RuleUse, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the cases meet of one rule set, drafts too."""

    rulebook: motor.Rulebook
    versions: tuple[VersionUse, ...]

    @property
    def rules(self) -> list[RuleUse]:
        """Every rule of every table."""
        return [rule for version in self.versions for rule in version.rules]

    @property
    def hit(self) -> int:
        """How many rules some case hits."""
        return sum(bool(rule.cases) for rule in self.rules)


@dataclass(slots=True)
class _Seen:
    """What the traces say of one version: cases in all, by rule, by cell, and the values that columns met."""

    cases: dict[str, None] = field(default_factory=dict)
    rules: dict[int, dict[str, None]] = field(default_factory=dict)
    stopped: dict[tuple[int, str], dict[str, None]] = field(default_factory=dict)
    values: dict[str, dict[str, list[Any]]] = field(default_factory=dict)

    def add(self, label: str, trace: DecisionTrace, version: Version) -> None:
        """Count one trace of a case in."""
        self.cases[label] = None
        for column, value in trace.inputs.items():
            self.values.setdefault(column, {}).setdefault(label, []).append(value)
        for rule in hits(trace, version):
            self.rules.setdefault(rule.number, {})[label] = None
        for rule in trace.rules:
            alone = _alone(rule)
            if alone is not None:
                self.stopped.setdefault((rule.number, alone), {})[label] = None


def hits(trace: DecisionTrace, version: Version) -> list[RuleTrace]:
    """The rules that hit; only the first of them under the hit policy that stops there."""
    found = [rule for rule in trace.rules if rule.outcome is RuleOutcome.HIT]
    first = version.table is not None and version.table.model.hit_policy == "F"
    return found[:1] if first else found


def _alone(rule: RuleTrace) -> str | None:
    """The column whose cell alone kept the rule from hitting."""
    stopping = [cell for cell in rule.cells if cell.outcome in (CellOutcome.NOT_MET, CellOutcome.OPEN)]
    alone = len(stopping) == 1 and stopping[0].outcome is CellOutcome.NOT_MET
    return stopping[0].column if alone else None


def coverage(rulebook: motor.Rulebook, ran: Iterable[Ran]) -> Coverage:
    """What the cases of one rule set meet of `rulebook`, which is loaded with its drafts.

    Versions are known by the sha256 of their files: one that a case makes up counts for nothing here.
    """
    versions = {
        (version.stamp.file, version.stamp.sha256): version
        for decision in rulebook.decisions.values()
        for version in decision.versions
    }
    seen = {key: _Seen() for key in versions}
    for one in ran:
        for trace in one.outcome.asked.result.trace if one.outcome.asked else ():
            key = (trace.version.file, trace.version.sha256)
            if key in seen:
                seen[key].add(one.trial.label, trace, versions[key])
    uses = (_version_use(version, seen[key]) for key, version in versions.items())
    return Coverage(rulebook, tuple(uses))


def by_folder(ran: Iterable[Ran]) -> Mapping[Path, list[Ran]]:
    """The cases of each rule set."""
    folders: dict[Path, list[Ran]] = {}
    for one in ran:
        folders.setdefault(one.trial.folder, []).append(one)
    return folders


def _version_use(version: Version, seen: _Seen) -> VersionUse:
    table = version.table
    rules = [
        RuleUse(
            index + 1,
            rule.where.line,
            tuple(seen.rules.get(index + 1, ())),
            tuple(_cells(index + 1, zip(table.columns, rule.tests, strict=True), seen)),
        )
        for index, rule in enumerate(table.model.rules if table else ())
        if table
    ]
    return VersionUse(version, tuple(seen.cases), tuple(rules))


def _cells(number: int, tests: Iterable[tuple[Column, UnaryTest | None]], seen: _Seen) -> Iterator[CellUse]:
    for column, test in tests:
        if test is not None:
            name = column.clause.name
            stopped = tuple(seen.stopped.get((number, name), ()))
            bounds = tuple(_bounds(test, seen.values.get(name, {}), column.representatives()))
            yield CellUse(name, test.text, stopped, bounds)


def _bounds(test: UnaryTest, met: Mapping[str, list[Any]], possible: list[Any] | None) -> Iterator[Bound]:
    """The cell's boundaries on a line of numbers or days; other constants have no sides.

    `possible` is an allowed value from each of the column's elementary cells, where they are known.
    """
    for at in dict.fromkeys(constants(test.node) or ()):
        if isinstance(at, Decimal | Date):
            sides = [_sides(at, values) for values in met.values()]
            counts = {side: sum(side in found for found in sides) for side in SIDES}
            reachable = SIDES if possible is None else _sides(at, possible)
            missing = (SIDES[side] for side in SIDES if side in reachable and not counts[side])
            yield Bound(at, counts[-1], counts[0], counts[1], tuple(missing))


def _sides(at: Any, values: Iterable[Any]) -> set[int]:
    """On which sides of a boundary a case has values: -1 below, 0 at it, 1 above."""
    return {(value > at) - (value < at) for value in values if type(value) is type(at)}
