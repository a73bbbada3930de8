"""The answers of rows as Arrow columns: typed for Parquet, Arrow and memory, else written out as text.

Each form writes an answer once, however many rows get it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import pyarrow as pa

from motor.batch.columns import JSON, Build, builder
from motor.batch.plan import FAULT, MISSING, TRACE, Plan
from motor.values.convert import dumps, from_python
from motor.values.text import to_string
from motor.values.types import AnyType, ContextType, Type

ANSWER = "svar"
"""The column of an answer that is written out as one text."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a row gets: the values of the decided decisions, what is missing, what is wrong, what hit."""

    values: Mapping[str, Any] = field(default_factory=dict)
    missing: str | None = None
    fault: str | None = None
    trace: str | None = None

    def own(self, column: str) -> str | None:
        """What stands in a column besides those of the decisions."""
        return {MISSING: self.missing, FAULT: self.fault, TRACE: self.trace}[column]


class Misfit(Exception):
    """A decision gave a value that has no place in its column."""

    def __init__(self, decision: str) -> None:
        super().__init__(decision)
        self.decision = decision


class Form(Protocol):
    """A way to lay out answers: the columns of a batch, and the titles that a reader sees."""

    schema: pa.Schema
    titles: list[str]

    def batch(self, answers: Sequence[Answer]) -> pa.RecordBatch:
        """The answers, one to a row; the column `fel` tells which are faults. Raises Misfit."""


class Typed:
    """A column for each decision, of Arrow's type for its FEEL type."""

    def __init__(self, plan: Plan) -> None:
        self._columns = [
            (name, *(JSON if name in plan.as_text else builder(plan.types[name]))) for name in plan.decisions
        ]
        self._own = plan.own_columns
        self.schema = pa.schema(
            [
                *((name, type_) for name, type_, _ in self._columns),
                *((name, pa.string()) for name in self._own),
            ]
        )
        self.titles = self.schema.names

    def batch(self, answers: Sequence[Answer]) -> pa.RecordBatch:
        """The answers as columns."""
        columns = [_array(name, build, answers) for name, _, build in self._columns]
        columns += [pa.array([each.own(name) for each in answers], pa.string()) for name in self._own]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)


class Written:
    """The cells of a line of CSV as one text: each part of a context in a cell of its own, lists as JSON."""

    def __init__(self, plan: Plan, separator: str) -> None:
        self._separator = separator
        self._columns = [
            (name, _leaves(name, AnyType() if name in plan.as_text else plan.types[name]))
            for name in plan.decisions
        ]
        self._own = plan.own_columns
        self.titles = [*(leaf.title for _, leaves in self._columns for leaf in leaves), *self._own]
        self.schema = _ONE_TEXT

    def batch(self, answers: Sequence[Answer]) -> pa.RecordBatch:
        """The answers as text."""
        columns = [
            [leaf.cell(answer.values.get(name), name) for answer in answers]
            for name, leaves in self._columns
            for leaf in leaves
        ]
        columns += [[answer.own(name) for answer in answers] for name in self._own]
        lines = (
            self._separator.join(csv_cell(cell, self._separator) for cell in line)
            for line in zip(*columns, strict=True)
        )
        return _one_text(lines, answers)


def csv_cell(text: str | None, separator: str) -> str:
    """A cell of CSV, in quotes where it needs them."""
    if text is None:
        return ""
    if any(char in text for char in (separator, '"', "\r", "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text


class Json:
    """The members of a JSON object as one text."""

    def __init__(self, plan: Plan) -> None:
        self._decisions = plan.decisions
        self._own = plan.own_columns
        self.titles = [*plan.decisions, *plan.own_columns]
        self.schema = _ONE_TEXT

    def batch(self, answers: Sequence[Answer]) -> pa.RecordBatch:
        """The answers as text."""
        return _one_text(map(self._members, answers), answers)

    def _members(self, answer: Answer) -> str:
        members = {name: answer.values.get(name) for name in self._decisions}
        return dumps(members | {name: answer.own(name) for name in self._own})[1:-1]


_ONE_TEXT = pa.schema([(ANSWER, pa.string()), (FAULT, pa.string())])


def _one_text(texts: Iterable[str], answers: Sequence[Answer]) -> pa.RecordBatch:
    columns = [pa.array(texts, pa.string()), pa.array([answer.fault for answer in answers], pa.string())]
    return pa.RecordBatch.from_arrays(columns, schema=_ONE_TEXT)


SEPARATORS = ",;\t"
"""What may part the cells of CSV."""

FORMS: dict[str, Callable[[Plan], Form]] = {
    "typed": Typed,
    "json": Json,
    **{f"csv {separator}": partial(Written, separator=separator) for separator in SEPARATORS},
}


def _array(name: str, build: Build, answers: Sequence[Answer]) -> pa.Array:
    try:
        return build([answer.values.get(name) for answer in answers])
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        raise Misfit(name) from None


# --- cells of CSV


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A column of CSV: its title, and the way to its part of a decision's value."""

    title: str
    path: tuple[str, ...]

    def cell(self, value: Any, decision: str) -> str | None:
        """The part's text. Raises Misfit where the value has no such part."""
        for name in self.path:
            if value is None:
                return None
            if not isinstance(value, dict):
                raise Misfit(decision)
            value = value.get(name)
        return _cell(value)


def _leaves(name: str, type_: Type, path: tuple[str, ...] = ()) -> list[_Leaf]:
    """The columns of a value."""
    if isinstance(type_, ContextType) and type_.closed and type_.entries:
        return [
            leaf for entry, part in type_.entries for leaf in _leaves(f"{name}.{entry}", part, (*path, entry))
        ]
    return [_Leaf(name, path)]


def _cell(value: Any) -> str | None:
    """A value as a person writes it; lists and contexts as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list | dict):
        return dumps(value)
    return to_string(from_python(value))
