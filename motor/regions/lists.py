"""Lists, as far as tests ask for their items: `list contains(?, constant)`, with and, or, not, commas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from motor import feel
from motor.feel.scope import Scope
from motor.feel.syntax import And, Call, Literal, Name, NamedArgument, Node, Or, UnaryTests, is_constant

MOST_ITEMS = 10
"""How many items are told apart; their sets are the cells, which double with each item."""

VALUE = Name("?")
CONTAINS = Name("list contains")
NOT = Name("not")


def items_of(node: Node) -> tuple[Any, ...] | None:
    """The constants that a test asks a list for; None where it asks for anything else."""
    match node:
        case UnaryTests(tests) if tests:
            return _joined(tests)
        case And(operands) | Or(operands):
            return _joined(operands)
        case Call(function, (operand,)) if function == NOT:
            return items_of(operand)
        case Call(function, arguments) if function == CONTAINS:
            return _asked(arguments)
        case Literal(None):
            return ()
        case _:
            return None


def subsets(items: tuple[Any, ...]) -> list[list[Any]]:
    """Every set of the items; bit i of its place tells whether it has item i."""
    return [[item for bit, item in enumerate(items) if place >> bit & 1] for place in range(1 << len(items))]


def cubes(items: int, cells: int) -> Iterator[tuple[int, int]]:
    """Disjoint conditions that together are the set of cells: the items had, and the items not had."""
    yield from _cubes(items, cells, (1 << (1 << items)) - 1)


def _cubes(items: int, cells: int, every: int) -> Iterator[tuple[int, int]]:
    if not cells:
        return
    if cells == every:
        yield 0, 0
        return
    bit = items - 1
    half = 1 << bit
    low = every & ((1 << half) - 1)
    without, having = cells & low, cells >> half
    if without == having:
        yield from _cubes(bit, without, low)
        return
    yield from ((had, missing | 1 << bit) for had, missing in _cubes(bit, without, low))
    yield from ((had | 1 << bit, missing) for had, missing in _cubes(bit, having, low))


def _joined(nodes: tuple[Node, ...]) -> tuple[Any, ...] | None:
    parts = [items_of(node) for node in nodes]
    known = [part for part in parts if part is not None]
    return tuple(item for part in known for item in part) if len(known) == len(parts) else None


def _asked(arguments: tuple[Node, ...]) -> tuple[Any, ...] | None:
    """The item of `list contains(?, item)`, named or not."""
    named = {each.name: each.value for each in arguments if isinstance(each, NamedArgument)}
    given = (named.get("list"), named.get("element")) if named else arguments
    if len(given) != 2 or given[0] != VALUE or given[1] is None or not is_constant(given[1]):
        return None
    return (feel.compile(given[1])(Scope()),)
