"""The rules are data: nothing that a rule set names may stand in `motor/` or `verktyg/`.

The names are read from `regler/`. How widely one is searched for depends on how much it says:

- a *telling* name (several words, a digit, or capitals: `behov av sfi`, `AMI 1`) and the name of a rule
  set or its municipality are searched for everywhere, in comments and docstrings too;
- a *plain* word (`ålder`, `arbete`) is also ordinary Swedish, so it counts only where code would use it:
  as an identifier or as a whole string. Words of the rule format itself, such as `rader`, are free;
- an amount counts as a number in the code, when it has four digits or more and is not one digit and
  zeros.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from motor.errors import Severity
from motor.rulebook.files import RESERVED
from tests.repository import ROOT, shown, tracked

EXPRESSIONS = ("uttryck", "steg", "resultat", "funktion")
"""The keys of a decision that hold FEEL, besides a table's cells."""

JSON_FORM = {"regelverk", "datum", "beslut", "obesvarade", "saknas", "upplysningar", "spår"}
"""The keys of an answer as JSON, which every rule set shares."""

CODE = tracked("motor/*.py", "motor/*.lark", "verktyg/*")


@dataclass(frozen=True)
class Names:
    """What rule sets name, by how it is searched for."""

    everywhere: frozenset[str]
    whole: frozenset[str]
    amounts: frozenset[Decimal]


def _read(path: Path) -> Any:
    """A YAML file with every scalar as its own text."""
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


