"""What the analyses of a decision table find, as data: rules by their numbers from 1, boxes in its space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from motor.regions import Box, Cells, Found, RuleBox, Space
from motor.table import Table


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rules that hit together, all over `box`.

    `breaks` says that the hit policy forbids it (unik), or that they give different outputs (samstämmig).
    `certain` is False where a cell or an output that cannot be analysed may keep it from happening.
    """

    rules: tuple[int, int]
    box: Box
    breaks: bool
    certain: bool


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A rule that never hits (`by` is empty), or never decides as the rules `by` together cover it.

    Where one rule covers it, it is also subsumed (same outputs) or masked (prioritet), save under första.
    """

    rule: int
    by: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Subsumed:
    """A rule whose box is within another's, with the same outputs: it can be left out."""

    rule: int
    by: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A rule whose box is within the box of a rule with higher priority: it never decides."""

    rule: int
    by: int


@dataclass(frozen=True, slots=True)
class Misleading:
    """A rule with higher priority than `over`, which it overlaps and does not hold.

    It has `-` in `columns`, where `over` has a test, so that it takes over cases that `over` seems to decide.
    """

    rule: int
    over: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mergeable:
    """Rules that one rule can stand for, with `cells` in `column`; in the other columns they are alike."""

    rules: tuple[int, ...]
    column: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class Unhandled:
    """An allowed value (a text, ja or nej) of an input column that no rule takes up."""

    column: str
    value: Any


@dataclass(frozen=True, slots=True)
class Unanalysed:
    """A cell that cannot be analysed, by its text; `rule` is None for the allowed values of an input."""

    rule: int | None
    column: str
    text: str


@dataclass(frozen=True)
class Analysis:
    """All that is found in one table. `better` is the letter of a hit policy that says more, or None.

    `gaps` are those to warn of: none where no hit is meant too (`motor.verify.gaps.expects_hit`).
    `idle` are the columns that no outcome rests on.
    """

    table: Table
    space: Space
    boxes: tuple[RuleBox, ...]
    overlaps: Found[Overlap]
    gaps: Found[Box]
    unreachable: Found[Unreachable]
    subsumed: tuple[Subsumed, ...]
    masked: tuple[Masked, ...]
    misleading: Found[Misleading]
    mergeable: tuple[Mergeable, ...]
    unhandled: tuple[Unhandled, ...]
    idle: Found[str]
    better: str | None
    unanalysed: tuple[Unanalysed, ...]
