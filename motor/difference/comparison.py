"""Two editions of a rule set compared: what is written and comes out otherwise, and what rests on it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from motor.difference.behaviour import differing
from motor.difference.cells import TextChange, changes
from motor.difference.consequences import consequences
from motor.difference.content import columns_read_alike, constraints_of, contents, fact_parts, text_of
from motor.difference.editions import Edition
from motor.difference.model import Behaviour, Comparison, DecisionDifference, FactDifference, Kind
from motor.difference.pieces import TooWide
from motor.rulebook import Rulebook
from motor.rulebook.decision import Version


def compare(left: Edition, right: Edition, whole: bool = False) -> Comparison:
    """What differs between two editions: the rules in force on the day of each, as if they had always been.

    `whole`: every version is compared instead, and facts pick among them.
    """
    if not whole:
        left, right = left.as_if_always(), right.as_if_always()
    pairs = _all_pairs(left.rulebook, right.rulebook) if whole else _pairs(left, right)
    decisions = tuple(_difference(*pair) for pair in pairs)
    facts = tuple(_facts(left, right))
    constraints = tuple(_constraints(left.rulebook, right.rulebook))
    resting = tuple(consequences(left, right, decisions, facts, whole))
    return Comparison(left, right, decisions, facts, constraints, resting)


def day_of_change(left: Rulebook, right: Rulebook) -> datetime.date | None:
    """The first day on which every version that differs has begun; None when none does."""
    days = [
        version.valid_from
        for _, one, other in _all_pairs(left, right)
        for version in (other or one,)
        if version is not None
    ]
    return max(days, default=None)


# --- versions, two by two

Pair = tuple[str, Version | None, Version | None]


def _pairs(left: Edition, right: Edition) -> Iterator[Pair]:
    """The versions in force on each edition's day, where they differ."""
    for name in _names(left.rulebook, right.rulebook):
        one, other = left.version(name), right.version(name)
        if _differ(one, other):
            yield name, one, other


def _all_pairs(left: Rulebook, right: Rulebook) -> Iterator[Pair]:
    """Every version that differs; one that begins on a new day beside the one that was in force then."""
    for name in _names(left, right):
        ours, theirs = (_by_start(rulebook, name) for rulebook in (left, right))
        for day in sorted({*ours, *theirs}):
            one, other = ours.get(day), theirs.get(day)
            if one is None and name in left.decisions:
                one = left.version(name, day)
            elif other is None and name in right.decisions:
                other = right.version(name, day)
            if _differ(one, other):
                yield name, one, other


def _by_start(rulebook: Rulebook, name: str) -> dict[datetime.date, Version]:
    decision = rulebook.decisions.get(name)
    return {version.valid_from: version for version in decision.counted(rulebook.drafts)} if decision else {}


def _names(left: Rulebook, right: Rulebook) -> list[str]:
    return list(dict.fromkeys([*right.decisions, *left.decisions]))


def _differ(one: Version | None, other: Version | None) -> bool:
    if one is None or other is None:
        return one is not other
    return (contents(one.document), one.valid_from, one.valid_to) != (
        contents(other.document),
        other.valid_from,
        other.valid_to,
    )


def _difference(name: str, one: Version | None, other: Version | None) -> DecisionDifference:
    latest = other or one
    picked_by = text_of(latest.document.effective_by) if latest else None
    if one is None or other is None:
        return DecisionDifference(
            name, Kind.NEW if one is None else Kind.GONE, one, other, picked_by=picked_by
        )
    if contents(one.document) == contents(other.document):
        return DecisionDifference(name, Kind.SAME, one, other, picked_by=picked_by)
    found = tuple(changes(one.document, other.document))
    return DecisionDifference(name, Kind.CHANGED, one, other, found, _behaviour(one, other), picked_by)


def _behaviour(one: Version, other: Version) -> Behaviour | None:
    """Where the outcome of two tables differs; None for what are not both tables."""
    if one.table is None or other.table is None:
        return None
    if not columns_read_alike(one.document, other.document):
        return Behaviour((), "en kolumn räknas ut på ett annat sätt")
    try:
        regions = differing(one.table, other.table)
    except TooWide:
        return Behaviour((), "tabellen har för många fall för att gå igenom alla")
    return Behaviour(tuple(regions))


# --- facts and constraints


def _facts(left: Edition, right: Edition) -> Iterator[FactDifference]:
    before, after = left.rulebook.facts, right.rulebook.facts
    for name in dict.fromkeys([*after, *before]):
        if name not in before or name not in after:
            yield FactDifference(name, Kind.NEW if name in after else Kind.GONE)
            continue
        pairs = zip(fact_parts(before[name]), fact_parts(after[name]), strict=True)
        found = tuple(TextChange(what, was, now) for (what, was), (_, now) in pairs if was != now)
        if found:
            yield FactDifference(name, Kind.CHANGED, found)


def _constraints(left: Rulebook, right: Rulebook) -> Iterator[TextChange]:
    before, after = constraints_of(left), constraints_of(right)
    for condition in dict.fromkeys([*after, *before]):
        if condition not in before:
            yield TextChange("kontroll", None, condition)
        elif condition not in after:
            yield TextChange("kontroll", condition, None)
