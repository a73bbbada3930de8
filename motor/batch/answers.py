"""The answers of a run so far, by the codes that they rest on; and the coders that give the codes."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from motor.batch.coding import Coded, Coder, Codes, DayCoder
from motor.batch.columns import compact
from motor.batch.plan import Plan, turns
from motor.batch.reading import READINGS, read_day

PLACES = 1 << 17
"""How many answers are kept, and how many codes of a column."""

Combination = tuple[int, ...]


class Answers:
    """Answers that are kept, one row each; `ready` has them as they are quickest to take.

    Several threads may ask and add: an answer once kept stays where it is.
    """

    def __init__(self, plan: Plan, reading: str) -> None:
        self.laid_out: pa.RecordBatch | None = None
        self.ready: pa.RecordBatch | None = None
        self._numbers: dict[Combination, int] = {}
        self._lock = threading.Lock()
        self._coders = {
            name: Coder(coding, READINGS[reading], plan.rulebook.facts, name in plan.unclear)
            for name, coding in (plan.codings or {}).items()
            if name in plan.facts
        }
        self._day_column = plan.day_column
        self._days = DayCoder(turns(plan.rulebook.model), lambda cell: read_day(cell, "dagen"))

    @property
    def full(self) -> bool:
        """Whether it is time to begin anew."""
        return len(self._numbers) > PLACES or any(each.size > PLACES for each in self._coders.values())

    def code(self, facts: pa.RecordBatch) -> list[Coded]:
        """The codes of the columns."""
        columns = [
            coder.code(facts.column(name))
            for name, coder in self._coders.items()
            if name in facts.schema.names
        ]
        if self._day_column is not None:
            columns.append(self._days.code(facts.column(self._day_column)))
        return columns

    def find(self, combinations: Sequence[Combination]) -> Codes:
        """The row of each combination's answer; -1 where none is kept."""
        return np.array([self._numbers.get(each, -1) for each in combinations], np.int32)

    def keep(self, combinations: Sequence[Combination], answers: pa.RecordBatch) -> None:
        """Keep answers to combinations. One that another thread has kept meanwhile is not kept twice."""
        with self._lock:
            new = {each: row for row, each in enumerate(combinations) if each not in self._numbers}
            added = answers.take(pa.array(list(new.values()), pa.int64()))
            start = 0 if self.laid_out is None else self.laid_out.num_rows
            self.laid_out = joined(self.laid_out, added)
            self.ready = ready(self.laid_out)
            self._numbers.update({each: start + place for place, each in enumerate(new)})


def joined(first: pa.RecordBatch | None, second: pa.RecordBatch) -> pa.RecordBatch:
    """The rows of both."""
    return second if first is None else pa.concat_batches([first, second])


def ready(answers: pa.RecordBatch) -> pa.RecordBatch:
    """The same, quickest to take."""
    return pa.RecordBatch.from_arrays([compact(each) for each in answers.columns], answers.schema.names)
