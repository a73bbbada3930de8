"""`motor dmn kör`: evaluate a DMN model on facts from a file, and say why nulls came about."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from motor.dmn import load_dmn
from motor.dmn.model import Definitions, ItemDefinition
from motor.errors import FactError, Problem, suggestion
from motor.values.convert import dumps, from_python
from motor.values.null import Null
from motor.values.number import number
from motor.values.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from motor.values.text import to_literal
from verktyg.fakta import Given, Text, from_file
from verktyg.fel import DONE, usage_error
from verktyg.sida import Page


def run_model(file: str, facts: str | None, decisions: list[str], as_json: bool) -> int:
    """Evaluate the model in `file`; print its decisions, or those asked for. Raises MotorError."""
    path = Path(file)
    if not path.is_file():
        raise usage_error(f"Filen {file} finns inte.", "Ge en DMN-modell: motor dmn kör FIL.")
    model = load_dmn(path)
    given = from_file(facts) if facts else Given()
    result = model.evaluate(
        typed(given.facts, model.linked.definitions.values()), decisions=decisions or None
    )
    if as_json:
        print(dumps(dict(result.values)))
    else:
        page = Page()
        page.pairs([(name, to_literal(from_python(value))) for name, value in result.values.items()])
        page.print()
    for warning in result.warnings:
        print(f"{warning.message}\n    i uttrycket {warning.text}", file=sys.stderr)
    return DONE


def typed(facts: dict[str, Any], files: Iterable[Definitions]) -> dict[str, Any]:
    """The facts as values of the types that a model's files declare, the main one first.

    Raises FactError with every wrong one.
    """
    declared = {data.name: (data, file) for file in reversed([*files]) for data in file.inputs}
    values: dict[str, Any] = {}
    problems = []
    for name, value in facts.items():
        if name not in declared:
            message = f"Modellen har inget indata som heter {name}."
            problems.append(Problem("okänt faktum", message, hint=suggestion(name, declared)))
            continue
        data, file = declared[name]
        types = {item.name: item for item in file.item_definitions}
        try:
            values[name] = _read(value, ItemDefinition(name, data.type_ref), types)
        except Null as error:
            problems.append(Problem("ogiltigt faktum", f"{name}: {error.message}"))
    if problems:
        raise FactError(problems)
    return values


def _read(value: Any, item: ItemDefinition, types: dict[str, ItemDefinition]) -> Any:
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


def _base(item: ItemDefinition, types: dict[str, ItemDefinition]) -> ItemDefinition:
    """What a declaration stands for in the end: a structure, or one with a type of FEEL's own."""
    seen: set[str] = set()
    while not item.components and item.type_ref in types and item.type_ref not in seen:
        seen.add(item.type_ref)
        item = types[item.type_ref]
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
