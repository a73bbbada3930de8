"""Written models in dmn-js, as modellers open them: nothing is warned of, and every view shows."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from motor.dmn.diagram import diagram_of
from motor.dmn.model import (
    Decision,
    DecisionTable,
    Definitions,
    Function,
    FunctionDefinition,
    LiteralExpression,
)
from motor.dmn.reading import read_definitions
from motor.dmn.writing import write
from tests.command import motor as command
from tests.dmn_models import BAKERY
from tests.npm import installed, need
from tests.repository import ROOT
from verktyg.fel import DONE

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("dmn-js")]

HERE = ROOT / "tests" / "dmnjs"
OWN_NOTICE = "It looks like you're using a minified copy of the development build of Inferno."
"""What dmn-js says of itself on the console, whatever it opens."""

VIEWS = {
    (Decision, DecisionTable): "decisionTable",
    (Decision, LiteralExpression): "literalExpression",
    (Function, FunctionDefinition): "boxedExpression",
}
"""The logic that dmn-js has a view for; other logic it keeps, and shows the element in the diagram alone."""


class Seen(NamedTuple):
    """What dmn-js showed: the texts of its views by type and name, and what was warned of."""

    views: dict[tuple[str, str], str]
    complaints: list[str]
    picture: bytes


@pytest.fixture(scope="module")
def browser() -> str:
    """The browser; dmn-js is installed beside the script that opens it."""
    [chromium] = need("chromium")
    installed(HERE)
    return chromium


def seen(browser: str, program: str, text: str, folder: Path) -> Seen:
    model, picture = folder / "modell.dmn", folder / "bild.png"
    model.write_text(text, "utf-8")
    command = ["node", HERE / "open.js", browser, program, model, picture]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    warned = [text for view in answer["views"] for text in view["warnings"]]
    errors = [error for error in answer["errors"] if not error.startswith(OWN_NOTICE)]
    return Seen(
        {(view["type"], view["name"]): view["text"] for view in answer["views"]},
        warned + errors,
        picture.read_bytes(),
    )


def expected_views(definitions: Definitions) -> set[tuple[str, str]]:
    elements = (*definitions.decisions, *definitions.functions)
    kinds = {(each.name, VIEWS.get((type(each), type(each.logic)))) for each in elements}
    views = {(kind, name) for name, kind in kinds if kind is not None}
    return {("file", ""), ("drd", definitions.name), *views}


@pytest.mark.parametrize("program", ["viewer", "modeler"])
def test_a_model_of_every_kind(program: str, browser: str, tmp_path: Path) -> None:
    text = write(BAKERY, diagram=diagram_of(BAKERY))
    written = read_definitions(("bageriet.dmn", text))
    found = seen(browser, program, text, tmp_path)
    assert found.complaints == []
    assert set(found.views) == expected_views(written)
    diagram = found.views["drd", "bageriet"]
    elements = (*BAKERY.inputs, *BAKERY.decisions, *BAKERY.functions, *BAKERY.sources)
    assert [each.name for each in elements if each.name not in diagram] == []
    table = found.views["decisionTable", "rabatt"]
    for part in ("Antal", "[10..50]", 'not("bulle")', "Tolkning: gäller även halva limpor."):
        assert part in table
    assert "Expression" not in found.views["boxedExpression", "moms"]
    assert found.picture.startswith(b"\x89PNG")


def test_what_is_wrong_is_heard(browser: str, tmp_path: Path) -> None:
    text = write(BAKERY, diagram=diagram_of(BAKERY)).replace(
        'dmnElementRef="indata_sort"', 'dmnElementRef="x"'
    )
    assert seen(browser, "viewer", text, tmp_path).complaints != []


@pytest.mark.parametrize("name", sorted(path.parent.name for path in ROOT.glob("regler/*/regelverk.yaml")))
def test_a_rule_set(name: str, browser: str, tmp_path: Path) -> None:
    file = tmp_path / "regelverk.dmn"
    run = command("exportera", str(ROOT / "regler" / name), str(file), "--datum", "2024-06-01")
    assert run.status == DONE
    found = seen(browser, "viewer", file.read_text("utf-8"), tmp_path)
    assert found.complaints == []
    assert set(found.views) == expected_views(read_definitions(file))
