"""An answer told again for facts that lie in the same cells: the same but for the values that were met."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from motor.rulebook.model import Model
from motor.rulebook.result import Result
from motor.trace import DecisionTrace
from motor.values.convert import from_python


class Retelling:
    """A result without anything undecided, and how it reads for other facts.

    `by_cell` are the facts that may differ within their cells; `copies` gives copies of its values.
    """

    def __init__(
        self,
        result: Result,
        copies: Callable[[], dict[str, Any]],
        model: Model,
        by_cell: Iterable[str],
    ) -> None:
        self._first = result
        self._copies = copies
        self._model = model
        self._by_cell = frozenset(by_cell)

    def of(self, facts: Mapping[str, Any]) -> Result:
        """The result for facts in the same cells."""
        first, met = self._first, dict(facts)
        return Result(
            first.rulebook,
            first.on,
            self._copies(),
            {},
            {},
            [],
            first.warnings.copy(),
            first.drafts,
            lambda: [_told(trace, columns, met) for trace, columns in self._traces],
        )

    @cached_property
    def _traces(self) -> list[tuple[DecisionTrace, list[tuple[str, str]]]]:
        """Each trace, with the columns whose values are facts that may differ."""
        return [(trace, self._columns(trace)) for trace in self._first.trace]

    def _columns(self, trace: DecisionTrace) -> list[tuple[str, str]]:
        version = self._model.version(trace.decision, trace.day)
        clauses = version.table.model.inputs if version is not None and version.table is not None else ()
        return [(clause.name, clause.fact) for clause in clauses if clause.fact in self._by_cell]


def _told(trace: DecisionTrace, columns: list[tuple[str, str]], facts: Mapping[str, Any]) -> DecisionTrace:
    if not columns:
        return trace
    inputs = trace.inputs.copy()
    for column, fact in columns:
        if fact in facts:
            inputs[column] = from_python(facts[fact])
    return trace.with_inputs(inputs)
