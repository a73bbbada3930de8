"""The description of the interface: OpenAPI 3.1, with examples that the rule sets themselves answered."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from verktyg.format import plain_letters
from verktyg.webb.api.exempel import Examples, examples_of
from verktyg.webb.api.problem import KINDS, MEDIA_TYPE, ProblemData, Refusal, problem_data
from verktyg.webb.begaran import Server

ABOUT = """\
Regelverken som data, svar på frågor, förklaringar och kvitton: samma svar som sidorna och kommandot `motor`.
Svaren är ett beslutsstöd och inga beslut.

- **Uppgifter skickas bara i kroppen**, aldrig i adressen.
- **Tal är exakta** i båda riktningar. Läs dem som decimaltal, inte som flyttal. Datum är text: 2024-03-01.
- **null** är ett svar: bedömt och oklart. Ett faktum som inte är besvarat utelämnas.
- **Fel** är problembeskrivningar enligt RFC 9457. `fel` namnger varje fält som är fel, alla på en gång, med
  en JSON-pekare i kroppen. Okända fält vägras.
- Den som läser regler behöver rollen läsare. Den som frågar eller hanterar kvitton behöver rollen
  handläggare. På den egna datorn behövs ingen inloggning.
"""
TAGS = [
    {"name": "regelverk", "description": "Vad reglerna frågar efter, avgör och säger."},
    {"name": "prova", "description": "Frågor till reglerna. Inget sparas."},
    {"name": "kvitton", "description": "Svar som sparas, hittas och prövas igen."},
    {"name": "om", "description": "Om gränssnittet."},
]
ALWAYS = (
    "inloggning",
    "saknar-rätt",
    "okänd-adress",
    "för-långsam",
    "för-stor",
    "fel-värd",
    "fel-i-frågan",
    "fel-i-programmet",
    "upptagen",
)
"""The kinds of problems that every address may answer with."""
OF_RULE_SET = ("okänt-regelverk", "regelverk-trasigt")
OF_BODY = ("ogiltig-json", "fel-format")
OF_EVALUATION = ("regler-motsäger-sig",)
OF_RECEIPTS = ("databas",)


class Description:
    """The OpenAPI document, made when it is first asked for and again when the rule sets have changed."""

    def __init__(self, app: FastAPI, server: Server) -> None:
        self._app = app
        self._server = server
        self._made: tuple[tuple[tuple[str, datetime.datetime], ...], dict[str, Any]] | None = None
        self._lock = threading.Lock()

    @property
    def document(self) -> dict[str, Any]:
        """The document."""
        served = self._server.rules.served
        state = tuple((name, each.read) for name, each in served.items())
        with self._lock:
            if self._made is None or self._made[0] != state:
                examples = examples_of(served.values())
                self._made = (state, described(self._app, examples))
            return self._made[1]


def described(app: FastAPI, examples: Examples) -> dict[str, Any]:
    """The OpenAPI document of the interface, with examples."""
    document: dict[str, Any] = _whole(
        get_openapi(
            title=app.title,
            version=app.version,
            openapi_version="3.1.0",
            description=ABOUT,
            routes=app.routes,
            tags=TAGS,
            servers=app.servers,
        )
    )
    schemas = document["components"]["schemas"]
    schemas["ProblemData"] = _problem_schema(schemas)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation, examples)
    for schema in schemas.values():
        schema.pop("description", None)  # which is for those who read the models
    _plain(schemas)
    return document


def _whole(found: Any) -> Any:
    """The same with whole numbers as such: the framework makes limits floats."""
    if isinstance(found, dict):
        return {key: _whole(each) for key, each in found.items()}
    if isinstance(found, list):
        return list(map(_whole, found))
    return int(found) if isinstance(found, float) and found.is_integer() else found


def _problem_schema(schemas: dict[str, Any]) -> dict[str, Any]:
    schema = ProblemData.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas.update(schema.pop("$defs", {}))
    return schema


def _complete(path: str, method: str, operation: dict[str, Any], examples: Examples) -> None:
    """Say every status of an operation, and show its examples."""
    operation["operationId"] = plain_letters(f"{method}{path}").translate(_IDENTIFIER).strip("_")
    operation["responses"] = {
        status: answer for status, answer in operation["responses"].items() if status.startswith("2")
    }
    for status, answer in operation["responses"].items():
        answer["description"] = "Sparat." if status == "201" else "Svaret."
        if shown := examples.answers.get((method, path)):
            answer["content"]["application/json"]["example"] = shown
        if status == "201":
            answer["headers"] = {
                "Location": {
                    "description": "Kvittots adress.",
                    "schema": {"type": "string"},
                    "required": True,
                }
            }
    body = operation.get("requestBody")
    if body and (asked := examples.questions.get((method, path))):
        body["content"]["application/json"]["example"] = asked
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in examples.names:
            parameter["example"] = examples.names[parameter["name"]]
    by_status: dict[int, list[str]] = {}
    for kind in _kinds(path, body is not None):
        by_status.setdefault(KINDS[kind].status, []).append(kind)
    for status, kinds in sorted(by_status.items()):
        operation["responses"][str(status)] = _problems(kinds)


_IDENTIFIER = str.maketrans(dict.fromkeys("/{}:-", "_"))


def _kinds(path: str, has_body: bool) -> Iterator[str]:
    """The kinds of problems that an address may answer with."""
    yield from ALWAYS
    if has_body:
        yield from OF_BODY
    if "{regelverk}" in path:
        yield from OF_RULE_SET
        if has_body:
            yield from OF_EVALUATION
        if "{beslut}" in path:
            yield "okänt-beslut"
    if "kvitton" in path:
        yield from OF_RECEIPTS
        if "{nummer}" in path:
            yield "okänt-kvitto"
            if has_body:
                yield "gallrat"


def _problems(kinds: list[str]) -> dict[str, Any]:
    shown = {kind: {"value": problem_data(Refusal(kind)).plain} for kind in kinds}
    schema = {"$ref": "#/components/schemas/ProblemData"}
    return {
        "description": " ".join(f"{KINDS[kind].title}." for kind in kinds),
        "content": {MEDIA_TYPE: {"schema": schema, "examples": shown}},
    }


def _plain(schema: Any, named: bool = True) -> None:
    """Take away the titles that are made of the models' names. `named`: the keys are names."""
    if isinstance(schema, list):
        for each in schema:
            _plain(each, named=False)
    elif isinstance(schema, dict):
        if not named:
            schema.pop("title", None)
        for key, each in schema.items():
            _plain(each, named=not named and key in ("properties", "$defs"))