def _scalars(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (scalar for part in value.values() for scalar in _scalars(part))
    elif isinstance(value, list):
        yield from (scalar for part in value for scalar in _scalars(part))
    else:
        yield value


def _texts(document: dict[str, Any]) -> Iterator[str]:
    """The allowed values and output cells of text columns, and the strings quoted in expressions."""
    columns = [*document.get("indata", []), *document.get("utdata", [])]
    of_text = {column["namn"]: column for column in columns if isinstance(column, dict) and _is_text(column)}
    for column in of_text.values():
        if isinstance(allowed := column.get("tillåtna"), list):
            yield from allowed
    for rule in document.get("regler", []):
        yield from (
            cell for name, cell in rule["ger"].items() if name in of_text and not cell.startswith("=")
        )
    for expression in _scalars([*_cells(document), *(document.get(key, []) for key in EXPRESSIONS)]):
        yield from re.findall(r'"([^"]+)"', expression)


def _cells(document: dict[str, Any]) -> list[str]:
    """Every cell of a table."""
    rules = document.get("regler", [])
    return [cell for rule in rules for part in ("när", "ger") for cell in rule.get(part, {}).values()]


def _is_text(column: dict[str, Any]) -> bool:
    return str(column.get("typ", "text")).endswith("text")


def _names(rule_set: Path) -> Iterator[str]:
    """The rule set, its municipality, its documents, facts, decisions and texts."""
    document = _read(rule_set / "regelverk.yaml")
    yield rule_set.name
    yield from re.findall(r"\b[A-ZÅÄÖ]\w+", document.get("namn", ""))
    yield from (source["dnr"] for source in document.get("källor", []))
    yield from (fact["namn"] for fact in document["indata"])
    yield from _texts(document)
    for path in rule_set.glob("*/*.yaml"):
        if path.parent.name not in RESERVED:
            decision = _read(path)
            yield path.parent.name
            yield from _texts(decision)
            yield from (cell for cell in _cells(decision) if _amount(cell) is not None)


def _amount(text: str) -> Decimal | None:
    digits = re.sub(r"\s", "", text)
    try:
        amount = Decimal(digits)
    except InvalidOperation:
        return None
    return amount if amount >= 1000 and len(digits.rstrip("0")) > 1 else None


def _own_words() -> set[str]:
    """What the engine itself names: the keys and listed values of the format, and the words of answers."""

    def words(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from node.get("properties", {})
            yield from (value for value in node.get("enum", []) if isinstance(value, str))
            yield from (word for part in node.values() for word in words(part))
        elif isinstance(node, list):
            yield from (word for part in node for word in words(part))

    schemas = [json.loads(path.read_text("utf-8")) for path in tracked("scheman/*.json")]
    return {word for schema in schemas for word in words(schema)} | JSON_FORM | set(Severity) | {"null"}


def classify(names: set[str], municipal: set[str], free: set[str]) -> Names:
    """The names sorted by how they are searched for; `municipal` ones everywhere, `free` ones nowhere."""
    texts = {name for name in names if re.search(r"[^\W\d_]{2}", name)} - free
    telling = {name for name in texts if " " in name or re.search(r"\d", name) or name.isupper()}
    amounts = frozenset(amount for name in names if (amount := _amount(name)) is not None)
    return Names(frozenset(telling | municipal), frozenset(texts - telling - municipal), amounts)


@cache
def rule_names() -> Names:
    rule_sets = [path.parent for path in tracked("regler/*/regelverk.yaml")]
    names = {name for rule_set in rule_sets for name in _names(rule_set)}
    municipal = {rule_set.name for rule_set in rule_sets}
    municipal |= {_read(rule_set / "regelverk.yaml").get("namn", "-").split()[0] for rule_set in rule_sets}
    return classify(names, municipal, _own_words())


def breaches(text: str, names: Names, *, python: bool) -> Iterator[tuple[int, str]]:
    """The lines and names where a file says what only a rule set may say."""
    if names.everywhere:
        listed = "|".join(sorted(map(re.escape, names.everywhere), key=len, reverse=True))
        for number, line in enumerate(text.splitlines(), 1):
            yield from ((number, hit) for hit in re.findall(rf"(?i)(?<!\w)(?:{listed})(?!\w)", line))
    if python:
        for node in ast.walk(ast.parse(text)):
            yield from ((getattr(node, "lineno", 0), said) for said in _said(node) if said in names.whole)
            if (
                isinstance(node, ast.Constant)
                and type(node.value) in {int, float}
                and node.value in names.amounts
            ):
                yield node.lineno, str(node.value)


def _said(node: ast.AST) -> list[str]:
    """What one node of the code says as a whole: an identifier or a string."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    return [
        value for key in ("id", "attr", "arg", "name") if isinstance(value := getattr(node, key, None), str)
    ]


def test_there_are_names_to_search_for() -> None:
    names = rule_names()
    assert len(names.everywhere) > 20
    assert len(names.whole) > 5
    assert len(names.amounts) > 5


@pytest.mark.parametrize("path", CODE, ids=shown)
def test_the_code_names_no_rules(path: Path) -> None:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        pytest.fail(f"{shown(path)} is not text")
    found = [
        f"{shown(path)}:{line}: {name}"
        for line, name in breaches(text, rule_names(), python=path.suffix == ".py")
    ]
    assert not found, "\n".join(found)


SAMPLE = classify(
    {"AMI 1", "arbete", "rader", "behov av sfi", "3 800", "5 000", "A", "[18..24]"}, {"byköping"}, {"rader"}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# the insats AMI 1", ["AMI 1"]),
        ('"""Asks for Behov av sfi."""', ["Behov av sfi"]),
        ("def byköping(): ...", ["byköping"]),
        ('x = "arbete"', ["arbete"]),
        ("arbete = 1", ["arbete"]),
        ("x.arbete", ["arbete"]),
        ("limit = 3800", ["3800"]),
        ('x = "nämnden för arbete"', []),
        ('x = "rader", "A"', []),
        ("limit = 5000", []),
        ("# the organisation BAMI 1", []),
    ],
)
def test_the_search_finds_what_it_should(text: str, expected: list[str]) -> None:
    assert [name for _, name in breaches(text, SAMPLE, python=True)] == expected


def test_the_rule_sets_lie_where_the_search_looks() -> None:
    assert {path.parent.parent for path in tracked("regler/*/regelverk.yaml")} == {ROOT / "regler"}
