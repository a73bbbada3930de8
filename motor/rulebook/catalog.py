"""What the documents of a rule set declare, so that one can look up another's columns before any compiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from motor.documents.model import (
    Allowed,
    AllowedFrom,
    AllowedValues,
    DecisionDocument,
    DeclaredType,
    ExpressionDocument,
    OutputColumn,
    StepsDocument,
    TableDocument,
)
from motor.errors import Problem, suggestion
from motor.feel.spelling import unquoted
from motor.rulebook.wording import parts
from motor.table.hit_policy import LISTING, ONE_VALUE

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

    def output(self, decision: str, column: str | None) -> OutputColumn | None:
        """A table's output column (its only one when `column` is None) with what any version of it allows.

        A decision that reads it may meet them all: a version can be picked by another day than the reader's.
        """
        tables = [version.logic for version in self.decisions.get(decision, ())]
        found = [_output(table, column) for table in tables if isinstance(table, TableDocument)]
        columns = [output for output in found if output is not None]
        if not columns or len(columns) < len(tables):
            return None
        if len({(output.type.feel, output.type.lists) for output in columns}) > 1:
            return None
        return replace(columns[-1], allowed=_joined([output.allowed for output in columns]))

    def declared_type(self, decision: str) -> DeclaredType | None:
        """The type that every version of an expression, or of steps with a result, declares for its value."""
        types = [_value_type(version) for version in self.decisions.get(decision, ())]
        alike = len({(type_.feel, type_.lists) if type_ else None for type_ in types}) == 1
        return types[-1] if alike else None

    def _unknown(self, allowed: AllowedFrom, what: str, known: object) -> None:
        names = [str(name) for name in known] if isinstance(known, Mapping | set) else []
        wanted = allowed.column if allowed.column and allowed.decision in self.decisions else allowed.decision
        self.problems.append(
            allowed.at.problem("okänt namn", f"Det finns ingen {what}.", hint=suggestion(wanted, names))
        )


def _value_type(version: DecisionDocument) -> DeclaredType | None:
    match version.logic:
        case ExpressionDocument(type=declared):
            return declared
        case StepsDocument(type=declared, result=result) if result is not None:
            return declared
    return None


def _output(table: TableDocument, column: str | None) -> OutputColumn | None:
    """An output column with the type and the allowed values of what the table gives by its hit policy."""
    if (column is None) is not (len(table.outputs) == 1):
        return None
    found = next((output for output in table.outputs if column in (None, output.name)), None)
    letter = table.hit_policy.letter
    if found is None or letter in ONE_VALUE:
        return found
    if letter in LISTING and found.default is not None:
        return None  # a list, or the default, which is none
    if letter in LISTING:
        return replace(found, type=replace(found.type, lists=found.type.lists + 1))
    type_ = replace(found.type, feel="number", lists=0) if letter == "C#" else found.type
    return replace(found, type=type_, allowed=None)


def _joined(allowed: list[Allowed | None]) -> Allowed | None:
    """What is allowed by any of them; None where that is not listed."""
    listed = [one.values for one in allowed if isinstance(one, AllowedValues)]
    if len(listed) == len(allowed):
        return AllowedValues(
            tuple({cell.text.strip(): cell for values in listed for cell in values}.values())
        )
    return allowed[0] if len(allowed) == 1 else None


def column_texts(version: DecisionDocument, column: str) -> list[str]:
    """The texts listed in one column of a version's table, in table order."""
    if not isinstance(version.logic, TableDocument):
        return []
    cells = [
        cells[column] for rule in version.logic.rules for cells in (rule.when, rule.then) if column in cells
    ]
    listed = [part.strip() for cell in cells for part, _ in parts(cell.text, ())]
    for output in version.logic.outputs:
        if output.name == column and isinstance(output.allowed, AllowedValues):
            listed = [value.text.strip() for value in output.allowed.values]
    return [_text(text) for text in listed if text not in ("-", "null", "")]


def _text(written: str) -> str:
    return unquoted(written) if written.startswith('"') else written


def _columns(version: DecisionDocument) -> list[str]:
    if not isinstance(version.logic, TableDocument):
        return []
    table = version.logic
    return [column.name for column in table.inputs] + [column.name for column in table.outputs]
