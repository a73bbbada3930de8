"""The boundaries of a unary test: where, on its own column, it may change its mind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from motor import feel
from motor.errors import MotorError
from motor.feel.functions import BUILTINS, READS_CLOCK
from motor.feel.scope import Scope
from motor.feel.syntax import (
    Arithmetic,
    Call,
    Interval,
    ListLiteral,
    Literal,
    Name,
    NamedArgument,
    Negation,
    Node,
    UnaryComparison,
    UnaryTests,
    children,
    is_constant,
)
from motor.values.temporal import Date

__all__ = ["constants", "is_constant"]

POINTS = (Decimal, str, bool, Date)
OPERATIONS = (Arithmetic, Negation)
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
    if not _is_fixed(node):
        return None
    try:
        value = feel.compile(node)(Scope())
    except MotorError:  # it takes too long; a rule that is asked says so
        return None
    if value is None:
        return () if isinstance(node, Literal) else None
    if isinstance(value, bool) and not isinstance(node, Literal):  # the answer itself, not what `?` is to be
        return None
    if not isinstance(value, POINTS) or (ordering and isinstance(value, str | bool)):
        return None
    return (value,)


def _is_fixed(node: Node) -> bool:
    """Whether an expression always has the same value: literals, and built-ins that read no clock."""
    match node:
        case Call(Name(name), arguments):
            return name in BUILTINS and name not in READS_CLOCK and all(map(_is_fixed, arguments))
        case NamedArgument(_, value):
            return _is_fixed(value)
        case _:
            return is_constant(node) or (isinstance(node, OPERATIONS) and all(map(_is_fixed, children(node))))
