"""Rows to answers by the interpreter: the one place in a run where rules are applied."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from motor.batch.cells import cells_of
from motor.batch.forms import FORMS, Answer
from motor.batch.plan import Plan
from motor.batch.reading import READINGS, SILENT, read_day
from motor.errors import FactError, MotorError, Problem
from motor.trace import DecisionTrace, RuleOutcome


class Interpreter:
    """Decides rows one by one. `reading` and `form` are names in READINGS and FORMS."""

    def __init__(self, plan: Plan, reading: str, form: str) -> None:
        self.plan = plan
        self.form = FORMS[form](plan)
        self._reading = READINGS[reading]

    def decide(self, rows: pa.RecordBatch, afresh: bool = False) -> pa.RecordBatch:
        """The answers to rows of facts, laid out. Raises Misfit for a value without place in its column.

        With `afresh` nothing is taken from what earlier evaluations gave.
        """
        columns = {name: cells_of(rows.column(name)) for name in rows.schema.names}
        names = tuple(columns)
        return self.form.batch(
            [
                self._answer(dict(zip(names, cells, strict=True)), afresh)
                for cells in zip(*columns.values(), strict=True)
            ]
            if columns
            else [self._answer({}, afresh) for _ in range(rows.num_rows)]
        )

    def _answer(self, cells: dict[str, Any], afresh: bool) -> Answer:
        try:
            day = self._day(cells)
            result = self.plan.rulebook.evaluate(self._facts(cells), day, self.plan.asked, afresh)
            trace = _hits(result.trace) or None if self.plan.trace else None
            return Answer(result.values, ", ".join(result.missing) or None, None, trace)
        except MotorError as error:
            return Answer(fault=in_short(error.problems))

    def _day(self, cells: dict[str, Any]) -> datetime.date | None:
        column = self.plan.day_column
        return self.plan.day if column is None else read_day(cells[column], column)

    def _facts(self, cells: dict[str, Any]) -> dict[str, Any]:
        """The answered facts of a row. Raises FactError naming every one that cannot be read."""
        facts: dict[str, Any] = {}
        problems: list[Problem] = []
        for name in self.plan.facts:
            cell = cells.get(name)
            if cell is None:
                if name in self.plan.unclear:
                    facts[name] = None
                continue
            try:
                answer = self._reading(name, cell, self.plan.rulebook.facts)
            except FactError as error:
                problems.extend(error.problems)
                continue
            if answer is not SILENT:
                facts[name] = answer
        if problems:
            raise FactError(problems)
        return facts


def in_short(problems: Iterable[Problem]) -> str:
    """Problems on one line, each with its place in the rules and what to do about it."""
    return " ".join(
        part
        for each in problems
        for part in (f"{each.where}:" if each.where.file else None, each.message, each.hint)
        if part
    )


def _hits(trace: Iterable[DecisionTrace]) -> str:
    """The rules that hit, by the file that they stand in."""
    hits = (
        (step.version.file, [str(rule.number) for rule in step.rules if rule.outcome is RuleOutcome.HIT])
        for step in trace
    )
    return "; ".join(f"{file} regel {', '.join(rules)}" for file, rules in hits if rules)
