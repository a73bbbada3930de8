"""Types as kinds of values: which kind a type is, a sample of each, what two types have in common."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from motor.feel.functions import BUILTINS
from motor.values.kinds import Kind, kind_of
from motor.values.ranges import Range
from motor.values.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from motor.values.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    FUNCTION,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    SimpleType,
    Type,
)

_SIMPLE: dict[Kind, Type] = {
    Kind.NULL: NULL,
    Kind.NUMBER: NUMBER,
    Kind.STRING: STRING,
    Kind.BOOLEAN: BOOLEAN,
    Kind.DATE: DATE,
    Kind.TIME: TIME,
    Kind.DATE_TIME: DATE_TIME,
    Kind.YEARS_MONTHS: YEARS_MONTHS,
    Kind.DAYS_TIME: DAYS_TIME,
    Kind.FUNCTION: FUNCTION,
}
_KIND_OF_NAME = {type_.name: kind for kind, type_ in _SIMPLE.items() if isinstance(type_, SimpleType)}
_KIND_OF_CLASS: dict[type, Kind] = {
    type(NULL): Kind.NULL,
    ListType: Kind.LIST,
    ContextType: Kind.CONTEXT,
    RangeType: Kind.RANGE,
    FunctionType: Kind.FUNCTION,
}

SAMPLES: dict[Kind, Any] = {
    Kind.NULL: None,
    Kind.NUMBER: Decimal(1),
    Kind.STRING: "a",
    Kind.BOOLEAN: True,
    Kind.DATE: Date(2024, 1, 1),
    Kind.TIME: Time(12, 0, Decimal(0), 0),
    Kind.DATE_TIME: DateTime(Date(2024, 1, 1), Time(12, 0, Decimal(0), 0)),
    Kind.YEARS_MONTHS: YearsMonths(1),
    Kind.DAYS_TIME: DaysTime(Decimal(1)),
    Kind.LIST: [],
    Kind.CONTEXT: {},
    Kind.RANGE: Range(Decimal(1), Decimal(2)),
    Kind.FUNCTION: BUILTINS["count"],
}
"""A value of each kind: whether an operator is defined rests on the kinds alone, so one of each tells."""


def kind(type_: Type) -> Kind | None:
    """The kind of the type's values; None: not known."""
    if isinstance(type_, SimpleType):
        return _KIND_OF_NAME.get(type_.name)
    return _KIND_OF_CLASS.get(type(type_))


def words(kind_: Kind | None) -> str:
    """The kind within a sentence: ett tal, en text, ett datum."""
    if kind_ is None:
        return "ett värde"
    return "ett ja/nej-värde" if kind_ is Kind.BOOLEAN else kind_.value


def opening(kind_: Kind | None) -> str:
    """The kind at the start of a sentence."""
    text = words(kind_)
    return text if kind_ is Kind.NULL else text[:1].upper() + text[1:]


def common(*types: Type) -> Type:
    """A type that holds the values of all of them; Null where there are none."""
    found: Type = NULL
    for type_ in types:
        found = _common(found, type_)
    return found


def _common(one: Type, other: Type) -> Type:
    if other in (one, NULL):
        return one
    if one == NULL:
        return other
    if isinstance(one, ListType) and isinstance(other, ListType):
        return ListType(_common(one.item, other.item))
    if isinstance(one, RangeType) and isinstance(other, RangeType):
        return RangeType(_common(one.item, other.item))
    if isinstance(one, ContextType) and isinstance(other, ContextType):
        return _common_context(one, other)
    return FUNCTION if kind(one) is kind(other) is Kind.FUNCTION else ANY


def _common_context(one: ContextType, other: ContextType) -> ContextType:
    """All entries of two closed contexts; else those that both surely have."""
    first, second = dict(one.entries), dict(other.entries)
    if one.closed and other.closed:
        names = [*first, *(name for name in second if name not in first)]
        return ContextType(
            tuple((name, _common(first.get(name, NULL), second.get(name, NULL))) for name in names), True
        )
    if one.closed or other.closed:
        return ContextType()
    return ContextType(tuple((name, _common(first[name], second[name])) for name in first if name in second))


def items(*types: Type) -> Type:
    """What some items have in common; anything where none is known, as in an empty list."""
    found = common(*types)
    return ANY if found == NULL else found


def type_of_value(value: Any) -> Type:
    """The type of a value that is known."""
    kind_ = kind_of(value)
    if kind_ is Kind.LIST:
        return ListType(common(*map(type_of_value, value)))
    if kind_ is Kind.CONTEXT:
        return ContextType(tuple((name, type_of_value(part)) for name, part in value.items()), True)
    if kind_ is Kind.RANGE:
        return RangeType(items(type_of_value(value.start), type_of_value(value.end)))
    return _SIMPLE[kind_]
