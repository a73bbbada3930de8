"""The smallest change: which few facts would have to be otherwise for a decision to come out as wanted."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motor.rulebook.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact that would have to be otherwise.

    `value` is one value that works; `test` is every value that does, given the other changes, as a FEEL unary
    test in the words of the rules.
    """

    fact: str
    value: Any
    test: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """Facts to change together, none of them to spare."""

    changes: tuple[FactChange, ...]


def nearest(
    rulebook: Rulebook, facts: Mapping[str, Any], on: datetime.date, decision: str, wanted: Any
) -> list[Nearest]:
    """The smallest sets of facts, answered or not, whose change makes `wanted` (in) the decision's value."""
    del rulebook, facts, on, decision, wanted
    return []
