"""Tests of a value whose type is known: the cells of tables, and what stands after `in`."""

from __future__ import annotations

from motor.feel import syntax
from motor.feel.names import reads
from motor.feel.syntax import Node
from motor.feel.typing.kinds import kind, opening, words
from motor.feel.typing.operators import comparable, compare, compare_types, constant, to_compare
from motor.feel.typing.typist import Typer, Typist
from motor.values.compare import equal, less
from motor.values.kinds import Kind
from motor.values.types import ANY, BOOLEAN, ListType, RangeType, Type


def _unary_tests(node: syntax.UnaryTests, typist: Typist) -> Type:
    value = typist.names.get("?", ANY)
    for test in node.tests:
        _test(test, value, typist.within({"?": value}), in_cell=True)
    return BOOLEAN


def _in(node: syntax.In, typist: Typist) -> Type:
    value = typist.of(node.value)
    for test in node.tests:
        _test(test, value, typist.within({"?": value}), in_cell=False)
    return BOOLEAN


def _test(test: Node, value: Type, typist: Typist, in_cell: bool) -> None:
    """Tell of a test that no value of the type can pass or fail."""
    if isinstance(test, syntax.UnaryComparison):
        compare(test, test.operator, value, test.operand, typist)
        return
    type_ = typist.of(test)
    if isinstance(test, syntax.Interval) and is_empty(test) and _may_hold(type_, value):
        message = "Intervallet är tomt, så det stämmer aldrig."
        typist.report(test, "tomt intervall", message, "Skriv det mindre värdet först.")
    answers = kind(type_) is Kind.BOOLEAN and (in_cell or "?" in reads(test))
    if kind(type_) not in (None, Kind.NULL) and not answers:
        _match(test, value, type_, typist)


def _may_hold(interval: Type, value: Type) -> bool:
    """Whether an interval has ends of the value's kind, as far as is known; if not, that is what is told."""
    one, other = kind(value), kind(interval.item) if isinstance(interval, RangeType) else None
    return one is None or other is None or comparable("=", one, other)


def _match(test: Node, value: Type, type_: Type, typist: Typist) -> None:
    """A range holds a value, a list is tests, anything else is compared for equality."""
    if isinstance(type_, RangeType) and kind(value) is not Kind.RANGE:
        start = test.start if isinstance(test, syntax.Interval) else None
        compare_types(test, "=", value, type_.item, typist, start)
    elif isinstance(type_, ListType):
        _match_list(test, value, type_, typist)
    else:
        compare_types(test, "=", value, type_, typist, test)


def _match_list(test: Node, value: Type, type_: ListType, typist: Typist) -> None:
    """A list of values of another kind never holds the value."""
    one, other = kind(value), kind(type_.item)
    if one in (None, Kind.NULL, Kind.LIST) or other in (None, Kind.NULL, Kind.LIST, Kind.RANGE):
        return
    if not comparable("=", one, other):
        message = f"{opening(one)} finns aldrig i en lista där varje element är {words(other)}."
        written = test.items[0] if isinstance(test, syntax.ListLiteral) and test.items else None
        typist.report(test, "ej jämförbara", message, to_compare(one, other, written))


def is_empty(node: syntax.Interval) -> bool:
    """Whether nothing lies in an interval whose ends are written out."""
    start, end = constant(node.start), constant(node.end)
    if start is None or end is None:
        return False
    closed = node.start_included and node.end_included
    return less(end, start) is True or (not closed and equal(start, end) is True)


TESTS: dict[type[Node], Typer] = {syntax.UnaryTests: _unary_tests, syntax.In: _in}
