"""The eleven hit policies (DMN 1.5, 8.2.11), on one table where two rules overlap."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import motor
from tests.rulesets import decision, write

RULES = """
indata: [ålder]
utdata:
  - {namn: x, typ: tal, tillåtna: [2, 1, 3]STANDARD}
regler:
  - {när: {ålder: "[10..30]"}, ger: {x: 1}}
  - {när: {ålder: "[20..40]"}, ger: {x: 2}}
  - {när: {ålder: "[20..60]"}, ger: {x: 1}}
  - {när: {ålder: "[50..60]"}, ger: {x: 1}}
"""

# By hit policy: what comes at 15 (rule 1), 25 (1, 2 and 3), 55 (3 and 4) and 90 (none). "fel": an error.
EXPECTED: dict[str, list[Any]] = {
    "unik": [1, "fel", "fel", None],
    "samstämmig": [1, "fel", 1, None],
    "prioritet": [1, 2, 1, None],
    "första": [1, 1, 1, None],
    "regelordning": [[1], [1, 2, 1], [1, 1], []],
    "utdataordning": [[1], [2, 1, 1], [1, 1], []],
    "samla": [[1], [1, 2, 1], [1, 1], []],
    "samla summa": [1, 4, 2, None],
    "samla min": [1, 1, 1, None],
    "samla max": [1, 2, 1, None],
    "samla antal": [1, 3, 2, 0],
}


def ask(folder: Path, policy: str, standard: str, age: int) -> Any:
    table = f"träffregel: {policy}" + RULES.replace("STANDARD", standard)
    rulebook = motor.load(write(folder, {"tabell/2024-01-01.yaml": decision("tabell", table)}))
    try:
        return rulebook.evaluate({"ålder": age}, on=date(2024, 1, 1))["tabell"]
    except motor.EvaluationError as error:
        return "fel" if "regel" in str(error) else str(error)


@pytest.mark.parametrize("policy", EXPECTED)
def test_hit_policy(policy: str, tmp_path: Path) -> None:
    assert [ask(tmp_path, policy, "", age) for age in (15, 25, 55, 90)] == EXPECTED[policy]


@pytest.mark.parametrize("policy", ["unik", "första", "samla summa"])
def test_default_output_when_no_rule_hits(policy: str, tmp_path: Path) -> None:
    assert ask(tmp_path, policy, ", standard: 3", 90) == 3


def test_several_outputs_give_a_context_with_defaults_of_their_own(tmp_path: Path) -> None:
    table = """
        träffregel: unik
        indata: [ålder, sfi]
        utdata:
          - {namn: pris, typ: tal, standard: 9}
          - {namn: namn, typ: text, oklar: ja}
        regler:
          - {när: {ålder: "< 18", sfi: ja}, ger: {pris: =ålder * 2, namn: ung elev}}
        """
    rulebook = motor.load(write(tmp_path, {"tabell/2024-01-01.yaml": decision("tabell", table)}))
    hit = rulebook.evaluate({"ålder": 12, "sfi": True}, on=date(2024, 1, 1))
    assert hit["tabell"] == {"pris": 24, "namn": "ung elev"}
    miss = rulebook.evaluate({"ålder": 20, "sfi": True}, on=date(2024, 1, 1))
    assert miss["tabell"] == {"pris": 9, "namn": None}


def test_the_trace_tells_which_cells_failed(tmp_path: Path) -> None:
    table = """
        träffregel: första
        indata: [ålder, sfi]
        utdata: [{namn: x, typ: tal}]
        regler:
          - {när: {ålder: "< 18", sfi: ja}, ger: {x: 1}}
          - {när: {ålder: ">= 18"}, ger: {x: 2}}
        """
    rulebook = motor.load(write(tmp_path, {"tabell/2024-01-01.yaml": decision("tabell", table)}))
    trace = rulebook.evaluate({"ålder": 20, "sfi": True}, on=date(2024, 1, 1)).trace[-1]
    first, second = trace.rules
    assert first.outcome == "ej träff"
    assert [(cell.column, cell.test, trace.inputs[cell.column], cell.outcome) for cell in first.cells] == [
        ("ålder", "< 18", 20, "ej uppfyllt"),
        ("sfi", "ja", True, "uppfyllt"),
    ]
    assert second.outcome == "träff"
    assert [cell.outcome for cell in second.cells] == ["uppfyllt", "spelar ingen roll"]
