"""Versions along time: two that begin on one day, overlaps, and holes that a decision would fall into."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from motor.documents.model import Cell, DecisionDocument
from motor.errors import Problem
from motor.graph import cycles
from motor.rulebook.decision import Decision, Version
from motor.rulebook.facts import Fact

NEXT = datetime.timedelta(days=1)


def same_start(documents: Sequence[DecisionDocument]) -> Iterator[Problem]:
    """Versions of one decision that begin on the same day."""
    seen: dict[object, DecisionDocument] = {}
    for document in documents:
        other = seen.setdefault(document.valid_from, document)
        if other is not document:
            message = (
                f"{document.name} har två versioner från {document.valid_from}, också {other.source.name}."
            )
            yield document.at.problem(
                "två versioner", message, hint="Ta bort den ena, eller ge den ett annat datum."
            )


def overlapping(documents: Sequence[DecisionDocument]) -> Iterator[Problem]:
    """An end date that the next version's start makes void."""
    for earlier, later in pairwise(documents):
        if earlier.valid_to is not None and earlier.valid_to >= later.valid_from > earlier.valid_from:
            message = (
                f"{earlier.name} har giltig till {earlier.valid_to}, "
                f"men nästa version gäller redan från {later.valid_from}."
            )
            yield earlier.at.problem(
                "överlappande versioner", message, hint="Ta bort giltig till, eller flytta datumet."
            )


def circular(
    decisions: Mapping[str, Decision], facts: Mapping[str, Fact], places: Mapping[str, Cell]
) -> Iterator[Problem]:
    """Decisions and facts' defaults that rest on themselves, over all versions, shown at their `places`."""
    edges = {
        name: {read for version in decision.versions for read in version.requires}
        for name, decision in decisions.items()
    }
    edges |= {name: set(fact.default.reads) for name, fact in facts.items() if fact.default}
    for path in cycles(edges):
        chain = " → ".join(path)
        yield places[path[0]].problem(
            "cirkel", f"Reglerna går i cirkel: {chain}.", hint="Bryt cirkeln på ett ställe."
        )


def holes(decisions: Mapping[str, Decision], facts: Mapping[str, Fact], drafts: bool) -> Iterator[Problem]:
    """Days on which a decision in force needs one that has no version in force."""
    told: set[tuple[str, str]] = set()
    for day in _changes(decisions):
        for decision in decisions.values():
            version = decision.at(day, drafts)
            for name in _required(version, facts) if version else ():
                needed = decisions.get(name)
                if needed is None or needed.as_of not in (None, decision.as_of):
                    continue
                if version and needed.at(day, drafts) is None and (decision.name, name) not in told:
                    told.add((decision.name, name))
                    periods = needed.periods(drafts) or "ingen dag (bara utkast)"
                    message = (
                        f"{decision.name} gäller {day} men behöver {name}, som saknar version den dagen."
                    )
                    hint = f"{name} har regler för {periods}. Lägg till en version som täcker {day}."
                    yield version.document.at.problem("hål i tiden", message, hint=hint)


def outside_their_time(decisions: Mapping[str, Decision], facts: Mapping[str, Fact]) -> Iterator[Problem]:
    """Versions that read a fact on days when the fact does not exist."""
    for decision in decisions.values():
        ends = [version.valid_from - NEXT for version in decision.versions[1:]] + [None]
        for version, next_end in zip(decision.versions, ends, strict=True):
            last = min(filter(None, (version.valid_to, next_end)), default=None)
            for name in version.requires:
                fact = facts.get(name)
                if fact is None:
                    continue
                early = fact.valid_from is not None and version.valid_from < fact.valid_from
                late = fact.valid_to is not None and (last is None or last > fact.valid_to)
                if early or late:
                    days = (("från", fact.valid_from), ("till och med", fact.valid_to))
                    period = " ".join(f"{word} {day}" for word, day in days if day)
                    message = f"{decision.name} läser {name}, som bara finns {period}."
                    hint = "Lägg till en version som inte läser faktumet då, eller ändra faktumets tid."
                    yield version.document.at.problem("faktum utanför sin tid", message, hint=hint)


def _changes(decisions: Mapping[str, Decision]) -> list[datetime.date]:
    """Every day on which some version begins, or has just ended."""
    versions = [version for decision in decisions.values() for version in decision.versions]
    ended = {version.valid_to + NEXT for version in versions if version.valid_to is not None}
    return sorted(ended | {version.valid_from for version in versions})


def _required(version: Version, facts: Mapping[str, Fact]) -> list[str]:
    """What a version reads, also through the defaults of facts."""
    defaults = [facts[name].default for name in version.requires if name in facts]
    return [*version.requires, *(name for default in defaults if default for name in default.reads)]
