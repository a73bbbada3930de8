"""The documents of a rule set as typed data: what the YAML says, before names and FEEL are looked into.

A text that is FEEL, or a name that may be wrong, is a `Cell`: it knows its file, line and column, and the
rule and column of the table that it came from, so that an error inside it is shown where it stands.
`at` is the cell that an entity's own problems are shown at (its name).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from motor.documents.source import Scalar, Source, locate
from motor.errors import Location, Problem, Severity


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and its place. `where` is the text's first character; rule and cell are set inside a table."""

    text: str
    where: Location
    scalar: Scalar = field(repr=False, compare=False)

    def problem(
        self,
        code: str,
        message: str,
        *,
        offset: int = 0,
        width: int | None = None,
        hint: str | None = None,
        severity: Severity = Severity.FEL,
    ) -> Problem:
        """A problem at a character of the text (`width` characters; all of it when not said)."""
        if offset == 0 and width is None:
            line, column, width = self.scalar.line, self.scalar.column, self.scalar.width
        else:
            line, column = locate(self.scalar, offset)
        problem = self.scalar.source.problem(code, message, line, column, width or 1, hint, severity)
        return problem.at(rule=self.where.rule, cell=self.where.cell)

    def relocate(self, problem: Problem) -> Problem:
        """A problem whose line and column count within this text, moved to its place in the file."""
        offset = 0
        if problem.where.line is not None and problem.where.column is not None:
            lines = self.text.split("\n")[: problem.where.line - 1]
            offset = sum(len(line) + 1 for line in lines) + problem.where.column - 1
        width = None if problem.where.line is None else problem.width
        moved = self.problem(problem.code, problem.message, offset=offset, width=width)
        return replace(moved, severity=problem.severity, hint=problem.hint)


class Status(StrEnum):
    """How far a rule has come. A draft counts only when asked for."""

    DRAFT = "utkast"
    PROPOSED = "förslag"
    ADOPTED = "beslutad"


class HitPolicy(StrEnum):
    """The eleven hit policies of DMN 1.5, 8.2.10, by their Swedish names; `letter` is DMN's."""

    UNIQUE = "unik"
    ANY = "samstämmig"
    PRIORITY = "prioritet"
    FIRST = "första"
    RULE_ORDER = "regelordning"
    OUTPUT_ORDER = "utdataordning"
    COLLECT = "samla"
    COLLECT_SUM = "samla summa"
    COLLECT_MIN = "samla min"
    COLLECT_MAX = "samla max"
    COLLECT_COUNT = "samla antal"

    @property
    def letter(self) -> str:
        """DMN's letter for it, as U or C+."""
        return _LETTERS[self]


