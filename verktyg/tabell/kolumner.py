"""The columns of a table as people edit them: type, unit and allowed values, wherever they are declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import motor
from motor.documents.model import (
    Allowed,
    AllowedFrom,
    AllowedTests,
    AllowedValues,
    DeclaredType,
    FactDocument,
    InputColumn,
    Notes,
    OutputColumn,
    RuleDocument,
    TableDocument,
)
from motor.rulebook.catalog import Catalog
from motor.rulebook.domain import in_words
from motor.rulebook.types import feel_type, kind, label
from verktyg.format import ANY

WHEN, THEN = "villkor", "utfall"
"""What a column holds."""

Key = tuple[str, str]
"""What a column is (villkor or utfall), and its name: an input and an output may share one."""

YES_NO = ("ja", "nej")
LONGEST_LIST = 160
"""How many characters of allowed values the row of types shows."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `type` is the FEEL name of its type, "" for lists and what is not declared.

    `choices` are the allowed values as cells write them, None where they are not listed.
    """

    key: Key
    type: str
    label: str
    unit: str | None = None
    choices: tuple[str, ...] | None = None
    words: str | None = None
    description: str | None = None
    notes: Notes | None = None

    @property
    def is_input(self) -> bool:
        """Whether it holds conditions."""
        return self.key[0] == WHEN

    @property
    def type_text(self) -> str:
        """What the row of types says: `tal (kr)`, and the allowed values on a line of their own."""
        head = f"{self.label} ({self.unit})" if self.unit else self.label
        words = ", ".join(self.choices) if self.choices and self.type != "boolean" else self.words
        if not words:
            return head
        return f"{head}\n{words if len(words) <= LONGEST_LIST else words[:LONGEST_LIST].rstrip() + ' …'}"


def cell_texts(rule: RuleDocument, columns: Iterable[Column]) -> list[str]:
    """The cells of a rule, column by column."""
    return [_cell_text(rule, column) for column in columns]


def _cell_text(rule: RuleDocument, column: Column) -> str:
    cell = (rule.when if column.is_input else rule.then).get(column.key[1])
    return ANY if cell is None else cell.text.strip()


def columns_of(table: TableDocument, rulebook: motor.Rulebook) -> list[Column]:
    """The columns of a table: its conditions, then its outcomes."""
    documents = {
        name: [version.document for version in decision.versions]
        for name, decision in rulebook.decisions.items()
    }
    catalog = Catalog(documents, [])
    facts = {fact.name: fact for fact in rulebook.document.facts}
    return [
        *(_input(column, facts, catalog) for column in table.inputs),
        *(_output(column, catalog) for column in table.outputs),
    ]


def _input(column: InputColumn, facts: Mapping[str, FactDocument], catalog: Catalog) -> Column:
    key = (WHEN, column.name)
    if column.type is not None or column.allowed is not None:
        return _column(key, column.type, column.allowed, catalog)
    read = (column.expression or column.at).text.strip()
    fact = facts.get(read)
    if fact is not None:
        return _column(key, fact.type, fact.allowed, catalog, fact.unit, fact.description, fact.notes)
    decision, _, part = read.rpartition(".")
    output = catalog.output(read, None) or catalog.output(decision, part)
    if output is not None:
        return _column(key, output.type, output.allowed, catalog, output.unit, output.description)
    return _column(key, catalog.declared_type(read) if read in catalog.decisions else None, None, catalog)


def _output(column: OutputColumn, catalog: Catalog) -> Column:
    key = (THEN, column.name)
    return _column(key, column.type, column.allowed, catalog, column.unit, column.description, column.notes)


def _column(
    key: Key,
    type_: DeclaredType | None,
    allowed: Allowed | None,
    catalog: Catalog,
    unit: str | None = None,
    description: str | None = None,
    notes: Notes | None = None,
) -> Column:
    choices, words = _allowed(allowed, catalog)
    declared = feel_type(type_)
    if kind(declared) == "boolean":
        choices = YES_NO
    return Column(key, kind(declared), label(declared), unit, choices, words, description, notes)


def _allowed(allowed: Allowed | None, catalog: Catalog) -> tuple[tuple[str, ...] | None, str | None]:
    """The allowed values one by one, or in words."""
    match allowed:
        case None:
            return None, None
        case AllowedTests(tests):
            return None, in_words(tests.text.strip())
        case AllowedValues(values):
            return tuple(cell.text.strip() for cell in values), None
        case AllowedFrom():
            return catalog.texts_from(allowed), None
    raise TypeError(f"unknown kind of allowed values: {allowed!r}")
