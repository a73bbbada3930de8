"""Tests: the cells of tables, and what stands after `in` (DMN 1.5, 7.3.3, 10.3.1.2 rules 7-18, 10.3.2.13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from motor.feel import syntax
from motor.feel.closures import Closure, Compiler, note, operation
from motor.feel.names import reads
from motor.feel.operators import COMPARISONS, between, interval, matches
from motor.feel.scope import Scope, Unanswered
from motor.feel.syntax import Node
from motor.values.kinds import Kind, kind_of
from motor.values.null import Null
from motor.values.ranges import Range

Test = Callable[[Any, Scope], Any]
"""Whether a value passes: true, false, or None with a warning."""


def unary_tests(node: syntax.UnaryTests, compiler: Compiler) -> Closure:
    """A closure that puts `?` to the tests: true when one of them holds, the opposite when negated."""
    if not node.tests:
        return compiler.constant(True)
    tests = [_test(test, compiler.within("?"), in_cell=True) for test in node.tests]
    passes = tests[0] if len(tests) == 1 else _any(tests)
    if not node.negated:
        return lambda scope: passes(scope["?"], scope)

    def fails(scope: Scope) -> bool | None:
        answer = passes(scope["?"], scope)
        return None if answer is None else not answer

    return fails


def membership(node: syntax.In, compiler: Compiler) -> Closure:
    """`value in test`, `value in (test, test)`."""
    value = compiler.compile(node.value)
    tests = [_test(test, compiler.within("?"), in_cell=False) for test in node.tests]
    passes = tests[0] if len(tests) == 1 else _any(tests)
    if not any("?" in reads(test) for test in node.tests):
        return lambda scope: passes(value(scope), scope)

    def run(scope: Scope) -> Any:
        inner = scope.child()
        inner["?"] = value(scope)
        return passes(inner["?"], inner)

    return run


def between_values(node: syntax.Between, compiler: Compiler) -> Closure:
    """`value between low and high`."""
    return operation(compiler, node.span, between, node.value, node.low, node.high)


def interval_value(node: syntax.Interval, compiler: Compiler) -> Closure:
    """`[start..end]` as a value."""

    def make(start: Any, end: Any) -> Range:
        return interval(start, end, node.start_included, node.end_included)

    return operation(compiler, node.span, make, node.start, node.end)


def unary_range(node: syntax.UnaryComparison, compiler: Compiler) -> Closure:
    """`(< operand)` as a value."""
    return operation(compiler, node.span, lambda operand: Range.unary(node.operator, operand), node.operand)


def _any(tests: list[Test]) -> Test:
    """Three-valued `or`; a test that rests on an unanswered fact does not matter when another holds."""

    def passes(value: Any, scope: Scope) -> bool | None:
        answer: bool | None = False
        waiting: Unanswered | None = None
        for test in tests:
            try:
                passed = test(value, scope)
            except Unanswered as unanswered:
                waiting = waiting or unanswered
                continue
            if passed is True:
                return True
            if passed is None:
                answer = None
        if waiting is not None:
            raise waiting
        return answer

    return passes


def _test(node: Node, compiler: Compiler, in_cell: bool) -> Test:
    if isinstance(node, syntax.UnaryComparison):
        return _against(node, COMPARISONS[node.operator], compiler.compile(node.operand))
    expression = compiler.compile(node)
    if "?" in reads(node):
        return _against(node, _boolean_or_match, expression)
    return _against(node, _cell_matches if in_cell else matches, expression)


def _against(node: Node, passes: Callable[[Any, Any], Any], expression: Closure) -> Test:
    def test(value: Any, scope: Scope) -> Any:
        try:
            return passes(value, expression(scope))
        except Null as null:
            return note(scope, null, node.span)

    return test


def _boolean_or_match(value: Any, result: Any) -> bool | None:
    """An expression that uses `?` is the answer itself when it is boolean or null."""
    return result if result is None or isinstance(result, bool) else matches(value, result)


def _cell_matches(value: Any, result: Any) -> bool:
    """A cell's expression that is true or false is the answer itself, beside a value that is neither."""
    if isinstance(result, bool) and kind_of(value) not in (Kind.BOOLEAN, Kind.NULL):
        return result
    return matches(value, result)
