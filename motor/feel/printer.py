"""From syntax tree back to FEEL text that parses to the same tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from motor.feel import syntax
from motor.feel.syntax import Node
from motor.values.number import number_text

# How tightly each kind of node binds; one that binds looser than its place asks for gets parentheses.
EXPRESSION, OR, AND, COMPARISON, SUM, PRODUCT, POWER, NEGATION, TYPED, POSTFIX, PRIMARY = range(11)

_LEVELS: dict[type[Node], int] = {
    syntax.If: EXPRESSION,
    syntax.For: EXPRESSION,
    syntax.Quantified: EXPRESSION,
    syntax.FunctionDefinition: EXPRESSION,
    syntax.UnaryComparison: EXPRESSION,
    syntax.Or: OR,
    syntax.And: AND,
    syntax.Comparison: COMPARISON,
    syntax.Between: COMPARISON,
    syntax.In: COMPARISON,
    syntax.Negation: NEGATION,
    syntax.InstanceOf: TYPED,
    syntax.Path: POSTFIX,
    syntax.Filter: POSTFIX,
    syntax.Call: POSTFIX,
}
_ARITHMETIC = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLAIN_KEY = re.compile(r"[^\W\d]\w*(?: [^\W\d]\w*)*")


def to_text(node: Node) -> str:
    """FEEL text of a tree. Parsed with the names that the tree reads, it gives an equal tree."""
    return _print(node, EXPRESSION)


def _print(node: Node, level: int) -> str:
    text = _PRINTERS[type(node)](node)
    return f"({text})" if _level(node) < level else text


def _level(node: Node) -> int:
    if isinstance(node, syntax.Arithmetic):
        return _ARITHMETIC[node.operator]
    if isinstance(node, syntax.Literal) and isinstance(node.value, Decimal) and node.value < 0:
        return NEGATION
    return _LEVELS.get(type(node), PRIMARY)


def _joined(nodes: Iterable[Node]) -> str:
    return ", ".join(_print(node, EXPRESSION) for node in nodes)


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


def _literal(node: syntax.Literal) -> str:
    if isinstance(node.value, Decimal):
        return number_text(node.value)
    if isinstance(node.value, str):
        return _quoted(node.value)
    return {True: "true", False: "false", None: "null"}[node.value]


def key_text(key: str) -> str:
    """The key of a context as FEEL: in quotes where it is not made of plain words."""
    return key if _PLAIN_KEY.fullmatch(key) else _quoted(key)


def _interval(node: syntax.Interval) -> str:
    end = _print(node.end, EXPRESSION)
    if "[" in end:  # which could be read as the bracket that ends the interval
        end = f"({end})"
    ends = f"{_print(node.start, EXPRESSION)}..{end}"
    return f"{'[' if node.start_included else '('}{ends}{']' if node.end_included else ')'}"


def _function(node: syntax.FunctionDefinition) -> str:
    result = "" if node.result is None else f": {_print(node.result, EXPRESSION)}"
    external = " external" if node.external else ""
    return f"function({_joined(node.parameters)}){result}{external} {_print(node.body, EXPRESSION)}"


def _parameter(node: syntax.Parameter) -> str:
    return node.name if node.type is None else f"{node.name}: {_print(node.type, EXPRESSION)}"


def _arithmetic(node: syntax.Arithmetic) -> str:
    level = _ARITHMETIC[node.operator]
    return f"{_print(node.left, level)} {node.operator} {_print(node.right, level + 1)}"


def _comparison(node: syntax.Comparison) -> str:
    return f"{_print(node.left, COMPARISON)} {node.operator} {_print(node.right, SUM)}"


def _between(node: syntax.Between) -> str:
    return f"{_print(node.value, COMPARISON)} between {_print(node.low, SUM)} and {_print(node.high, SUM)}"


def _in(node: syntax.In) -> str:
    value = _print(node.value, COMPARISON)
    if len(node.tests) > 1:
        return f"{value} in ({_joined(node.tests)})"
    test = node.tests[0]
    return f"{value} in {_print(test, EXPRESSION if isinstance(test, syntax.UnaryComparison) else SUM)}"


def _iterations(iterations: Iterable[syntax.Iteration]) -> str:
    return ", ".join(map(_iteration, iterations))


def _iteration(node: syntax.Iteration) -> str:
    end = "" if node.end is None else f"..{_print(node.end, EXPRESSION)}"
    return f"{node.name} in {_print(node.domain, EXPRESSION)}{end}"


def _unary_tests(node: syntax.UnaryTests) -> str:
    if not node.tests:
        return "-"
    if node.negated:
        return f"not({_joined(node.tests)})"
    only = node.tests[0]
    call_of_not = isinstance(only, syntax.Call) and only.function == syntax.Name("not")
    return f"({_print(only, EXPRESSION)})" if len(node.tests) == 1 and call_of_not else _joined(node.tests)


def _context_type(node: syntax.ContextTypeNode) -> str:
    return f"context<{', '.join(f'{name}: {_print(entry, EXPRESSION)}' for name, entry in node.entries)}>"


_PRINTERS: dict[type[Node], Callable[[Any], str]] = {
    syntax.NamedType: lambda node: node.name,
    syntax.ListTypeNode: lambda node: f"list<{_print(node.item, EXPRESSION)}>",
    syntax.RangeTypeNode: lambda node: f"range<{_print(node.item, EXPRESSION)}>",
    syntax.ContextTypeNode: _context_type,
    syntax.FunctionTypeNode: lambda node: (
        f"function<{_joined(node.parameters)}> -> {_print(node.result, EXPRESSION)}"
    ),
    syntax.Literal: _literal,
    syntax.AtLiteral: lambda node: f"@{_quoted(node.text)}",
    syntax.Name: lambda node: node.name,
    syntax.ListLiteral: lambda node: f"[{_joined(node.items)}]",
    syntax.Entry: lambda node: f"{key_text(node.key)}: {_print(node.value, EXPRESSION)}",
    syntax.ContextLiteral: lambda node: f"{{{_joined(node.entries)}}}",
    syntax.Interval: _interval,
    syntax.UnaryComparison: lambda node: f"{node.operator} {_print(node.operand, SUM)}",
    syntax.Parameter: _parameter,
    syntax.FunctionDefinition: _function,
    syntax.Arithmetic: _arithmetic,
    syntax.Negation: lambda node: f"-{_print(node.operand, NEGATION)}",
    syntax.Comparison: _comparison,
    syntax.Between: _between,
    syntax.In: _in,
    syntax.And: lambda node: " and ".join(_print(operand, COMPARISON) for operand in node.operands),
    syntax.Or: lambda node: " or ".join(_print(operand, AND) for operand in node.operands),
    syntax.InstanceOf: lambda node: (
        f"{_print(node.value, POSTFIX)} instance of {_print(node.type, EXPRESSION)}"
    ),
    syntax.Path: lambda node: f"{_print(node.source, POSTFIX)}.{node.name}",
    syntax.Filter: lambda node: f"{_print(node.source, POSTFIX)}[{_print(node.condition, EXPRESSION)}]",
    syntax.NamedArgument: lambda node: f"{node.name}: {_print(node.value, EXPRESSION)}",
    syntax.Call: lambda node: f"{_print(node.function, POSTFIX)}({_joined(node.arguments)})",
    syntax.If: lambda node: (
        f"if {_print(node.condition, EXPRESSION)} then {_print(node.then, EXPRESSION)}"
        f" else {_print(node.otherwise, EXPRESSION)}"
    ),
    syntax.Iteration: _iteration,
    syntax.For: lambda node: f"for {_iterations(node.iterations)} return {_print(node.body, EXPRESSION)}",
    syntax.Quantified: lambda node: (
        f"{node.quantifier} {_iterations(node.iterations)} satisfies {_print(node.condition, EXPRESSION)}"
    ),
    syntax.UnaryTests: _unary_tests,
}
