"""FEEL types: `instance of`, which types conform, and the implicit conversions (DMN 1.5, 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from motor.values.functions import FeelFunction
from motor.values.kinds import Kind, kind_of
from motor.values.ranges import Range
from motor.values.temporal import MIDNIGHT_UTC, Date, DateTime


@dataclass(frozen=True, slots=True)
class AnyType:
    """Every value but null is an instance of it."""

    def __str__(self) -> str:
        return "Any"


@dataclass(frozen=True, slots=True)
class NullType:
    """The type of null alone."""

    def __str__(self) -> str:
        return "Null"


@dataclass(frozen=True, slots=True)
class SimpleType:
    """A built-in type without parts, by its FEEL name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType:
    """A list whose items are of one type."""

    item: Type

    def __str__(self) -> str:
        return f"list<{self.item}>"


@dataclass(frozen=True, slots=True)
class RangeType:
    """A range whose ends are of one type."""

    item: Type

    def __str__(self) -> str:
        return f"range<{self.item}>"


@dataclass(frozen=True, slots=True)
class ContextType:
    """A context that has at least these entries; no entries: any context.

    A `closed` one may lack some of them, but has no others: what is known of a context before it is computed.
    """

    entries: tuple[tuple[str, Type], ...] = ()
    closed: bool = False

    def __str__(self) -> str:
        return f"context<{', '.join(f'{name}: {type_}' for name, type_ in self.entries)}>"


@dataclass(frozen=True, slots=True)
class FunctionType:
    """A function from the types of its parameters (None: whatever they are) to the type of its result.

    `names` are those of its parameters, where they are known.
    """

    parameters: tuple[Type, ...] | None
    result: Type
    names: tuple[str, ...] | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"function<{', '.join(map(str, self.parameters or ()))}> -> {self.result}"


Type = AnyType | NullType | SimpleType | ListType | RangeType | ContextType | FunctionType

ANY = AnyType()
NULL = NullType()
NUMBER = SimpleType("number")
STRING = SimpleType("string")
BOOLEAN = SimpleType("boolean")
DATE = SimpleType("date")
TIME = SimpleType("time")
DATE_TIME = SimpleType("date and time")
YEARS_MONTHS = SimpleType("years and months duration")
DAYS_TIME = SimpleType("days and time duration")
LIST = ListType(ANY)
RANGE = RangeType(ANY)
CONTEXT = ContextType()
FUNCTION = FunctionType(None, ANY)

_KIND_OF_SIMPLE: dict[str, Kind] = {
    "number": Kind.NUMBER,
    "string": Kind.STRING,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "date and time": Kind.DATE_TIME,
    "years and months duration": Kind.YEARS_MONTHS,
    "days and time duration": Kind.DAYS_TIME,
}

NAMED_TYPES: dict[str, Type] = {
    "Any": ANY,
    "Null": NULL,
    **{name: SimpleType(name) for name in _KIND_OF_SIMPLE},
    "day and time duration": DAYS_TIME,
    "days and time duration": DAYS_TIME,
    "year and month duration": YEARS_MONTHS,
}
"""The types that a FEEL text can name by name alone."""


def instance_of(value: Any, type_: Type) -> bool:
    """Whether the value is of the type. null is an instance of Null only; parts of a value may be null."""
    return isinstance(type_, NullType) if value is None else _INSTANCE[type(type_)](value, type_)


def _part_of(value: Any, type_: Type) -> bool:
    return value is None or instance_of(value, type_)


def _is_simple(value: Any, type_: SimpleType) -> bool:
    return kind_of(value) is _KIND_OF_SIMPLE[type_.name]


def _is_list(value: Any, type_: ListType) -> bool:
    return isinstance(value, list) and (type_ == LIST or all(_part_of(item, type_.item) for item in value))


def _is_range(value: Any, type_: RangeType) -> bool:
    return isinstance(value, Range) and _part_of(value.start, type_.item) and _part_of(value.end, type_.item)


