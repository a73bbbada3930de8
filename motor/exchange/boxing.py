"""A version's logic as a boxed expression (DMN 1.5, 7.3.1 and 8), its FEEL printed from trees.

What people write for kindness' sake (bare words, `3 800`, `ja`) comes out as standard FEEL.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from motor import feel
from motor.dmn import model
from motor.documents.model import (
    AllowedTests,
    Cell,
    DecisionDocument,
    ExpressionDocument,
    FunctionDocument,
    InputColumn,
    OutputColumn,
    StepsDocument,
    TableDocument,
)
from motor.exchange import extra
from motor.exchange.prose import INTERPRETATION, SOURCE, notes_in_line, notes_in_words
from motor.exchange.types_out import allowed_text, type_ref
from motor.feel.syntax import Node
from motor.rulebook.decision import Version
from motor.rulebook.expressions import AS_OF_DAY
from motor.rulebook.facts import Fact
from motor.rulebook.types import feel_type, kind
from motor.rulebook.wording import output_text, test_text
from motor.table import OutputColumn as OutputClause
from motor.table import Rule, UnaryTest

Write = Callable[[Node, Iterable[str]], str]
"""The text of a tree as a reading has it; the names are those bound around it."""


@dataclass(frozen=True)
class Boxing:
    """Boxes one version. `names` are those that the rule set declares, `write` prints a tree."""

    version: Version
    names: Collection[str]
    facts: Mapping[str, Fact]
    write: Write

    def logic(self) -> model.Expression:
        """The version's logic."""
        match self.version.document.logic:
            case TableDocument() as table:
                return self._table(self.version.document, table)
            case FunctionDocument() as function:
                return self._function(function)
            case StepsDocument() | ExpressionDocument() as body:
                return self._body(body, (), extra.steps(self.version.document))
        raise TypeError(f"unknown kind of logic: {self.version.document.logic!r}")

    def _text(self, text: str, local: Collection[str] = ()) -> str:
        return self.write(self._parsed(text, local), local)

    def _parsed(self, text: str, local: Collection[str] = ()) -> Node:
        return feel.parse(text, {*self.names, *local, AS_OF_DAY})

    def _body(
        self, body: StepsDocument | ExpressionDocument, local: tuple[str, ...], extras: list[str | None]
    ) -> model.Expression:
        if isinstance(body, ExpressionDocument):
            return model.LiteralExpression(self._text(body.expression.text, local))
        entries = []
        for step, more in zip(body.steps, extras, strict=True):
            value = model.LiteralExpression(self._text(step.expression.text, local))
            remarks = model.Remarks(notes_in_words(None, step.notes), more)
            entries.append(model.ContextEntry(step.name, type_ref(step.type), value, remarks=remarks))
            local = (*local, step.name)
        if body.result is not None:
            value = model.LiteralExpression(self._text(body.result.text, local))
            entries.append(model.ContextEntry(None, None, value))
        return model.ContextExpression(tuple(entries))

    def _function(self, function: FunctionDocument) -> model.FunctionDefinition:
        parameters = tuple(model.Variable(each.name, type_ref(each.type)) for each in function.parameters)
        local = tuple(each.name for each in function.parameters)
        return model.FunctionDefinition(
            parameters, self._body(function.body, local, extra.steps(self.version.document))
        )

    # --- tables

    def _table(self, document: DecisionDocument, table: TableDocument) -> model.DecisionTable:
        built = self.version.table
        if built is None:
            raise TypeError(f"{document.name} is no table")
        compiled = built.model
        inputs = [
            self._input(column, clause.allowed, clause.fact)
            for column, clause in zip(table.inputs, compiled.inputs, strict=True)
        ]
        columns = list(zip(table.outputs, compiled.outputs, strict=True))
        outputs = [
            self._output(*column, more) for column, more in zip(columns, extra.outputs(document), strict=True)
        ]
        notes = any(rule.references or rule.interpretations for rule in compiled.rules)
        rules = []
        for row, rule, more in zip(table.rules, compiled.rules, extra.rules(document), strict=True):
            cells = tuple(
                self._cell(row.then[column.name], column, clause.values) for column, clause in columns
            )
            rules.append(self._rule(rule, cells, more, notes))
        return model.DecisionTable(
            table.hit_policy.letter,
            tuple(inputs),
            tuple(outputs),
            tuple(rules),
            annotations=(SOURCE, INTERPRETATION) if notes else (),
        )

    def _input(self, column: InputColumn, allowed: UnaryTest | None, fact: str | None) -> model.TableInput:
        """What a fact allows is said where the fact is declared."""
        text = self._text((column.expression or column.at).text)
        declared = type_ref(column.type)
        if declared is None and fact is not None:
            declared = type_ref(self.facts[fact].type)
        return model.TableInput(
            text,
            declared,
            allowed_text(allowed.node) if allowed and fact is None else None,
            label=None if text == column.name else column.name,
        )

    def _output(self, column: OutputColumn, clause: OutputClause, more: str | None) -> model.TableOutput:
        default = None if column.default is None else self._cell(column.default, column, clause.values)
        remarks = model.Remarks(notes_in_words(column.description, column.notes), more)
        allowed = output_tests(column, clause.values)
        return model.TableOutput(column.name, type_ref(column.type), allowed, default, remarks=remarks)

    def _cell(self, cell: Cell, column: OutputColumn, values: tuple[Any, ...] | None) -> str:
        texts = values if values is not None and all(isinstance(each, str) for each in values) else None
        return self._text(output_text(cell.text, kind(feel_type(column.type)), texts, self.names))

    def _rule(self, rule: Rule, cells: tuple[str, ...], more: str | None, notes: bool) -> model.TableRule:
        tests = tuple("-" if test is None else self.write(test.node, ()) for test in rule.tests)
        sources = "; ".join(map(str, rule.references))
        interpretations = " ".join(map(str, rule.interpretations))
        return model.TableRule(
            tests,
            cells,
            annotations=(sources, interpretations) if notes else (),
            remarks=model.Remarks(notes_in_line(sources, interpretations), more),
        )


def output_tests(column: OutputColumn, values: tuple[Any, ...] | None) -> str | None:
    """The allowed values of an output column as unary tests, the most preferred first."""
    if isinstance(column.allowed, AllowedTests):
        written = test_text(column.allowed.tests.text, kind(feel_type(column.type)), None, ())
        return allowed_text(feel.parse_unary_tests(written), column.allows_null)
    return None if values is None else allowed_text(values, column.allows_null)
