"""Versions along time: two that begin on one day, overlaps, and holes that a decision would fall into."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from motor.documents.model import Cell, DecisionDocument
from motor.errors import Problem
from motor.graph import cycles
from motor.rulebook.decision import Decision
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


def holes(decisions: Mapping[str, Decision]) -> Iterator[Problem]:
    """Days on which a decision in force needs one that has no version in force."""
    days = sorted(
        {version.valid_from for decision in decisions.values() for version in decision.versions}
        | {
            version.valid_to + NEXT
            for decision in decisions.values()
            for version in decision.versions
            if version.valid_to
        }
    )
    told: set[tuple[str, str]] = set()
    for day in days:
        for decision in decisions.values():
            version = decision.at(day)
            for name in version.requires if version else ():
                needed = decisions.get(name)
                if needed is None or (needed.as_of != decision.as_of and needed.as_of is not None):
                    continue
                if version and needed.at(day) is None and (decision.name, name) not in told:
                    told.add((decision.name, name))
                    periods = needed.periods() or "ingen dag (bara utkast)"
                    message = (
                        f"{decision.name} gäller {day} men behöver {name}, som saknar version den dagen."
                    )
                    hint = f"{name} har regler för {periods}. Lägg till en version som täcker {day}."
                    yield version.document.at.problem("hål i tiden", message, hint=hint)
