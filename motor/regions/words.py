"""Sets of cells as one would write them in a rule, and one case from a box."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from motor import feel
from motor.feel.syntax import Literal
from motor.regions.axis import Axis, Cells, Span
from motor.regions.index import runs_of
from motor.regions.lists import cubes
from motor.regions.space import Box, Space, bits
from motor.table.cells import OTHER
from motor.values.text import to_string

ANY = "-"
NULL = "null"
BARE = re.compile(r"[^\W\d](?:[\w %/.:+&-]*[\w%.])?")
"""An allowed text that can stand without quotation marks in a cell."""

WORDS = {NULL, "true", "false", "not", "and", "or", "in", "if", "for"}


def cell_text(axis: Axis, cells: Cells) -> str:
    """A set of cells, not empty, as FEEL tests in the words of a rule: `[25..100)`, `ja`, `null`, `-`."""
    if cells == axis.all:
        return ANY
    if cells == axis.some:
        return f"not({NULL})"
    if axis.items is not None:
        return _list_text(axis.items, cells & axis.some, bool(cells & axis.null))
    if axis.ordered:
        runs = [
            _run_text(axis.spans[first], axis.spans[end - 1]) for first, end in runs_of(cells & axis.some)
        ]
        return ", ".join([*runs, *_null(cells & axis.null)])
    return _listed_text(axis, cells)


def value_text(value: Any, bare: bool) -> str:
    """One value, not null, as a test; a text without quotation marks only where it may stand `bare`."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if not isinstance(value, str):
        return to_string(value)
    return value if bare and BARE.fullmatch(value) and value not in WORDS else feel.to_text(Literal(value))


def item_text(item: Any) -> str:
    """The test of a list that has an item."""
    literal = item is None or isinstance(item, str | bool | Decimal)
    written = feel.to_text(Literal(item)) if literal else f'@"{to_string(item)}"'
    return f"list contains(?, {written})"


def witness(space: Space, box: Box) -> dict[str, Any]:
    """One case from a box that is not empty: a concrete FEEL value for each axis; null only where it must."""
    return {axis.name: value_in(axis, cells) for axis, cells in zip(space.axes, box, strict=True)}


def value_in(axis: Axis, cells: Cells) -> Any:
    """One concrete FEEL value from a set of cells that is not empty; null only where there is no other."""
    left = cells & axis.some
    if not left:
        return None
    place = _first(left)
    if axis.values[place] == OTHER:
        left &= left - 1
        if not left:
            return _another(axis.values)
        place = _first(left)
    value = axis.values[place]
    return _plain(value, axis.spans[place]) if axis.ordered else value


def _first(cells: Cells) -> int:
    """The place of the first cell of a set that is not empty."""
    return (cells & -cells).bit_length() - 1


def _another(values: tuple[Any, ...]) -> str:
    """A text that is not among the values."""
    text = "annan text"
    while text in values:
        text += " än"
    return text


def _plain(value: Any, span: Span) -> Any:
    """A whole number rather than one with decimals, where the cell has one."""
    if not isinstance(value, Decimal) or span.closed or span.low is None or span.high is None:
        return value
    whole = value.to_integral_value()
    return whole if span.low < whole < span.high else value


def _run_text(first: Span, last: Span) -> str:
    low, high = first.low, last.high
    if low is None and high is None:
        return f"not({NULL})"
    if low is None:
        return f"{'<=' if last.closed else '<'} {to_string(high)}"
    if high is None:
        return f"{'>=' if first.closed else '>'} {to_string(low)}"
    if first.closed and last.closed and low == high:
        return to_string(low)
    opening, closing = "[" if first.closed else "(", "]" if last.closed else ")"
    return f"{opening}{to_string(low)}..{to_string(high)}{closing}"


def listed_values(axis: Axis, cells: Cells) -> tuple[bool, list[Any]]:
    """Texts or booleans by which to tell a set: those that are there, or where much fewer those that are not.

    The first tells which: True for those that are there.
    """
    there = [axis.values[place] for place in bits(cells & axis.some)]
    missing = [axis.values[place] for place in bits(axis.some & ~cells)]
    few = OTHER not in there and (OTHER in missing or len(there) <= 2 * len(missing))
    return (True, there) if few else (False, missing)


def _listed_text(axis: Axis, cells: Cells) -> str:
    there, values = listed_values(axis, cells)
    bare = OTHER not in axis.values
    if there:
        return ", ".join([*_words(values, bare), *_null(cells & axis.null)])
    negation = "inte" if bare else "not"
    return f"{negation}({', '.join([*_words(values, bare), *_null(axis.null & ~cells)])})"


def _words(values: Iterable[Any], bare: bool) -> list[str]:
    return [value_text(value, bare) for value in values]


def _null(cells: Cells) -> list[str]:
    return [NULL] if cells else []


def _list_text(items: tuple[Any, ...], cells: Cells, null: bool) -> str:
    tests = " or ".join(_cube_text(items, *cube) for cube in cubes(len(items), cells))
    return ", ".join([*([tests] if tests else []), *_null(null)])


def _cube_text(items: tuple[Any, ...], having: int, missing: int) -> str:
    asked = [item_text(items[bit]) for bit in bits(having)]
    refused = [f"not({item_text(items[bit])})" for bit in bits(missing)]
    return " and ".join([*asked, *refused])
