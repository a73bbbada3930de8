"""Decisions asked again and again: what is remembered is what a fresh evaluation gives."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import motor
from motor.errors import FactError, MotorError
from motor.feel.scope import Unanswered
from motor.rulebook import Rulebook
from motor.rulebook.evaluation import Evaluation
from motor.rulebook.facts import read_fact, read_facts
from tests.candidates import candidates
from tests.repository import ROOT
from tests.rulesets import decision, write

DAY = datetime.date(2024, 6, 1)
RULE_SETS = {path.name: motor.load(path) for path in sorted((ROOT / "regler").iterdir())}
RULE_SETS["bibliotek"] = motor.load(ROOT / "tests/regelverk/bibliotek")


def facts_of(rulebook: Rulebook) -> st.SearchStrategy[dict[str, Any]]:
    """Some facts of a rule set, each with an answer worth trying."""
    answers = {name: st.sampled_from(candidates(rulebook, name)) for name in rulebook.facts}
    return st.fixed_dictionaries({}, optional=answers)


def outcome(ask: Any, *arguments: Any) -> Any:
    """What asking gives: the values, or the problems of the error."""
    try:
        return ask(*arguments)
    except MotorError as error:
        return [(type(error), problem.code, problem.message) for problem in error.problems]
    except Unanswered as unanswered:
        return unanswered.fact


@pytest.mark.parametrize("name", RULE_SETS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_prepared_check_gives_what_an_evaluation_gives(name: str, data: st.DataObject) -> None:
    rulebook = RULE_SETS[name]
    check = rulebook.prepare(on=DAY)
    for facts in data.draw(st.lists(facts_of(rulebook), min_size=3, max_size=6)):
        expected = outcome(lambda facts: rulebook.evaluate(facts, DAY, check.decisions).values, facts)
        assert outcome(check, facts) == expected
        assert outcome(check, facts) == expected, "the second time"


@pytest.mark.parametrize("name", RULE_SETS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_result_told_again_is_the_whole_result(name: str, data: st.DataObject) -> None:
    rulebook = RULE_SETS[name]
    check = rulebook.prepare(on=DAY)
    first = data.draw(facts_of(rulebook))
    for _ in range(4):
        facts = first | data.draw(near(rulebook, first))
        asked = lambda facts: rulebook.evaluate(facts, DAY, check.decisions).to_json()  # noqa: E731
        assert outcome(lambda facts: check.result(facts).to_json(), facts) == outcome(asked, facts)


def near(rulebook: Rulebook, facts: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Another value for some of the numbers and texts, often within the same cell."""
    numbers = {name: st.integers(0, 120) for name, value in facts.items() if type(value) is int}
    return st.fixed_dictionaries({}, optional=numbers)


@pytest.mark.parametrize("name", RULE_SETS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_remembered_is_what_a_fresh_evaluation_gives(name: str, data: st.DataObject) -> None:
    rulebook = RULE_SETS[name]
    answers = data.draw(facts_of(rulebook))
    facts = read_facts(
        {fact: answer for fact, answer in answers.items() if usable(rulebook, fact, answer)}, rulebook.facts
    )
    remembering, fresh = (Evaluation(rulebook.model, facts, afresh=afresh) for afresh in (False, True))
    for each in rulebook.in_force(DAY):
        assert outcome(remembering.read, each, DAY) == outcome(fresh.read, each, DAY)


def usable(rulebook: Rulebook, fact: str, answer: Any) -> bool:
    return not isinstance(outcome(read_fact, fact, answer, rulebook.facts), list) or isinstance(answer, tuple)


def made_up(tmp_path: Path, **decisions: str) -> Rulebook:
    files = {f"{name}/2024-01-01.yaml": decision(name, logic) for name, logic in decisions.items()}
    return motor.load(write(tmp_path, files))


def test_what_reads_the_clock_is_decided_each_time(tmp_path: Path) -> None:
    rulebook = made_up(tmp_path, nu="uttryck: now()\n", alltid="uttryck: ålder\n")
    check = rulebook.prepare(["nu"], DAY)
    assert str(check({})["nu"]) < str(check({})["nu"])
    assert rulebook.model.memory("nu") is None
    assert rulebook.model.memory("alltid") is not None


def test_true_is_not_taken_for_one(tmp_path: Path) -> None:
    rulebook = made_up(
        tmp_path,
        f="funktion:\n  parametrar: [{namn: x}]\n  uttryck: string(x)\n",
        svar="uttryck: '[f(1), f(true), f(1.0), f(\"1\")]'\n",
    )
    assert rulebook.evaluate({}, DAY, ["svar"])["svar"] == ["1", "true", "1", "1"]
    check = made_up(tmp_path / "b", svar="uttryck: ålder + 1\n").prepare(["svar"], DAY)
    assert check({"ålder": 1}) == {"svar": 2}
    with pytest.raises(motor.FactError, match="ålder ska vara"):
        check({"ålder": True})


def test_the_answer_is_the_callers_own(tmp_path: Path) -> None:
    check = made_up(tmp_path, svar="uttryck: '{a: [ålder, {b: 1}]}'\n").prepare(["svar"], DAY)
    first = check({"ålder": 7})
    first["svar"]["a"][1]["b"] = "ändrat"
    first["mer"] = 1
    assert check({"ålder": 7}) == {"svar": {"a": [7, {"b": 1}]}}


def test_steps_count_the_same_when_remembered(tmp_path: Path) -> None:
    rulebook = made_up(tmp_path, svar="uttryck: count(for i in 1..1000 return i + ålder)\n")
    spent = []
    for _ in range(2):
        evaluation = Evaluation(rulebook.model, read_facts({"ålder": 7}, rulebook.facts))
        before = evaluation.run.steps
        evaluation.read("svar", DAY)
        spent.append(before - evaluation.run.steps)
    assert spent[0] == spent[1] > 1000


def test_a_memory_that_is_seldom_of_use_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motor.rulebook.memory.TRIAL", 4)
    rulebook = made_up(tmp_path, svar="uttryck: ålder * 2\n")
    for age in range(10):
        assert rulebook.evaluate({"ålder": age}, DAY)["svar"] == age * 2
    assert rulebook.model.memory("svar") is None


@pytest.mark.parametrize("answer", [Decimal("sNaN"), Decimal("NaN"), Decimal("Infinity"), Decimal("1E+7000")])
def test_a_number_that_is_none_is_refused_as_by_an_evaluation(answer: Any, tmp_path: Path) -> None:
    for text in ("ålder + 1", "if ålder > 3 then 1 else 2"):
        rulebook = made_up(tmp_path / str(len(text)), svar=f"uttryck: {text}\n")
        check = rulebook.prepare(["svar"], DAY)
        check({"ålder": type(answer)(7)})
        with pytest.raises(MotorError) as caught:
            rulebook.evaluate({"ålder": answer}, DAY, ["svar"])
        for ask in (check, check.result):
            with pytest.raises(type(caught.value), match=re.escape(str(caught.value))):
                ask({"ålder": answer})


@pytest.mark.parametrize("facts", [None, [], "x", 5, [("ålder", 7)]])
def test_what_is_no_mapping_is_refused(facts: Any, tmp_path: Path) -> None:
    check = made_up(tmp_path, svar="uttryck: ålder\n").prepare(["svar"], DAY)
    for ask in (check, check.result):
        with pytest.raises(FactError, match="Fakta ska ges med namn och svar i en dict"):
            ask(facts)
