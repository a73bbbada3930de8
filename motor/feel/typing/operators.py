"""The types that operators give, and which kinds they cannot take (DMN 1.5, 10.3.2.13 and 10.3.2.15).

The operators themselves tell: each is tried on one value of every kind.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any

from motor.errors import MotorError
from motor.feel import syntax
from motor.feel.compiler import compile as compile_node
from motor.feel.operators import ARITHMETIC, COMPARISONS, interval
from motor.feel.scope import Scope
from motor.feel.syntax import Node, children, is_constant
from motor.feel.typing.kinds import SAMPLES, common, items, kind, opening, type_of_value, words
from motor.feel.typing.typist import Typer, Typist
from motor.values.arithmetic import negate
from motor.values.kinds import Kind
from motor.values.null import Null
from motor.values.temporal import DaysTime, YearsMonths
from motor.values.temporal_text import parse_temporal
from motor.values.types import ANY, BOOLEAN, RangeType, Type

_VERBS = {
    "+": "läggas ihop",
    "-": "dras från varandra",
    "*": "multipliceras",
    "/": "delas med varandra",
    "**": "upphöjas",
}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRITTEN_OUT = (
    syntax.Literal,
    syntax.AtLiteral,
    syntax.Negation,
    syntax.Arithmetic,
    syntax.ListLiteral,
    syntax.ContextLiteral,
    syntax.Entry,
    syntax.Interval,
)
_DATED = {Kind.DATE, Kind.DATE_TIME, Kind.DAYS_TIME}
_WRITTEN = {*_DATED, Kind.TIME, Kind.YEARS_MONTHS}
_DAYS = 'Skriv antalet dagar som en varaktighet, till exempel @"P10D".'
_MONTHS = 'Skriv antalet månader som en varaktighet, till exempel @"P3M".'


@cache
def _given(operator: str, left: Kind, right: Kind) -> Type | None:
    """The type that an arithmetic operator gives for two kinds; None where it is not defined."""
    try:
        return type_of_value(ARITHMETIC[operator](SAMPLES[left], SAMPLES[right]))
    except Null:
        return None


@cache
def comparable(operator: str, left: Kind, right: Kind) -> bool:
    """Whether values of two kinds can be compared."""
    try:
        COMPARISONS[operator](SAMPLES[left], SAMPLES[right])
    except Null:
        return False
    return True


@cache
def _possible(operator: str, left: Kind | None, right: Kind | None) -> frozenset[Type]:
    """The types that an operator can give, where None is any kind but null."""
    kinds = [kind_ for kind_ in Kind if kind_ is not Kind.NULL]
    pairs = [(a, b) for a in ([left] if left else kinds) for b in ([right] if right else kinds)]
    found = (_given(operator, a, b) for a, b in pairs)
    return frozenset(type_ for type_ in found if type_ is not None)


def _arithmetic(node: syntax.Arithmetic, typist: Typist) -> Type:
    left, right = kind(typist.of(node.left)), kind(typist.of(node.right))
    if node.operator == "/" and _is_zero(node.right):
        return typist.report(node, "division med noll", "Det går inte att dela med noll.")
    possible = _possible(node.operator, left, right)
    if possible:
        fault = _fault(node) if is_constant(node) else None
        if fault is not None:
            return typist.null(node, fault)
        return next(iter(possible)) if len(possible) == 1 else ANY
    if Kind.NULL in (left, right):
        return typist.report(node, "null i uträkning", "Det går inte att räkna med null.")
    verb = _VERBS[node.operator]
    message = f"{opening(left or right)} och {_beside(left, right)} kan inte {verb}."
    return typist.report(node, "fel typ", message, _to_calculate(left, right))


def _beside(left: Kind | None, right: Kind | None) -> str:
    """The other operand: ett tal, en annan text."""
    if left is None or right is None:
        return words(None)
    if left is not right:
        return words(right)
    article, noun = words(right).split(" ", 1)
    return f"en annan {noun}" if article == "en" else f"ett annat {noun}"


def _to_calculate(left: Kind | None, right: Kind | None) -> str | None:
    pair = {left, right}
    if pair & _DATED and Kind.NUMBER in pair:
        return _DAYS
    if pair == {Kind.STRING, Kind.NUMBER}:
        return "Gör talet till text med string(…), eller texten till ett tal med number(…)."
    return None


def _is_zero(node: Node) -> bool:
    match constant(node):
        case Decimal() as size:
            return not size
        case YearsMonths(months=size) | DaysTime(seconds=size):
            return not size
    return False


def _fault(node: syntax.Arithmetic) -> Null | None:
    """Why an operation on literals has no value."""
    left, right = constant(node.left), constant(node.right)
    try:
        if left is not None and right is not None:
            ARITHMETIC[node.operator](left, right)
    except Null as null:
        return null
    return None


def constant(node: Node) -> Any:
    """The value of an expression that is written out; None for any other, and for one that is null."""
    if not _is_written_out(node):
        return None
    try:
        return compile_node(node)(Scope())
    except MotorError:
        return None


def _is_written_out(node: Node) -> bool:
    """Whether an expression is built of literals, and of lists, contexts and intervals of them."""
    return isinstance(node, _WRITTEN_OUT) and all(map(_is_written_out, children(node)))


def _negation(node: syntax.Negation, typist: Typist) -> Type:
    type_ = typist.of(node.operand)
    kind_ = kind(type_)
    if kind_ is None:
        return ANY
    try:
        negate(SAMPLES[kind_])
    except Null as null:
        message = f"Minustecknet kan inte stå före {words(kind_)}."
        return typist.report(node, null.code, message)
    return type_


def _comparison(node: syntax.Comparison, typist: Typist) -> Type:
    compare(node, node.operator, typist.of(node.left), node.right, typist)
    return BOOLEAN


def compare(at: Node, operator: str, left: Type, right: Node, typist: Typist) -> None:
    """Tell of a comparison with `right`, at a node, that can never be answered."""
    compare_types(at, operator, left, typist.of(right), typist, right)


def compare_types(
    at: Node, operator: str, left: Type, right: Type, typist: Typist, written: Node | None = None
) -> None:
    """The same for two types; `written` is what stands at the right."""
    one, other = kind(left), kind(right)
    if one is None or other is None:
        alone = one or other
        if alone is None or comparable(operator, alone, alone):
            return
        one = other = alone
    if comparable(operator, one, other):
        return
    if Kind.NULL in (one, other):
        hint = "Skriv = null eller != null för att pröva om ett värde saknas."
        typist.report(at, "null i jämförelse", f"Null kan inte jämföras med {operator}.", hint)
    elif one is other:
        hint = f"Med {operator} går det att jämföra tal, texter, datum, tider och varaktigheter."
        typist.report(at, "ej jämförbara", f"{opening(one)} har ingen ordning.", hint)
    else:
        message = f"{opening(one)} och {words(other)} kan inte jämföras."
        typist.report(at, "ej jämförbara", message, to_compare(one, other, written))


def to_compare(one: Kind, other: Kind, written: Node | None) -> str | None:
    """How to write what is compared, where the one is a text or a number that was meant as the other."""
    if Kind.STRING in (one, other):
        return _not_as_text({one, other} - {Kind.STRING}, written)
    if Kind.NUMBER in (one, other):
        return _not_as_number({one, other} - {Kind.NUMBER}, written)
    return None


def _not_as_number(wanted: set[Kind], written: Node | None) -> str | None:
    """How to write a duration, or a date that reads as a subtraction without its quotes."""
    if wanted == {Kind.DAYS_TIME}:
        return _DAYS
    if wanted == {Kind.YEARS_MONTHS}:
        return _MONTHS
    text = written.span.text[written.span.start : written.span.end] if written is not None else ""
    return f'Skriv @"{text}".' if wanted == {Kind.DATE} and _DATE.fullmatch(text) else None


def _not_as_text(wanted: set[Kind], written: Node | None) -> str | None:
    """How to write what a text can say."""
    if not wanted <= {*_WRITTEN, Kind.NUMBER}:
        return None
    text = written.value if isinstance(written, syntax.Literal) and isinstance(written.value, str) else None
    if text is None:
        return None
    if wanted == {Kind.NUMBER}:
        return "Skriv talet utan citattecken." if _NUMBER.fullmatch(text) else None
    try:
        return f'Skriv @"{text}".' if kind(type_of_value(parse_temporal(text))) in wanted else None
    except Null:
        return None


def _between(node: syntax.Between, typist: Typist) -> Type:
    value = typist.of(node.value)
    for limit in (node.low, node.high):
        type_ = typist.of(limit)
        if kind(type_) is not Kind.NULL:  # false all the same when the value is outside the other limit
            compare_types(limit, "<=", value, type_, typist, limit)
    return BOOLEAN


def _interval(node: syntax.Interval, typist: Typist) -> Type:
    start, end = typist.of(node.start), typist.of(node.end)
    one, other = kind(start), kind(end)
    if one is not None and other is not None:
        try:
            interval(SAMPLES[one], SAMPLES[other], True, True)
        except Null as null:
            message = f"{opening(one)} och {words(other)} kan inte vara gränser för ett intervall."
            return typist.report(node, null.code, message)
    return RangeType(items(common(start, end)))


def _logical(node: syntax.And | syntax.Or, typist: Typist) -> Type:
    word = "and" if isinstance(node, syntax.And) else "or"
    for operand in node.operands:
        kind_ = kind(typist.of(operand))
        if kind_ not in (None, Kind.BOOLEAN, Kind.NULL):
            message = f'Vid "{word}" står {words(kind_)}, som varken är sant eller falskt.'
            typist.report(operand, "ej sant eller falskt", message, "Skriv en jämförelse, som x > 0.")
    return BOOLEAN


OPERATORS: dict[type[Node], Typer] = {
    syntax.Arithmetic: _arithmetic,
    syntax.Negation: _negation,
    syntax.Comparison: _comparison,
    syntax.Between: _between,
    syntax.Interval: _interval,
    syntax.UnaryComparison: lambda node, typist: RangeType(items(typist.of(node.operand))),
    syntax.And: _logical,
    syntax.Or: _logical,
}
