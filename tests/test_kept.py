"""What is still possible, asked again and again: what is kept is what a fresh evaluation finds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import motor
from motor.errors import MotorError
from motor.rulebook import undecided
from motor.rulebook.exploration import explore
from tests.candidates import candidates
from tests.repository import ROOT
from tests.rulesets import AVGIFT, HEAD, decision, write

DAY = date(2024, 6, 1)
RULE_SETS = {path.name: motor.load(path) for path in sorted((ROOT / "regler").iterdir())}
RULE_SETS["bibliotek"] = motor.load(ROOT / "tests/regelverk/bibliotek")
CONSTRAINT = """\
  - {namn: avgiften, typ: tal, standard: avgift}
kontroller:
  - {villkor: avgiften < 1000, meddelande: Bara barn.}
"""
"""What is read is a fact, whose default is decided by a table."""


def possible(rulebook: motor.Rulebook, facts: dict[str, Any], afresh: bool = False) -> Any:
    """What a question leaves open: outcomes, certain elements and missing facts; or why it is refused."""
    try:
        found = rulebook.evaluate(facts, DAY, afresh=afresh)
    except MotorError as error:
        return [str(problem) for problem in error.problems]
    outcomes = {name: (list(each), each.certain, each.complete) for name, each in found.undecided.items()}
    return outcomes, found.missing, found.missing_by_decision, found.values


@pytest.mark.parametrize("name", RULE_SETS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_kept_is_what_a_fresh_evaluation_finds(name: str, data: st.DataObject) -> None:
    rulebook = RULE_SETS[name]
    answers = {fact: st.sampled_from(candidates(rulebook, fact)) for fact in rulebook.facts}
    some = data.draw(st.sets(st.sampled_from(list(answers)), max_size=4))
    for _ in range(3):
        facts = {fact: data.draw(answers[fact]) for fact in answers if fact in some}
        assert possible(rulebook, facts) == possible(rulebook, facts, afresh=True)


def test_answers_of_one_cell_are_explored_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    explored: list[Any] = []

    def counted(*arguments: Any) -> Any:
        explored.append(arguments)
        return explore(*arguments)

    monkeypatch.setattr(undecided, "explore", counted)
    files = {
        "avgift/2024-01-01.yaml": AVGIFT,
        "x/2024-01-01.yaml": decision("x", "uttryck: if sfi then avgift else 0\n"),
    }
    rulebook = motor.load(write(tmp_path, files, HEAD))
    # A child pays nothing whatever is answered, which needs no exploring.
    for age, count in ((20, 1), (40, 1), (12, 1), (18, 2), (119, 2), (120, 3)):
        result = rulebook.evaluate({"ålder": age}, DAY)
        assert "x" in result.undecided or result["x"] == 0
        assert len(explored) == count, age


def test_a_constraint_that_rests_on_a_decision_is_not_forgotten(tmp_path: Path) -> None:
    """The cells of a fact are those of the tables behind the constraints too."""
    files = {
        "avgift/2024-01-01.yaml": AVGIFT,
        "x/2024-01-01.yaml": decision("x", "uttryck: sfi\n"),
    }
    rulebook = motor.load(write(tmp_path, files, HEAD + CONSTRAINT))
    check = rulebook.prepare(["x"], DAY)
    for age in (12, 20, 12, 20):
        facts = {"ålder": age, "sfi": True}
        if age == 12:
            assert check(facts) == {"x": True}
            assert rulebook.evaluate({"ålder": age}, DAY, ["x"]).undecided["x"] == [True, False]
            continue
        for ask in (check, lambda facts: rulebook.evaluate(facts, DAY, ["x"])):
            with pytest.raises(motor.FactError, match="Bara barn"):
                ask(facts)


def test_an_answer_that_a_constraint_would_refuse_is_not_possible(tmp_path: Path) -> None:
    logic = """
        träffregel: första
        indata: [ålder]
        utdata: [{namn: x, typ: text}]
        regler:
          - {när: {ålder: "< 18"}, ger: {x: barn}}
          - {när: {}, ger: {x: vuxen}}
        """
    files = {"avgift/2024-01-01.yaml": AVGIFT, "x/2024-01-01.yaml": decision("x", logic)}
    rulebook = motor.load(write(tmp_path, files, HEAD + CONSTRAINT))
    for _ in range(2):
        assert rulebook.evaluate({}, DAY, ["x"]).values == {"x": "barn"}
