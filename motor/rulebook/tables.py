"""From a table as it is written to a table that runs: columns typed, cells read, every mistake reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from motor.documents.model import (
    AllowedFrom,
    Cell,
    DecisionDocument,
    InputColumn,
    Notes,
    OutputColumn,
    RuleDocument,
    TableDocument,
)
from motor.errors import EvaluationError, FactError, Problem, suggestion
from motor.feel.scope import Scope
from motor.feel.syntax import Name, Path
from motor.rulebook.catalog import Catalog, column_texts
from motor.rulebook.domain import Domain, Domains, misread_problem
from motor.rulebook.expressions import Expression, Expressions
from motor.rulebook.facts import Fact
from motor.rulebook.types import feel_type, kind, label
from motor.rulebook.wording import Misread, output_text, test_text
from motor.table import Cell as TableCell
from motor.table import InputColumn as InputClause
from motor.table import OutputColumn as OutputClause
from motor.table import Rule, Table, TableModel, UnaryTest
from motor.table.constants import constants
from motor.trace import Interpretation, Reference
from motor.values.kinds import describe
from motor.values.types import AnyType, instance_of
from motor.values.types import Type as FeelType

NUMERIC_POLICIES = ("C+", "C<", "C>")
ORDERED_POLICIES = ("P", "O")


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


@dataclass(frozen=True, slots=True)
class _Input:
    """An input column, read: its clause, and what its cells may say."""

    clause: InputClause
    type: FeelType
    domain: Domain | None
    choices: tuple[str, ...] | None
    reads: tuple[str, ...]

    @property
    def plain(self) -> bool:
        """Whether the column is just a fact or a decision."""
        return self.reads == (self.clause.fact,)


@dataclass(frozen=True, slots=True)
class BuiltTable:
    """A table, the names that it reads, and those of them that are read elsewhere than as a plain column."""

    table: Table
    reads: tuple[str, ...]
    indirect: tuple[str, ...]


def build_table(document: DecisionDocument, table: TableDocument, shop: Workshop) -> BuiltTable | None:
    """The table, or None when anything in it is wrong (the problems are reported)."""
    before = len(shop.problems)
    inputs = [_input(document, column, shop) for column in table.inputs]
    outputs = [_Output(column, shop) for column in table.outputs]
    _check_policy(document, table, shop)
    rules = []
    reads: dict[str, None] = {}
    for row in table.rules:
        tests = [
            _test(row.when.get(column.clause.name), column, shop, reads) if column else None
            for column in inputs
        ]
        cells = [output.cell(row, reads) for output in outputs]
        if None not in cells:
            rules.append(
                Rule(
                    tuple(tests),
                    tuple(cell for cell in cells if cell is not None),
                    replace(row.at.where, rule=str(row.number)),
                    references(row.notes),
                    interpretations(row.notes),
                )
            )
    clauses = [output.clause(reads) for output in outputs]
    if len(shop.problems) > before:
        return None
    columns = [column for column in inputs if column is not None]
    model = TableModel(
        document.name,
        table.hit_policy.letter,
        tuple(column.clause for column in columns),
        tuple(clauses),
        tuple(rules),
    )
    reads.update(dict.fromkeys(name for column in columns if not column.plain for name in column.reads))
    needed = dict.fromkeys(name for column in columns for name in column.reads) | reads
    return BuiltTable(Table(model), tuple(needed), tuple(reads))


def _input(document: DecisionDocument, column: InputColumn, shop: Workshop) -> _Input | None:
    source = column.expression or column.at
    compiled = shop.expressions.expression(source)
    if compiled is None:
        return None
    fact = shop.facts.get(compiled.node.name) if isinstance(compiled.node, Name) else None
    type_, domain, nullable = _declared(document, column, compiled, fact, shop)
    choices = domain.choices if domain else None
    check = _checked(document.name, column.name, type_, domain)
    defined = shop.defining.get(fact.name) if fact else None
    if fact and defined and (defined.decision, defined.column) == (document.name, column.name):
        choices = tuple(dict.fromkeys(column_texts(document, column.name)))
        domain = shop.domains.of_texts(choices, column.at)
        check = _known_here(document, column.name, choices)
    clause = InputClause(
        column.name,
        compiled.run,
        fact.name if fact else None,
        check,
        domain.test if domain else None,
        nullable,
    )
    return _Input(clause, type_, domain, choices, compiled.reads)


def _declared(
    document: DecisionDocument, column: InputColumn, compiled: Expression, fact: Fact | None, shop: Workshop
) -> tuple[FeelType, Domain | None, bool]:
    """A column's type, allowed values, and whether it can be null: its own, else those of what it reads."""
    if fact is not None and column.type is None and column.allowed is None:
        return fact.type, fact.domain, fact.unclear
    if column.type is not None or column.allowed is not None:
        type_ = feel_type(column.type)
        return type_, shop.domains.build(column.allowed, type_), True
    output = None
    match compiled.node:
        case Name(name=name):
            output = shop.catalog.output(name, None, document.valid_from)
            if output is None:
                return feel_type(shop.catalog.declared_type(name, document.valid_from)), None, True
        case Path(source=Name(name=name), name=part):
            output = shop.catalog.output(name, part, document.valid_from)
    if output is None:
        return AnyType(), None, True
    type_ = feel_type(output.type)
    return type_, shop.domains.build(output.allowed, type_), True


