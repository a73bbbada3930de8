"""The output columns of a table: cells to values or closures, held against types and allowed values."""

from __future__ import annotations

from typing import Any

from motor.documents.model import Cell, HitPolicy, OutputColumn, RuleDocument, TableDocument
from motor.errors import EvaluationError
from motor.feel.scope import Scope
from motor.feel.syntax import is_constant
from motor.rulebook.domain import misread_problem
from motor.rulebook.expressions import Expression
from motor.rulebook.types import feel_type, kind, label
from motor.rulebook.wording import Misread, output_text
from motor.rulebook.workshop import Workshop, part
from motor.table import Cell as TableCell
from motor.table import OutputColumn as OutputClause
from motor.trace import Part
from motor.values.kinds import describe
from motor.values.types import AnyType, instance_of

DURATIONS = ("days and time duration", "years and months duration")
SUMMABLE = ("number", *DURATIONS)
ORDERED = (*SUMMABLE, "string", "date", "time", "date and time")
AGGREGATED = {"C+": SUMMABLE, "C<": ORDERED, "C>": ORDERED}
"""The types that each aggregating hit policy can take."""
PREFERRING = ("P", "O")


class Output:
    """An output column while its cells are read."""

    def __init__(self, column: OutputColumn, policy: HitPolicy, shop: Workshop) -> None:
        self.column = column
        self.shop = shop
        self.type = feel_type(column.type)
        self.domain = shop.domains.build(column.allowed, self.type)
        self.ranked = policy.letter in PREFERRING
        self.computed: list[Expression] = []
        """The cells whose values are not known before the rules are run."""
        self._reads: dict[str, None] = {}

    @property
    def part(self) -> Part:
        """The column as the trace carries it, with what the cells read so far read."""
        return part(self.column.name, tuple(self._reads), self.column.notes)

    def clause(self) -> OutputClause:
        """The column, compiled."""
        default = self._compile(self.column.default) if self.column.default else None
        values = self.domain.values if self.domain else None
        return OutputClause(self.column.name, values, default, self.column.allows_null)

    def cell(self, row: RuleDocument) -> TableCell | None:
        """The row's cell, compiled; None when it is missing or wrong, which is reported."""
        cell = row.then.get(self.column.name)
        return self._compile(cell) if cell else None

    def _compile(self, cell: Cell) -> TableCell | None:
        choices = self.domain.choices if self.domain else None
        try:
            text = output_text(cell.text, kind(self.type), choices, self.shop.expressions.names)
        except Misread as misread:
            self.shop.problems.append(misread_problem(cell, misread))
            return None
        compiled = self.shop.expressions.expression(cell, text)
        if compiled is None:
            return None
        self._reads.update(dict.fromkeys(compiled.reads))
        return (
            self._constant(compiled, cell) if is_constant(compiled.node) else self._computed(compiled, cell)
        )

    def _constant(self, compiled: Expression, cell: Cell) -> TableCell | None:
        """A value that is known now, so that a wrong one is told now."""
        scope = Scope()
        value = compiled.run(scope)
        wrong = scope.run.warnings[0].message if scope.run.warnings else self._refusal(value)
        if wrong:
            self.shop.problems.append(cell.problem("fel utdata", wrong))
            return None
        return TableCell(cell.text, lambda _: value, constant=True)

    def _computed(self, compiled: Expression, cell: Cell) -> TableCell:
        self.computed.append(compiled)

        def run(scope: Scope) -> Any:
            value = compiled.run(scope)
            wrong = self._refusal(value)
            if wrong:
                raise EvaluationError(cell.problem("fel utdata", wrong))
            return value

        return TableCell(cell.text, run)

    def _refusal(self, value: Any) -> str | None:
        """Why a value cannot stand in this column, or None."""
        if value is None:
            if self.ranked and self.column.allows_null:
                return f"{self.column.name} kan inte vara null i en regel: null saknar plats i ordningen."
            if self.column.allows_null:
                return None
            return f"{self.column.name} kan inte vara null här (skriv oklar: ja på kolumnen om det ska gå)."
        if not instance_of(value, self.type) and not isinstance(self.type, AnyType):
            return f"{self.column.name} ska vara {label(self.type)}, inte {describe(value)}."
        if self.domain is not None and not self.domain.allows(value):
            return f"{self.column.name} kan inte vara {describe(value)}. Tillåtet är {self.domain.words}."
        return None


def check_policy(table: TableDocument, shop: Workshop) -> None:
    """Report what the hit policy asks of the output columns and they do not give (8.2.11)."""
    policy, letter = table.hit_policy, table.hit_policy.letter
    for column in table.outputs:
        if letter in PREFERRING and column.allowed is None:
            message = f"Träffregeln {policy} behöver tillåtna värden på {column.name}, i prioritetsordning."
            shop.problems.append(column.at.problem("saknade tillåtna", message))
        types = AGGREGATED.get(letter)
        if types and kind(feel_type(column.type)) not in types:
            type_ = label(feel_type(column.type))
            message = f"Träffregeln {policy} går inte ihop med {column.name}, som är {type_}."
            shop.problems.append(column.at.problem("fel typ", message))
    if letter in AGGREGATED and len(table.outputs) != 1:
        message = f"Träffregeln {policy} kan bara ha en utdatakolumn."
        shop.problems.append(table.outputs[0].at.problem("för många utdata", message))
