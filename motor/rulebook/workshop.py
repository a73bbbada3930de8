"""What the builders of a rule set share: how to compile, what is declared, and where mistakes are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from motor.documents.model import AllowedFrom, Notes
from motor.errors import Problem
from motor.rulebook.catalog import Catalog
from motor.rulebook.domain import Domains
from motor.rulebook.expressions import Expressions
from motor.rulebook.facts import Fact
from motor.trace import Interpretation, Part, Reference


@dataclass(frozen=True, slots=True)
class Workshop:
    """What building the logic of a rule set needs."""

    expressions: Expressions
    domains: Domains
    catalog: Catalog
    facts: Mapping[str, Fact]
    defining: Mapping[str, AllowedFrom]
    """Facts whose allowed values are taken from a table's column, by name."""

    @property
    def problems(self) -> list[Problem]:
        """Where mistakes are reported."""
        return self.expressions.problems


def references(notes: Notes) -> tuple[Reference, ...]:
    """The sources of a document's part, as the trace carries them."""
    return tuple(Reference(one.dnr, one.section, one.phrase) for one in notes.references)


def interpretations(notes: Notes) -> tuple[Interpretation, ...]:
    """The interpretations of a document's part, as the trace carries them."""
    return tuple(Interpretation(one.text, one.number) for one in notes.interpretations)


def part(name: str, reads: tuple[str, ...], notes: Notes) -> Part:
    """A step or an output column, as the trace carries it."""
    return Part(name, reads, notes.status and notes.status.value, references(notes), interpretations(notes))
