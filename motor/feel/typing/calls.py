"""The types of calls, and which arguments no function can take (DMN 1.5, 10.3.4)."""

from __future__ import annotations

from typing import Any

from motor.errors import MotorError, suggestion
from motor.feel import syntax
from motor.feel.functions import BUILTINS, READS_CLOCK, Builtin
from motor.feel.functions.builtin import Overload
from motor.feel.syntax import Node
from motor.feel.typing.kinds import SAMPLES, items, kind, opening, type_of_value, words
from motor.feel.typing.operators import constant
from motor.feel.typing.results import ELEMENTS, OF_NOTHING, RESULTS
from motor.feel.typing.typist import Typer, Typist
from motor.values.kinds import Kind
from motor.values.null import Null
from motor.values.types import ANY, FunctionType, ListType, Type

_DECIDED_BY = {
    "matches": (1, 2),
    "replace": (1, 2, 3),
    "split": (1,),
    "modulo": (1,),
}
"""The arguments that, written out, can make a call null whatever the others are."""


def _call(node: syntax.Call, typist: Typist) -> Type:
    name = node.function.name if isinstance(node.function, syntax.Name) else None
    if name is not None and name not in typist.bound:
        if name in typist.forms:
            return typist.forms[name](node, typist)
        if name in BUILTINS:
            return _builtin(node, BUILTINS[name], typist)
    function = typist.of(node.function)
    types = [typist.of(argument) for argument in map(_value, node.arguments)]
    if isinstance(function, FunctionType):
        return _function(node, function, types, typist)
    kind_ = kind(function)
    if kind_ is None:
        return ANY
    title = name or opening(kind_)
    return typist.report(node, "ingen funktion", f"{title} är {words(kind_)} och kan inte anropas.")


def _value(argument: Node) -> Node:
    return argument.value if isinstance(argument, syntax.NamedArgument) else argument


def _named(node: syntax.Call) -> dict[str, Node]:
    return {each.name: each.value for each in node.arguments if isinstance(each, syntax.NamedArgument)}


# Built-in functions


def _builtin(node: syntax.Call, builtin: Builtin, typist: Typist) -> Type:
    named = _named(node)
    try:
        arguments = builtin.bind([] if named else node.arguments, named)
    except Null as null:
        for argument in map(_value, node.arguments):
            typist.of(argument)
        return typist.null(node, null)
    before = len(typist.findings)
    types = [typist.of(argument) for argument in arguments]
    if len(typist.findings) > before:
        return ANY
    overloads = [overload for overload in builtin.overloads if overload.accepts(len(types))]
    if not any(_takes(overload, types) for overload in overloads):
        return typist.report(node, "fel typ", _misfit(builtin.title, overloads, types))
    _check_elements(node, builtin.title, types, typist)
    return _result(node, builtin, arguments, types, typist)


def _takes(overload: Overload, types: list[Type]) -> bool:
    slots = overload.slots(len(types))
    return all(fits(type_, slot.type, slot.nullable) for slot, type_ in zip(slots, types, strict=True))


def fits(argument: Type, parameter: Type, nullable: bool = True) -> bool:
    """Whether some value of the argument's type can stand there, after an implicit conversion if need be."""
    given, wanted = kind(argument), kind(parameter)
    if given is None or given is wanted:
        return True
    if given is Kind.NULL:
        return nullable
    if wanted is None:
        return True
    if isinstance(parameter, ListType):
        return fits(argument, parameter.item)
    if isinstance(argument, ListType):
        return fits(argument.item, parameter, nullable)
    return (given, wanted) == (Kind.DATE, Kind.DATE_TIME)


def _misfit(title: str, overloads: list[Overload], types: list[Type]) -> str:
    """The first argument that does not fit, by what every signature wants there."""
    wanted: dict[tuple[str, Kind | None], set[str]] = {}
    for overload in overloads:
        for slot, type_ in zip(overload.slots(len(types)), types, strict=True):
            if not fits(type_, slot.type, slot.nullable):
                wanted.setdefault((slot.name, kind(type_)), set()).add(words(kind(slot.type)))
                break
    (name, given), expected = next(iter(wanted.items()))
    return f"{title}: {name} ska vara {' eller '.join(sorted(expected))}, inte {words(given)}."


def _is_filled(node: Node) -> bool:
    """Whether an argument is a list that is written out with something in it."""
    value = node.value if isinstance(node, syntax.NamedArgument) else node
    return isinstance(value, syntax.ListLiteral) and bool(value.items)


def _check_elements(node: syntax.Call, title: str, types: list[Type], typist: Typist) -> None:
    """Tell of elements of a kind that the function cannot sum up."""
    wanted = ELEMENTS.get(title, frozenset(Kind))
    alone = types[0] if len(types) == 1 else None
    if title in OF_NOTHING and isinstance(alone, ListType) and not _is_filled(node.arguments[0]):
        return
    for type_ in [items(alone.item)] if isinstance(alone, ListType) else types:
        kind_ = kind(type_)
        if kind_ is not None and kind_ not in wanted:
            typist.report(node, "fel typ", f"{title}: ett element kan inte vara {words(kind_)}.")
            return


def _result(
    node: syntax.Call, builtin: Builtin, arguments: list[Node], types: list[Type], typist: Typist
) -> Type:
    values = [constant(argument) for argument in arguments]
    decisive = _DECIDED_BY.get(builtin.title)
    if decisive is not None and any(values[index] is not None for index in decisive if index < len(values)):
        values = [
            value if value is not None and index in decisive else _neutral(builtin, index)
            for index, value in enumerate(values)
        ]
    if builtin.title not in READS_CLOCK and None not in values:
        return _tried(node, builtin, values, typist)
    result = RESULTS[builtin.title]
    return result(types) if callable(result) else result


def _neutral(builtin: Builtin, index: int) -> Any:
    """An argument that makes nothing null."""
    slot = builtin.overloads[-1].slots(index + 1)[index]
    return "" if slot.name == "flags" else SAMPLES[kind(slot.type) or Kind.NULL]


def _tried(node: syntax.Call, builtin: Builtin, values: list[Any], typist: Typist) -> Type:
    try:
        return type_of_value(builtin.call(values))
    except Null as null:
        return typist.null(node, null)
    except MotorError:
        return ANY


# Other functions


def _function(node: syntax.Call, function: FunctionType, types: list[Type], typist: Typist) -> Type:
    if function.parameters is None:
        return function.result
    title = node.function.name if isinstance(node.function, syntax.Name) else "Funktionen"
    names = function.names or tuple(f"argument {i + 1}" for i in range(len(function.parameters)))
    if len(types) != len(names):
        message = f"{title}({', '.join(names)}) anropas med {len(types)} argument."
        return typist.report(node, "fel antal argument", message)
    wanted = dict(zip(names, function.parameters, strict=True))
    given = tuple(_named(node)) or names
    for name, argument, type_ in zip(given, node.arguments, types, strict=True):
        if function.names and name not in wanted:
            message = f'{title} har ingen parameter "{name}".'
            typist.report(node, "okänd parameter", message, suggestion(name, names))
        elif not fits(type_, wanted.get(name, ANY)):
            message = f"{title}: {name} ska vara {words(kind(wanted[name]))}, inte {words(kind(type_))}."
            typist.report(argument, "fel typ", message)
    return function.result


CALLS: dict[type[Node], Typer] = {syntax.Call: _call}
