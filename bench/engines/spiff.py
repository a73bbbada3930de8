"""SpiffWorkflow (Python): the tables as its own DMN tables, whose cells are Python expressions."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.specs.model import (
    DecisionTable,
    HitPolicy,
    Input,
    InputEntry,
    Output,
    OutputEntry,
)
from SpiffWorkflow.dmn.specs.model import Rule as SpiffRule

from bench.tables import Condition, Rule, Table
from bench.timing import Contender

NAME = "SpiffWorkflow"


def check(tables: Sequence[Table]) -> Contender:
    """The tables one after another, as business rule tasks of a process would run them."""
    engines = [DMNEngine(_table(table)) for table in tables]
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())

    def decide(facts: dict[str, Any]) -> Any:
        answer = None
        task = SimpleNamespace(data=dict(facts), workflow=workflow)
        for engine in engines:
            answer = engine.result(task)
            task.data |= answer
        return answer

    return Contender(NAME, decide, dict)


def expression(text: str) -> Contender:
    """One expression, given to the engine's evaluation of expressions."""
    engine = PythonScriptEngine()
    return Contender(NAME, lambda facts: engine.evaluate(SimpleNamespace(data=facts), text))


def _table(table: Table) -> DecisionTable:
    made = DecisionTable(table.name, table.name, HitPolicy.UNIQUE.value)
    made.inputs = [Input(name, name, name, name, kind) for name, kind in table.inputs.items()]
    made.outputs = [Output(name, name, name, kind) for name, kind in table.outputs.items()]
    made.rules = [_rule(number, rule, made) for number, rule in enumerate(table.rules, 1)]
    return made


def _rule(number: int, rule: Rule, table: DecisionTable) -> SpiffRule:
    made = SpiffRule(f"rule{number}")
    made.row_number = number
    for column in table.inputs:
        if column.name in rule.when:
            entry = InputEntry(f"in{number}", column)
            entry.lhs = [_cell(rule.when[column.name])]
            made.inputEntries.append(entry)
    for column in table.outputs:
        entry = OutputEntry(f"out{number}", column)
        entry.text = repr(rule.then[column.name])
        made.outputEntries.append(entry)
    return made


def _cell(condition: Condition) -> str:
    if isinstance(condition, bool | str):
        return repr(condition)
    low, high = condition
    left = "" if low is None else f"{low} <= "
    right = "" if high is None else f" < {high}"
    return f"{left}?{right}"
