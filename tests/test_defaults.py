"""What an answer takes for granted: the defaults of facts that nobody has answered."""

from __future__ import annotations

from typing import Any

import pytest

import motor
from motor.rulebook.defaults import Default, defaults
from tests.rulesets import HEAD, write
from verktyg.skal import Asked
from verktyg.svar import plain_answer

FACTS = f"""{HEAD}
  - {{namn: timmar, typ: tal, enhet: h, standard: ålder * 2}}
  - {{namn: dagar, typ: tal, standard: 5}}
"""
TIME = """
beslut: tid
giltig från: 2024-01-01
status: förslag
källa: {dnr: P-1, avsnitt: Tid}
uttryck: "if sfi then timmar else 0"
"""
WHOLE = TIME.replace("beslut: tid", "beslut: hel tid").replace('"if sfi then timmar else 0"', "tid + 1")


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> motor.Rulebook:
    files = {"tid/2024-01-01.yaml": TIME, "hel tid/2024-01-01.yaml": WHOLE}
    return motor.load(write(tmp_path_factory.mktemp("regler"), files, FACTS))


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, [Default("timmar", known=False)]),
        ({"ålder": 20}, [Default("timmar", known=True, value=40)]),
        ({"ålder": 20, "sfi": True}, [Default("timmar", known=True, value=40)]),
        ({"ålder": 20, "sfi": True, "timmar": 7}, []),
    ],
)
def test_a_default_is_told_with_its_value_once_that_can_be_worked_out(
    rulebook: motor.Rulebook, facts: dict[str, Any], found: list[Default]
) -> None:
    result = rulebook.evaluate(facts, decisions=["hel tid"])
    assert defaults(rulebook, result, facts) == found


def test_the_answer_of_the_command_tells_what_is_taken_for_granted(
    rulebook: motor.Rulebook, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = Asked.of(rulebook, {"ålder": 20, "sfi": True}, None, ["tid"])
    plain_answer(asked, ["tid"]).print()
    assert "timmar  40 h (förvalt)" in capsys.readouterr().out
