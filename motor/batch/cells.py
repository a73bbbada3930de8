"""The cells of an Arrow column as Python objects."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa

from motor.values.temporal import Date

_EPOCH = datetime.date(1970, 1, 1).toordinal()


def cells_of(column: pa.Array) -> list[Any]:
    """Every cell; null is None. Dates beyond the years of Python's own are FEEL's."""
    try:
        cells: list[Any] = column.to_pylist()
    except (ValueError, OverflowError):
        return [_cell(each) for each in column]
    return cells


def _cell(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        if pa.types.is_date32(scalar.type):
            return Date.from_ordinal(_EPOCH + scalar.value)
        return str(scalar)  # a text, which no fact of another type takes