def _checked(table: str, column: str, type_: FeelType, domain: Domain | None) -> Callable[[Any, Scope], None]:
    """Refuses a value that cannot stand in the column, so that it is never taken for "no match"."""

    def check(value: Any, _: Scope) -> None:
        if value is None:
            return
        if not instance_of(value, type_) and not isinstance(type_, AnyType):
            message = f"{column} ska vara {label(type_)} i {table}, men är {describe(value)}."
            raise EvaluationError(Problem("fel typ", message))
        if domain is not None and not isinstance(value, list) and not domain.allows(value):
            message = f"{column} kan inte vara {describe(value)} i {table}. Tillåtet är {domain.words}."
            raise EvaluationError(Problem("otillåtet värde", message))

    return check


def _known_here(
    document: DecisionDocument, column: str, texts: tuple[str, ...]
) -> Callable[[Any, Scope], None]:
    """Refuses a value that this version of the table, which defines the values, does not know."""

    def check(value: Any, _: Scope) -> None:
        if value not in texts:
            message = (
                f"{column} {value} finns inte i {document.name}, reglerna från {document.valid_from}. "
                f"Där finns: {', '.join(texts)}."
            )
            raise FactError(Problem("inga regler", message, hint=suggestion(str(value), texts)))

    return check


def _test(cell: Cell | None, column: _Input, shop: Workshop, reads: dict[str, None]) -> UnaryTest | None:
    if cell is None:
        return None
    try:
        text = test_text(cell.text, kind(column.type), column.choices, shop.expressions.names)
    except Misread as misread:
        shop.problems.append(misread_problem(cell, misread))
        return None
    if text == "-":
        return None
    compiled = shop.expressions.tests(cell, text)
    if compiled is None:
        return None
    for value in constants(compiled.node) or ():
        wrong = None
        if not instance_of(value, column.type) and not isinstance(column.type, AnyType):
            wrong = f"{describe(value)} i en kolumn som är {label(column.type)}"
        elif column.domain is not None and not column.domain.allows(value):
            wrong = f"{describe(value)} ligger utanför det tillåtna: {column.domain.words}"
        if wrong:
            shop.problems.append(cell.problem("fel typ", f"Cellen kan aldrig stämma: {wrong}."))
    reads.update(dict.fromkeys(compiled.reads))
    return UnaryTest(cell.text, compiled.node, compiled.run)


class _Output:
    """An output column while its cells are read."""

    def __init__(self, column: OutputColumn, shop: Workshop) -> None:
        self.column = column
        self.shop = shop
        self.type = feel_type(column.type)
        self.domain = shop.domains.build(column.allowed, self.type)

    def clause(self, reads: dict[str, None]) -> OutputClause:
        default = self._compile(self.column.default, reads) if self.column.default else None
        return OutputClause(self.column.name, self.domain.values if self.domain else None, default)

    def cell(self, row: RuleDocument, reads: dict[str, None]) -> TableCell | None:
        cell = row.then.get(self.column.name)
        if cell is None:
            return None
        return self._compile(cell, reads)

    def _compile(self, cell: Cell, reads: dict[str, None]) -> TableCell | None:
        choices = self.domain.choices if self.domain else None
        try:
            text = output_text(cell.text, kind(self.type), choices, self.shop.expressions.names)
        except Misread as misread:
            self.shop.problems.append(misread_problem(cell, misread))
            return None
        compiled = self.shop.expressions.expression(cell, text)
        if compiled is None:
            return None
        if compiled.reads:
            reads.update(dict.fromkeys(compiled.reads))
            return TableCell(cell.text, self._guarded(compiled, cell))
        value = compiled.run(Scope())
        wrong = self.wrong(value)
        if wrong:
            self.shop.problems.append(cell.problem("fel utdata", wrong))
            return None
        return TableCell(cell.text, lambda _: value)

    def wrong(self, value: Any) -> str | None:
        """Why a value cannot stand in this column, or None."""
        if value is None:
            if self.column.allows_null:
                return None
            return f"{self.column.name} kan inte vara null här (skriv oklar: ja på kolumnen om det ska gå)."
        if not instance_of(value, self.type) and not isinstance(self.type, AnyType):
            return f"{self.column.name} ska vara {label(self.type)}, inte {describe(value)}."
        if self.domain is not None and not self.domain.allows(value):
            return f"{self.column.name} kan inte vara {describe(value)}. Tillåtet är {self.domain.words}."
        return None

    def _guarded(self, compiled: Expression, cell: Cell) -> Callable[[Scope], Any]:
        def run(scope: Scope) -> Any:
            value = compiled.run(scope)
            wrong = self.wrong(value)
            if wrong:
                raise EvaluationError(cell.problem("fel utdata", wrong))
            return value

        return run


def _check_policy(document: DecisionDocument, table: TableDocument, shop: Workshop) -> None:
    """What some hit policies ask of the output columns (8.2.11)."""
    letter = table.hit_policy.letter
    if letter in ORDERED_POLICIES and any(column.allowed is None for column in table.outputs):
        message = f"Träffregeln {table.hit_policy} behöver tillåtna värden på utdata, i prioritetsordning."
        shop.problems.append(table.outputs[0].at.problem("saknade tillåtna", message))
    if letter in NUMERIC_POLICIES and len(table.outputs) != 1:
        message = f"Träffregeln {table.hit_policy} kan bara ha en utdatakolumn."
        shop.problems.append(table.outputs[0].at.problem("för många utdata", message))
