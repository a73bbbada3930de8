"""A fact's column to codes: rows whose codes are equal in every column get the same answer.

What tells values apart is the fact's `Coding`, asked once for each interval between boundaries (numbers,
dates) or for each distinct value (everything else), so that nothing is decided here.
"""

from __future__ import annotations

import datetime
import threading
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from motor.batch.cells import cells_of, encoded
from motor.batch.reading import SILENT, Reading
from motor.errors import FactError
from motor.rulebook.coding import Coding
from motor.rulebook.facts import Fact, read_fact
from motor.values.temporal import Date

Codes = npt.NDArray[Any]

UNANSWERED, REFUSED = 0, 1
"""The codes of no answer, and of an answer that the fact does not take."""

FEW = 24
"""How many boundaries are compared one by one, which is then faster than searching."""

MANY = 256
"""How many distinct values make it worth while to bring equal codes together first."""

KNOWN = 1 << 16
"""How many distinct cells of a column are remembered."""

_EPOCH = datetime.date(1970, 1, 1).toordinal()
_WIDE = Context(prec=100)


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of a batch: for each row a small number, and the code that each number stands for."""

    numbers: Codes
    codes: Codes


_Physical = tuple[Codes, Codes, Codes]
"""Plain numbers, the edges of their intervals, and the code of each interval."""


class Coder:
    """The codes of one fact's columns, the same from batch to batch."""

    def __init__(self, coding: Coding, reading: Reading, declared: Mapping[str, Fact], unclear: bool) -> None:
        self.coding = coding
        self._reading = reading
        self._declared = declared
        self._null: Any = None if unclear else SILENT
        self._codes: dict[Hashable, int] = {}
        self._known: dict[Any, int] = {}
        self._lock = threading.Lock()
        self._edges: dict[pa.DataType, tuple[Codes, Codes]] = {}

    @property
    def size(self) -> int:
        """How many codes have been given out."""
        return len(self._codes)

    def code(self, column: pa.Array) -> Coded:
        """The codes of a column of a batch."""
        physical = self._physical(column)
        if physical is None:
            return self._by_value(column)
        values, edges, codes = physical
        return _with_nulls(Coded(_interval(values, edges), codes), column, self._of_null)

    def _physical(self, column: pa.Array) -> _Physical | None:
        """The column as plain numbers, with the edges of the intervals in which all have the same code.

        None where only the values themselves tell.
        """
        edges_of = _EDGES.get(column.type.id)
        points = getattr(self.coding.cells, "points", ())
        wanted = Date if pa.types.is_date32(column.type) else Decimal
        cut = any(isinstance(point, wanted) for point in points)
        if edges_of is None or not (cut or pa.types.is_boolean(column.type)):
            return None
        values = _numbers(column)
        if values is None:
            return None
        if column.type not in self._edges:
            begun, answers = edges_of(points, column.type)
            self._edges[column.type] = begun, np.array([self._of_answer(each) for each in answers], np.int32)
        edges, codes = self._edges[column.type]
        return values, edges, codes

    def _by_value(self, column: pa.Array) -> Coded:
        """Each distinct value once."""
        distinct = encoded(column)
        if distinct is None:
            return _one_by_one(column, self._of_cell)
        codes = np.fromiter(map(self._of_cell, cells_of(distinct.dictionary)), np.int32)
        indices = distinct.indices
        numbers = (indices.fill_null(0) if indices.null_count else indices).to_numpy(zero_copy_only=False)
        if not len(codes):
            numbers, codes = np.zeros(len(column), np.uint8), np.array([self._of_null], np.int32)
        elif len(codes) > MANY:
            numbers, codes = _compact(Coded(numbers, codes)).numbers, np.unique(codes)
        return _with_nulls(Coded(numbers, codes), column, self._of_null)

    @property
    def _of_null(self) -> int:
        return self._of_answer(self._null)

    def _of_cell(self, cell: Any) -> int:
        """The code of a cell of the source."""
        try:
            known = self._known.get(cell)
        except TypeError:  # a list
            return self._of_read(cell)
        if known is None:
            known = self._of_read(cell)
            if len(self._known) < KNOWN:
                self._known[cell] = known
        return known

    def _of_read(self, cell: Any) -> int:
        if cell is None:
            return self._of_null
        try:
            return self._of_answer(self._reading(self.coding.fact.name, cell, self._declared))
        except (FactError, ValueError):
            return REFUSED

    def _of_answer(self, answer: Any) -> int:
        if answer is SILENT:
            return UNANSWERED
        try:
            value = read_fact(self.coding.fact.name, answer, self._declared)
        except FactError:
            return REFUSED
        code = self.coding.code(value)
        token = ("value", _token(value)) if code is None else ("cell", code)
        with self._lock:
            return self._codes.setdefault(token, len(self._codes) + 2)


def _token(value: Any) -> Hashable:
    """What is equal for the same FEEL value only. Times that are equal in two zones are not the same."""
    if isinstance(value, list):
        return tuple(map(_token, value))
    if isinstance(value, dict):
        return tuple((key, _token(item)) for key, item in value.items())
    return type(value), value if isinstance(value, str | Decimal | bool) else str(value)


def _one_by_one(column: pa.Array, code: Callable[[Any], int]) -> Coded:
    """The codes of cells that are not compared: lists and the like."""
    codes = np.fromiter(map(code, cells_of(column)), np.int32, len(column))
    return _compact(Coded(np.arange(len(column)), codes))


def _with_nulls(coded: Coded, column: pa.Array, null: int) -> Coded:
    """The same with a number of its own for null."""
    if not column.null_count:
        return coded
    number = len(coded.codes)
    numbers = np.where(column.is_null().to_numpy(zero_copy_only=False), number, coded.numbers)
    return Coded(numbers, np.append(coded.codes, np.int32(null)))


