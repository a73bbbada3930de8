"""What the documents of a rule set declare, so that one can look up another's columns before any compiles."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motor.documents.model import (
    AllowedFrom,
    AllowedValues,
    DecisionDocument,
    DeclaredType,
    ExpressionDocument,
    OutputColumn,
    TableDocument,
)
from motor.errors import Problem, suggestion
from motor.rulebook.wording import unquoted

Versions = Mapping[str, Sequence[DecisionDocument]]


@dataclass(frozen=True, slots=True)
class Catalog:
    """The decision documents by name, each decision's versions in time order."""

    decisions: Versions
    problems: list[Problem]

    def texts_from(self, allowed: AllowedFrom) -> tuple[str, ...] | None:
        """Every text in a column of another decision's table, over all versions; None: no such column."""
        versions = self.decisions.get(allowed.decision)
        if versions is None:
            self._unknown(allowed, f"beslut som heter {allowed.decision}", self.decisions)
            return None
        columns = {name for version in versions for name in _columns(version)}
        if allowed.column not in columns:
            self._unknown(allowed, f"kolumn {allowed.column} i {allowed.decision}", columns)
            return None
        texts = [text for version in versions for text in column_texts(version, allowed.column)]
        return tuple(dict.fromkeys(texts))

    def output(self, decision: str, column: str | None, day: datetime.date) -> OutputColumn | None:
        """A table's output column as declared on `day` (its only one when `column` is None)."""
        version = self._version(decision, day)
        if version is None or not isinstance(version.logic, TableDocument):
            return None
        outputs = version.logic.outputs
        if column is None:
            return outputs[0] if len(outputs) == 1 else None
        return next((output for output in outputs if output.name == column and len(outputs) > 1), None)

    def declared_type(self, decision: str, day: datetime.date) -> DeclaredType | None:
        """The type that an expression declares for its value."""
        version = self._version(decision, day)
        if version is None or not isinstance(version.logic, ExpressionDocument):
            return None
        return version.logic.type

    def _version(self, decision: str, day: datetime.date) -> DecisionDocument | None:
        versions = self.decisions.get(decision, ())
        begun = [version for version in versions if version.valid_from <= day]
        return begun[-1] if begun else next(iter(versions), None)

    def _unknown(self, allowed: AllowedFrom, what: str, known: object) -> None:
        names = [str(name) for name in known] if isinstance(known, Mapping | set) else []
        wanted = allowed.column if allowed.column and allowed.decision in self.decisions else allowed.decision
        self.problems.append(
            allowed.at.problem("okänt namn", f"Det finns ingen {what}.", hint=suggestion(wanted, names))
        )


def column_texts(version: DecisionDocument, column: str) -> list[str]:
    """The texts listed in one column of a version's table, in table order."""
    if not isinstance(version.logic, TableDocument):
        return []
    cells = [
        cells[column] for rule in version.logic.rules for cells in (rule.when, rule.then) if column in cells
    ]
    listed = [part.strip() for cell in cells for part in cell.text.split(",")]
    for output in version.logic.outputs:
        if output.name == column and isinstance(output.allowed, AllowedValues):
            listed = [value.text.strip() for value in output.allowed.values]
    return [unquoted(text) for text in listed if text not in ("-", "null", "")]


def _columns(version: DecisionDocument) -> list[str]:
    if not isinstance(version.logic, TableDocument):
        return []
    table = version.logic
    return [column.name for column in table.inputs] + [column.name for column in table.outputs]
