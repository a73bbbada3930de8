"""Sets of cells as people say them: `är minst 25 och under 100`, `har "a" och saknar "b"`, `är oklar`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from motor.regions.axis import Axis, Cells, Span
from motor.regions.index import runs_of
from motor.regions.lists import cubes
from motor.regions.space import bits
from motor.regions.words import listed_values, value_text
from motor.table.cells import OTHER
from motor.values.text import to_string

UNCLEAR = "oklar"
KNOWN = "känt"


def alternatives(axis: Axis, cells: Cells) -> list[str]:
    """What an input is in a set of cells that is not empty, to be joined by "eller"; the verb comes first."""
    if axis.items is not None and cells & axis.some not in (0, axis.some):
        return [*_lists(axis.items, cells & axis.some), *(["är oklar"] if cells & axis.null else [])]
    first, *others = _values(axis, cells)
    return [f"är {first}", *others]


def _values(axis: Axis, cells: Cells) -> list[str]:
    unclear = [UNCLEAR] if cells & axis.null else []
    if not cells & axis.some:
        return unclear
    if cells & axis.some == axis.some:
        return [KNOWN, *unclear]
    if axis.ordered:
        return [*_runs(axis, cells & axis.some), *unclear]
    there, values = listed_values(axis, cells)
    words = [value_text(value, OTHER not in axis.values) for value in values]
    if there:
        return [*words, *unclear]
    first, *others = [*words, *([UNCLEAR] if axis.null & ~cells else [])]
    return [f"inte {first}", *others]


def _runs(axis: Axis, cells: Cells) -> Iterable[str]:
    return (_run(axis.spans[first], axis.spans[end - 1]) for first, end in runs_of(cells))


def _run(first: Span, last: Span) -> str:
    """Neighbouring cells, of which at least one end is not open."""
    low, high = first.low, last.high
    at_least = "minst" if first.closed else "över"
    at_most = "högst" if last.closed else "under"
    if low is None:
        return f"{at_most} {to_string(high)}"
    if high is None:
        return f"{at_least} {to_string(low)}"
    if first.closed and last.closed:
        return to_string(low) if low == high else f"{to_string(low)} till {to_string(high)}"
    return f"{at_least} {to_string(low)} och {at_most} {to_string(high)}"


def _lists(items: tuple[Any, ...], cells: Cells) -> Iterable[str]:
    for having, missing in cubes(len(items), cells):
        parts = {"har": _items(items, having), "saknar": _items(items, missing)}
        yield " och ".join(f"{verb} {named}" for verb, named in parts.items() if named)


def _items(items: tuple[Any, ...], which: int) -> str:
    words = [UNCLEAR if items[bit] is None else value_text(items[bit], bare=False) for bit in bits(which)]
    return " och ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