def _compact(coded: Coded) -> Coded:
    """The same with one number for each code."""
    codes, numbers = np.unique(coded.codes, return_inverse=True)
    return Coded(numbers[coded.numbers], codes)


def _interval(values: Codes, edges: Codes) -> Codes:
    """Which interval each value falls in; each edge begins one."""
    if len(edges) > FEW:
        return np.searchsorted(edges, values, "right")
    found = np.zeros(len(values), np.uint8)
    above = np.empty(len(values), np.bool_)
    for edge in edges:
        np.greater_equal(values, edge, out=above)
        np.add(found, above.view(np.uint8), out=found)
    return found


# --- columns as plain numbers


def _numbers(column: pa.Array) -> Codes | None:
    """The values as they lie in memory (nulls hold anything); None where one does not fit in 64 bits."""
    type_ = column.type
    if pa.types.is_boolean(type_):
        byte, start = divmod(column.offset, 8)
        bits = np.frombuffer(column.buffers()[1], np.uint8)[byte:]
        return np.unpackbits(bits, bitorder="little", count=start + len(column))[start:]
    if pa.types.is_decimal128(type_):
        words = np.frombuffer(column.buffers()[1], np.int64)[
            2 * column.offset : 2 * (column.offset + len(column))
        ]
        low, high = words[::2], words[1::2]
        fits = high == low >> 63
        if column.null_count:
            fits |= column.is_null().to_numpy(zero_copy_only=False)
        return low if bool(fits.all()) else None
    if pa.types.is_date32(type_):
        return np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column)]
    values: Codes = (column.fill_null(0) if column.null_count else column).to_numpy()
    if values.dtype == np.uint64 and bool((values >> 63).any()):
        return None
    if pa.types.is_floating(type_):
        return values.astype(np.float64, copy=False) if bool(np.isfinite(values).all()) else None
    return values


Edges = Callable[[Iterable[Any], pa.DataType], tuple[Codes, list[Any]]]
"""The edges of the intervals, and an answer from each interval: one more than there are edges."""


def _boolean_edges(_: Iterable[Any], __: pa.DataType) -> tuple[Codes, list[Any]]:
    return np.array([1], np.uint8), [False, True]


def _whole_edges(points: Iterable[Any], type_: pa.DataType) -> tuple[Codes, list[Any]]:
    """Of numbers in steps of the column's last decimal: a point on a step is an interval of its own."""
    scale = type_.scale if pa.types.is_decimal(type_) else 0
    edges: set[int] = set()
    for point in points:
        if point.adjusted() + scale > 40:
            continue  # further off than 64 bits reach
        step = point.scaleb(scale, _WIDE)
        floor = int(step.to_integral_value(ROUND_FLOOR))
        edges |= {floor, floor + 1} if step == floor else {floor + 1}
    return _stepwise(edges, lambda step: Decimal(step).scaleb(-scale, _WIDE))


def _date_edges(points: Iterable[Any], _: pa.DataType) -> tuple[Codes, list[Any]]:
    days = {point.ordinal - _EPOCH + after for point in points for after in (0, 1)}
    return _stepwise(days, lambda day: Date.from_ordinal(day + _EPOCH))


def _stepwise(edges: set[int], answer: Callable[[int], Any]) -> tuple[Codes, list[Any]]:
    reach = np.iinfo(np.int64)
    within = sorted(edge for edge in edges if reach.min < edge <= reach.max)
    answers = [within[0] - 1, *within] if within else [0]
    return np.array(within, np.int64), [answer(each) for each in answers]


def _float_edges(points: Iterable[Any], _: pa.DataType) -> tuple[Codes, list[Any]]:
    """Of floats: between those nearest to the points, all decimal forms lie on one side of each point."""
    with np.errstate(over="ignore"):
        nearest = np.array([str(point) for point in points], np.float64)
    nearest = nearest[np.isfinite(nearest)]
    edges = np.unique(np.concatenate([nearest, np.nextafter(nearest, np.inf)]))
    below = np.nextafter(edges[:1], -np.inf) if len(edges) else np.zeros(1)
    return edges, np.concatenate([below, edges]).tolist()


_EDGES: dict[int, Edges] = {
    **dict.fromkeys(
        (each.id for each in (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.decimal128(1))), _whole_edges
    ),
    **dict.fromkeys((each.id for each in (pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())), _whole_edges),
    **dict.fromkeys((each.id for each in (pa.float32(), pa.float64())), _float_edges),
    pa.bool_().id: _boolean_edges,
    pa.date32().id: _date_edges,
}
"""How boundaries are laid out in a column of plain numbers, by the column's type."""


class DayCoder:
    """The codes of the days asked about: two with the same rules and facts in force share theirs."""

    def __init__(self, turns: list[datetime.date], read: Callable[[Any], datetime.date]) -> None:
        self._turns = turns
        self._read = read

    def code(self, column: pa.Array) -> Coded:
        """The codes of a column of a batch; a day that cannot be read is refused."""
        distinct = encoded(column)
        if distinct is None:
            return _one_by_one(column, self._of_cell)
        codes = [self._of_cell(cell) for cell in [*cells_of(distinct.dictionary), None]]
        indices = distinct.indices.cast(pa.int32()).fill_null(len(codes) - 1)
        return Coded(indices.to_numpy(zero_copy_only=False), np.array(codes, np.int32))

    def _of_cell(self, cell: Any) -> int:
        try:
            return bisect_right(self._turns, self._read(cell)) + 2
        except FactError:
            return REFUSED
