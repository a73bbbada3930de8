"""What is still possible, asked again and again: what is kept is what a fresh evaluation finds."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import motor
from motor.errors import MotorError
from motor.feel import scope
from motor.rulebook import explored, undecided
from motor.rulebook.exploration import explore
from motor.rulebook.nearest import nearest
from motor.values.convert import dumps
from tests.candidates import candidates
from tests.dated import Question, dated_files, questions
from tests.repository import ROOT
from tests.rulesets import AVGIFT, HEAD, decision, write

DAY = date(2024, 6, 1)
EARLIER = date(2023, 6, 1)
RULE_SETS = {path.name: motor.load(path) for path in sorted((ROOT / "regler").iterdir())}
RULE_SETS["bibliotek"] = motor.load(ROOT / "tests/regelverk/bibliotek")
CONSTRAINT = """\
  - {namn: avgiften, typ: tal, standard: avgift}
kontroller:
  - {villkor: avgiften < 1000, meddelande: Bara barn.}
"""
"""What is read is a fact, whose default is decided by a table."""
BY_START = "gäller enligt: start\n"
OF_2023 = "  - {namn: gammal, typ: ja/nej, giltig till: 2023-12-31}\n"
BY_AGE = """
träffregel: första
indata: [ålder]
utdata: [{namn: z, typ: tal}]
regler:
  - {när: {ålder: "< 50"}, ger: {z: 1}}
  - {när: {}, ger: {z: 2}}
