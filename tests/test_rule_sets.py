"""The rule sets of the repository: sound, sourced, with every interpretation beside its rule."""

from __future__ import annotations

from datetime import date

import pytest

import motor
from motor.documents.model import FunctionDocument, Notes, StepsDocument, TableDocument
from tests.repository import ROOT
from verktyg.fall import read_cases, run_case

FOLDERS = sorted(path.parent for path in (ROOT / "regler").glob("*/regelverk.yaml"))
NACKA = ROOT / "regler" / "nacka"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_there_are_no_findings(folder: object) -> None:
    assert [str(problem) for problem in motor.check(str(folder))] == []


def all_notes(rules: motor.Rulebook) -> list[Notes]:
    """What is noted beside decisions, outputs, rules and steps."""
    found: list[Notes] = []
    for decision in rules.decisions.values():
        for version in decision.versions:
            logic = version.document.logic
            body = logic.body if isinstance(logic, FunctionDocument) else logic
            parts = (*body.outputs, *body.rules) if isinstance(body, TableDocument) else ()
            steps = body.steps if isinstance(body, StepsDocument) else ()
            found += [version.document.notes, *(part.notes for part in (*parts, *steps))]
    return found


def test_every_interpretation_stands_beside_a_rule() -> None:
    notes = all_notes(motor.load(NACKA))
    numbers = {one.number for each in notes for one in each.interpretations if one.number is not None}
    assert numbers == set(range(1, 16))


def test_what_is_adopted_is_the_compensation_model() -> None:
    adopted = {
        (decision.name, version.valid_from)
        for decision in motor.load(NACKA).decisions.values()
        for version in decision.versions
        if version.status == "beslutad"
    }
    model = (
        "bonusgrundande",
        "bonusandel",
        "månadsersättning",
        "snabbhetspremie",
        "avslutsersättning",
        "ersättning",
    )
    assert adopted == {(name, date(2024, 1, 1)) for name in model}


def test_a_changed_amount_changes_the_answer_and_fails_its_golden_cases() -> None:
    name = "insatsvillkor/2024-01-01.yaml"
    text = (NACKA / name).read_text("utf-8")
    assert text.count("checkbelopp: 3 800") == 1
    raised = motor.load(NACKA, extra={name: text.replace("checkbelopp: 3 800", "checkbelopp: 3 950")})
    asked = {"facts": {"insats": "AMI 1"}, "on": date(2024, 3, 1), "decisions": ["insatsvillkor"]}
    assert raised.evaluate(**asked)["insatsvillkor"]["checkbelopp"] == 3950

    cases = read_cases(ROOT / "tests" / "fall" / "nacka-villkor.yaml").cases
    failed = [case.name for case in cases if not run_case(case, raised).passed]
    assert failed == ["AMI 1 2024"]
