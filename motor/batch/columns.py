"""Values of decisions as typed Arrow columns: the Arrow type of each FEEL type, and what builds arrays."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, chain
from typing import Any

import pyarrow as pa

from motor.values.convert import dumps, from_python
from motor.values.temporal import Date
from motor.values.text import to_string
from motor.values.types import ContextType, ListType, SimpleType, Type

NUMBER = pa.decimal128(38, 10)
"""Numbers; one that does not fit exactly is refused."""

_EPOCH = datetime.date(1970, 1, 1).toordinal()

Build = Callable[[Sequence[Any]], pa.Array]
"""Python values, None among them, to an array. Raises TypeError, ValueError or ArrowException."""


def builder(type_: Type) -> tuple[pa.DataType, Build]:
    """The Arrow type for a FEEL type, and what builds its arrays; JSON text where Arrow has no such type."""
    if isinstance(type_, SimpleType):
        return _SIMPLE.get(type_.name, (pa.string(), _texts))
    if isinstance(type_, ListType):
        item_type, item = builder(type_.item)
        return pa.list_(item_type), lambda values: _lists(values, item)
    if isinstance(type_, ContextType) and type_.closed and type_.entries:
        return _context({name: builder(part) for name, part in type_.entries})
    return JSON


def compact(column: pa.Array) -> pa.Array:
    """The same with texts as dictionaries, which take no longer to copy than numbers."""
    if pa.types.is_string(column.type):
        return column.dictionary_encode()
    if pa.types.is_list(column.type):
        mask = column.is_null() if column.null_count else None
        return pa.ListArray.from_arrays(column.offsets, compact(column.values), mask=mask)
    if pa.types.is_struct(column.type):
        names = [each.name for each in column.type]
        parts = [compact(column.field(name)) for name in names]
        return pa.StructArray.from_arrays(parts, names, mask=column.is_null() if column.null_count else None)
    return column


def spread(column: pa.Array, rows: pa.Array) -> pa.Array:
    """For each of `rows` the cell in that row; where all are null there is nothing to copy."""
    return _nulls(len(rows), column.type) if column.null_count == len(column) else column.take(rows)


_nulls = lru_cache(maxsize=4)(pa.nulls)
"""So many nulls; batches share theirs, for most are of one length."""


def _only(values: Iterable[Any], *types: type) -> None:
    """Raises TypeError for a value of another type; None may stand anywhere."""
    other = set(map(type, values)) - {*types, type(None)}
    if other:
        raise TypeError(other)


def _plain(type_: pa.DataType, *types: type) -> tuple[pa.DataType, Build]:
    def build(values: Sequence[Any]) -> pa.Array:
        _only(values, *types)
        return pa.array(values, type_)

    return type_, build


def _dates(values: Sequence[Any]) -> pa.Array:
    _only(values, Date)
    days = [None if value is None else value.ordinal - _EPOCH for value in values]
    return pa.array(days, pa.int32()).view(pa.date32())


def _texts(values: Sequence[Any]) -> pa.Array:
    texts = [None if value is None else to_string(from_python(value)) for value in values]
    return pa.array(texts, pa.string())


def _json(values: Sequence[Any]) -> pa.Array:
    return pa.array([None if value is None else dumps(value) for value in values], pa.string())


def _lists(values: Sequence[Any], item: Build) -> pa.Array:
    _only(values, list)
    items = item(list(chain.from_iterable(value for value in values if value)))
    ends = [0, *accumulate(len(value) if value else 0 for value in values)]
    mask = pa.array([value is None for value in values], pa.bool_())
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), items, mask=mask)


def _context(parts: dict[str, tuple[pa.DataType, Build]]) -> tuple[pa.DataType, Build]:
    type_ = pa.struct([(name, part) for name, (part, _) in parts.items()])

    def build(values: Sequence[Any]) -> pa.Array:
        _only(values, dict)
        if not set().union(*filter(None, values)) <= parts.keys():
            raise ValueError(parts)
        columns = [
            part([None if value is None else value.get(name) for value in values])
            for name, (_, part) in parts.items()
        ]
        mask = pa.array([value is None for value in values], pa.bool_())
        return pa.StructArray.from_arrays(columns, fields=list(type_), mask=mask)

    return type_, build


JSON: tuple[pa.DataType, Build] = (pa.string(), _json)
_SIMPLE: dict[str, tuple[pa.DataType, Build]] = {
    "number": _plain(NUMBER, int, Decimal),
    "string": _plain(pa.string(), str),
    "boolean": _plain(pa.bool_(), bool),
    "date": (pa.date32(), _dates),
}
