"""What expressions become: functions of a scope, built once per text and run many times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, DecimalException
from typing import Any

from motor.errors import MotorError
from motor.feel.scope import LARGE, Scope, Warning
from motor.feel.syntax import Call, Node, Span
from motor.values.functions import FeelFunction
from motor.values.null import Null
from motor.values.types import Type

Closure = Callable[[Scope], Any]
SpecialForm = Callable[[Call, Callable[[Node], Closure]], Closure]
External = Callable[[tuple[str, ...], Any], FeelFunction]
Builder = Callable[[Any, "Compiler"], Closure]
Operator = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Compiler:
    """One compilation: how each kind of node is built, what is known, and the names bound around a node."""

    builders: Mapping[type[Node], Builder]
    special_forms: Mapping[str, SpecialForm]
    types: Mapping[str, Type]
    external: External | None
    bound: frozenset[str] = frozenset()
    constants: set[Closure] = field(default_factory=set)

    def compile(self, node: Node) -> Closure:
        """The closure of a node. Raises TypeError for one that cannot stand alone, such as an entry."""
        build = self.builders.get(type(node))
        if build is None:
            raise TypeError(f"{type(node).__name__} is no expression")
        return build(node, self)

    def within(self, *names: str) -> Compiler:
        """The compiler of an inner expression, where these names are bound too."""
        return replace(self, bound=self.bound.union(names))

    def binds(self, name: str) -> bool:
        """Whether the expression itself binds that name here."""
        return name in self.bound

    def constant(self, value: Any) -> Closure:
        """A closure that is known to give this value in every scope."""

        def run(_scope: Scope) -> Any:
            return value

        self.constants.add(run)
        return run

    def is_constant(self, closure: Closure) -> bool:
        """Whether `constant` made the closure."""
        return closure in self.constants


def note(scope: Scope, null: Null, span: Span) -> Any:
    """Record why null comes about at `span`, and give it: None. A cause counts as a step."""
    scope.run.step()
    scope.run.warnings.append(Warning(null.code, null.message, span.text, span.start, span.end))
    return None


def operation(compiler: Compiler, span: Span, function: Callable[..., Any], *operands: Node) -> Closure:
    """`function` of the operands' values; Null gives None and a warning. Done at once on constants."""
    parts = [compiler.compile(operand) for operand in operands]
    run = _ARITY[len(parts)](function, span, *parts)
    return folded(compiler, run) if all(map(compiler.is_constant, parts)) else run


def numeric(
    compiler: Compiler, span: Span, function: Operator, on_numbers: Operator, left: Node, right: Node
) -> Closure:
    """`operation` of two, where numbers go straight to `on_numbers` (DecimalException: to `function`)."""
    one, other = compiler.compile(left), compiler.compile(right)
    if compiler.is_constant(one) and compiler.is_constant(other):
        return folded(compiler, _binary(function, span, one, other))
    if compiler.is_constant(other) and type(number := other(Scope())) is Decimal:
        return _with_number(function, on_numbers, span, one, number)
    return _numeric(function, on_numbers, span, one, other)


def _numeric(function: Operator, on_numbers: Operator, span: Span, left: Closure, right: Closure) -> Closure:
    general = _applied(function, span)

    def run(scope: Scope) -> Any:
        one, other = left(scope), right(scope)
        if type(one) is Decimal and type(other) is Decimal:
            try:
                return on_numbers(one, other)
            except DecimalException:
                pass
        return general(scope, one, other)

    return run


def _with_number(
    function: Operator, on_numbers: Operator, span: Span, left: Closure, number: Decimal
) -> Closure:
    general = _applied(function, span)

    def run(scope: Scope) -> Any:
        one = left(scope)
        if type(one) is Decimal:
            try:
                return on_numbers(one, number)
            except DecimalException:
                pass
        return general(scope, one, number)

    return run


def _applied(function: Operator, span: Span) -> Callable[[Scope, Any, Any], Any]:
    def apply(scope: Scope, one: Any, other: Any) -> Any:
        try:
            if type(one) in LARGE or type(other) in LARGE:
                scope.run.charge(one, other)
            return function(one, other)
        except Null as null:
            return note(scope, null, span)

    return apply


def folded(compiler: Compiler, run: Closure) -> Closure:
    """The constant that a closure over constants gives; the closure itself when it warns or fails."""
    scope = Scope()
    try:
        value = run(scope)
    except MotorError:
        return run
    return run if scope.run.warnings else compiler.constant(value)


def _unary(function: Callable[[Any], Any], span: Span, operand: Closure) -> Closure:
    def run(scope: Scope) -> Any:
        try:
            value = operand(scope)
            if type(value) in LARGE:
                scope.run.charge(value)
            return function(value)
        except Null as null:
            return note(scope, null, span)

    return run


def _binary(function: Operator, span: Span, left: Closure, right: Closure) -> Closure:
    apply = _applied(function, span)
    return lambda scope: apply(scope, left(scope), right(scope))


def _ternary(
    function: Callable[[Any, Any, Any], Any], span: Span, first: Closure, second: Closure, third: Closure
) -> Closure:
    def run(scope: Scope) -> Any:
        try:
            return function(first(scope), second(scope), third(scope))
        except Null as null:
            return note(scope, null, span)

    return run


_ARITY: dict[int, Callable[..., Closure]] = {1: _unary, 2: _binary, 3: _ternary}
