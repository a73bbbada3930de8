"""The schemas, the documents that they describe, and what is said about faulty ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from motor.documents.building import (
    check_file_name,
    check_folder_name,
    read_cases,
    read_decision,
    read_example,
    read_rulebook,
)
from motor.documents.forecast_building import read_forecast
from motor.documents.mistakes import _EXPLAIN
from motor.documents.model import (
    AllowedFrom,
    AllowedTests,
    AllowedValues,
    ExpressionDocument,
    StepsDocument,
    TableDocument,
)
from motor.documents.schema import FOLDER
from motor.errors import Problem, Severity
from tests.clock import within
from tests.marked import actual, expected

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = sorted(FOLDER.glob("*.schema.json"))
FAULTY = sorted((ROOT / "tests" / "fel").glob("*.yaml"))
READERS = {
    "regelverk": read_rulebook,
    "beslut": read_decision,
    "fall": read_cases,
    "exempel": read_example,
    "prognos": read_forecast,
}


def kind(path: Path) -> str:
    """What sort of document a file is, by where it stands."""
    if path.parent == ROOT / "tests" / "fall":
        return "fall"
    if path.name == "regelverk.yaml":
        return "regelverk"
    return {"exempel": "exempel", "prognoser": "prognos"}.get(path.parent.name, "beslut")


DOCUMENTS = sorted([*(ROOT / "regler").rglob("*.yaml"), *(ROOT / "tests" / "fall").glob("*.yaml")])


# --- the schemas themselves


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object in a schema that is a schema."""
    if isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            for part in value.values() if key in ("properties", "$defs", "dependentSchemas") else [value]:
                if key not in ("examples", "enum", "const", "dependentRequired"):
                    yield from parts(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from parts(part)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_is_sound(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"]
    assert schema["description"]
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_names_every_key_it_allows(path: Path) -> None:
    open_ended = [
        part
        for part in parts(json.loads(path.read_text("utf-8")))
        if part.get("type") == "object" and "additionalProperties" not in part
    ]
    assert not open_ended


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_every_keyword_that_can_fail_has_words(path: Path) -> None:
    silent = {"$schema", "$defs", "$ref", "title", "description", "examples", "properties", "items"}
    silent |= {"allOf", "if", "then", "else", "const", "dependentSchemas", "errorMessage"}
    for part in parts(json.loads(path.read_text("utf-8"))):
        for keyword in part.keys() - silent - _EXPLAIN.keys():
            assert keyword == "not", keyword
            assert "errorMessage" in part, part


# --- the documents of the repository


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_of_the_repository_is_valid(path: Path) -> None:
    document, problems = READERS[kind(path)](path)
    assert [str(problem) for problem in problems] == []
    assert document is not None


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_tells_editors_its_schema(path: Path) -> None:
    first = path.read_text("utf-8").split("\n", 1)[0]
    lead = "# yaml-language-server: $schema="
    assert first.startswith(lead)
    assert (path.parent / first.removeprefix(lead)).resolve() == FOLDER / f"{kind(path)}.schema.json"


class Editor(yaml.SafeLoader):
    """YAML 1.2 as editors read it: numbers, true and false are values; dates, yes and no are texts."""

    yaml_implicit_resolvers: ClassVar = {}


for kind_, pattern, first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+", "-+0123456789"),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{kind_}", re.compile(rf"(?:{pattern})$"), list(first))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_editor_finds_nothing_wrong_with_a_document(path: Path) -> None:
    registry: Registry[Any] = Registry().with_resources(
        (each.name, DRAFT202012.create_resource(json.loads(each.read_text("utf-8")))) for each in SCHEMAS
    )
    validator = Draft202012Validator({"$ref": f"{kind(path)}.schema.json"}, registry=registry)
    found = validator.iter_errors(yaml.load(path.read_text("utf-8"), Editor))
    assert [(list(error.absolute_path), error.message) for error in found] == []


# --- faulty documents


def test_there_are_faulty_documents_of_every_kind() -> None:
    assert {path.name.split("-")[0] for path in FAULTY} == set(READERS)


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_a_faulty_document_gives_the_errors_in_its_comments(path: Path) -> None:
    _, problems = READERS[path.name.split("-")[0]](path)
    assert actual(problems) == expected(path)


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_every_error_shows_its_line(path: Path) -> None:
    _, problems = READERS[path.name.split("-")[0]](path)
    lines = path.read_text("utf-8").split("\n")
    assert problems
    for problem in problems:
        assert problem.where.file == str(path)
        assert problem.where.line
        assert problem.excerpt == lines[problem.where.line - 1]
        assert problem.severity is Severity.FEL


# --- what is built

HEAD = "beslut: avgift\ngiltig från: 2024-01-01\nstatus: förslag\nkälla: {dnr: P-1, avsnitt: A}\n"


def one(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


def test_a_table_is_built_with_its_places() -> None:
    text = (
        HEAD + "träffregel: samla summa\nindata: [ålder, {namn: poäng, uttryck: ålder * 2, typ: tal}]\n"
        "utdata: [{namn: avgift, typ: lista av tal, tillåtna: [0, 3 800], standard: 0, oklar: ja}]\n"
        'regler:\n  - när: {ålder: "< 18"}\n    ger: {avgift: 3 800}\n    källa: sida 4\n'
        "    tolkning: [{nr: 2, text: Så}, Och så]\n    accepterad: {fynd: lucka, skäl: Avsedd.}\n"
    )
    document, problems = read_decision(("avgift.yaml", text))
    assert problems == []
    assert document is not None
    table = document.logic
    assert isinstance(table, TableDocument)
    assert table.hit_policy.letter == "C+"
    assert [(column.name, column.expression and column.expression.text) for column in table.inputs] == [
        ("ålder", None),
        ("poäng", "ålder * 2"),
    ]
    output = table.outputs[0]
    assert (output.type.feel, output.type.lists, output.allows_null) == ("number", 1, True)
    assert isinstance(output.allowed, AllowedValues)
    assert [cell.text for cell in output.allowed.values] == ["0", "3 800"]
    rule = table.rules[0]
    assert rule.when["ålder"].text == "< 18"
    assert str(rule.when["ålder"].where) == "avgift.yaml:9:18, regel 1, cell ålder"
    assert [(one.dnr, one.section) for one in rule.notes.references] == [("P-1", "sida 4")]
    assert [(one.number, one.text) for one in rule.notes.interpretations] == [(2, "Så"), (None, "Och så")]
    assert [(one.finding, one.reason) for one in rule.notes.accepted] == [("lucka", "Avsedd.")]


def test_allowed_values_take_three_forms() -> None:
    text = (
        "regelverk: prov\nnamn: Prov\nindata:\n"
        '  - {namn: a, typ: tal, tillåtna: "[0..1]"}\n'
        "  - {namn: b, typ: text, tillåtna: [x, y]}\n"
        "  - {namn: c, typ: text, tillåtna: {ur: villkor.insats}}\n"
    )
    document, problems = read_rulebook(("regelverk.yaml", text))
    assert problems == []
    assert document is not None
    tests, values, column = (fact.allowed for fact in document.facts)
    assert isinstance(tests, AllowedTests)
    assert tests.tests.text == "[0..1]"
    assert isinstance(values, AllowedValues)
    assert isinstance(column, AllowedFrom)
    assert (column.decision, column.column) == ("villkor", "insats")


def test_names_are_composed_and_texts_are_kept() -> None:
    decomposed = "a\u030alder"
    document, problems = read_decision(
        ("avgift.yaml", HEAD + f"steg: [{{namn: {decomposed}, uttryck: 1}}]\n")
    )
    assert problems == []
    assert document is not None
    assert isinstance(document.logic, StepsDocument)
    assert [step.name for step in document.logic.steps] == ["ålder"]


@pytest.mark.no_cover  # the bound is a promise about time, and tracing is not part of it
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_many_unknown_keys_are_told_at_once(reader: Any) -> None:
    with within(2):
        _, problems = reader(("fil.yaml", "".join(f"nyckel{number}: 1\n" for number in range(100_000))))
    assert problems[0].message == "Okänd nyckel: `nyckel0`."


def test_a_cell_may_not_be_a_text_block() -> None:
    text = (
        HEAD + "träffregel: unik\nindata: [ålder]\nutdata: [{namn: avgift, typ: tal}]\nregler:\n"
        "  - när: {}\n    ger:\n      avgift: |\n        3 800\n"
    )
    problem = one(read_decision(("avgift.yaml", text))[1])
    assert (problem.where.line, problem.where.column, problem.hint) == (11, 15, 'Skriv "3 800".')


def test_a_broken_document_is_built_as_far_as_it_goes() -> None:
    document, problems = read_decision(("avgift.yaml", HEAD + "komentar: hej\nuttryck: ålder >\n"))
    assert one(problems).message == "Okänd nyckel: `komentar`."
    assert document is not None
    assert isinstance(document.logic, ExpressionDocument)
    assert document.logic.expression.text == "ålder >"


@pytest.mark.parametrize("text", ["hej\n", "[1, 2]\n", "3\n", "{}\n"])
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_any_yaml_gives_errors_and_no_crash(text: str, reader: Any) -> None:
    _, problems = reader(("fil.yaml", text))
    assert problems
    assert all(problem.where.file == "fil.yaml" for problem in problems)


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("avgift/2024-01-01.yaml", []),
        ("avgift/2024-02-01.yaml", ["Versionen gäller från 2024-01-01, men filen heter 2024-02-01.yaml."]),
        ("avgifter/2024-01-01.yaml", ["Beslutet heter avgift, men mappen heter avgifter."]),
    ],
)
def test_a_file_is_named_by_its_first_day(name: str, messages: list[str]) -> None:
    document, _ = read_decision((name, HEAD + "uttryck: 1\n"))
    assert document is not None
    assert [problem.message for problem in check_file_name(document)] == messages


def test_a_folder_is_named_as_its_rule_set() -> None:
    document, _ = read_rulebook(("/regler/prov/regelverk.yaml", "regelverk: prob\nnamn: Prov\nindata: []\n"))
    assert document is not None
    problem = one(check_folder_name(document))
    assert problem.message == "Regelverket heter prob, men mappen heter prov."
    assert (problem.where.line, problem.where.column) == (1, 12)


def test_an_error_inside_a_text_stands_where_it_is_in_the_file() -> None:
    text = HEAD + "uttryck: |\n  if a\n  then bb\n  else c\n"
    document, _ = read_decision(("avgift.yaml", text))
    assert document is not None
    assert isinstance(document.logic, ExpressionDocument)
    cell = document.logic.expression
    problem = cell.problem("namn", "Okänt namn.", offset=cell.text.index("bb"), width=2)
    assert (problem.where.line, problem.where.column) == (7, 8)
    inside = Problem("namn", "Okänt namn.", width=2).at(line=2, column=6)
    assert cell.relocate(inside) == problem
