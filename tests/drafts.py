"""An editor at the pages of drafts, for tests: rule sets to write in, a server, a draft."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from urllib.parse import quote, urlencode

import pytest

from tests.repository import ROOT
from tests.webb import ADDRESS, Visitor, visitor
from verktyg.webb.redigering import svaret
from verktyg.webb.redigering.foljder import Following, Part
from verktyg.webb.regelmapp.mapp import RuleFolder

EDIT = "/regelverk/nacka/ändra"
DRAFT = f"{EDIT}/insatsvillkor/2025-01-01"
FILE = "nacka/insatsvillkor/2025-01-01.yaml"
BEGUN = {"beslut": "insatsvillkor", "från": "2025-01-01", "dnr": "NAF-2023-00285", "avsnitt": "Nya belopp"}
OLD = "arbetsmarknadsinsatser 2023"
LOOKS = Mock()
SCRIPT = "<script>alert(1)</script>\"'"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the copy of the rule sets lies."""
    return Path(shutil.copytree(ROOT / "regler", tmp_path_factory.mktemp("ändra") / "regler"))


@pytest.fixture(scope="module")
def served(place: Path) -> Iterator[Visitor]:
    """A server of the copy, which only notes that it is to look at it: to load it takes a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RuleFolder, "watch", lambda _: None)
        with visitor(place, edit=True) as found:
            rules: RuleFolder = found.client.app.state.server.rules  # type: ignore[attr-defined]
            patch.setattr(rules, "look", LOOKS)
            yield found


@pytest.fixture
def rules(place: Path) -> Path:
    """The rule sets as they are, whatever the test before wrote."""
    shutil.rmtree(place)
    return Path(shutil.copytree(ROOT / "regler", place))


@pytest.fixture(autouse=True)
def untried(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Try no draft out in the tests that do not ask for `tried`: it takes seconds."""
    part: Part[Any] = Part(why="Inte prövat.")
    if "tried" not in request.fixturenames:
        monkeypatch.setattr(svaret, "following", lambda *_: Following(part, part, part, part))


@pytest.fixture
def tried() -> None:
    """Asks for what a draft would mean."""


@pytest.fixture
def anna(rules: Path, served: Visitor) -> Visitor:
    """An editor at the pages."""
    return Visitor(served.client)


def begin(anna: Visitor, **values: str) -> Visitor:
    """Begin a draft of the terms from 2025."""
    return anna.get(EDIT).submit({**BEGUN, **values}, "Skriv utkastet")


def lines(before: str, after: str) -> list[str]:
    """The lines that differ between two texts."""
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def post(anna: Visitor, path: str, values: dict[str, str]) -> Visitor:
    """Send fields that no form on the page has, with the token of the page that is shown."""
    stamp = anna.page.forms[0].fields["stämpel"]
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": ADDRESS}
    sent = anna.client.post(quote(path), content=urlencode({"stämpel": stamp, **values}), headers=headers)
    return anna._shown(sent)
