"""Boxed expressions to closures of a scope (DMN 1.5, 7.3.1 and 10.2), as `motor.feel` makes them of texts.

Where the standard has null, the cause goes to `scope.run.warnings`; only what runs past a limit raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from motor import feel
from motor.dmn import model
from motor.dmn.tables import build_table
from motor.dmn.types import Resolved, TypeTable
from motor.errors import FeelError, Problem
from motor.feel.closures import Closure, External
from motor.feel.invocation import UserFunction
from motor.feel.iteration import elements
from motor.feel.scope import Scope, Warning
from motor.feel.syntax import Node
from motor.values.functions import FeelFunction
from motor.values.kinds import opening
from motor.values.null import Null
from motor.values.number import integral
from motor.values.types import ANY, Type


@dataclass(frozen=True)
class Workbench:
    """What building the expressions of one file needs.

    `names` are those that texts may read, `namespace` the file's own, for its type references, and `title`
    what is built.
    """

    names: frozenset[str]
    namespace: str
    types: TypeTable
    problems: list[Problem]
    external: External | None = None
    title: str = ""

    def within(self, *names: str) -> Workbench:
        """The same inside an expression that binds these names."""
        return replace(self, names=self.names.union(names))

    def text(self, text: str, where: Any, parse: Callable[..., Node] = feel.parse) -> Closure:
        """The closure of a FEEL text; null in every scope when it cannot be read, which is reported."""
        try:
            node = parse(text, self.names)
        except FeelError as error:
            placed = [replace(problem, where=where, excerpt=None) for problem in error.problems]
            self.problems.extend(placed)
            return _unreadable(placed[0], text)
        return feel.compile(node, types=self.types.types_by_name(self.namespace), external=self.external)

    def typed(self, type_ref: str | None, name: str, run: Closure) -> Closure:
        """The closure, its value converted to a type, or null with the cause when it is of another."""
        if type_ref is None:
            return run
        return self.converted(self.types.resolve(type_ref, self.namespace), name, run)

    def converted(self, resolved: Resolved, name: str, run: Closure) -> Closure:
        """The same for a type that is found already."""
        if resolved.type is ANY and resolved.check is None:
            return run
        return _converted(run, self.types, resolved, name)

    def build(self, expression: model.Expression | None) -> Closure:
        """The closure of any boxed expression; null where there is none."""
        if expression is None:
            return _nothing
        run = _BUILDERS[type(expression)](expression, self)
        if isinstance(expression, model.FunctionDefinition):
            return run
        return self.typed(expression.type_ref, "uttrycket", run)


def _nothing(_: Scope) -> None:
    return None


def _unreadable(problem: Problem, text: str) -> Closure:
    def run(scope: Scope) -> None:
        scope.run.warnings.append(Warning(problem.code, problem.message, text, 0, len(text)))

    return run


def warn(scope: Scope, null: Null, text: str) -> None:
    """Record the cause of a null that stands for a whole expression."""
    scope.run.warnings.append(Warning(null.code, null.message, text, 0, len(text)))


def _converted(run: Closure, types: TypeTable, resolved: Resolved, name: str) -> Closure:
    def converted(scope: Scope) -> Any:
        value = run(scope)
        if value is None:
            return None
        try:
            return types.coerce(value, resolved)
        except Null as null:
            warn(scope, null, name)
            return None

    return converted


def _literal(expression: model.LiteralExpression, bench: Workbench) -> Closure:
    return bench.text(expression.text, expression.where)


def _context(expression: model.ContextExpression, bench: Workbench) -> Closure:
    """Entries that see those above them; the value is the nameless entry's, else all of them."""
    names = [entry.name for entry in expression.entries]
    if twice := next((name for name in names if names.count(name) > 1), None):
        cause = Null("dubblerad nyckel", f'Nyckeln "{twice}" står två gånger i kontexten.')
        return lambda scope: warn(scope, cause, "context")
    entries: list[tuple[str | None, Closure]] = []
    for entry in expression.entries:
        if entry.name is not None:
            bench = bench.within(entry.name)  # a function may call itself
        run = bench.typed(entry.type_ref, entry.name or "", bench.build(entry.value))
        entries.append((entry.name, run))

    def run_all(scope: Scope) -> Any:
        inner = scope.child()
        values: dict[str, Any] = {}
        for name, run in entries:
            value = run(inner)
            if name is None:
                return value
            inner[name] = values[name] = value
        return values

    return run_all


