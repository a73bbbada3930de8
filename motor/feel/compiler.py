"""From syntax tree to closures, each built once; operators and functions are chosen here, not while running.

A closure takes a Scope and gives a FEEL value. Where FEEL has null, the value is None, and its cause goes to
`scope.run.warnings` with its place in the text. `Unanswered` passes through, except where it cannot matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from motor.errors import EvaluationError, FactError
from motor.feel import syntax
from motor.feel.closures import (
    Builder,
    Closure,
    Compiler,
    External,
    SpecialForm,
    folded,
    note,
    numeric,
    operation,
)
from motor.feel.functions import BUILTINS
from motor.feel.invocation import call, definition
from motor.feel.iteration import filtered, for_loop, quantified
from motor.feel.names import reads
from motor.feel.operators import ARITHMETIC, COMPARISONS, ON_NUMBERS, member
from motor.feel.problems import feel_error
from motor.feel.scope import STEPS, Scope, Unanswered
from motor.feel.syntax import Node
from motor.feel.type_names import type_of
from motor.feel.unary import between_values, interval_value, membership, unary_range, unary_tests
from motor.values.arithmetic import negate
from motor.values.compare import key_of
from motor.values.kinds import opening
from motor.values.null import Null
from motor.values.temporal_text import parse_temporal
from motor.values.types import Type, instance_of


def compile(  # noqa: A001 - the word for it, read as feel.compile
    node: Node,
    *,
    special_forms: Mapping[str, SpecialForm] | None = None,
    types: Mapping[str, Type] | None = None,
    external: External | None = None,
) -> Closure:
    """The closure of an expression, or of unary tests (which read `?` from the scope).

    `special_forms` are calls that get their arguments unevaluated; `types` the named types beyond FEEL's own;
    `external` makes the function of an external definition from its parameters and its description.
    Raises FeelError for a tree that is too deep.
    """
    try:
        return Compiler(_BUILDERS, special_forms or {}, types or {}, external).compile(node)
    except RecursionError:
        message = "Uttrycket har för många led inuti varandra; dela upp det i flera steg."
        raise feel_error("för djup", message, node.span.text, node.span.start) from None


# Values


def _literal(node: syntax.Literal, compiler: Compiler) -> Closure:
    return compiler.constant(node.value)


def _at_literal(node: syntax.AtLiteral, compiler: Compiler) -> Closure:
    try:
        return compiler.constant(parse_temporal(node.text))
    except Null as null:
        cause = null
        return lambda scope: note(scope, cause, node.span)


def _name(node: syntax.Name, compiler: Compiler) -> Closure:
    """What the scope holds, else the built-in function of that name."""
    name, builtin = node.name, BUILTINS.get(node.name)

    def run(scope: Scope) -> Any:
        try:
            return scope[name]
        except KeyError as error:
            if error.args != (name,):
                raise
        if builtin is not None:
            return builtin
        return note(scope, Null("okänt namn", f'Det finns inget som heter "{name}" här.'), node.span)

    return run


def _list(node: syntax.ListLiteral, compiler: Compiler) -> Closure:
    items = [compiler.compile(item) for item in node.items]

    def run(scope: Scope) -> list[Any]:
        return [item(scope) for item in items]

    return folded(compiler, run) if all(map(compiler.is_constant, items)) else run


def _context(node: syntax.ContextLiteral, compiler: Compiler) -> Closure:
    """`{a: 1, b: a + 1}`: each entry sees those before it, and a function sees itself."""
    keys = [entry.key for entry in node.entries]
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        cause = Null("dubblerad nyckel", f'Nyckeln "{twice}" står två gånger i kontexten.')
        return lambda scope: note(scope, cause, node.span)
    entries: list[tuple[str, Closure]] = []
    for entry in node.entries:
        entries.append((entry.key, _entry(entry, compiler)))
        compiler = compiler.within(entry.key)
    if not reads(node).isdisjoint(keys):
        return _context_that_reads_itself(entries)
    return lambda scope: {key: value(scope) for key, value in entries}


def _entry(entry: syntax.Entry, compiler: Compiler) -> Closure:
    if isinstance(entry.value, syntax.FunctionDefinition):
        return definition(entry.value, compiler.within(entry.key), entry.key)
    return compiler.compile(entry.value)


def _context_that_reads_itself(entries: list[tuple[str, Closure]]) -> Closure:
    def run(scope: Scope) -> dict[str, Any]:
        inner = scope.child()
        result: dict[str, Any] = {}
        for key, value in entries:
            result[key] = inner[key] = value(inner)
        return result

    return run


def _path(node: syntax.Path, compiler: Compiler) -> Closure:
    """`source.name`; of a list, the list of each element's."""
    source, name, span = compiler.compile(node.source), node.name, node.span

    def part(value: Any, scope: Scope) -> Any:
        if type(value) is dict and name in value:
            return value[name]
        if isinstance(value, list):
            scope.run.charge(value)
            return [part(item, scope) for item in value]
        try:
            return member(value, name)
        except Null as null:
            return note(scope, null, span)

    def run(scope: Scope) -> Any:
        return part(source(scope), scope)

    return folded(compiler, run) if compiler.is_constant(source) else run


