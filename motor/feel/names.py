"""The names in a syntax tree: those of the language, and those that the expression needs from outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from motor.feel import syntax
from motor.feel.functions import BUILTINS
from motor.feel.syntax import Name, Node
from motor.values.types import NAMED_TYPES

LANGUAGE_NAMES = frozenset(BUILTINS) | frozenset(NAMED_TYPES)
"""Names that every FEEL text knows."""


def free_names(node: Node) -> Iterator[Name]:
    """The names that are read, but bound neither in the expression nor by the language, in order.

    `?`, `item` and `partial` are left out where they have a meaning. A name inside a filter is `dynamic`: it
    is read from the filtered item when the item has it.
    """
    return _free(node, frozenset(BUILTINS), False)


def _free(node: Node, bound: frozenset[str], dynamic: bool) -> Iterator[Name]:
    walk = _BINDERS.get(type(node))
    if walk is not None:
        yield from walk(node, bound, dynamic)
        return
    for child in syntax.children(node):
        yield from _free(child, bound, dynamic)


def _name(node: Name, bound: frozenset[str], dynamic: bool) -> Iterator[Name]:
    if node.name not in bound:
        yield replace(node, dynamic=True) if dynamic else node


def _filter(node: syntax.Filter, bound: frozenset[str], dynamic: bool) -> Iterator[Name]:
    yield from _free(node.source, bound, dynamic)
    yield from _free(node.condition, bound | {"item"}, True)


def _iterations(
    iterations: tuple[syntax.Iteration, ...], bound: frozenset[str], dynamic: bool
) -> Iterator[Name]:
    for iteration in iterations:
        yield from _free(iteration.domain, bound, dynamic)
        if iteration.end is not None:
            yield from _free(iteration.end, bound, dynamic)
        bound |= {iteration.name}


def _for(node: syntax.For, bound: frozenset[str], dynamic: bool) -> Iterator[Name]:
    yield from _iterations(node.iterations, bound, dynamic)
    yield from _free(node.body, bound | {each.name for each in node.iterations} | {"partial"}, dynamic)


def _quantified(node: syntax.Quantified, bound: frozenset[str], dynamic: bool) -> Iterator[Name]:
    yield from _iterations(node.iterations, bound, dynamic)
    yield from _free(node.condition, bound | {each.name for each in node.iterations}, dynamic)


def _context(node: syntax.ContextLiteral, bound: frozenset[str], dynamic: bool) -> Iterator[Name]:
    for entry in node.entries:
        inside = bound | {entry.key} if isinstance(entry.value, syntax.FunctionDefinition) else bound
        yield from _free(entry.value, inside, dynamic)
        bound |= {entry.key}


def _function(node: syntax.FunctionDefinition, bound: frozenset[str], dynamic: bool) -> Iterator[Name]:
    if not node.external:  # the body of an external function is a description, not an expression
        yield from _free(node.body, bound | {each.name for each in node.parameters}, dynamic)


def _tests(node: syntax.UnaryTests, bound: frozenset[str], dynamic: bool) -> Iterator[Name]:
    for test in node.tests:
        yield from _free(test, bound | {"?"}, dynamic)


def _in(node: syntax.In, bound: frozenset[str], dynamic: bool) -> Iterator[Name]:
    yield from _free(node.value, bound, dynamic)
    for test in node.tests:
        yield from _free(test, bound | {"?"}, dynamic)


_BINDERS: dict[type[Node], Any] = {
    Name: _name,
    syntax.Filter: _filter,
    syntax.For: _for,
    syntax.Quantified: _quantified,
    syntax.ContextLiteral: _context,
    syntax.FunctionDefinition: _function,
    syntax.UnaryTests: _tests,
    syntax.In: _in,
}


def reads(node: Node) -> frozenset[str]:
    """Every name that occurs in an expression, bound or not."""
    names: set[str] = set()
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Name):
            names.add(each.name)
        waiting.extend(syntax.children(each))
    return frozenset(names)
