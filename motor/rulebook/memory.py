"""What decisions and functions gave before, by what they rest on: the same is not worked out twice.

A decision as of a day depends on nothing but the facts behind it and the versions in force, so that its value
can be kept by those. What reads the clock is never kept; nor is what warned, held a function, or rests on
values that can be equal and yet differ (times in two zones).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from motor.feel.functions import READS_CLOCK
from motor.rulebook.decision import Decision
from motor.rulebook.facts import Fact
from motor.values.functions import FeelFunction
from motor.values.temporal import Date, DaysTime, YearsMonths

PLACES = 1 << 15
"""How many outcomes are kept of one decision or function."""

TRIAL = 1 << 12
"""How many are kept before it is known whether keeping them is of use."""

UNANSWERED = object()
"""What stands for an unanswered fact in a key."""

PLAIN = frozenset({Decimal, str, bool, type(None), Date, YearsMonths, DaysTime, object})
"""The types whose equal values are the same value."""

_CLOCK = re.compile(rf"\b(?:{'|'.join(READS_CLOCK)})\b")


Kept = tuple[Any, int]
"""An outcome, and the steps that it took: finding it again costs the same of an evaluation's budget."""


class Memory:
    """The outcomes of one decision or function, by what they rest on. `facts` are the names behind it.

    A memory that is full begins anew; one that is seldom of use is given up.
    """

    __slots__ = ("_kept", "_used", "facts", "open")

    def __init__(self, facts: tuple[str, ...]) -> None:
        self.facts = facts
        self.open = True
        self._kept: dict[Hashable, Kept] = {}
        self._used = 0

    def key(self, period: int, facts: Mapping[str, Any], arguments: list[Any]) -> Hashable | None:
        """What an outcome rests on; None where that cannot be told apart by equality."""
        values = [facts.get(name, UNANSWERED) for name in self.facts]
        values += arguments
        types = tuple(map(type, values))
        return (period, types, *values) if PLAIN.issuperset(types) else None

    def find(self, key: Hashable) -> Kept | None:
        """The outcome kept under that key."""
        found = self._kept.get(key)
        if found is not None:
            self._used += 1
        return found

    def keep(self, key: Hashable, value: Any, steps: int) -> None:
        """Keep an outcome, and how many steps it took."""
        count = len(self._kept)
        if count in (TRIAL, PLACES):
            self.open = self._used > count // 4
            if count == PLACES or not self.open:
                self._kept.clear()
                self._used = 0
        if self.open and not holds_function(value):
            self._kept[key] = (value, steps)


def holds_function(value: Any) -> bool:
    """Whether a value is or has a function, which is bound to the evaluation that made it."""
    if type(value) in PLAIN:
        return False
    if isinstance(value, dict):
        return any(map(holds_function, value.values()))
    if isinstance(value, list):
        return any(map(holds_function, value))
    return isinstance(value, FeelFunction)


@dataclass(frozen=True, slots=True)
class Footing:
    """What a decision rests on, through all that it reads in any version: facts, decisions and itself.

    What reads the clock is not steady: it can differ with the same facts.
    """

    facts: frozenset[str]
    decisions: frozenset[str]
    steady: bool


def footing(name: str, facts: Mapping[str, Fact], decisions: Mapping[str, Decision]) -> Footing:
    """What a decision rests on."""
    waiting, seen = [name], {name}
    steady = True
    while waiting:
        each = waiting.pop()
        texts, reads = _says(each, facts, decisions)
        steady = steady and not any(map(reads_clock, texts))
        waiting.extend(other for other in reads if other not in seen)
        seen.update(reads)
    return Footing(frozenset(seen & facts.keys()), frozenset(seen - facts.keys()), steady)


def reads_clock(text: str) -> bool:
    """Whether FEEL, or a file of it, may read the clock: it can give another answer with the same facts."""
    return _CLOCK.search(text) is not None


def _says(
    name: str, facts: Mapping[str, Fact], decisions: Mapping[str, Decision]
) -> tuple[list[str], list[str]]:
    """The texts of a fact's default or of a decision's versions, and the names that they read."""
    if name in facts:
        default = facts[name].default
        return ([default.text], list(default.reads)) if default else ([], [])
    decision = decisions[name]
    texts = [version.document.source.text for version in decision.versions]
    return texts, list(_reads(decision))


def _reads(decision: Decision) -> Iterator[str]:
    for version in decision.versions:
        yield from version.requires
    if decision.as_of is not None:
        yield decision.as_of