# Operations


def _arithmetic(node: syntax.Arithmetic, compiler: Compiler) -> Closure:
    run = _on_two(node, compiler, ARITHMETIC[node.operator])
    cost = STEPS.get(node.operator)
    if cost is None or compiler.is_constant(run):
        return run

    def costly(scope: Scope) -> Any:
        scope.run.step(cost)
        return run(scope)

    return costly


def _negation(node: syntax.Negation, compiler: Compiler) -> Closure:
    return operation(compiler, node.span, negate, node.operand)


def _comparison(node: syntax.Comparison, compiler: Compiler) -> Closure:
    return _on_two(node, compiler, COMPARISONS[node.operator])


def _on_two(
    node: syntax.Arithmetic | syntax.Comparison, compiler: Compiler, function: Callable[[Any, Any], Any]
) -> Closure:
    on_numbers = ON_NUMBERS.get(node.operator)
    if on_numbers is None:
        return operation(compiler, node.span, function, node.left, node.right)
    return numeric(compiler, node.span, function, on_numbers, node.left, node.right)


def _instance_of(node: syntax.InstanceOf, compiler: Compiler) -> Closure:
    try:
        type_ = type_of(node.type, compiler.types)
    except Null as null:
        cause = null
        return lambda scope: note(scope, cause, node.type.span)
    return operation(compiler, node.span, lambda value: instance_of(value, type_), node.value)


def _and(node: syntax.And, compiler: Compiler) -> Closure:
    return _logical(node, node.operands, compiler, deciding=False)


def _or(node: syntax.Or, compiler: Compiler) -> Closure:
    return _logical(node, node.operands, compiler, deciding=True)


def _logical(node: Node, operands: tuple[Node, ...], compiler: Compiler, deciding: bool) -> Closure:
    """Three-valued `and` (decided by a false) and `or` (by a true).

    An operand that rests on an unanswered fact does not matter when another one decides.
    """
    parts = [compiler.compile(operand) for operand in operands]

    def run(scope: Scope) -> Any:
        answer: bool | None = not deciding
        waiting: Unanswered | None = None
        culprit: Any = None
        for part in parts:
            try:
                value = part(scope)
            except Unanswered as unanswered:
                waiting = waiting or unanswered
                continue
            if value is deciding:
                return deciding
            if value is not (not deciding):
                answer, culprit = None, value
        if waiting is not None:
            raise waiting
        if answer is None:
            word = "or" if deciding else "and"
            message = f'{opening(culprit)} vid "{word}" är varken sant eller falskt.'
            note(scope, Null("ej sant eller falskt", message), node.span)
        return answer

    return folded(compiler, run) if all(map(compiler.is_constant, parts)) else run


def _if(node: syntax.If, compiler: Compiler) -> Closure:
    """Anything but true takes `else`. When the condition is unanswered, branches of one value decide."""
    condition = compiler.compile(node.condition)
    then, otherwise = compiler.compile(node.then), compiler.compile(node.otherwise)

    def run(scope: Scope) -> Any:
        try:
            holds = condition(scope)
        except Unanswered:
            tried = _both(then, otherwise, scope)
            if tried is None:
                raise
            return tried[0]
        return then(scope) if holds is True else otherwise(scope)

    return run


def _both(then: Closure, otherwise: Closure, scope: Scope) -> tuple[Any] | None:
    """The value that both branches give, or None: an error in one that may not be taken is no error."""
    warned = len(scope.run.warnings)
    try:
        value = then(scope)
        if key_of(value) == key_of(otherwise(scope)):
            return (value,)
    except (Unanswered, EvaluationError, FactError):
        pass
    del scope.run.warnings[warned:]
    return None


_BUILDERS: dict[type[Node], Builder] = {
    syntax.Literal: _literal,
    syntax.AtLiteral: _at_literal,
    syntax.Name: _name,
    syntax.ListLiteral: _list,
    syntax.ContextLiteral: _context,
    syntax.Interval: interval_value,
    syntax.UnaryComparison: unary_range,
    syntax.FunctionDefinition: definition,
    syntax.Arithmetic: _arithmetic,
    syntax.Negation: _negation,
    syntax.Comparison: _comparison,
    syntax.Between: between_values,
    syntax.In: membership,
    syntax.And: _and,
    syntax.Or: _or,
    syntax.InstanceOf: _instance_of,
    syntax.Path: _path,
    syntax.Filter: filtered,
    syntax.Call: call,
    syntax.If: _if,
    syntax.For: for_loop,
    syntax.Quantified: quantified,
    syntax.UnaryTests: unary_tests,
}
