"""DMN models by examples: each case of tests/dmn/*.yaml is a test named by its file and its question.

A file has `område`, `källa`, `modell` (what stands within <definitions>), and `fall`. Beside the model other
`modeller` may stand, by namespace. A case has `fakta`, FEEL texts by name, and either `beslut`, what each
decision gives as a FEEL text, or `anrop`, the function or service that is called with the facts, and
`väntat`. A null comes with a `null`, a part of its cause or its code.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from motor import feel
from motor.dmn import DmnModel, load_dmn
from motor.errors import RuleError
from motor.feel.scope import Scope
from motor.values.convert import from_python, to_python
from motor.values.text import to_literal
from tests.dmn_texts import wrapped

FOLDER = Path(__file__).parent / "dmn"
NOTHING = "null"


def _read(path: Path) -> Any:
    """The document with every scalar as its own text: `null` is a key here."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def _cases() -> list[Any]:
    return [
        pytest.param(document, case, id=f"{path.stem} {number + 1}: {' '.join(_asked(case))}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for document in [_read(path)]
        for number, case in enumerate(document["fall"])
    ]


def _asked(case: dict[str, Any]) -> list[str]:
    return [case["anrop"]] if "anrop" in case else list(case["beslut"])


def _value(text: str) -> Any:
    return feel.compile(feel.parse(text))(Scope())


def _model(document: dict[str, Any], folder: Path) -> DmnModel:
    for number, (namespace, body) in enumerate(document.get("modeller", {}).items()):
        (folder / f"annan{number}.dmn").write_text(wrapped(body, own=namespace), encoding="utf-8")
    main = folder / "modell.dmn"
    main.write_text(wrapped(document["modell"]), encoding="utf-8")
    return load_dmn(main)


@pytest.mark.parametrize(("document", "case"), _cases())
def test_model(document: dict[str, Any], case: dict[str, Any], tmp_path: Path) -> None:
    model = _model(document, tmp_path)
    assert not model.problems
    facts = {name: to_python(_value(text)) for name, text in case.get("fakta", {}).items()}
    if "anrop" in case:
        result, expected = model.call(case["anrop"], facts), {case["anrop"]: case["väntat"]}
    else:
        result, expected = model.evaluate(facts, decisions=case["beslut"]), case["beslut"]
    given = {name: to_literal(from_python(value)) for name, value in result.values.items()}
    assert given == {name: to_literal(_value(text)) for name, text in expected.items()}
    causes = [f"{warning.code}: {warning.message}" for warning in result.warnings]
    if "null" in case:
        assert any(case["null"] in cause for cause in causes), causes
    else:
        assert not causes


def test_a_circle_of_decisions_through_functions_is_refused(tmp_path: Path) -> None:
    body = """
    <decision id="d" name="d"><variable name="d"/>
      <knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>
      <literalExpression><text>s()</text></literalExpression></decision>
    <decisionService id="s" name="s"><variable name="s"/><outputDecision href="#d"/></decisionService>
    """
    with pytest.raises(RuleError, match="Modellen går i cirkel"):
        _model({"modell": body}, tmp_path)
