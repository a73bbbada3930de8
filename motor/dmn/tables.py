"""Decision tables of a model to closures, on the engine's own tables (DMN 1.5, chapter 8).

In a model, hits that break the hit policy give null with its cause, as the standard has it, and so does an
input outside its allowed values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from motor import feel
from motor.dmn import model
from motor.errors import EvaluationError, Problem
from motor.feel.closures import Closure
from motor.feel.scope import Scope, Warning
from motor.feel.syntax import UnaryTests
from motor.table import Cell, InputColumn, OutputColumn, Rule, Table, TableModel, UnaryTest

if TYPE_CHECKING:
    from motor.dmn.boxed import Workbench

LIMITS = ("för många steg", "för lång tid")


def build_table(table: model.DecisionTable, bench: Workbench) -> Closure:
    """The closure that gives the table's value, or null with the cause."""
    inner = bench.within("?")
    inputs = tuple(_input(column, bench) for column in table.inputs)
    outputs = tuple(_output(column, index, bench) for index, column in enumerate(table.outputs))
    rules = tuple(
        Rule(
            tuple(_test(text, rule, inner) for text in rule.tests),
            tuple(
                _cell(text, column, rule, bench)
                for text, column in zip(rule.outputs, table.outputs, strict=False)
            ),
            rule.where,
        )
        for rule in table.rules
    )
    name = table.output_label or bench.title
    built = Table(TableModel(name, table.hit_policy, inputs, outputs, rules, table.where))

    def run(scope: Scope) -> Any:
        try:
            return built.evaluate(scope)
        except EvaluationError as error:
            problem = error.problems[0]
            if problem.code in LIMITS:
                raise
            scope.run.warnings.append(Warning(problem.code, problem.message, name, 0, len(name), table.where))
            return None

    return run


def _input(column: model.TableInput, bench: Workbench) -> InputColumn:
    read = bench.typed(column.type_ref, column.text, bench.text(column.text, column.where))
    allowed = _test(column.allowed, column, bench.within("?")) if column.allowed else None
    return InputColumn(column.text, read, check=_check(column, allowed), allowed=allowed, scalar=False)


def _check(column: model.TableInput, allowed: UnaryTest | None) -> Any:
    """Refuses an input outside the allowed values."""
    if allowed is None:
        return None

    def check(value: Any, scope: Scope) -> None:
        inner = scope.child()
        inner["?"] = value
        if value is not None and allowed.run(inner) is not True:
            message = f"{column.text} ligger utanför de tillåtna värdena: {allowed.text}."
            raise EvaluationError(Problem("otillåtet värde", message, column.where))

    return check


def _output(column: model.TableOutput, index: int, bench: Workbench) -> OutputColumn:
    default = _cell(column.default, column, column, bench) if column.default else None
    return OutputColumn(column.name or f"output {index + 1}", _values(column, bench), default)


def _values(column: model.TableOutput, bench: Workbench) -> tuple[Any, ...] | None:
    """The allowed values one by one, the most preferred first; None where they are no list of constants."""
    if not column.allowed:
        return None
    tests = feel.parse_unary_tests(column.allowed, bench.names)
    if tests.negated:
        return None
    return tuple(feel.compile(test)(Scope()) for test in tests.tests)


def _cell(
    text: str, column: model.TableOutput, place: model.TableRule | model.TableOutput, bench: Workbench
) -> Cell:
    run = bench.text(text, place.where) if text.strip() else _null
    return Cell(text, bench.typed(column.type_ref, column.name or "utdata", run))


def _null(_: Scope) -> None:
    return None


def _test(text: str, place: model.TableRule | model.TableInput, bench: Workbench) -> UnaryTest | None:
    """A cell's unary tests; None for any value."""
    if text.strip() in ("-", ""):
        return None
    run = bench.text(text, place.where, feel.parse_unary_tests)
    return UnaryTest(text, UnaryTests(()), run)
