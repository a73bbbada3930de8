"""Types as they are written to types as they are (DMN 1.5, 10.3.1.2 rules 52-54)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from motor.feel import syntax
from motor.feel.syntax import NamedType, Node, TypeNode
from motor.values.null import Null
from motor.values.types import (
    CONTEXT,
    FUNCTION,
    LIST,
    NAMED_TYPES,
    RANGE,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
)

Types = Mapping[str, Type]


def type_of(node: TypeNode, types: Types) -> Type:
    """The type that a node names. Raises Null for a name that is neither built in nor in `types`."""
    return _TYPES[type(node)](node, types)


def named_types(node: Node) -> Iterator[NamedType]:
    """Every type that an expression names, so that unknown ones can be reported beforehand."""
    if isinstance(node, NamedType):
        yield node
    for child in syntax.children(node):
        yield from named_types(child)


def _named(node: NamedType, types: Types) -> Type:
    known = types.get(node.name) or NAMED_TYPES.get(node.name) or _BARE.get(node.name)
    if known is None:
        raise Null("okänd typ", f'Det finns ingen typ "{node.name}".')
    return known


def _context(node: syntax.ContextTypeNode, types: Types) -> Type:
    return ContextType(tuple((name, type_of(entry, types)) for name, entry in node.entries))


def _function(node: syntax.FunctionTypeNode, types: Types) -> Type:
    return FunctionType(tuple(type_of(each, types) for each in node.parameters), type_of(node.result, types))


_BARE: dict[str, Type] = {"list": LIST, "context": CONTEXT, "range": RANGE, "function": FUNCTION}
"""The types of any content, as DMN before 1.3 wrote them: `list` for `list<Any>`."""

_TYPES: dict[type[Node], Callable[[Any, Types], Type]] = {
    NamedType: _named,
    syntax.ListTypeNode: lambda node, types: ListType(type_of(node.item, types)),
    syntax.RangeTypeNode: lambda node, types: RangeType(type_of(node.item, types)),
    syntax.ContextTypeNode: _context,
    syntax.FunctionTypeNode: _function,
}
