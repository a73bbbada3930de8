"""Functions: defining them, and calling them by position or by name (DMN 1.5, 10.3.1.2, 10.3.2.13)."""

from __future__ import annotations

from typing import Any

from motor.errors import EvaluationError, Problem, suggestion
from motor.feel import syntax
from motor.feel.closures import Closure, Compiler, folded, note
from motor.feel.functions import BUILTINS, READS_CLOCK
from motor.feel.scope import LARGE, STEPS, Scope
from motor.feel.type_names import type_of
from motor.values.functions import FeelFunction
from motor.values.kinds import describe, opening
from motor.values.null import Null
from motor.values.types import ANY, Type, coerce, type_of_value

_MISFIT = object()


class UserFunction(FeelFunction):
    """A function of parameters and a body, with the scope that it was made in.

    An argument that is not of its parameter's type, after implicit conversion, makes the call null. `result`
    is the type that the body is known to give, None when it is not.
    """

    __slots__ = ("_name", "_parameters", "body", "result", "scope", "types")

    def __init__(
        self,
        name: str,
        parameters: tuple[str, ...],
        types: tuple[Type, ...],
        body: Closure,
        scope: Scope,
        result: Type | None = None,
    ) -> None:
        self._name = name
        self._parameters = parameters
        self.types = types
        self.body = body
        self.scope = scope
        self.result = result

    @property
    def name(self) -> str:
        """The key that the function stands under in a context, else ""."""
        return self._name

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, in order."""
        return self._parameters

    @property
    def parameter_types(self) -> tuple[Type, ...]:
        """The types of the parameters, Any for those without one."""
        return self.types

    @property
    def result_type(self) -> Type | None:
        """The type of the body's value, where it is known."""
        return self.result

    def call(self, arguments: list[Any]) -> Any:
        """The body's value. Raises EvaluationError when calls never end."""
        if len(arguments) != len(self._parameters):
            raise wrong_count(self, len(arguments))
        inner = self.scope.child()
        inner.run.step()
        for name, type_, argument in zip(self._parameters, self.types, arguments, strict=True):
            inner[name] = argument if type_ is ANY else self._converted(name, type_, argument)
        try:
            return self.body(inner)
        except RecursionError:
            inner.run.interrupted = True
            raise EvaluationError(_endless(self._name)) from None

    def _converted(self, name: str, type_: Type, argument: Any) -> Any:
        value = coerce(argument, type_, _MISFIT)
        if value is _MISFIT:
            raise Null("fel typ", f"{name} ska vara {type_}, inte {describe(argument)}.")
        return value


def _endless(name: str) -> Problem:
    title = f"Funktionen {name}" if name else "En funktion"
    return Problem("oändlig rekursion", f"{title} anropar sig själv för många gånger.")


def wrong_count(function: FeelFunction, count: int) -> Null:
    """Why a function cannot be called with that many arguments."""
    names = ", ".join(function.parameters)
    title = function.name or "Funktionen"
    return Null("fel antal argument", f"{title}({names}) anropas med {count} argument.")


def definition(node: syntax.FunctionDefinition, compiler: Compiler, name: str = "") -> Closure:
    """`function(a, b: type) body`: a function value that keeps the scope it is made in."""
    parameters = tuple(parameter.name for parameter in node.parameters)
    if node.external:
        return _external(node, parameters, compiler)
    try:
        types = tuple(
            ANY if each.type is None else type_of(each.type, compiler.types) for each in node.parameters
        )
        declared = None if node.result is None else type_of(node.result, compiler.types)
    except Null as null:
        cause = null
        return lambda scope: note(scope, cause, node.span)
    body = compiler.within(*parameters).compile(node.body)
    if declared is not None:
        body = _converted_result(body, declared, node.body)
    result = declared or (type_of_value(body(Scope())) if _is_written_out(node.body) else None)
    return lambda scope: UserFunction(name, parameters, types, body, scope, result)


