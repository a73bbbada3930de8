"""From a table as it is written to a table that runs: columns typed, cells read, every mistake reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from motor.documents.model import Cell, DecisionDocument, InputColumn, RuleDocument, TableDocument
from motor.errors import EvaluationError, FactError, Problem, suggestion
from motor.feel.scope import Scope
from motor.feel.syntax import Name, Path
from motor.rulebook.catalog import column_texts
from motor.rulebook.decision import Logic
from motor.rulebook.domain import Domain, misread_problem
from motor.rulebook.expressions import Expression
from motor.rulebook.facts import Fact
from motor.rulebook.inference import Given, Tested, table_type
from motor.rulebook.outputs import Output, check_policy
from motor.rulebook.types import feel_type, item_type, kind, label
from motor.rulebook.wording import Misread, test_text
from motor.rulebook.workshop import Workshop, interpretations, references
from motor.table import InputColumn as InputClause
from motor.table import Rule, Table, TableModel, UnaryTest
from motor.table.constants import constants
from motor.values.kinds import describe
from motor.values.types import AnyType, ContextType, ListType, instance_of
from motor.values.types import Type as FeelType

UNKNOWN = "ej sant eller falskt"
"""The code of a warning that follows from a null: `and` and `or` without an answer."""


@dataclass(frozen=True, slots=True)
class _Input:
    """An input column, read: its clause, and what its cells may say.

    `untried` cells rest on its values; `met` are the tests of constant cells, which are alike wherever they
    stand, by their texts.
    """

    clause: InputClause
    expression: Expression
    type: FeelType
    domain: Domain | None
    choices: tuple[str, ...] | None
    untried: list[Expression] = field(default_factory=list)
    met: dict[str, UnaryTest | None] = field(default_factory=dict)

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts and decisions that its expression reads."""
        return self.expression.reads

    @property
    def plain(self) -> bool:
        """Whether the column is just a fact or a decision."""
        return self.reads == (self.clause.fact,)


def build_table(document: DecisionDocument, table: TableDocument, shop: Workshop) -> Logic | None:
    """The table's logic, or None when anything in it is wrong (the problems are reported)."""
    before = len(shop.problems)
    inputs = [_input(document, column, shop) for column in table.inputs]
    outputs = [Output(column, table.hit_policy, shop) for column in table.outputs]
    check_policy(table, shop)
    reads: dict[str, None] = {}
    rules = [_rule(row, inputs, outputs, shop, reads) for row in table.rules]
    clauses = [output.clause() for output in outputs]
    if len(shop.problems) > before:
        return None
    columns = [column for column in inputs if column is not None]
    model = TableModel(
        document.name,
        table.hit_policy.letter,
        tuple(column.clause for column in columns),
        tuple(clauses),
        tuple(rules),
        document.at.where,
    )
    parts = tuple(output.part for output in outputs)
    reads.update(dict.fromkeys(name for each in parts for name in each.reads))
    reads.update(dict.fromkeys(name for column in columns if not column.plain for name in column.reads))
    needed = dict.fromkeys(name for column in columns for name in column.reads) | reads
    built = Table(model)
    typing = table_type(
        table.hit_policy.letter,
        [Tested(each.clause.name, each.expression, each.type, each.untried) for each in columns],
        [Given(each.column.name, each.type, each.computed) for each in outputs],
    )
    return Logic(built.evaluate, typing, tuple(needed), tuple(reads), parts, built)


def _rule(
    row: RuleDocument,
    inputs: list[_Input | None],
    outputs: list[Output],
    shop: Workshop,
    reads: dict[str, None],
) -> Rule:
    tests = [column and _test(row.when.get(column.clause.name), column, shop, reads) for column in inputs]
    cells = [output.cell(row) for output in outputs]
    return Rule(
        tuple(test or None for test in tests),
        tuple(cell for cell in cells if cell is not None),
        replace(row.at.where, rule=str(row.number)),
        row.notes.status and row.notes.status.value,
        references(row.notes),
        interpretations(row.notes),
    )


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
        scalar=not isinstance(type_, AnyType | ListType | ContextType),
    )
    return _Input(clause, compiled, type_, domain, choices)


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
            output = shop.catalog.output(name, None)
            if output is None:
                return feel_type(shop.catalog.declared_type(name)), None, True
        case Path(source=Name(name=name), name=part):
            output = shop.catalog.output(name, part)
    if output is None:
        return AnyType(), None, True
    type_ = feel_type(output.type)
    return type_, shop.domains.build(output.allowed, item_type(type_)), True


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
    if cell.text in column.met:
        return column.met[cell.text]
    told, untried = len(shop.problems), len(column.untried)
    test = _new_test(cell, column, shop, reads)
    if len(shop.problems) == told and len(column.untried) == untried:
        column.met[cell.text] = test
    return test


def _new_test(cell: Cell, column: _Input, shop: Workshop, reads: dict[str, None]) -> UnaryTest | None:
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
    points = None if isinstance(column.type, ListType) else constants(compiled.node)
    for value in points or ():
        wrong = None
        if not instance_of(value, column.type) and not isinstance(column.type, AnyType):
            wrong = f"{describe(value)} i en kolumn som är {label(column.type)}"
        elif column.domain is not None and not column.domain.allows(value):
            wrong = f"{describe(value)} ligger utanför det tillåtna: {column.domain.words}"
        if wrong:
            shop.problems.append(cell.problem("fel typ", f"Cellen kan aldrig stämma: {wrong}."))
    if points is None or isinstance(column.type, AnyType):
        column.untried.append(compiled)
    reads.update(dict.fromkeys(compiled.reads))
    return UnaryTest(
        cell.text, compiled.node, compiled.run if points is not None else _decisive(compiled, cell)
    )


def _decisive(test: Expression, cell: Cell) -> Callable[[Scope], Any]:
    """The test, where an error in the cell is an error and never "no match"; a null in it is no error."""

    def decide(scope: Scope) -> Any:
        told = len(scope.run.warnings)
        answer = test.run(scope)
        if answer is None and scope["?"] is not None:
            for fault in scope.run.warnings[told:]:
                if not fault.code.startswith("null") and fault.code != UNKNOWN:
                    message = f"Cellen kan inte prövas för {describe(scope['?'])}: {fault.message}"
                    raise EvaluationError(cell.problem("fel i cell", message))
        return answer

    return decide