def _invocation(expression: model.Invocation, bench: Workbench) -> Closure:
    function = bench.build(expression.function)
    bindings = [(name, bench.build(value)) for name, value in expression.bindings]

    def run(scope: Scope) -> Any:
        called = function(scope)
        try:
            return invoke(called, {name: value(scope) for name, value in bindings})
        except Null as null:
            warn(scope, null, "invocation")
            return None

    return run


def invoke(function: Any, arguments: Mapping[str, Any]) -> Any:
    """The value of a function for arguments by name. Raises Null when it cannot be called so."""
    if not isinstance(function, FeelFunction):
        raise Null("inte en funktion", f"{opening(function)} kan inte anropas.")
    unknown = [name for name in arguments if name not in function.parameters]
    if unknown:
        raise Null("okänd parameter", f"{function.name} har ingen parameter {unknown[0]}.")
    return function.call([arguments.get(name) for name in function.parameters])


def _list(expression: model.ListExpression, bench: Workbench) -> Closure:
    items = [bench.build(item) for item in expression.items]
    return lambda scope: [item(scope) for item in items]


def _relation(expression: model.Relation, bench: Workbench) -> Closure:
    columns = expression.columns
    types = expression.types or (None,) * len(columns)
    rows = [
        [
            bench.typed(type_ref, name, bench.build(cell))
            for name, type_ref, cell in zip(columns, types, row, strict=False)
        ]
        for row in expression.rows
    ]
    return lambda scope: [
        {column: cell(scope) for column, cell in zip(columns, row, strict=False)} for row in rows
    ]


def build_function(
    expression: model.FunctionDefinition | None,
    bench: Workbench,
    name: str = "",
    type_ref: str | None = None,
) -> Closure:
    """The closure of a function value, with the scope that it is made in; null where there is no function.

    `type_ref` is the type of the variable that holds it: a function type, or that of its result.
    """
    if expression is None:
        return _nothing
    names = tuple(parameter.name for parameter in expression.parameters)
    body = bench.within(*names).build(expression.body)
    if expression.kind != "FEEL":
        return _external(names, body, bench)
    results = [bench.types.result(each, bench.namespace) for each in (expression.type_ref, type_ref)]
    for result in results:
        body = bench.converted(result, name or "funktionen", body)
    types = tuple(bench.types.resolve(each.type_ref, bench.namespace) for each in expression.parameters)
    checks = [
        (each.name, bench.typed(each.type_ref, each.name, lambda scope: scope["?"]))
        for each, resolved in zip(expression.parameters, types, strict=True)
        if resolved.check is not None
    ]
    if checks:
        body = _checked(checks, body)
    known = _known_result(expression.body, results, bench)

    def run(scope: Scope) -> FeelFunction:
        return UserFunction(name, names, tuple(each.type for each in types), body, scope, known)

    return run


def _known_result(body: model.Expression | None, results: list[Resolved], bench: Workbench) -> Type | None:
    """The type that a function is declared to give, None when nothing is."""
    inner = bench.types.resolve(None if body is None else body.type_ref, bench.namespace)
    return next((each.type for each in (*results, inner) if each.type is not ANY), None)


def _checked(checks: list[tuple[str, Closure]], body: Closure) -> Closure:
    """The body with its parameters held against what their types allow; null when one is not allowed."""

    def run(scope: Scope) -> Any:
        for name, check in checks:
            given = scope[name]
            if given is not None:
                holder = scope.child()
                holder["?"] = given
                scope[name] = check(holder)
                if scope[name] is None:
                    return None
        return body(scope)

    return run