"""
DEAR = "uttryck: (if sfi then 1 else 2) + count(for i in 1..200 return if sfi then i else i * 2)\n"
"""Deciding it takes hundreds of steps, and so do both of its trials."""


def answer(rulebook: motor.Rulebook, asked: Question, afresh: bool = False) -> Any:
    """All that is told of a question, with the trace; or why it is refused."""
    try:
        result = rulebook.evaluate(asked.facts, asked.day, [asked.name], afresh=afresh)
    except MotorError as error:
        return [str(problem) for problem in error.problems]
    return dumps(result.to_json()), result.missing_by_decision


def changes(rulebook: motor.Rulebook, asked: Question) -> Any:
    """The smallest changes, or why they cannot be asked for."""
    try:
        return nearest(rulebook, asked.facts, asked.day, asked.name, asked.wanted)
    except MotorError as error:
        return [str(problem) for problem in error.problems]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=dated_files(), asked=questions())
def test_what_was_asked_before_changes_no_answer(
    made: tuple[dict[str, str], str], asked: list[Question]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), *made)
        warm = motor.load(path)
        for each in asked:
            fresh = motor.load(path)
            told = answer(warm, each)
            assert told == answer(fresh, each)
            assert told == answer(warm, each, afresh=True)
            if each.wanted is not None:
                assert changes(warm, each) == changes(motor.load(path), each)


@pytest.mark.parametrize("name", RULE_SETS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_kept_is_what_a_fresh_evaluation_finds(name: str, data: st.DataObject) -> None:
    rulebook = RULE_SETS[name]
    answers = {fact: st.sampled_from(candidates(rulebook, fact)) for fact in rulebook.facts}
    some = data.draw(st.sets(st.sampled_from(list(answers)), max_size=4))
    decisions = st.sampled_from(rulebook.in_force(DAY))
    for _ in range(3):
        facts = {fact: data.draw(answers[fact]) for fact in answers if fact in some}
        asked = Question(facts, DAY, data.draw(decisions), None)
        assert answer(rulebook, asked) == answer(rulebook, asked, afresh=True)


def test_a_fact_of_the_day_that_is_picked_is_not_forgotten(tmp_path: Path) -> None:
    """It does not exist on the day asked about, and yet it decides."""
    logic = "uttryck: (if sfi then 1 else 2) + (if sfi then 2 else 1) + (if gammal then 10 else 20)\n"
    files = {
        "x/2023-01-01.yaml": decision("x", logic, "2023-01-01", BY_START),
        "x/2024-01-01.yaml": decision("x", "uttryck: 0\n", "2024-01-01", BY_START),
    }
    rulebook = motor.load(write(tmp_path, files, HEAD + OF_2023))
    for old, value in ((True, 13), (False, 23), (True, 13)):
        assert rulebook.evaluate({"start": EARLIER, "gammal": old}, DAY, ["x"]).values == {"x": value}


def test_nor_is_it_when_the_smallest_change_is_looked_for(tmp_path: Path) -> None:
    files = {
        "x/2023-01-01.yaml": decision(
            "x", "uttryck: if sfi then (if gammal then 1 else 2) else 3\n", "2023-01-01", BY_START
        ),
        "x/2024-01-01.yaml": decision("x", "uttryck: 0\n", "2024-01-01", BY_START),
    }
    rulebook = motor.load(write(tmp_path, files, HEAD + OF_2023))
    for old, names in ((True, ["sfi"]), (False, []), (True, ["sfi"])):
        facts = {"start": EARLIER, "gammal": old, "sfi": False}
        found = nearest(rulebook, facts, DAY, "x", 1)
        assert [change.fact for one in found for change in one.changes] == names


def test_constraints_are_of_the_day_asked_about(tmp_path: Path) -> None:
    """The z of 2023 is 1 where the constraint of 2023 stops the old; asked about in 2024 it stops nobody."""
    more = "  - {namn: vikt, typ: tal}\n  - {namn: gräns, typ: tal, standard: tak}\n"
    more += "kontroller:\n  - {villkor: ålder < gräns, meddelande: För gammal.}\n"
    files = {
        "tak/2023-01-01.yaml": decision("tak", "uttryck: 40\n", "2023-01-01"),
        "tak/2024-01-01.yaml": decision("tak", "uttryck: 200\n", "2024-01-01"),
        "z/2023-01-01.yaml": decision("z", BY_AGE, "2023-01-01"),
        "x/2023-01-01.yaml": decision("x", "uttryck: z + vikt\n", "2023-01-01", BY_START),
    }
    rulebook = motor.load(write(tmp_path, files, HEAD + more))
    for _ in range(2):
        later = rulebook.evaluate({"start": EARLIER}, DAY, ["x"])
        assert later.missing == ["ålder", "vikt"]
        assert rulebook.evaluate({"start": EARLIER}, EARLIER, ["z"]).values == {"z": 1}
        assert rulebook.evaluate({"start": EARLIER}, DAY, ["z"]).undecided["z"] == [1, 2]


def test_each_decision_has_a_budget_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is explored for two decisions leaves the third as much, asked alone or again."""
    monkeypatch.setattr(scope, "MAX_STEPS", 1200)
    rulebook = motor.load(
        write(tmp_path, {f"{name}/2024-01-01.yaml": decision(name, DEAR) for name in "xyz"})
    )
    for names in ("xyz", "z", "zyx", "xyz"):
        undecided = rulebook.evaluate({}, DAY, list(names)).undecided
        # A trial takes some 200 steps: 1 + 200 and 2 + 200 are both found within 1200.
        assert {name: list(each) for name, each in undecided.items()} == {name: [201, 202] for name in names}


def test_what_the_clock_ended_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rulebook = motor.load(write(tmp_path, {"x/2024-01-01.yaml": decision("x", DEAR)}))
    with monkeypatch.context() as hurried:
        hurried.setattr(undecided, "MAX_SECONDS", -1)
        assert not rulebook.evaluate({}, DAY).undecided["x"].complete
    assert rulebook.evaluate({}, DAY).undecided["x"] == [201, 202]


