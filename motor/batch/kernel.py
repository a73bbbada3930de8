"""Arrow batch in, Arrow batch out: each combination of codes is decided once, and its answer copied.

Rows whose facts are refused, and those whose answer is a fault, are told apart by their own values, since a
fault speaks of them. Where nearly every row is a combination of its own, each is decided, and nothing kept.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from motor.batch.answers import Answers, Combination, joined, ready
from motor.batch.coding import REFUSED, Codes
from motor.batch.columns import spread
from motor.batch.forms import Answer
from motor.batch.keys import Distinct, distinct, distinct_values, each_row
from motor.batch.plan import FAULT
from motor.batch.rows import Interpreter
from motor.errors import EvaluationError, Problem

MOST_FAULTS = 1000
"""How many different faults are counted apart."""

Decide = Callable[[pa.RecordBatch], pa.RecordBatch]
"""Rows of facts to their answers."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A batch of a source. `start` is the number of its first row; `faults` are rows that cannot be read."""

    batch: pa.RecordBatch
    start: int = 1
    faults: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """How many rows there were, how many the interpreter decided, and how many were faulty, by fault."""

    rows: int = 0
    decided: int = 0
    faulty: int = 0
    faults: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Found:
    """The answers to a batch, the one that each row has, and which rows hold a fact that is refused."""

    of_row: Codes
    laid_out: pa.RecordBatch
    ready: pa.RecordBatch
    refused: Codes | None = None

    def add(self, rows: Codes, of_row: Codes, answers: pa.RecordBatch) -> None:
        """Give some rows other answers."""
        self.of_row = self.of_row.astype(np.int64)
        self.of_row[rows] = self.laid_out.num_rows + of_row
        self.laid_out = joined(self.laid_out, answers)
        self.ready = ready(self.laid_out)