def _external(names: tuple[str, ...], body: Closure, bench: Workbench) -> Closure:
    def run(scope: Scope) -> Any:
        try:
            if bench.external is None:
                raise Null("extern funktion", "Externa funktioner kan inte köras här.")
            return bench.external(names, body(scope))
        except Null as null:
            warn(scope, null, "external")
            return None

    return run


def _conditional(expression: model.Conditional, bench: Workbench) -> Closure:
    condition, then = bench.build(expression.condition), bench.build(expression.then)
    otherwise = bench.build(expression.otherwise)

    def run(scope: Scope) -> Any:
        holds = condition(scope)
        if holds is not None and not isinstance(holds, bool):
            return _not_boolean(scope, holds, "if")
        return then(scope) if holds else otherwise(scope)

    return run


def _not_boolean(scope: Scope, value: Any, place: str) -> None:
    warn(scope, Null("inte sant eller falskt", f"{opening(value)} är varken sant eller falskt."), place)


def _items(value: Any) -> list[Any]:
    """A list as it is, null as no items, anything else as one item."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _filter(expression: model.FilterExpression, bench: Workbench) -> Closure:
    """The items for which `match` is true, or the item at the number that it is, as in a text."""
    source, match = bench.build(expression.source), bench.within("item").build(expression.match)

    def run(scope: Scope) -> Any:
        kept, items = [], _items(source(scope))
        for item in items:
            scope.run.step()
            inner = scope.child()
            inner["item"] = item
            if isinstance(item, dict):
                inner.update(item)
            holds = match(inner)
            if isinstance(holds, Decimal):
                return _at(items, holds, scope)
            if holds is not None and not isinstance(holds, bool):
                return _not_boolean(scope, holds, "filter")
            if holds:
                kept.append(item)
        return kept

    return run


def _at(items: list[Any], index: Decimal, scope: Scope) -> Any:
    place = integral(index)
    if place is not None and 1 <= abs(place) <= len(items):
        return items[place - 1 if place > 0 else place]
    message = f"Listan har {len(items)} element, så det finns inget nummer {index}."
    return warn(scope, Null("utanför listan", message), "filter")


def _for(expression: model.ForExpression, bench: Workbench) -> Closure:
    source = bench.build(expression.source)
    body = bench.within(expression.variable, "partial").build(expression.body)

    def run(scope: Scope) -> Any:
        results: list[Any] = []
        try:
            for item in elements(source(scope)):
                scope.run.step()
                inner = scope.child()
                inner[expression.variable], inner["partial"] = item, list(results)
                results.append(body(inner))
        except Null as null:
            return warn(scope, null, "for")
        return results

    return run


def _quantified(expression: model.Quantified, bench: Workbench) -> Closure:
    """`some` is true when one item meets the condition, `every` when all do; null when that is not known."""
    source = bench.build(expression.source)
    condition = bench.within(expression.variable).build(expression.condition)
    deciding = expression.quantifier == "some"

    def run(scope: Scope) -> Any:
        answers: list[Any] = []
        try:
            for item in elements(source(scope)):
                scope.run.step()
                inner = scope.child()
                inner[expression.variable] = item
                answers.append(condition(inner))
                if answers[-1] is not None and not isinstance(answers[-1], bool):
                    return _not_boolean(scope, answers[-1], expression.quantifier)
        except Null as null:
            return warn(scope, null, expression.quantifier)
        if deciding in answers:
            return deciding
        return None if None in answers else not deciding

    return run


def _table(expression: model.DecisionTable, bench: Workbench) -> Closure:
    return build_table(expression, bench)


_BUILDERS: dict[type, Callable[[Any, Workbench], Closure]] = {
    model.LiteralExpression: _literal,
    model.ContextExpression: _context,
    model.Invocation: _invocation,
    model.ListExpression: _list,
    model.Relation: _relation,
    model.FunctionDefinition: build_function,
    model.Conditional: _conditional,
    model.FilterExpression: _filter,
    model.ForExpression: _for,
    model.Quantified: _quantified,
    model.DecisionTable: _table,
}
