"""The types that the built-in functions give, and the kinds of elements that those on lists can sum up."""

from __future__ import annotations

from collections.abc import Callable

from motor.feel.typing.kinds import common, items
from motor.values.kinds import Kind
from motor.values.types import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_TIME,
    LIST,
    NUMBER,
    RANGE,
    STRING,
    TIME,
    YEARS_MONTHS,
    ContextType,
    ListType,
    Type,
)

Result = Type | Callable[[list[Type]], Type]

_NUMBERS = frozenset({Kind.NUMBER})
_BOOLEANS = frozenset({Kind.BOOLEAN, Kind.NULL})
_ORDERED = frozenset(Kind) - {Kind.BOOLEAN, Kind.LIST, Kind.CONTEXT, Kind.RANGE, Kind.FUNCTION, Kind.NULL}

ELEMENTS: dict[str, frozenset[Kind]] = {
    **dict.fromkeys(("sum", "product", "mean", "median", "stddev", "mode"), _NUMBERS),
    **dict.fromkeys(("all", "any"), _BOOLEANS),
    **dict.fromkeys(("min", "max"), _ORDERED),
}
"""The kinds of elements that do not make each of them null."""

OF_NOTHING = frozenset({"all", "any"})
"""Those of them that are true or false of an empty list, whatever it could hold."""


def _same_list(types: list[Type]) -> Type:
    """A list of the first argument's items; a single value is a list of itself."""
    first = types[0]
    return first if isinstance(first, ListType) else LIST


def _joined(types: list[Type]) -> Type:
    """The items of several lists."""
    if not all(isinstance(type_, ListType) for type_ in types):
        return LIST
    return ListType(common(*(type_.item for type_ in types if isinstance(type_, ListType))))


def _with_elements(types: list[Type]) -> Type:
    first, *elements = types
    return ListType(common(first.item, *elements)) if isinstance(first, ListType) else LIST


def _extreme(types: list[Type]) -> Type:
    if len(types) == 1:
        return items(types[0].item) if isinstance(types[0], ListType) else ANY
    return common(*types)


def _of(type_: Type, *names: str) -> dict[str, Result]:
    return dict.fromkeys(names, type_)


RESULTS: dict[str, Result] = {
    **_of(NUMBER, "number", "string length", "count", "sum", "product", "mean", "median", "stddev"),
    **_of(NUMBER, "decimal", "floor", "ceiling", "modulo", "sqrt", "log", "exp"),
    **_of(NUMBER, "round up", "round down", "round half up", "round half down"),
    **_of(NUMBER, "day of year", "week of year"),
    **_of(STRING, "string", "substring", "upper case", "lower case", "substring before", "substring after"),
    **_of(STRING, "replace", "string join", "day of week", "month of year"),
    **_of(BOOLEAN, "not", "contains", "starts with", "ends with", "matches", "list contains", "all", "any"),
    **_of(BOOLEAN, "odd", "even", "is", "before", "after", "meets", "met by", "overlaps", "overlaps before"),
    **_of(BOOLEAN, "overlaps after", "finishes", "finished by", "includes", "during", "starts"),
    **_of(BOOLEAN, "started by", "coincides"),
    **_of(DATE, "date", "today"),
    **_of(TIME, "time"),
    **_of(DATE_TIME, "date and time", "now"),
    **_of(YEARS_MONTHS, "years and months duration"),
    **_of(ANY, "duration", "get value"),
    **_of(RANGE, "range"),
    **_of(CONTEXT, "context", "context put", "context merge"),
    **_of(ListType(NUMBER), "index of", "mode"),
    **_of(ListType(STRING), "split"),
    **_of(ListType(ContextType((("key", STRING), ("value", ANY)))), "get entries"),
    **_of(LIST, "flatten", "list replace"),
    **dict.fromkeys(("sublist", "remove", "reverse", "distinct values", "sort"), _same_list),
    **dict.fromkeys(("concatenate", "union"), _joined),
    "append": _with_elements,
    "insert before": lambda types: _with_elements([types[0], types[2]]),
    **dict.fromkeys(("min", "max"), _extreme),
    "abs": lambda types: ANY if isinstance(types[0], ListType) else types[0],
}
"""By FEEL name: a type, or how it follows from the arguments' types."""
