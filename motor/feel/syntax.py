"""The syntax tree of FEEL: frozen nodes with their span in the text, and no behaviour (DMN 1.5, 10.3.1.2).

Parentheses leave no node; the shape of the tree holds them. Spans do not count in comparisons, so that two
texts that mean the same give equal trees.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """Character offsets [start, end) in `text`, the whole FEEL text that a node was read from."""

    start: int = 0
    end: int = 0
    text: str = ""


NOWHERE = Span()


@dataclass(frozen=True, slots=True)
class Node:
    """Base of all nodes."""

    span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)


# Types, as written after `instance of` and on parameters


@dataclass(frozen=True, slots=True)
class NamedType(Node):
    """A type by its name: built in, or an item definition (`tPerson`, `model.tPerson`)."""

    name: str


@dataclass(frozen=True, slots=True)
class ListTypeNode(Node):
    """`list<item>`."""

    item: TypeNode


@dataclass(frozen=True, slots=True)
class RangeTypeNode(Node):
    """`range<item>`."""

    item: TypeNode


@dataclass(frozen=True, slots=True)
class ContextTypeNode(Node):
    """`context<name: type, ...>`."""

    entries: tuple[tuple[str, TypeNode], ...]


@dataclass(frozen=True, slots=True)
class FunctionTypeNode(Node):
    """`function<type, ...> -> type`."""

    parameters: tuple[TypeNode, ...]
    result: TypeNode


TypeNode = NamedType | ListTypeNode | RangeTypeNode | ContextTypeNode | FunctionTypeNode


# Values


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, boolean or null, as its FEEL value."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """`@"2024-03-01"`: a date, time, date and time or duration by its text."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, function or special name (`?`, `item`, `partial`), with single spaces, in NFC.

    `dynamic` marks a name inside a filter, which may be a property of the filtered items: see `free_names`.
    """

    name: str
    dynamic: bool = field(default=False, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry(Node):
    """`key: value` in a context."""

    key: str
    value: Node


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """`{a: 1, b: a + 1}`."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """`[start..end]`, each end included or not; as a value, and as a test."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class UnaryComparison(Node):
    """`< operand` with one of `< <= > >= = !=`: a test where tests stand, else a range value."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """`name` or `name: type` of a function."""

    name: str
    type: TypeNode | None


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Node):
    """`function(parameters): type body`, or `function(parameters) external {...}`; the type is optional."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool
    result: TypeNode | None = None


# Operations


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`left operator right` with one of `+ - * / **`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`-operand`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`left operator right` with one of `= != < <= > >=`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in test`, `value in (test, test)`."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class And(Node):
    """`a and b and c`."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """`a or b or c`."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: TypeNode


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`source.name`."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`source[condition]`: the items where it is true, or the item at a number."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class NamedArgument(Node):
    """`name: value` in a call."""

    name: str
    value: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(arguments)`: either positional or all of them `NamedArgument`."""

    function: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then then else otherwise`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """`name in domain`, or `name in domain..end`."""

    name: str
    domain: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for iterations return body`."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some iterations satisfies condition`, or `every`."""

    quantifier: str
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """`test, test`, `not(test, test)` or `-` (no tests: anything will do)."""

    tests: tuple[Node, ...]
    negated: bool = False


_FIELDS: dict[type[Node], tuple[str, ...]] = {}
"""The names of each kind of node's parts, looked up once."""


def _parts(node: Node) -> tuple[str, ...]:
    kind = type(node)
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(each.name for each in fields(kind))
    return _FIELDS[kind]


def children(node: Node) -> Iterator[Node]:
    """The nodes right under a node, types included, in the order of the text."""
    for name in _parts(node):
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, Node):
                    yield item
                elif isinstance(item, tuple):  # an entry of a context type
                    yield item[1]


_CONSTANT = (Literal, AtLiteral, Negation, Arithmetic)


def is_constant(node: Node) -> bool:
    """Whether an expression is built of literals alone."""
    return isinstance(node, _CONSTANT) and all(map(is_constant, children(node)))
