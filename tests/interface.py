"""What the tests of the JSON interface share: a client that holds every answer to the OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from motor.values.convert import dumps
from tests.repository import ROOT
from tests.webb import ADDRESS
from verktyg.webb.app import create_app
from verktyg.webb.installningar import Settings

BASE = "/api/v1"
JSON = {"content-type": "application/json"}
LIBRARIES = ROOT / "tests" / "regelverk"
"""A folder with a made-up rule set, which shares no name with the real ones."""


class Program:
    """A program that asks. `text` is the latest answer as it came, `status` its HTTP status."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.document: Any = client.get(f"{BASE}/openapi.json").json()
        self.status, self.text = 0, ""
        self.headers: Any = {}

    def get(self, path: str) -> Any:
        """What an address answers."""
        return self.ask("GET", path, None)

    def post(self, path: str, question: Any) -> Any:
        """The answer to a question."""
        return self.ask("POST", path, question if isinstance(question, str | bytes) else dumps(question))

    def ask(self, method: str, path: str, content: str | bytes | None, kind: str | None = None) -> Any:
        """The answer, numbers exact, once it has been held to what is promised."""
        headers = {"content-type": kind} if kind else JSON
        response = self.client.request(method, BASE + path, content=content, headers=headers)
        self.status, self.text, self.headers = response.status_code, response.text, response.headers
        data = json.loads(self.text, parse_float=Decimal)
        self._hold(method, path, json.loads(self.text))
        return data

    def _hold(self, method: str, path: str, data: Any) -> None:
        operation = self.operation(method, path)
        if operation is None:
            schema = {"$ref": "#/components/schemas/ProblemData"}
            kind = "application/problem+json"
        else:
            content = operation["responses"][str(self.status)]["content"]
            [(kind, promised)] = content.items()
            schema = promised["schema"]
        assert self.headers["content-type"] == kind
        Draft202012Validator({**schema, "components": self.document["components"]}).validate(data)

    def operation(self, method: str, path: str) -> Any:
        """What the document says of an address; None where it says nothing."""
        plain = path.partition("?")[0]
        for each, methods in self.document["paths"].items():
            pattern = re.sub(r"\{\w+\}", "[^/]+", each.replace("{nummer}", "[0-9]+"))
            if re.fullmatch(pattern, plain) and method.lower() in methods:
                return methods[method.lower()]
        return None


@contextmanager
def program(rules: Path, folder: Path, **settings: Any) -> Iterator[Program]:
    """A program that asks a server of the rule sets in `rules`, with its receipts in `folder`."""
    app = create_app(Settings(rules=str(rules), database=str(folder / "kvitton.db"), **settings))
    with TestClient(app, base_url=ADDRESS) as client:
        yield Program(client)
