"""The cells of an Arrow column as Python objects."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from motor.values.temporal import Date

_EPOCH = datetime.date(1970, 1, 1).toordinal()


def cells_of(column: pa.Array) -> list[Any]:
    """Every cell; null is None. Dates beyond the years of Python's own are FEEL's.

    What Python has no type for is a text: times and durations with nanoseconds, and those out of its reach.
    """
    if getattr(column.type, "unit", None) == "ns":
        column = _with_nanoseconds(column)
    try:
        cells: list[Any] = column.to_pylist()
    except (ValueError, OverflowError):
        return [_cell(each) for each in column]
    return cells


def encoded(column: pa.Array) -> pa.DictionaryArray | None:
    """The column with each distinct cell once; None for lists and the like, which are not compared."""
    if isinstance(column.type, pa.DictionaryType):
        return column
    try:
        return column.dictionary_encode()
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return None


def _with_nanoseconds(column: pa.Array) -> pa.Array:
    """In microseconds where that loses nothing, else as texts."""
    try:
        return column.cast(_IN_MICROSECONDS[column.type.id](column.type))
    except pa.ArrowInvalid:
        return column.cast(pa.string())


_IN_MICROSECONDS: dict[int, Callable[[pa.DataType], pa.DataType]] = {
    pa.timestamp("ns").id: lambda type_: pa.timestamp("us", type_.tz),
    pa.duration("ns").id: lambda _: pa.duration("us"),
    pa.time64("ns").id: lambda _: pa.time64("us"),
}


def _cell(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        if pa.types.is_date32(scalar.type):
            return Date.from_ordinal(_EPOCH + scalar.value)
        return scalar.cast(pa.string()).as_py()  # which no fact of another type takes
