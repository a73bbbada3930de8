"""Validate a YAML tree against its JSON Schema, and say in plain Swedish what is wrong and where.

The schemas (2020-12) stand in `scheman/`, beside this package in a clone and in the wheel alike, where
editors read them too. An `errorMessage` in a schema, which editors show, is the sentence shown here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.validators import extend

from motor.documents.mistakes import Mistake, explain
from motor.documents.reader import MAX_PROBLEMS
from motor.documents.repair import quoted
from motor.documents.source import Mapping, Node, Scalar, Sequence
from motor.errors import Problem

SHARED: Final = "gemensamt.schema.json"
FOLDER: Final = Path(__file__).resolve().parents[2] / "scheman"


class Kind(StrEnum):
    """The kinds of documents, by the name of their schema."""

    RULEBOOK = "regelverk"
    DECISION = "beslut"
    CASES = "fall"
    EXAMPLE = "exempel"
    FORECAST = "prognos"
    LOGIN = "inloggning"


def validate(node: Node, kind: Kind) -> list[Problem]:
    """Everything in the tree that its schema does not allow, in the order of the file."""
    errors = _validator(kind).iter_errors(_plain(node))
    mistakes = (mistake for error in errors for mistake in explain(error))
    problems = [_problem(node, mistake) for mistake in islice(mistakes, MAX_PROBLEMS)]
    if kind is Kind.DECISION:
        problems.extend(_unsafe_texts(node))
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda problem: (problem.where.line or 0, problem.where.column or 0))


# --- the schemas


@cache
def _validator(kind: Kind) -> Any:
    schemas = {path.name: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.schema.json")}
    shared = schemas[SHARED]["$defs"]
    whole = _inlined(
        schemas[f"{kind}.schema.json"], {**shared, **schemas[f"{kind}.schema.json"].get("$defs", {})}
    )
    return _Validator({**whole, "$defs": shared})


def _inlined(schema: Any, parts: dict[str, Any], within: tuple[str, ...] = ()) -> Any:
    """The schema with every part that it refers to in place, since looking them up takes half the time.

    A part within itself stays a reference. The draft goes: a schema that names it is validated with the
    draft's own idea of types.
    """
    if isinstance(schema, list):
        return [_inlined(each, parts, within) for each in schema]
    if not isinstance(schema, dict):
        return schema
    name = schema.get("$ref", "").rpartition("/")[2]
    own = {
        key: _inlined(value, parts, within)
        for key, value in schema.items()
        if key not in ("$schema", "$ref", "$defs", "examples")
    }
    if not name:
        return own
    if name in within:
        return {"$ref": f"#/$defs/{name}"}
    return {**_inlined(parts[name], parts, (*within, name)), **own}


class _Empty:
    """What a key without a value holds: no JSON type at all."""


def _is_integer(_checker: object, value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value) is not None


def _is_string(_checker: object, value: object) -> bool:
    return isinstance(value, str)


def _is_array(_checker: object, value: object) -> bool:
    return isinstance(value, list)


_Validator: Final = extend(  # type: ignore[no-untyped-call]  # jsonschema leaves it untyped
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_integer, "string": _is_string, "array": _is_array}
    ),
)
"""Every scalar is its own characters, so a number is a text made of digits."""


def _plain(node: Node) -> Any:
    """The tree as the validator reads it."""
    if isinstance(node, Mapping):
        return {name: _plain(value) for name, value in node.items()}
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return _Empty() if node.empty else node.text


# --- where a mistake stands


def _problem(root: Node, mistake: Mistake) -> Problem:
    """The mistake at its place in the file, with the rule and the cell when it stands in a table."""
    node, named = _find(root, mistake.path)
    if mistake.key is not None and isinstance(node, Mapping) and (key := node.key(mistake.key)):
        place: Node = key
    elif isinstance(node, Scalar) and not node.empty:
        place = node
    else:
        place = named or node
    hint = mistake.hint
    if mistake.wants_text and isinstance(node, Mapping | Sequence) and "\n" not in node.written:
        place, hint = node, f"Skriv {quoted(node.written)}."
    problem = place.problem(mistake.code, mistake.message, hint)
    if "\n" in place.written and place is not named:
        problem = replace(problem, width=1)
    return _in_table(problem, mistake.path)


def _find(root: Node, path: Iterable[str | int]) -> tuple[Node, Scalar | None]:
    """The node at the end of a path, and the key that it stands under."""
    node, named = root, None
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            named, node = node.key(step), node.get(step) or node
        elif isinstance(node, Sequence) and isinstance(step, int):
            named, node = None, node.items[step]
    return node, named


def _in_table(problem: Problem, path: tuple[str | int, ...]) -> Problem:
    if path[:1] != ("regler",) or len(path) < 2:
        return problem
    in_cell = len(path) > 3 and path[2] in ("när", "ger")
    return problem.at(rule=str(int(path[1]) + 1), cell=str(path[3]) if in_cell else None)


# --- texts that YAML may have read otherwise than they look

_FEEL_KEYS: Final = ("uttryck", "resultat", "standard")
_COMMENT = re.compile(r"[ \t]+#[^\n]*")


def _unsafe_texts(root: Node) -> Iterator[Problem]:
    """Cells and FEEL texts that a `#` cuts off, and cells that are text blocks."""
    for path, key, scalar in _scalars(root, ()):
        in_cell = len(path) == 4 and path[0] == "regler" and path[2] in ("när", "ger")
        if not in_cell and key not in _FEEL_KEYS:
            continue
        comment = None if scalar.quoted or scalar.block else _COMMENT.match(scalar.source.text, scalar.end)
        if comment:
            whole = scalar.text + comment[0]
            message = f"YAML läser bara `{scalar.text}`: resten av raden är en kommentar."
            hint = f"Menades allt: skriv {quoted(whole.strip())}. Annars flytta kommentaren till en egen rad."
            yield _in_table(scalar.problem("kommentar", message, hint), path)
        if in_cell and scalar.block:
            message = "En cell får inte vara ett textblock."
            hint = f"Skriv {quoted(scalar.text.strip())}."
            yield _in_table(scalar.problem("textblock", message, hint), path)


def _scalars(
    node: Node, path: tuple[str | int, ...], key: str | None = None
) -> Iterator[tuple[tuple[str | int, ...], str | None, Scalar]]:
    if isinstance(node, Scalar):
        yield path, key, node
    elif isinstance(node, Mapping):
        for name, value in node.items():
            yield from _scalars(value, (*path, name), name)
    else:
        for number, item in enumerate(node.items):
            yield from _scalars(item, (*path, number))
