"""A decision table ready to run: read the columns, AND their masks, apply the hit policy, explain.

A column whose expression reads an unanswered fact is open: it lets through what any of its values could. The
table is decided all the same when every rule that may still hit leads to one outcome.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from motor.errors import EvaluationError, MotorError, Problem
from motor.feel.scope import Scope, Unanswered, Warning
from motor.table.column import Column
from motor.table.hit_policy import EMPTY, HIT_POLICIES
from motor.table.model import TableModel
from motor.trace import CellOutcome, CellTrace, RuleOutcome, RuleTrace
from motor.values.compare import key_of
from motor.values.null import Null
from motor.values.text import to_string

MAX_OPEN_MASKS = 4096
"""How many combinations of open columns a table looks through before it calls itself undecided."""

Open = tuple[Column, Unanswered]


class Table:
    """Runs a `TableModel`."""

    def __init__(self, model: TableModel) -> None:
        self.model = model
        self.columns = [
            Column(clause, [rule.tests[index] for rule in model.rules])
            for index, clause in enumerate(model.inputs)
        ]
        self.all = (1 << len(model.rules)) - 1
        self.policy = HIT_POLICIES[model.hit_policy]

    def evaluate(self, scope: Scope) -> Any:
        """The table's value.

        Raises Unanswered when it rests on an unanswered fact, EvaluationError when the rules that hit break
        the hit policy, and what the columns' `check` raises.
        """
        mask, open_columns = self._surviving(scope)
        if not open_columns:
            return self.value_of(mask, scope)
        values = self._first_values(2, mask, open_columns, scope)
        if values is not None and len(values) == 1:
            ((value, warnings),) = values
            scope.run.warnings.extend(warnings)
            return value
        raise self._blamed(mask, open_columns)

    def outcomes(self, scope: Scope) -> list[Any] | None:
        """The distinct values still possible, open columns taken as independent; None: not known."""
        told = len(scope.run.warnings)
        mask, open_columns = self._surviving(scope)
        found = self._first_values(None, mask, open_columns, scope)
        del scope.run.warnings[told:]
        return None if found is None else [value for value, _ in found]

    def _first_values(
        self, most: int | None, mask: int, open_columns: list[Open], scope: Scope
    ) -> list[tuple[Any, list[Warning]]] | None:
        """The first distinct values that the open columns can lead to, each with the warnings it came with.

        None where that cannot be known.
        """
        masks = {mask}
        for column, _ in open_columns:
            possible = column.possible_masks
            if possible is None or len(possible) * len(masks) > MAX_OPEN_MASKS:
                return None
            masks = {one & other for one, other in product(masks, possible)}
        found: dict[Hashable, tuple[Any, list[Warning]]] = {}
        told = len(scope.run.warnings)
        try:
            for one in sorted(masks, reverse=True):
                value = self.value_of(one, scope)
                found.setdefault(key_of(value), (value, scope.run.warnings[told:]))
                del scope.run.warnings[told:]
                if len(found) == most:
                    break
        except (Unanswered, EvaluationError):
            del scope.run.warnings[told:]
            return None
        return list(found.values())

    def explain(self, scope: Scope) -> tuple[dict[str, Any], tuple[RuleTrace, ...]]:
        """The columns' values, and each rule with its cells; by the same masks that decided."""
        values: dict[str, Any] = {}
        masks: list[int | None] = []
        for column in self.columns:
            try:
                value = column.clause.read(scope)
            except (Unanswered, MotorError):
                masks.append(None)
            else:
                values[column.clause.name] = value
                masks.append(column.mask(value, scope))
        return values, tuple(self._explain_rule(index, masks) for index in range(len(self.model.rules)))

    def _surviving(self, scope: Scope) -> tuple[int, list[Open]]:
        """The rules that the readable columns let through, and the open columns."""
        mask, open_columns = self.all, []
        for column in self.columns:
            try:
                value = column.clause.read(scope)
            except Unanswered as error:
                open_columns.append((column, error))
                continue
            if column.clause.check is not None:
                column.clause.check(value, scope)
            mask &= column.mask(value, scope)
        return (mask, open_columns) if mask else (0, [])

    def value_of(self, mask: int, scope: Scope) -> Any:
        """What the table gives when exactly the rules in `mask` hit. Raises as `evaluate`."""
        hits = list(_bits(mask))
        if not hits:
            return self._default(scope)
        try:
            return self.policy(self.model, hits, scope)
        except Null as null:
            scope.run.warnings.append(self._warning(null.code, null.message))
            return None
        except EvaluationError as error:
            raise EvaluationError(self._with_facts(problem, scope) for problem in error.problems) from None

    def _with_facts(self, problem: Problem, scope: Scope) -> Problem:
        """The problem with the values that the columns had."""
        values, _ = self.explain(scope)
        facts = ", ".join(f"{name} = {_shown(value)}" for name, value in values.items())
        return replace(problem, message=f"{problem.message} Indata: {facts}.") if facts else problem

    def _default(self, scope: Scope) -> Any:
        """The default outputs, or what no hit means for the hit policy (8.2.11)."""
        outputs = self.model.outputs
        undefined = all(column.default is None for column in outputs)
        if undefined and self.model.hit_policy in EMPTY:
            return EMPTY[self.model.hit_policy]()
        if any(column.default is None and not column.nullable for column in outputs):
            message = f"Ingen regel i {self.model.name} stämmer, och det finns inget standardvärde."
            scope.run.warnings.append(self._warning("ingen träff", message))
        if undefined:
            return None
        values = [column.default.run(scope) if column.default else None for column in outputs]
        if len(outputs) == 1:
            return values[0]
        return {column.name: value for column, value in zip(outputs, values, strict=True)}

    def _warning(self, code: str, message: str) -> Warning:
        name = self.model.name
        return Warning(code, message, name, 0, len(name), self.model.where)

    def _blamed(self, mask: int, open_columns: list[Open]) -> Unanswered:
        """The unanswered fact to name: the first that matters."""
        return next((error for column, error in open_columns if _matters(column, mask)), open_columns[0][1])

    def _explain_rule(self, index: int, masks: list[int | None]) -> RuleTrace:
        rule = self.model.rules[index]
        cells = []
        for column, test, mask in zip(self.columns, rule.tests, masks, strict=True):
            outcome = _cell_outcome(test is None, mask, index)
            cells.append(CellTrace(column.clause.name, test.text if test else "-", outcome))
        outcomes = {cell.outcome for cell in cells}
        return RuleTrace(
            number=index + 1,
            outcome=RuleOutcome.MISS
            if CellOutcome.NOT_MET in outcomes
            else RuleOutcome.OPEN
            if CellOutcome.OPEN in outcomes
            else RuleOutcome.HIT,
            cells=tuple(cells),
            outputs={col.name: cell.text for col, cell in zip(self.model.outputs, rule.outputs, strict=True)},
            status=rule.status,
            references=rule.references,
            interpretations=rule.interpretations,
        )


def _shown(value: Any) -> str:
    return "null" if value is None else to_string(value)


def _cell_outcome(any_value: bool, mask: int | None, index: int) -> CellOutcome:
    if any_value:
        return CellOutcome.IRRELEVANT
    if mask is None:
        return CellOutcome.OPEN
    return CellOutcome.MET if mask >> index & 1 else CellOutcome.NOT_MET


def _matters(column: Column, mask: int) -> bool:
    """Whether the column's value can change which of the rules in `mask` hit."""
    possible = column.possible_masks
    return possible is None or len({mask & one for one in possible}) > 1


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