def _is_context(value: Any, type_: ContextType) -> bool:
    if not isinstance(value, dict):
        return False
    if type_.closed:
        entries = dict(type_.entries)
        return all(name in entries and _part_of(value[name], entries[name]) for name in value)
    return all(name in value and _part_of(value[name], entry) for name, entry in type_.entries)


def _is_function(value: Any, type_: FunctionType) -> bool:
    """What a function does not declare is taken to fit; its parameters may be wider than those asked for."""
    if not isinstance(value, FeelFunction):
        return False
    if type_.parameters is None:
        return True
    own, result = value.parameter_types, value.result_type
    return (
        value.accepts(len(type_.parameters))
        and (own is None or all(map(conforms, type_.parameters, own)))
        and (result is None or conforms(result, type_.result))
    )


_INSTANCE: dict[type, Callable[[Any, Any], bool]] = {
    AnyType: lambda value, type_: True,
    NullType: lambda value, type_: False,
    SimpleType: _is_simple,
    ListType: _is_list,
    RangeType: _is_range,
    ContextType: _is_context,
    FunctionType: _is_function,
}


def type_of_value(value: Any) -> Type:
    """The narrowest type of a value: a list of what its items share, a context of its entries."""
    if value is None:
        return NULL
    if isinstance(value, list):
        types = {type_of_value(item) for item in value} - {NULL}
        return ListType(ANY if len(types) > 1 else types.pop() if types else NULL)
    if isinstance(value, dict):
        return ContextType(tuple((name, type_of_value(entry)) for name, entry in value.items()))
    kind = kind_of(value)
    return next((SimpleType(name) for name, each in _KIND_OF_SIMPLE.items() if each is kind), ANY)


def conforms(type_: Type, target: Type) -> bool:
    """Whether every value of the type can stand where the target is asked for (DMN 1.5, 10.3.2.9.2)."""
    if type_ == target or isinstance(target, AnyType) or isinstance(type_, NullType):
        return True
    if type(type_) is not type(target):
        return False
    return _CONFORMS[type(type_)](type_, target)


def _context_conforms(type_: ContextType, target: ContextType) -> bool:
    entries = dict(type_.entries)
    return all(name in entries and conforms(entries[name], entry) for name, entry in target.entries)


def _function_conforms(type_: FunctionType, target: FunctionType) -> bool:
    if target.parameters is None or type_.parameters is None:
        return target.parameters is None and conforms(type_.result, target.result)
    return (
        len(type_.parameters) == len(target.parameters)
        and all(map(conforms, target.parameters, type_.parameters))
        and conforms(type_.result, target.result)
    )


_CONFORMS: dict[type, Callable[[Any, Any], bool]] = {
    AnyType: lambda type_, target: False,
    NullType: lambda type_, target: True,
    SimpleType: lambda type_, target: False,
    ListType: lambda type_, target: conforms(type_.item, target.item),
    RangeType: lambda type_, target: conforms(type_.item, target.item),
    ContextType: _context_conforms,
    FunctionType: _function_conforms,
}

_Default = TypeVar("_Default")


def coerce(value: Any, type_: Type, otherwise: _Default) -> Any | _Default:
    """The value as the type, after at most one implicit conversion, or `otherwise` when it cannot be.

    A list of one element gives the element, a single value a list of itself, a date midnight UTC of its day
    (DMN 1.5, 10.3.2.9.4). null is a value of every type.
    """
    if value is None or instance_of(value, type_):
        return value
    if isinstance(value, list) and len(value) == 1 and not isinstance(type_, ListType):
        return value[0] if _part_of(value[0], type_) else otherwise
    if isinstance(type_, ListType) and not isinstance(value, list) and instance_of(value, type_.item):
        return [value]
    if isinstance(value, Date) and type_ == DATE_TIME:
        return DateTime(value, MIDNIGHT_UTC)
    return otherwise
