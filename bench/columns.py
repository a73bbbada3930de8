"""Columns of made-up cases, drawn with a fixed seed, for millions of rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.cases import CAPACITIES, MEASURES, SEED, compensations

PART = 1_000_000
"""Rows that are drawn and written at a time."""


def checks(count: int) -> pa.Table:
    """Facts of the made-up placement, and the days of a month that are paid for."""
    draw = np.random.default_rng(SEED)
    return pa.table(
        {
            "capacity": draw.integers(0, 101, count),
            "language": pa.array(draw.random(count) < 0.5),
            "age": draw.integers(16, 70, count),
            "days": draw.integers(0, 31, count),
        }
    )


def write_placements(path: Path, count: int) -> None:
    """Facts of a placement under `regler/nacka`, every one answered, as Parquet."""
    draw = np.random.default_rng(SEED)
    writer: pq.ParquetWriter | None = None
    for start in range(0, count, PART):
        part = _placements(draw, min(PART, count - start))
        writer = writer or pq.ParquetWriter(path, part.schema)
        writer.write_table(part)
    if writer is not None:
        writer.close()


def _placements(draw: np.random.Generator, count: int) -> pa.Table:
    yes = [
        "behov av sfi",
        "etableringsprogrammet",
        "förlängd kundvalsinsats",
        "pågående insats",
        "behov av förberedande insats",
    ]
    capacities = pa.array(CAPACITIES, pa.int64()).take(pa.array(draw.integers(0, len(CAPACITIES), count)))
    measures = pa.array(MEASURES).take(pa.array(draw.integers(0, len(MEASURES), count)))
    return pa.table(
        {"arbetsförmåga": capacities}
        | {name: pa.array(draw.random(count) < 0.5) for name in yes}
        | {"insats": measures}
    )


def write_compensations(path: Path, count: int) -> None:
    """Facts of a compensation under `regler/nacka`, six lines on average, as Parquet."""
    pq.write_table(pa.Table.from_pylist(list(compensations(count))), path)
