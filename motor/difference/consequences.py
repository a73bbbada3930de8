"""What rests on that which differs between two editions, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from motor.difference.editions import Edition
from motor.difference.model import Consequence, DecisionDifference, FactDifference, Kind
from motor.difference.trials import tried
from motor.graph import ordered
from motor.rulebook import Rulebook

Reads = dict[str, list[str]]
"""What each decision and fact reads, by name."""


def consequences(
    left: Edition,
    right: Edition,
    decisions: Iterable[DecisionDifference],
    facts: Iterable[FactDifference],
    whole: bool,
) -> Iterator[Consequence]:
    """What rests on a change, and what no regions tell of, each after what it rests on.

    `whole`: as far as any version reads, not only those in force on the two days.
    """
    changed = {one.name for one in decisions if one.kind is not Kind.SAME} | {one.name for one in facts}
    reads = _reads(left, right, whole)
    affected = _affected(changed, reads)
    known = changed & ({one.name for one in decisions} - {one.name for one in decisions if not _is_told(one)})
    rulebooks = left.rulebook, right.rulebook
    names = [name for name in ordered(reads) if name in affected - known and _decides(name, rulebooks)]
    asked = [name for name in names if _is_decision(name, rulebooks)]
    trials = {trial.decision: trial for trial in tried(asked, left, right, list(_hints(decisions)))}
    for name in names:
        through = tuple(required for required in reads[name] if required in affected)
        yield Consequence(name, through, trials.get(name))


def _affected(changed: set[str], reads: Reads) -> set[str]:
    """What has changed, and all that reads it, directly or not."""
    affected = set(changed)
    for name in ordered(reads):
        if not affected.isdisjoint(reads[name]):
            affected.add(name)
    return affected


def _is_told(one: DecisionDifference) -> bool:
    """Whether it is said already where its outcome changes: regions tell all, or it is new, gone or moved."""
    return one.kind is not Kind.CHANGED if one.behaviour is None else one.behaviour.complete


def _decides(name: str, rulebooks: tuple[Rulebook, Rulebook]) -> bool:
    """Whether it is a decision in either."""
    return any(name in rulebook.decisions for rulebook in rulebooks)


def _hints(decisions: Iterable[DecisionDifference]) -> Iterator[dict[str, Any]]:
    """What the regions where tables change say of facts."""
    for one in decisions:
        table = one.right.table if one.right else None
        facts = {column.name: column.fact for column in table.model.inputs} if table else {}
        for region in one.behaviour.regions if one.behaviour else ():
            told = {facts.get(name): region.witness[name] for name in region.condition}
            yield {fact: value for fact, value in told.items() if fact is not None}


def _is_decision(name: str, rulebooks: tuple[Rulebook, Rulebook]) -> bool:
    """Whether it is a decision that can be asked for in both."""
    return all(
        name in rulebook.decisions and not rulebook.decisions[name].is_function for rulebook in rulebooks
    )


def _reads(left: Edition, right: Edition, whole: bool) -> Reads:
    """What each decision and fact reads: in the versions of the two days, or in any version."""
    found: dict[str, dict[str, None]] = {}
    for edition in (left, right):
        rulebook = edition.rulebook
        for name, fact in rulebook.facts.items():
            found.setdefault(name, {}).update(dict.fromkeys(fact.default.reads if fact.default else ()))
        for name, decision in rulebook.decisions.items():
            reads = found.setdefault(name, {})
            versions = decision.counted(rulebook.drafts) if whole else [edition.version(name)]
            for version in filter(None, versions):
                reads.update(dict.fromkeys(version.requires))
    return {name: list(reads) for name, reads in found.items()}
