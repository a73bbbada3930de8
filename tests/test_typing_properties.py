"""Typing made-up FEEL and running it: what is said beforehand must hold whatever the values are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from motor import feel
from motor.errors import MotorError
from motor.feel import syntax
from motor.feel.scope import Scope
from motor.feel.syntax import Node
from motor.feel.typing import Finding, infer
from motor.values.ranges import Range
from motor.values.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from motor.values.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    ContextType,
    ListType,
    RangeType,
    Type,
    instance_of,
)

NAMES: dict[str, Type] = {
    "tal": NUMBER,
    "t": STRING,
    "jn": BOOLEAN,
    "d": DATE,
    "kl": TIME,
    "dk": DATE_TIME,
    "ym": YEARS_MONTHS,
    "dt": DAYS_TIME,
    "lista": ListType(NUMBER),
    "texter": ListType(STRING),
    "rader": ListType(ContextType((("a", NUMBER), ("b", STRING)))),
    "k": ContextType((("a", NUMBER), ("b", STRING))),
    "stängd": ContextType((("a", NUMBER),), closed=True),
    "r": RangeType(NUMBER),
    "x": ANY,
}

numbers = st.integers(-3, 3).map(Decimal) | st.just(Decimal("0.5"))
texts = st.sampled_from(["", "a", "b", "2024-01-01", "7"])
dates = st.integers(1, 28).map(lambda day: Date(2024, 2, day))
times = st.integers(0, 23).map(lambda hour: Time(hour, 30, Decimal(0), 0))
contexts = st.fixed_dictionaries({"a": numbers, "b": texts}, optional={"c": numbers})
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "tal": numbers,
    "t": texts,
    "jn": st.booleans(),
    "d": dates,
    "kl": times,
    "dk": st.builds(DateTime, dates, times),
    "ym": st.integers(-14, 14).map(YearsMonths),
    "dt": st.integers(-100_000, 100_000).map(lambda seconds: DaysTime(Decimal(seconds))),
    "lista": st.lists(numbers, min_size=1, max_size=3),
    "texter": st.lists(texts, min_size=1, max_size=3),
    "rader": st.lists(contexts, min_size=1, max_size=3),
    "k": contexts,
    "stängd": st.fixed_dictionaries({}, optional={"a": numbers}),
    "r": st.builds(lambda low, size: Range(low, low + size), numbers, st.integers(0, 3).map(Decimal)),
}
VALUES["x"] = st.one_of(*VALUES.values())

WRITTEN = ("0", "1", "-2", '"a"', '"7"', "true", "null", '@"2024-02-03"', '@"P1Y"', '@"PT1H"', "[]")
OPERATORS = ("+", "-", "*", "/", "=", "!=", "<", "<=", ">", ">=", "and", "or")
PARTS = ("a", "b", "c", "year", "years", "hour", "start", "days")
FUNCTIONS = ("not", "sum", "count", "max", "all", "string", "number", "date", "abs", "upper case", "reverse")
PAIRED = ("modulo", "contains", "append", "list contains", "min", "matches", "split", "before", "is")


def _shapes(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(OPERATORS), inner),
        st.builds("(-{})".format, inner),
        st.builds("{}.{}".format, inner, st.sampled_from(PARTS)),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("{}[item > {}]".format, inner, inner),
        st.builds("{}[a = {}]".format, inner, inner),
        st.builds("(if {} then {} else {})".format, inner, inner, inner),
        st.builds("({} in {})".format, inner, inner),
        st.builds("({} in (< {}))".format, inner, inner),
        st.builds("({} in ({}, {}))".format, inner, inner, inner),
        st.builds("({} in [{}..{}])".format, inner, inner, inner),
        st.builds("({} between {} and {})".format, inner, inner, inner),
        st.builds("{}({})".format, st.sampled_from(FUNCTIONS), inner),
        st.builds("{}({}, {})".format, st.sampled_from(PAIRED), inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{a: {}, b: a}}".format, inner),
        st.builds("(for i in {} return {})".format, inner, inner | st.just("i")),
        st.builds("(some i in {} satisfies {})".format, inner, inner | st.just("i > 0")),
        st.builds("(function(p: number) {})({})".format, inner | st.just("p"), inner),
    )


TEXTS = st.recursive(st.sampled_from([*NAMES, *WRITTEN]), _shapes, max_leaves=6)


def _within(node: Node, above: tuple[Node, ...] = ()) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Every node with those above it, the nearest first."""
    yield node, above
    for child in syntax.children(node):
        yield from _within(child, (node, *above))


BINDING = (syntax.For, syntax.Quantified, syntax.Filter, syntax.ContextLiteral, syntax.FunctionDefinition)


def _holds(finding: Finding, root: Node, values: dict[str, Any]) -> bool:
    """Whether the expression at the finding's place is null, or a test there that is never true."""
    for node, above in _within(root):
        if node.span == finding.span and not any(isinstance(each, BINDING) for each in above):
            return _is_null(node, values) or bool(above and _leads_nowhere(finding, node, above[0], values))
    return True


def _is_null(node: Node, values: dict[str, Any]) -> bool:
    scope = Scope(dict(values))
    return feel.compile(node)(scope) in (None, []) or bool(scope.run.warnings)


def _leads_nowhere(finding: Finding, node: Node, above: Node, values: dict[str, Any]) -> bool:
    """What is no null itself but makes the expression around it so: a test, an argument, a condition."""
    if isinstance(above, syntax.In) and node in above.tests:
        return feel.compile(replace(above, tests=(node,)))(Scope(dict(values))) is not True
    if isinstance(above, syntax.Between):
        return feel.compile(above)(Scope(dict(values))) is not True
    if isinstance(above, syntax.Call):
        return _is_null(above, values)
    assert finding.code == "ej sant eller falskt"
    return not isinstance(feel.compile(node)(Scope(dict(values))), bool)


@settings(max_examples=1500, deadline=None)
@given(TEXTS, st.fixed_dictionaries(VALUES))
def test_what_is_said_beforehand_holds(text: str, values: dict[str, Any]) -> None:
    node = feel.parse(text, NAMES)
    type_, findings = infer(node, NAMES)
    try:
        value = feel.compile(node)(Scope(dict(values)))
    except MotorError:
        return
    assert value is None or instance_of(value, type_), (type_, value)
    for finding in findings:
        assert _holds(finding, node, values), finding
