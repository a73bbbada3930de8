"""A task that ends its process, for the tests of Spark, whose processes import it from here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from motor.batch.spark import Task


@dataclass(frozen=True)
class Dying:
    """Ends its process as long as it finds a file to remove in the folder `lives`, then decides the rows."""

    parcel: Any
    counts: Any
    lives: str

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The answers."""
        for life in Path(self.lives).iterdir():
            life.unlink(missing_ok=True)
            os._exit(1)
        return Task(self.parcel, self.counts)(batches)
