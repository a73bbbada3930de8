"""The types of what is written out or read: literals, names, lists, contexts and paths."""

from __future__ import annotations

from collections.abc import Mapping

from motor.errors import suggestion
from motor.feel import syntax
from motor.feel.functions import BUILTINS
from motor.feel.spelling import name_of
from motor.feel.type_names import type_of
from motor.feel.typing.kinds import SAMPLES, common, items, kind, opening, type_of_value, words
from motor.feel.typing.typist import Typer, Typist
from motor.values.kinds import Kind
from motor.values.null import Null
from motor.values.properties import PROPERTIES
from motor.values.temporal_text import parse_temporal
from motor.values.types import (
    ANY,
    BOOLEAN,
    FUNCTION,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
)


def _at_literal(node: syntax.AtLiteral, typist: Typist) -> Type:
    try:
        return type_of_value(parse_temporal(node.text))
    except Null as null:
        return typist.null(node, null)


def _name(node: syntax.Name, typist: Typist) -> Type:
    return typist.names.get(node.name) or (FUNCTION if node.name in BUILTINS else ANY)


def _list(node: syntax.ListLiteral, typist: Typist) -> Type:
    return ListType(common(*map(typist.of, node.items)))


def _context(node: syntax.ContextLiteral, typist: Typist) -> Type:
    """Each entry sees those before it, and a function sees itself."""
    keys = [entry.key for entry in node.entries]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        return typist.report(
            node, "dubblerad nyckel", f'Nyckeln "{twice}" står två gånger i kontexten, som då saknar värde.'
        )
    entries: list[tuple[str, Type]] = []
    for entry in node.entries:
        own = {entry.key: FUNCTION} if isinstance(entry.value, syntax.FunctionDefinition) else {}
        type_ = typist.within(own).of(entry.value)
        entries.append((entry.key, type_))
        typist = typist.within({entry.key: type_})
    return ContextType(tuple(entries), True)


def _path(node: syntax.Path, typist: Typist) -> Type:
    """`source.name`; of a list, the list of each element's."""
    source = typist.of(node.source)
    if isinstance(source, ListType):
        return ListType(_part(items(source.item), node, typist))
    return _part(source, node, typist)


def _part(type_: Type, node: syntax.Path, typist: Typist) -> Type:
    kind_ = kind(type_)
    if kind_ is None or isinstance(type_, ListType):
        return ANY
    if isinstance(type_, ContextType):
        return _entry(type_, node, typist)
    properties = PROPERTIES.get(kind_, {})
    if node.name in properties:
        return _property(type_, kind_, node.name)
    if kind_ is Kind.NULL:
        return typist.report(node, "null i sökväg", f'"{node.name}" läses ur null.')
    message = f"{opening(kind_)} har ingen egenskap {node.name}."
    return typist.report(node, "saknad egenskap", message, _instead(node.name, properties))


def _instead(name: str, known: Mapping[str, object]) -> str | None:
    if not known:
        return None
    return suggestion(name, known) or f"Det finns: {', '.join(known)}."


def _entry(type_: ContextType, node: syntax.Path, typist: Typist) -> Type:
    entries = {name_of(name): entry for name, entry in type_.entries}
    if node.name in entries or not type_.closed:
        return entries.get(node.name, ANY)
    message = f'Det finns inget som heter "{node.name}" där.'
    return typist.report(node, "saknad post", message, _instead(node.name, entries))


def _property(type_: Type, kind_: Kind, name: str) -> Type:
    if isinstance(type_, RangeType) and name in ("start", "end"):
        return type_.item
    sample = PROPERTIES[kind_][name](SAMPLES[kind_])
    return ANY if sample is None else type_of_value(sample)


def _if(node: syntax.If, typist: Typist) -> Type:
    condition = kind(typist.of(node.condition))
    if condition not in (None, Kind.BOOLEAN, Kind.NULL):
        message = f"Villkoret efter if är {words(condition)} och kan aldrig vara sant."
        typist.report(node.condition, "ej sant eller falskt", message, "Skriv en jämförelse, som x > 0.")
    return common(typist.of(node.then), typist.of(node.otherwise))


def _instance_of(node: syntax.InstanceOf, typist: Typist) -> Type:
    typist.of(node.value)
    try:
        type_of(node.type, typist.types)
    except Null as null:
        return typist.null(node.type, null)
    return BOOLEAN


def _function(node: syntax.FunctionDefinition, typist: Typist) -> Type:
    if node.external:  # its body is a description, not an expression
        return FUNCTION
    try:
        types = tuple(
            ANY if each.type is None else type_of(each.type, typist.types) for each in node.parameters
        )
        declared = None if node.result is None else type_of(node.result, typist.types)
    except Null as null:
        return typist.null(node, null)
    names = tuple(each.name for each in node.parameters)
    result = typist.within(dict(zip(names, types, strict=True))).of(node.body)
    return FunctionType(types, declared or result, names)


VALUES: dict[type[syntax.Node], Typer] = {
    syntax.Literal: lambda node, typist: type_of_value(node.value),
    syntax.AtLiteral: _at_literal,
    syntax.Name: _name,
    syntax.ListLiteral: _list,
    syntax.ContextLiteral: _context,
    syntax.Path: _path,
    syntax.If: _if,
    syntax.InstanceOf: _instance_of,
    syntax.FunctionDefinition: _function,
}