def _converted_result(body: Closure, type_: Type, node: syntax.Node) -> Closure:
    """The body's value as the type that the function gives; null when it is of another."""

    def run(scope: Scope) -> Any:
        value = body(scope)
        result = coerce(value, type_, _MISFIT)
        if result is _MISFIT:
            message = f"Funktionen ska ge {type_}, inte {describe(value)}."
            return note(scope, Null("fel typ", message), node.span)
        return result

    return run


def _is_written_out(node: syntax.Node) -> bool:
    """Whether an expression is a value as it stands, so that its type is known before it runs."""
    return isinstance(node, _WRITTEN_OUT) and all(map(_is_written_out, syntax.children(node)))


_WRITTEN_OUT = (syntax.Literal, syntax.AtLiteral, syntax.ListLiteral, syntax.ContextLiteral, syntax.Entry)


def _external(node: syntax.FunctionDefinition, parameters: tuple[str, ...], compiler: Compiler) -> Closure:
    description, external = compiler.compile(node.body), compiler.external

    def run(scope: Scope) -> Any:
        try:
            if external is None:
                raise Null("extern funktion", "Externa funktioner kan inte anropas här.")
            return external(parameters, description(scope))
        except Null as null:
            return note(scope, null, node.span)

    return run


def call(node: syntax.Call, compiler: Compiler) -> Closure:
    """A special form, a built-in chosen now, or whatever function the expression gives when it runs."""
    name = node.function.name if isinstance(node.function, syntax.Name) else None
    if name is not None and not compiler.binds(name):
        if name in compiler.special_forms:
            return compiler.special_forms[name](node, compiler.compile)
        if name in BUILTINS:
            return _call_builtin(node, name, compiler)
    return _call_value(node, compiler)


def _arguments(node: syntax.Call, compiler: Compiler) -> tuple[list[Closure], dict[str, Closure]]:
    positional = [
        compiler.compile(each) for each in node.arguments if not isinstance(each, syntax.NamedArgument)
    ]
    named = [each for each in node.arguments if isinstance(each, syntax.NamedArgument)]
    return positional, {each.name: compiler.compile(each.value) for each in named}


def _call_builtin(node: syntax.Call, name: str, compiler: Compiler) -> Closure:
    builtin = BUILTINS[name]
    positional, named = _arguments(node, compiler)
    try:
        arguments = builtin.bind(positional, named)
    except Null as null:
        cause = null
        return lambda scope: note(scope, cause, node.span)

    cost = STEPS.get(name, 0)

    def run(scope: Scope) -> Any:
        try:
            values = [argument(scope) for argument in arguments]
            step, charge = scope.run.step, scope.run.charge
            step(cost)
            for value in values:
                if type(value) in LARGE:
                    charge(value)
            result = builtin.call(values)
            if type(result) in LARGE:
                charge(result)
            return result
        except Null as null:
            return note(scope, null, node.span)

    if name in READS_CLOCK or not all(map(compiler.is_constant, arguments)):
        return run
    return folded(compiler, run)


def _call_value(node: syntax.Call, compiler: Compiler) -> Closure:
    function = compiler.compile(node.function)
    positional, named = _arguments(node, compiler)

    def run(scope: Scope) -> Any:
        value = function(scope)
        try:
            if not isinstance(value, FeelFunction):
                raise Null("ingen funktion", f"{opening(value)} är ingen funktion.")
            arguments = _in_order(value, named) if named else positional
            return value.call([argument(scope) for argument in arguments])
        except Null as null:
            return note(scope, null, node.span)

    return run


def _in_order(function: FeelFunction, named: dict[str, Closure]) -> list[Closure]:
    """Named arguments in the order of the parameters. Raises Null for a name that is none of them."""
    bind = getattr(function, "bind", None)
    if bind is not None:
        ordered: list[Closure] = bind([], named)
        return ordered
    for name in named:
        if name not in function.parameters:
            hint = suggestion(name, function.parameters)
            message = f'{function.name or "Funktionen"} har ingen parameter "{name}".'
            raise Null("okänd parameter", f"{message} {hint}" if hint else message)
    if len(named) != len(function.parameters):
        raise wrong_count(function, len(named))
    return [named[name] for name in function.parameters]