_LETTERS = dict(zip(HitPolicy, ("U", "A", "P", "F", "R", "O", "C", "C+", "C<", "C>", "C#"), strict=True))


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a rule comes from: a document's number, a section of it, and a phrase of a few words."""

    dnr: str
    section: str | None
    phrase: str | None
    at: Cell = field(repr=False)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How an unclear source was read."""

    number: int | None
    text: str
    at: Cell = field(repr=False)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A finding of the verification that somebody has looked at and accepted, and why."""

    finding: str
    reason: str
    at: Cell = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notes:
    """What follows a rule, an output column or a decision to the explanation."""

    references: tuple[Reference, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    status: Status | None = None
    accepted: tuple[Acceptance, ...] = ()


NO_NOTES = Notes()


@dataclass(frozen=True, slots=True)
class DeclaredType:
    """A `typ`: the FEEL name of its type ("Any" for `valfri`), within `lists` lists."""

    feel: str
    lists: int
    at: Cell = field(repr=False)


@dataclass(frozen=True, slots=True)
class AllowedTests:
    """Allowed values as FEEL unary tests: `tillåtna: "[0..100]"`."""

    tests: Cell


@dataclass(frozen=True, slots=True)
class AllowedValues:
    """Allowed values one by one; in an output column the order is the priority order."""

    values: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class AllowedFrom:
    """Allowed values taken from a column of another decision's table: `{ur: insatsvillkor.insats}`."""

    decision: str
    column: str
    at: Cell = field(repr=False)


Allowed = AllowedTests | AllowedValues | AllowedFrom


# --- regelverk.yaml


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document that rules are taken from."""

    dnr: str
    title: str
    date: datetime.date | None
    at: Cell = field(repr=False)


@dataclass(frozen=True, slots=True)
class FactDocument:
    """A fact (DMN's input data): its type, what is allowed, and how a person is asked for it."""

    name: str
    at: Cell = field(repr=False)
    type: DeclaredType
    allowed: Allowed | None = None
    allows_null: bool = False
    unit: str | None = None
    description: str | None = None
    question: str | None = None
    default: Cell | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    notes: Notes = NO_NOTES


@dataclass(frozen=True, slots=True)
class ConstraintDocument:
    """A condition across facts; broken facts are refused with its message."""

    condition: Cell
    message: str
    notes: Notes = NO_NOTES


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Facts that are asked for together."""

    title: str | None
    facts: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The decision that lists the alternatives, the one with their criteria, the fact that they answer."""

    decision: Cell
    criteria: Cell | None
    fact: Cell | None


@dataclass(frozen=True, slots=True)
class ViewDocument:
    """What a page or a command asks for and shows: facts, decisions, and keys of `result` or of `terms`."""

    name: str
    at: Cell = field(repr=False)
    title: str
    questions: tuple[QuestionGroup, ...]
    alternatives: Alternatives | None = None
    suggestion: Cell | None = None
    terms: Cell | None = None
    terms_on_page: tuple[Cell, ...] = ()
    result: Cell | None = None
    lines: Cell | None = None
    sums: tuple[Cell, ...] = ()
    total: Cell | None = None
    others: tuple[Cell, ...] = ()
    example: Cell | None = None


@dataclass(frozen=True, slots=True)
class RulebookDocument:
    """regelverk.yaml: the rule set's name, documents, facts, constraints and views."""

    name: str
    at: Cell = field(repr=False)
    title: str
    description: str | None
    documents: tuple[SourceDocument, ...]
    facts: tuple[FactDocument, ...]
    constraints: tuple[ConstraintDocument, ...]
    views: tuple[ViewDocument, ...]
    source: Source = field(repr=False)


# --- one decision in one version


@dataclass(frozen=True, slots=True)
class Adoption:
    """Who adopted a decision, when, and in which paragraph of the minutes."""

    body: str
    date: datetime.date
    paragraph: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """That a version has been corrected since it was adopted: the how-manieth time, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class InputColumn:
    """An input of a table: a fact or decision by its name, or an expression with a name of its own."""

    name: str
    at: Cell = field(repr=False)
    expression: Cell | None = None
    type: DeclaredType | None = None
    allowed: Allowed | None = None


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """An output of a table. `default` is its value when no rule hits."""

    name: str
    at: Cell = field(repr=False)
    type: DeclaredType
    unit: str | None = None
    description: str | None = None
    allowed: Allowed | None = None
    default: Cell | None = None
    allows_null: bool = False
    notes: Notes = NO_NOTES


@dataclass(frozen=True, slots=True)
class RuleDocument:
    """A row of a table. A column that `when` does not name is any ("-"); `number` counts from 1."""

    number: int
    at: Cell = field(repr=False)
    when: Mapping[str, Cell]
    then: Mapping[str, Cell]
    notes: Notes = NO_NOTES


@dataclass(frozen=True, slots=True)
class TableDocument:
    """A decision table (DMN 1.5, 8)."""

    hit_policy: HitPolicy
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[RuleDocument, ...]


@dataclass(frozen=True, slots=True)
class ExpressionDocument:
    """A literal expression (DMN 1.5, 7.3.1), with the type of its value when it is declared."""

    expression: Cell
    type: DeclaredType | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A named step of a boxed context."""

    name: str
    at: Cell = field(repr=False)
    expression: Cell
    type: DeclaredType | None = None
    unit: str | None = None
    notes: Notes = NO_NOTES


@dataclass(frozen=True, slots=True)
class StepsDocument:
    """A boxed context (DMN 1.5, 10.5): named steps; the value is `result`, or all the steps as a context."""

    steps: tuple[Step, ...]
    result: Cell | None = None
    type: DeclaredType | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function."""

    name: str
    at: Cell = field(repr=False)
    type: DeclaredType | None = None


@dataclass(frozen=True, slots=True)
class FunctionDocument:
    """A business knowledge model (DMN 1.5, 6.2.2): a function that other decisions call."""

    parameters: tuple[Parameter, ...]
    body: ExpressionDocument | StepsDocument


Logic = TableDocument | ExpressionDocument | StepsDocument | FunctionDocument


@dataclass(frozen=True, slots=True)
class DecisionDocument:
    """One version of one decision. `start` is where `valid_from` stands; `effective_by`: `gäller enligt`."""

    name: str
    at: Cell = field(repr=False)
    valid_from: datetime.date
    start: Cell = field(repr=False)
    valid_to: datetime.date | None
    status: Status
    adoption: Adoption | None
    description: str | None
    effective_by: Cell | None
    logic: Logic
    notes: Notes
    source: Source = field(repr=False)
    correction: Correction | None = None
