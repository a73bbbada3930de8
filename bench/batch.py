"""Many cases at once: in memory beside DuckDB, polars and numpy, and from file to file by `motor kör`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

import motor
from bench import columns
from bench.engines import frames, ours, peer
from bench.process import Run, python, run
from bench.tables import CHECK
from bench.timing import OURS, Contender, Effort, Times, agree, measure
from motor import batch

PAID = 200
"""For one compensation there are so many placements."""

ZEN_ROWS = 500
"""For one row of ZEN's batch call there are so many of the others'."""

SAMPLE = 5_000
"""So many rows, evenly from all, are compared."""

PRORATED = f"round half up(terms.amount * days / {frames.DAYS_A_MONTH}, 2)"
CHECKED = "terms"


def in_memory(folder: Path, effort: Effort) -> dict[str, dict[str, Times]]:
    """Seconds of the check, and of a prorated amount, over all the rows."""
    facts = columns.checks(effort.rows[-1])
    return {
        "the check": _measured(folder, "terms", facts, effort),
        "a prorated amount": _measured(folder, "prorated", facts, effort),
    }


def growth(folder: Path, effort: Effort) -> dict[int, dict[str, Times]]:
    """Seconds of the check by the number of rows."""
    return {rows: _measured(folder, "terms", columns.checks(rows), effort) for rows in effort.rows}


def _measured(folder: Path, decision: str, facts: pa.Table, effort: Effort) -> dict[str, Times]:
    prorated = decision == "prorated"
    contenders = [
        Contender(OURS, _ours(folder, decision), lambda answer: _rows(answer, decision)),
        *[
            Contender(work.__name__, work(prorated=prorated), _rows)
            for work in (frames.duckdb, frames.polars, frames.numpy)
        ],
    ]
    agree(contenders, [facts], effort.patience)
    return measure(contenders, [facts], replace(effort, rounds=effort.repeats, seconds=0))


def _ours(folder: Path, decision: str) -> Callable[[pa.Table], pa.Table]:
    rules = motor.load(
        ours.write(CHECK, folder / "batch", expressions={"prorated": PRORATED}, facts={"days": "number"})
    )

    def work(facts: pa.Table) -> pa.Table:
        decided = batch.decide(rules, facts, on=ours.DAY, decisions=[decision])
        return decided if isinstance(decided, pa.Table) else pa.Table.from_batches(list(decided))

    return work


def _rows(answer: pa.Table, decision: str | None = None) -> list[Any]:
    """Rows of an answer, evenly from all of it."""
    step = max(1, answer.num_rows // SAMPLE)
    rows: list[Any] = answer.take(pa.array(range(0, answer.num_rows, step))).to_pylist()
    if decision is None:
        return rows
    values = [row[decision] for row in rows]
    return [value if isinstance(value, dict) else {decision: value} for value in values]


def zen_batch(effort: Effort) -> float | None:
    """Rows a second of ZEN's own batch call; None without ZEN."""
    if (zen := peer("zen")) is None:
        return None
    rows = max(1, effort.rows[-1] // ZEN_ROWS)
    requests = columns.checks(rows).drop_columns(["days"]).to_pylist()
    call = zen.loaded_batch(CHECK)
    times = measure([Contender(OURS, call)], [requests], replace(effort, rounds=effort.repeats, seconds=0))
    return rows / times[OURS].median


def placements(folder: Path, effort: Effort) -> tuple[int, Run]:
    """Placement and terms under `regler/nacka`, Parquet to Parquet: how many rows, and the run."""
    rows = effort.rows[-1]
    source = folder / "placements.parquet"
    columns.write_placements(source, rows)
    return rows, _run(source, ["möjliga insatser", "insatsvillkor"])


def compensations(folder: Path, effort: Effort) -> tuple[int, Run]:
    """All of nacka's compensation, Parquet to Parquet."""
    rows = max(1, effort.rows[-1] // PAID)
    source = folder / "compensations.parquet"
    columns.write_compensations(source, rows)
    return rows, _run(source, ["ersättning"])


def _run(source: Path, decisions: Iterable[str]) -> Run:
    asked = [word for decision in decisions for word in ("--beslut", decision)]
    target = source.with_name(f"decided-{source.name}")
    return run(
        python(
            "verktyg", "kör", "nacka", str(source), "--utdata", str(target), "--datum", str(ours.DAY), *asked
        )
    )