class Kernel:
    """Decides batches of rows. Several threads may call it; `tally` sums up what it has done."""

    def __init__(self, interpreter: Interpreter, reading: str, decide: Decide, sample: int = 2) -> None:
        self.tally = Tally()
        self._interpreter = interpreter
        self._plan = interpreter.plan
        self._reading = reading
        self._decide_rows = decide
        self._sample = sample
        self._random = np.random.default_rng()
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._answers = Answers(self._plan, reading)

    def __call__(self, rows: Rows) -> pa.RecordBatch:
        """The answers to the rows. Raises Misfit, and EvaluationError where a row decided afresh differs."""
        facts = self._facts(rows.batch)
        if not facts.num_rows:
            return ready(self._interpreter.form.batch([]))
        found = self._look_up(facts)
        self._by_own_values(facts, rows.faults, found)
        self._check(facts, rows, found)
        self._count(found)
        taken = pa.array(found.of_row)
        return pa.RecordBatch.from_arrays(
            [spread(each, taken) for each in found.ready.columns], found.ready.schema.names
        )

    def _facts(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The columns that matter, as many as there are."""
        wanted = dict.fromkeys([*self._plan.facts, *filter(None, [self._plan.day_column])])
        return batch.select([name for name in wanted if name in batch.schema.names])

    def _decide(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        with self._lock:
            self.tally.decided += rows.num_rows
        return self._decide_rows(rows)

    def _look_up(self, facts: pa.RecordBatch) -> _Found:
        """The answers to the rows."""
        if self._plan.codings is None:
            laid_out = self._decide(facts)
            every = each_row(facts.num_rows).of_row
            return _Found(every, laid_out, ready(laid_out))
        if self._answers.full:
            self._answers = Answers(self._plan, self._reading)
        answers = self._answers
        columns = answers.code(facts)
        keys = distinct(columns, facts.num_rows)
        combinations = keys.codes(columns)
        refused = np.array([REFUSED in each for each in combinations])
        numbers = answers.find(combinations)
        numbers[refused] = 0  # answered by their own values
        laid_out, quick = answers.laid_out, answers.ready
        new = np.flatnonzero(numbers < 0)
        if 2 * len(new) > facts.num_rows:
            decided = self._decide(facts.take(pa.array(keys.rows[new])))
            numbers[new] = np.arange(len(new)) + (0 if laid_out is None else laid_out.num_rows)
            laid_out = joined(laid_out, decided)
            quick = ready(laid_out)
        elif len(new):
            wanted = {int(each): combinations[each] for each in new}
            self._decide_and_keep(answers, facts, keys, wanted)
            numbers[new] = answers.find(list(wanted.values()))
            laid_out, quick = answers.laid_out, answers.ready
        if laid_out is None or quick is None:  # every row is refused
            laid_out = quick = self._interpreter.form.batch([])
        of_row = keys.spread(numbers.astype(np.min_scalar_type(laid_out.num_rows)))
        return _Found(of_row, laid_out, quick, keys.spread(refused) if refused.any() else None)

    def _decide_and_keep(
        self, answers: Answers, facts: pa.RecordBatch, keys: Distinct, new: dict[int, Combination]
    ) -> None:
        """Decide new combinations, one batch at a time, so that none is decided in two threads."""
        with self._turn:
            unknown = answers.find(list(new.values())) < 0
            places = [each for each, is_unknown in zip(new, unknown, strict=True) if is_unknown]
            if places:
                decided = self._decide(facts.take(pa.array(keys.rows[places])))
                answers.keep([new[each] for each in places], decided)

    def _by_own_values(self, facts: pa.RecordBatch, faults: Mapping[int, str], found: _Found) -> None:
        """Answer the rows that are refused or at fault by their own values, and those that cannot be read."""
        faulty = found.laid_out.column(FAULT).is_valid().to_numpy(zero_copy_only=False)
        if self._plan.codings is not None and (found.refused is not None or faulty.any()):
            own_rows = faulty[found.of_row] if len(faulty) else np.zeros(facts.num_rows, np.bool_)
            rows = np.flatnonzero(own_rows if found.refused is None else own_rows | found.refused)
            if len(rows):
                own = facts.take(pa.array(rows))
                keys = distinct_values(own)
                of_row = keys.spread(np.arange(len(keys.rows)))
                found.add(rows, of_row, self._decide(own.take(pa.array(keys.rows))))
        if faults:
            answers = [Answer(fault=fault) for fault in faults.values()]
            places = np.fromiter(faults, np.int64, len(faults))
            found.add(places, np.arange(len(faults)), self._interpreter.form.batch(answers))

    def _check(self, facts: pa.RecordBatch, rows: Rows, found: _Found) -> None:
        """Decide some rows afresh with the interpreter alone. Raises EvaluationError on any difference."""
        if self._plan.codings is None:
            return
        drawn = self._random.integers(0, facts.num_rows, self._sample).tolist()
        sample = [row for row in drawn if row not in rows.faults]
        afresh = self._interpreter.decide(facts.take(pa.array(sample, pa.int64())), afresh=True)
        given = found.laid_out.take(pa.array(found.of_row[sample]))
        if afresh.equals(given):
            return
        for place, row in enumerate(sample):
            own, other = (each.slice(place, 1) for each in (given, afresh))
            if not own.equals(other):
                message = (
                    f"Rad {rows.start + row} fick {own.to_pylist()[0]}, men {other.to_pylist()[0]} "
                    "när den avgjordes för sig. Inget är skrivet."
                )
                hint = "Det är ett fel i programmet. Anmäl det till dem som förvaltar motor."
                raise EvaluationError(Problem("olika svar", message, hint=hint))

    def _count(self, found: _Found) -> None:
        column = found.laid_out.column(FAULT)
        counts: Codes = np.zeros(0, np.int64)
        if column.null_count < len(column):
            counts = np.bincount(found.of_row, minlength=len(column))
        with self._lock:
            self.tally.rows += len(found.of_row)
            for place in np.flatnonzero(counts):
                fault = column[int(place)].as_py()
                if fault is None:
                    continue
                self.tally.faulty += int(counts[place])
                if fault in self.tally.faults or len(self.tally.faults) < MOST_FAULTS:
                    self.tally.faults[fault] += int(counts[place])