def test_a_constraint_that_the_clock_ended_is_not_taken_for_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A constraint that could not be computed stops nothing: another time it may."""
    more = "kontroller:\n  - {villkor: 'not(sfi) or count(for i in 1..200 return i) = 0', meddelande: Nej.}\n"
    files = {"x/2024-01-01.yaml": decision("x", "uttryck: if sfi then 1 else 2\n")}
    rulebook = motor.load(write(tmp_path, files, HEAD + more))
    with monkeypatch.context() as hurried:
        hurried.setattr(scope.Run.__init__, "__defaults__", (-1,))
        assert rulebook.evaluate({}, DAY).undecided["x"] == [1, 2]
        assert nearest(rulebook, {}, DAY, "x", 1) != []
    assert rulebook.evaluate({}, DAY).values == {"x": 2}
    assert nearest(rulebook, {}, DAY, "x", 1) == []


def test_equal_times_in_two_zones_are_not_taken_for_the_same(tmp_path: Path) -> None:
    more = "  - {namn: stund, typ: tid}\n"
    files = {"x/2024-01-01.yaml": decision("x", "uttryck: (if sfi then 1 else 1) + 10 * stund.hour\n")}
    rulebook = motor.load(write(tmp_path, files, HEAD + more))
    for moment, value in (("10:00:00+00:00", 101), ("11:00:00+01:00", 111)):
        assert rulebook.evaluate({"stund": moment}, DAY).values == {"x": value}


@pytest.mark.parametrize(
    ("fact", "constraint"),
    [
        ("  - {namn: nu, typ: datum, standard: today()}\n", ""),
        ("", "kontroller:\n  - {villkor: not(sfi) or today() > start, meddelande: Nej.}\n"),
    ],
)
def test_what_the_clock_decides_is_not_kept(
    fact: str, constraint: str, tmp_path: Path, explored_decisions: list[Any]
) -> None:
    when = "nu" if fact else "start"
    files = {"x/2024-01-01.yaml": decision("x", f"uttryck: 'if sfi then {when} >= start else false'\n")}
    rulebook = motor.load(write(tmp_path, files, HEAD + fact + constraint))
    for count in (1, 2):
        assert rulebook.evaluate({"start": EARLIER}, DAY).undecided["x"] == [True, False]
        assert len(explored_decisions) == count


@pytest.fixture
def explored_decisions(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was explored, as it comes."""
    found: list[Any] = []

    def counted(*arguments: Any) -> Any:
        found.append(arguments)
        return explore(*arguments)

    monkeypatch.setattr(undecided, "explore", counted)
    return found


def test_the_same_is_explored_once(tmp_path: Path, explored_decisions: list[Any]) -> None:
    files = {
        "avgift/2024-01-01.yaml": AVGIFT,
        "x/2024-01-01.yaml": decision("x", "uttryck: if sfi then avgift else 0\n"),
    }
    rulebook = motor.load(write(tmp_path, files, HEAD))
    # The colour is not behind the fee. A child pays nothing whatever is answered, which needs no exploring.
    for facts, count in (
        ({"ålder": 20}, 1),
        ({"ålder": 20, "färg": "röd"}, 1),
        ({"ålder": 12}, 1),
        ({"ålder": 40}, 2),
        ({"ålder": 20}, 2),
    ):
        result = rulebook.evaluate(facts, DAY)
        assert "x" in result.undecided or result["x"] == 0
        assert len(explored_decisions) == count, facts


def test_the_oldest_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, explored_decisions: list[Any]
) -> None:
    monkeypatch.setattr(explored, "PLACES", 2)
    files = {"x/2024-01-01.yaml": decision("x", "uttryck: if sfi then ålder else 0\n")}
    rulebook = motor.load(write(tmp_path, files, HEAD))
    for age, count in ((1, 1), (2, 2), (1, 2), (3, 3), (2, 3), (1, 4)):
        assert rulebook.evaluate({"ålder": age}, DAY).undecided["x"] == [age, 0]
        assert len(explored_decisions) == count, age


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


def test_a_fact_that_only_a_constraint_reads_is_not_forgotten(tmp_path: Path) -> None:
    more = "kontroller:\n  - {villkor: not(sfi) or ålder < 50, meddelande: Nej.}\n"
    rulebook = motor.load(
        write(tmp_path, {"x/2024-01-01.yaml": decision("x", "uttryck: sfi\n")}, HEAD + more)
    )
    for _ in range(2):
        assert rulebook.evaluate({"ålder": 40}, DAY).undecided["x"] == [True, False]
        assert rulebook.evaluate({"ålder": 60}, DAY).values == {"x": False}
