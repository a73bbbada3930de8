"""Going through lists: for, some, every and filters (DMN 1.5, 10.3.2.5, 10.3.2.14)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from motor.feel import syntax
from motor.feel.closures import Closure, Compiler, note
from motor.feel.names import reads
from motor.feel.scope import Scope, Unanswered
from motor.feel.syntax import Node
from motor.values.kinds import describe, opening
from motor.values.limits import checked_count
from motor.values.null import Null
from motor.values.number import integral
from motor.values.ranges import Range
from motor.values.temporal import Date

Walk = Callable[[Scope], Iterator[Scope]]
Domain = Callable[[Scope], Iterable[Any]]


def for_loop(node: syntax.For, compiler: Compiler) -> Closure:
    """`for x in list, y in 1..3 return body`: a list; `partial` is the list so far."""
    walk = _walk(node, node.iterations, compiler)
    names = [each.name for each in node.iterations]
    body = compiler.within(*names, "partial").compile(node.body)
    partial = _partial(node.body)

    def run(scope: Scope) -> Any:
        results: list[Any] = []
        try:
            for inner in walk(scope):
                if partial is not None:
                    inner["partial"] = partial(results, inner)
                results.append(body(inner))
        except Null as null:
            return note(scope, null, node.span)
        return results

    return run


def _partial(body: Node) -> Callable[[list[Any], Scope], list[Any]] | None:
    """How the body sees the list so far: not at all, itself when the body only filters it, else as a copy."""
    if "partial" not in reads(body):
        return None
    return (lambda results, _scope: results) if _only_filtered(body) else _copied


def _copied(results: list[Any], scope: Scope) -> list[Any]:
    scope.run.charge(results)
    return list(results)


def _only_filtered(node: Node) -> bool:
    if isinstance(node, syntax.Name):
        return node.name != "partial"
    if isinstance(node, syntax.Filter) and isinstance(node.source, syntax.Name):
        return _only_filtered(node.condition)
    return not isinstance(node, syntax.FunctionDefinition) and all(map(_only_filtered, syntax.children(node)))


def quantified(node: syntax.Quantified, compiler: Compiler) -> Closure:
    """`some … satisfies …` is true when one step is, `every` false when one step is; three-valued.

    A step that rests on an unanswered fact does not matter when another one decides.
    """
    walk = _walk(node, node.iterations, compiler)
    condition = compiler.within(*[each.name for each in node.iterations]).compile(node.condition)
    deciding = node.quantifier == "some"

    def run(scope: Scope) -> Any:
        answer: bool | None = not deciding
        waiting: Unanswered | None = None
        try:
            for inner in walk(scope):
                try:
                    holds = condition(inner)
                except Unanswered as unanswered:
                    waiting = waiting or unanswered
                    continue
                if holds is deciding:
                    return deciding
                if holds is not (not deciding):
                    answer = None
        except Null as null:
            return note(scope, null, node.span)
        if waiting is not None:
            raise waiting
        if answer is None:
            message = 'Villkoret efter "satisfies" är varken sant eller falskt för något av värdena.'
            note(scope, Null("ej sant eller falskt", message), node.condition.span)
        return answer

    return run


# Steps


def _walk(node: Node, iterations: tuple[syntax.Iteration, ...], compiler: Compiler) -> Walk:
    """All combinations of the iterations' values, the first one slowest, each as a scope that binds them.

    One scope serves all steps, unless a function is made inside: it keeps the scope of its step.
    """
    fresh = _makes_function(node)
    steps: list[tuple[str, Domain]] = []
    for each in iterations:
        steps.append((each.name, _domain(each, compiler)))
        compiler = compiler.within(each.name)

    def walk(scope: Scope, depth: int = 0) -> Iterator[Scope]:
        name, domain = steps[depth]
        step = scope.run.step
        for value in domain(scope):
            step()
            inner = scope.child() if fresh else scope
            inner[name] = value
            if depth + 1 == len(steps):
                yield inner
            else:
                yield from walk(inner, depth + 1)

    return lambda scope: walk(scope.child())


def _makes_function(node: Node) -> bool:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, syntax.FunctionDefinition):
            return True
        waiting.extend(syntax.children(each))
    return False


def _domain(node: syntax.Iteration, compiler: Compiler) -> Domain:
    start = compiler.compile(node.domain)
    if node.end is None:
        return lambda scope: elements(start(scope))
    end = compiler.compile(node.end)
    return lambda scope: _steps(start(scope), end(scope))


def elements(value: Any) -> Iterable[Any]:
    """What is gone through: a list's elements, a range's whole numbers or days, a single value itself.

    Raises Null for null, and for a range that cannot be gone through.
    """
    if isinstance(value, list):
        return value
    if value is None:
        raise Null("null i genomgång", "Det som ska gås igenom är null.")
    if not isinstance(value, Range):
        return [value]
    if value.operator:
        raise Null("intervall utan slut", "Ett intervall utan båda gränserna kan inte gås igenom.")
    return _within(value)


def _within(interval: Range) -> Iterator[Any]:
    for value in _steps(interval.start, interval.end):
        at_start, at_end = value == interval.start, value == interval.end
        if (interval.start_included or not at_start) and (interval.end_included or not at_end):
            yield value


def _steps(start: Any, end: Any) -> Iterator[Any]:
    """The whole numbers, or the days, from start to end, both included, in either direction."""
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        first, last = integral(start), integral(end)
        if first is not None and last is not None:
            return map(Decimal, _counted(first, last))
    if isinstance(start, Date) and isinstance(end, Date):
        return map(Date.from_ordinal, _counted(start.ordinal, end.ordinal))
    message = f"{opening(start)} till {describe(end)}: bara heltal och datum kan gås igenom."
    raise Null("fel typ", message)


def _counted(first: int, last: int) -> range:
    checked_count(abs(last - first))
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


# Filters


def filtered(node: syntax.Filter, compiler: Compiler) -> Closure:
    """`list[condition]`: the items where it is true; `list[number]`: the item there, backwards when negative.

    Over the outer names the condition sees `item`, and the item's entries when it is a context; an entry that
    is named item stands in front of the item itself.
    """
    source = compiler.compile(node.source)
    condition = compiler.within("item").compile(node.condition)
    if compiler.is_constant(condition) and isinstance(index := condition(Scope()), Decimal):
        return lambda scope: _at(_listed(source(scope)), index, scope, node)
    used = tuple(reads(node.condition) - {"item"})
    fresh = _makes_function(node.condition)

    def run(scope: Scope) -> Any:
        items = _listed(source(scope))
        if not items:
            return _nothing(node, condition, scope)
        results: list[Any] = []
        inner = scope.child()
        step = scope.run.step
        for item in items:
            step()
            if fresh:
                inner = scope.child()
            _bind(inner, scope, item, used)
            holds = condition(inner)
            if holds is True:
                results.append(item)
            elif isinstance(holds, Decimal):
                return _at(items, holds, scope, node)
        return results

    return run


_BOOLEAN = (
    syntax.Comparison,
    syntax.And,
    syntax.Or,
    syntax.In,
    syntax.Between,
    syntax.Quantified,
    syntax.InstanceOf,
)


def _nothing(node: syntax.Filter, condition: Closure, scope: Scope) -> Any:
    """What a filter of no items gives: no items, or null when the condition turns out to be a number."""
    if isinstance(node.condition, _BOOLEAN):
        return []
    inner = scope.child()
    inner["item"] = None
    warned = len(scope.run.warnings)
    holds = condition(inner)
    del scope.run.warnings[warned:]
    return _at([], holds, scope, node) if isinstance(holds, Decimal) else []


def _listed(value: Any) -> list[Any]:
    """The list to filter: a single value is a list of itself, null is no items."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _bind(inner: Scope, outer: Scope, item: Any, used: tuple[str, ...]) -> None:
    """Bind `item`, and over the outer names those of its entries that the condition reads."""
    inner["item"] = item["item"] if isinstance(item, dict) and "item" in item else item
    if not used:
        return
    entries = item if isinstance(item, dict) else {}
    for name in used:
        if name in entries:
            inner[name] = entries[name]
        elif name in outer:
            inner[name] = outer[name]
        else:
            inner.pop(name, None)


def _at(items: list[Any], index: Decimal, scope: Scope, node: syntax.Filter) -> Any:
    place = integral(index)
    if place is not None and 1 <= abs(place) <= len(items):
        return items[place - 1 if place > 0 else place]
    message = f"Listan har {len(items)} element, så det finns inget nummer {index}."
    return note(scope, Null("utanför listan", message), node.span)
