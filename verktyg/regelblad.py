"""What a rule set, a decision and its table say, as data: `motor visa` prints it, and pages lay it out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import motor
from motor.documents.model import (
    Cell,
    DecisionDocument,
    FunctionDocument,
    Notes,
    OutputColumn,
    StepsDocument,
    TableDocument,
)
from motor.rulebook.decision import Decision, Version
from verktyg.format import ANY


@dataclass(frozen=True, slots=True)
class Row:
    """A decision in the versions to show; `absent` says why there is none."""

    decision: Decision
    versions: tuple[Version, ...]
    absent: str | None = None


def rows(rulebook: motor.Rulebook, on: datetime.date | None) -> list[Row]:
    """Every decision with all its versions; only the one in force when a day is given."""
    return [_row(decision, rulebook, on) for decision in rulebook.decisions.values()]


def _row(decision: Decision, rulebook: motor.Rulebook, on: datetime.date | None) -> Row:
    if on is None:
        return Row(decision, decision.versions)
    version = rulebook.version(decision.name, on)
    if version is not None:
        return Row(decision, (version,))
    draft = decision.at(on, drafts=True) is not None
    return Row(decision, (), "bara som utkast" if draft else f"inga regler den {on}")


def version_on(rulebook: motor.Rulebook, decision: Decision, on: datetime.date | None) -> Version | None:
    """The version in force on the day, else the latest."""
    return decision.versions[-1] if on is None else rulebook.version(decision.name, on)


def last_day(decision: Decision, version: Version) -> datetime.date | None:
    """The last day of a version: its own end, else the day before the next version; None while it lasts."""
    later = [other.valid_from for other in decision.versions if other.valid_from > version.valid_from]
    return version.valid_to or (min(later) - datetime.timedelta(days=1) if later else None)


def period(decision: Decision, version: Version) -> str:
    """From when to when a version is in force."""
    until = last_day(decision, version)
    return f"{version.valid_from} till {until}" if until else f"från {version.valid_from}"


def origin(document: DecisionDocument) -> list[str]:
    """Who adopted a version and when, and its correction, as sentences."""
    found = []
    if adoption := document.adoption:
        paragraph = f" {adoption.paragraph}" if adoption.paragraph else ""
        found.append(f"Beslutad av {adoption.body} {adoption.date}{paragraph}.")
    if correction := document.correction:
        found.append(f"Rättelse {correction.number}: {correction.reason}")
    return found


def allowed_answers(rulebook: motor.Rulebook, name: str) -> str:
    """What may be answered to a fact, and its value when nobody does."""
    fact = rulebook.facts[name]
    default = f"; annars {fact.default_text}" if fact.default_text else ""
    return fact.expected() + default


# --- one table


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a table: its cells as written, by column, `-` where any value passes."""

    number: int
    when: tuple[str, ...]
    then: tuple[str, ...]
    notes: Notes


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of cells."""

    table: TableDocument
    rules: tuple[Rule, ...]

    @property
    def outputs(self) -> list[str]:
        """The headings of the output columns, with units."""
        return [column.name + (f" ({column.unit})" if column.unit else "") for column in self.table.outputs]


def grid(table: TableDocument) -> Grid:
    """A table laid out: every rule has a cell for every column."""
    return Grid(
        table,
        tuple(
            Rule(
                rule.number,
                tuple(_cell(rule.when, column.name) for column in table.inputs),
                tuple(_cell(rule.then, column.name) for column in table.outputs),
                rule.notes,
            )
            for rule in table.rules
        ),
    )


def is_amount(column: OutputColumn) -> bool:
    """Whether a column holds numbers, which are set to the right."""
    return column.type.feel == "number"


def _cell(cells: Mapping[str, Cell], name: str) -> str:
    return cells[name].text if name in cells else ANY


# --- sources


def parts(document: DecisionDocument) -> Iterator[tuple[str | None, Notes]]:
    """The notes of a version (None) and of its columns, rules or steps, each by what it is."""
    yield None, document.notes
    logic = document.logic
    if isinstance(logic, TableDocument):
        yield from table_parts(logic)
    body = logic.body if isinstance(logic, FunctionDocument) else logic
    if isinstance(body, StepsDocument):
        yield from ((f"Steg {step.name}", step.notes) for step in body.steps)


def table_parts(table: TableDocument) -> Iterator[tuple[str, Notes]]:
    """The notes of a table's output columns and rules, each by what it is."""
    yield from ((f"Kolumn {column.name}", column.notes) for column in table.outputs)
    yield from ((f"Regel {rule.number}", rule.notes) for rule in table.rules)
