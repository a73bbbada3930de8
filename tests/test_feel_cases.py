"""FEEL by examples: each case of tests/feel/*.yaml is a test named by its expression.

A file has `område`, `källa` and `fall`. A case is an `uttryck`, or a `test` (unary tests) of a `värde`, with
a `kontext` of FEEL texts by name when it needs one, and one of: `väntat`, a FEEL text of the value; `null`, a
part of the cause or its code (`plats` is what it points at); `fel`, a part of the error or its code. A value
must come without a warning, unless `varning` holds a part of one.

What typing says of the same texts beforehand must agree.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from motor import feel
from motor.errors import MotorError
from motor.feel.scope import Scope, Warning
from motor.feel.typing import infer
from motor.feel.typing.kinds import type_of_value
from motor.values.text import to_literal
from motor.values.types import instance_of

FOLDER = Path(__file__).parent / "feel"
KEYS = {"uttryck", "test", "värde", "kontext", "väntat", "null", "fel", "varning", "plats"}


def _read(path: Path) -> Any:
    """The document with every scalar as its own text: `null` is a key here."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case.get('uttryck', case.get('test'))}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for case in _read(path)["fall"]
    ]


def _scope(texts: dict[str, str]) -> Scope:
    scope = Scope()
    for name, text in texts.items():
        scope[name] = feel.compile(feel.parse(text, scope))(scope)
    assert not scope.run.warnings, f"Kontexten ger null: {scope.run.warnings}"
    return scope


def _value(case: dict[str, Any]) -> tuple[Any, list[Warning]]:
    scope = _scope(case.get("kontext", {}))
    if "test" in case:
        scope["?"] = _literal(case["värde"])
        run = feel.compile(feel.parse_unary_tests(case["test"], scope))
    else:
        run = feel.compile(feel.parse(case["uttryck"], scope))
    return run(scope), scope.run.warnings


def _literal(text: str) -> Any:
    scope = Scope()
    value = feel.compile(feel.parse(text))(scope)
    assert not scope.run.warnings, f"{text} ger null: {scope.run.warnings}"
    return value


def _told(warnings: list[Warning], part: str, place: str | None = None) -> bool:
    """Whether a warning has that code, or holds that part, and stands there, or somewhere, in the text."""
    return any(
        part == each.code or part in each.message
        for each in warnings
        if (each.text[each.start : each.end] == place if place else each.text[each.start : each.end])
    )


@pytest.mark.parametrize("case", _cases())
def test_feel(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS
    assert len(case.keys() & {"väntat", "null", "fel"}) == 1
    if "fel" in case:
        with pytest.raises(MotorError) as caught:
            _value(case)
        problems = caught.value.problems
        assert any(case["fel"] == each.code or case["fel"] in str(each) for each in problems)
        return
    value, warnings = _value(case)
    if "null" in case:
        assert value is None
        assert _told(warnings, case["null"], case.get("plats")), warnings
        return
    assert to_literal(value) == to_literal(_literal(case["väntat"]))
    assert _told(warnings, case["varning"]) if "varning" in case else not warnings


UNUSUAL = ("ej sant eller falskt", "tomt intervall", "ej jämförbara")
"""What is told though another operand, or a branch that is not taken, can make up for it."""


@pytest.mark.parametrize("case", [case for case in _cases() if "fel" not in case.values[0]])
def test_typing_agrees(case: dict[str, Any]) -> None:
    """The value is of the type, and what is told of is null, or never true."""
    scope = _scope(case.get("kontext", {}))
    if "test" in case:
        scope["?"] = _literal(case["värde"])
        node = feel.parse_unary_tests(case["test"], scope)
    else:
        node = feel.parse(case["uttryck"], scope)
    known = {name: type_of_value(value) for name, value in scope.items() if value is not None}
    type_, findings = infer(node, known)
    value = feel.compile(node)(scope)
    assert value is None or instance_of(value, type_), type_
    assert scope.run.warnings or all(finding.code in UNUSUAL for finding in findings), findings


def test_every_file_names_its_area_and_source() -> None:
    for path in FOLDER.glob("*.yaml"):
        document = _read(path)
        assert document.keys() == {"område", "källa", "fall"}, path
