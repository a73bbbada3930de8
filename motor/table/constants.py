"""The boundaries of a unary test: where, on its own column, it may change its mind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from motor import feel
from motor.feel.scope import Scope
from motor.feel.syntax import (
    Interval,
    ListLiteral,
    Literal,
    Node,
    UnaryComparison,
    UnaryTests,
    is_constant,
)
from motor.values.temporal import Date

__all__ = ["constants", "is_constant"]

POINTS = (Decimal, str, bool, Date)
EQUALITY = ("=", "!=")


def constants(node: Node) -> tuple[Any, ...] | None:
    """The constants that a test compares `?` with, or None when the test is not constant on its column.

    Texts are compared for equality only: a text in an ordering gives None, and so does a type without cells.
    """
    match node:
        case UnaryTests(tests):
            return _joined(tests)
        case ListLiteral(items):
            return _joined(items)
        case UnaryComparison(operator, operand):
            return _boundary(operand, ordering=operator not in EQUALITY)
        case Interval(start, end):
            ends = _boundary(start, ordering=True), _boundary(end, ordering=True)
            return None if ends[0] is None or ends[1] is None else ends[0] + ends[1]
        case _:
            return _boundary(node, ordering=False)


def _joined(nodes: tuple[Node, ...]) -> tuple[Any, ...] | None:
    found: list[Any] = []
    for node in nodes:
        part = constants(node)
        if part is None:
            return None
        found.extend(part)
    return tuple(found)


def _boundary(node: Node, ordering: bool) -> tuple[Any, ...] | None:
    if not is_constant(node):
        return None
    value = feel.compile(node)(Scope())
    if value is None:
        return () if isinstance(node, Literal) else None
    if not isinstance(value, POINTS) or (ordering and isinstance(value, str | bool)):
        return None
    return (value,)
