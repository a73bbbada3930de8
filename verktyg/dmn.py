"""`motor dmn kör`: evaluate a DMN model or call what it holds on facts from a file; say why nulls come."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from motor.dmn import DmnModel, load_dmn
from motor.dmn.evaluation import not_asked_for, unknown_name
from motor.dmn.linking import namespace_of
from motor.dmn.model import Function, ItemDefinition, Service
from motor.errors import FactError, Problem
from motor.values.convert import from_python
from motor.values.null import Null
from motor.values.number import number
from motor.values.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from motor.values.text import to_literal
from verktyg.fakta import Given, Text, from_file
from verktyg.fel import DONE, usage_error
from verktyg.format import both, show_json
from verktyg.sida import Page

Item = tuple[ItemDefinition, Mapping[str, ItemDefinition]]
"""What a value is declared to be, and the types of the file that says so, by name."""


def run_model(
    file: str,
    facts: str | None,
    decisions: list[str],
    as_json: bool,
    service: str | None = None,
    function: str | None = None,
) -> int:
    """Evaluate the model in `file`; print its decisions, or those asked for, or what a call gives.

    Raises MotorError.
    """
    path = Path(file)
    if not path.is_file():
        raise usage_error(f"Filen {file} finns inte.", "Ge en DMN-modell: motor dmn kör FIL.")
    if sum(map(bool, (decisions, service, function))) > 1:
        raise usage_error("--beslut, --tjänst och --funktion går inte ihop.", "Ge bara en av dem.")
    model = load_dmn(path)
    given = from_file(facts) if facts else Given()
    if service or function:
        called = _invocable(model, service, Service) or _invocable(model, function, Function)
        declared = _arguments(model, called)
        result = model.call(called.name, typed(given.facts, declared, called.name))
        absent = [name for name in declared if name not in given.facts]
    else:
        result = model.evaluate(typed(given.facts, _inputs(model)), decisions=decisions or None)
        absent = [name for name in model.read_by(result.values) if name not in given.facts]
    if as_json:
        show_json(dict(result.values))
    else:
        page = Page()
        page.pairs([(name, to_literal(from_python(value))) for name, value in result.values.items()])
        page.print()
    if absent:
        print(f"Saknas, och är därför null: {both(absent)}.", file=sys.stderr)
    for warning in result.warnings:
        place = warning.where or f"i uttrycket {warning.text}"
        print(f"{warning.message}\n    {place}", file=sys.stderr)
    return DONE


def _invocable(model: DmnModel, name: str | None, kind: type[Service | Function]) -> Any:
    """The service or function of that name; None when no name is given. Raises FactError for an unknown."""
    known = {each: found for each, found in model.invocables.items() if isinstance(found, kind)}
    if name is None or name in known:
        return known.get(name or "")
    raise FactError(unknown_name(f"ingen {_CALLED[kind]}", name, known))


def _inputs(model: DmnModel) -> dict[str, Item]:
    """The input data of a model's files by name, the main file's before the others'."""
    files = reversed([*model.linked.definitions])
    return {
        data.name: _item(model, data.name, data.type_ref, file)
        for file in files
        for data in model.linked.definitions[file].inputs
    }


def _arguments(model: DmnModel, called: Service | Function) -> dict[str, Item]:
    """The parameters of a function or a service by name."""
    key = model.linked.key(called)
    if isinstance(called, Function):
        found = called.logic.parameters if called.logic else ()
        return {each.name: _item(model, each.name, each.type_ref, namespace_of(key)) for each in found}
    required = model.linked.requirements[key]
    return {
        each.element.name: _item(model, each.element.name, each.element.type_ref, namespace_of(each.key))
        for each in (*required.inputs, *required.decisions)
    }


def _item(model: DmnModel, name: str, type_ref: str | None, namespace: str) -> Item:
    file = model.linked.definitions[namespace]
    return ItemDefinition(name, type_ref), {item.name: item for item in file.item_definitions}


def typed(facts: dict[str, Any], declared: Mapping[str, Item], asker: str = "Modellen") -> dict[str, Any]:
    """The facts as values of what `asker` declares by name. Raises FactError with every wrong one."""
    values: dict[str, Any] = {}
    problems = []
    for name, value in facts.items():
        if name not in declared:
            problems.append(not_asked_for(asker, name, declared))
            continue
        try:
            values[name] = _read(value, *declared[name])
        except Null as error:
            problems.append(Problem("ogiltigt faktum", f"{name}: {error.message}"))
    if problems:
        raise FactError(problems)
    return values


def _read(value: Any, item: ItemDefinition, types: Mapping[str, ItemDefinition]) -> Any:
    """One value, where a text is read by its declared type. Raises Null."""
    item = _base(item, types)
    if isinstance(value, list):
        return [_read(each, item, types) for each in value]
    if isinstance(value, dict):
        parts = {part.name: part for part in item.components}
        return {key: _read(each, parts.get(key, _UNDECLARED), types) for key, each in value.items()}
    if not isinstance(value, str):
        return value
    if isinstance(value, Text) and value.strip() in ("", "null"):
        return None
    plain: Callable[[str], Any] = _written if isinstance(value, Text) else str
    return _BY_TYPE.get(item.type_ref or "", plain)(str(value))


def _base(item: ItemDefinition, types: Mapping[str, ItemDefinition]) -> ItemDefinition:
    """What a declaration stands for in the end: a structure, or one with a type of FEEL's own."""
    seen: set[str] = set()
    while not item.components and (name := item.type_ref or "") in types and name not in seen:
        seen.add(name)
        item = types[name]
    return item


def _boolean(text: str) -> bool:
    if text.strip() not in _BOOLEANS:
        raise Null("ogiltigt sanningsvärde", f'"{text}" är varken ja eller nej.')
    return _BOOLEANS[text.strip()]


def _written(text: str) -> Any:
    """A YAML value whose type is not declared: a truth value, a number, or a text."""
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    try:
        return number(text)
    except Null:
        return text


_CALLED = {Service: "beslutstjänst", Function: "funktion"}
_UNDECLARED = ItemDefinition("")
_BOOLEANS = {"ja": True, "nej": False, "true": True, "false": False}

_BY_TYPE: dict[str, Callable[[str], Any]] = {
    "string": str,
    "number": number,
    "boolean": _boolean,
    "date": parse_date,
    "time": parse_time,
    **dict.fromkeys(("date and time", "dateTime"), parse_date_time),
    **dict.fromkeys(("days and time duration", "dayTimeDuration"), parse_duration),
    **dict.fromkeys(("years and months duration", "yearMonthDuration"), parse_duration),
}
