"""Codes of several columns to one key for each row, and the distinct keys of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from motor.batch.cells import encoded
from motor.batch.coding import Coded, Codes

ROOM = 1 << 16
"""How many keys a batch may always have a place each for; else no more than a few for each row."""

_WIDEST = 1 << 62


@dataclass(frozen=True, slots=True)
class Distinct:
    """The distinct keys of a batch: a row that has each, and its place among `size`; every row's place."""

    rows: Codes
    places: Codes
    of_row: Codes
    size: int

    def codes(self, columns: Sequence[Coded]) -> list[tuple[int, ...]]:
        """The codes behind each key."""
        if not columns:
            return [()] * len(self.rows)
        return list(zip(*(each.codes[each.numbers[self.rows]].tolist() for each in columns), strict=True))

    def spread(self, values: Codes) -> Codes:
        """For every row the value of its key."""
        placed = np.zeros(self.size, values.dtype)
        placed[self.places] = values
        return placed.take(self.of_row)


def distinct(columns: Sequence[Coded], length: int) -> Distinct:
    """The distinct combinations of the columns' numbers. `length` is that of every column, and above 0."""
    keys: Codes = np.zeros(length, np.uint8)
    size = 1
    for column in columns:
        radix = max(len(column.codes), 1)
        if size * radix >= _WIDEST:
            keys = np.unique(keys, return_inverse=True)[1]
            size = int(keys.max()) + 1
        narrow = np.min_scalar_type(size * radix)
        numbers = column.numbers.astype(narrow, copy=False)
        keys = numbers if size == 1 else keys.astype(narrow, copy=False) * narrow.type(radix) + numbers
        size *= radix
    return _in_place(keys, size) if size <= max(ROOM, 4 * length) else _sorted(keys)


def distinct_values(batch: pa.RecordBatch) -> Distinct:
    """The distinct rows of a batch, told apart by their own values; lists are not compared."""
    columns = []
    for column in batch.columns:
        cells = encoded(column)
        if cells is None:
            return each_row(batch.num_rows)
        values = len(cells.dictionary)
        numbers = cells.indices.cast(pa.int32()).fill_null(values)
        columns.append(Coded(numbers.to_numpy(zero_copy_only=False), np.arange(values + 1)))
    return distinct(columns, batch.num_rows)


def each_row(length: int) -> Distinct:
    """Every row by itself."""
    every = np.arange(length)
    return Distinct(every, every, every, length)


def _in_place(keys: Codes, size: int) -> Distinct:
    """Every possible key has a place: no sorting."""
    rows = np.full(size, -1, np.int32)
    rows[keys] = np.arange(len(keys), dtype=np.int32)
    met = np.flatnonzero(rows >= 0)
    return Distinct(rows[met], met, keys, size)


def _sorted(keys: Codes) -> Distinct:
    _, rows, of_row = np.unique(keys, return_index=True, return_inverse=True)
    return Distinct(rows, np.arange(len(rows)), of_row, len(rows))
