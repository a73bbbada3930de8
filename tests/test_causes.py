"""Why a decision gave null: a table where no rule hits says so with its place, unless null is meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import motor
from motor.feel.scope import Warning
from tests.dmn_texts import wrapped
from tests.rulesets import HEAD, decision, write

DAY = date(2024, 6, 1)

TABLE = """
träffregel: POLICY
indata: [ålder]
utdata: [{namn: x, typ: tal, tillåtna: [1, 2]MORE}]
regler:
  - {när: {ålder: "< 10"}, ger: {x: 1}}
  - {när: {ålder: "[10..20]"}, ger: {x: 2}}
"""


def load(folder: Path, table: str, **others: str) -> motor.Rulebook:
    files = {"x/2024-01-01.yaml": decision("x", table)}
    files |= {f"{name}/2024-01-01.yaml": decision(name, logic) for name, logic in others.items()}
    return motor.load(write(folder, files, HEAD))


def table(policy: str = "första", more: str = "") -> str:
    return TABLE.replace("POLICY", policy).replace("MORE", more)


def test_no_hit_is_told_with_its_place(tmp_path: Path) -> None:
    rulebook = load(tmp_path, table())
    result = rulebook.evaluate({"ålder": 30}, on=DAY)
    (warning,) = result.warnings
    assert result["x"] is None
    assert (warning.code, warning.text) == ("ingen träff", "x")
    assert warning.message == "Ingen regel i x stämmer, och det finns inget standardvärde."
    assert str(warning.where) == f"{rulebook.path}/x/2024-01-01.yaml:1:9"
    assert result.to_json()["upplysningar"][0]["plats"] == str(warning.where)


@pytest.mark.parametrize("policy", ["unik", "samstämmig", "prioritet", "första", "samla summa", "samla min"])
def test_every_hit_policy_that_gives_null_tells_why(policy: str, tmp_path: Path) -> None:
    assert [each.code for each in load(tmp_path, table(policy)).evaluate({"ålder": 30}, on=DAY).warnings] == [
        "ingen träff"
    ]


@pytest.mark.parametrize("policy", ["samla", "samla antal", "regelordning", "utdataordning"])
def test_a_list_without_hits_is_no_null(policy: str, tmp_path: Path) -> None:
    assert load(tmp_path, table(policy)).evaluate({"ålder": 30}, on=DAY).warnings == []


@pytest.mark.parametrize(("policy", "more"), [("första", ", oklar: ja"), ("prioritet", ", oklar: ja")])
def test_a_null_that_the_table_means_is_not_told(policy: str, more: str, tmp_path: Path) -> None:
    result = load(tmp_path, table(policy, more)).evaluate({"ålder": 30}, on=DAY)
    assert (result["x"], result.warnings) == (None, [])


def test_a_default_is_no_null(tmp_path: Path) -> None:
    result = load(tmp_path, table(more=", standard: 2")).evaluate({"ålder": 30}, on=DAY)
    assert (result["x"], result.warnings) == (2, [])


def test_a_rule_cannot_give_null_where_outputs_are_ranked(tmp_path: Path) -> None:
    with pytest.raises(motor.RuleError, match="null saknar plats i ordningen"):
        load(tmp_path, table("prioritet", ", oklar: ja").replace("{x: 2}", '{x: "null"}'))


TWO = """
träffregel: första
indata: [ålder]
utdata: [{namn: a, typ: tal, standard: 0}, {namn: b, typ: tal}]
regler: [{när: {ålder: "< 10"}, ger: {a: 1, b: 2}}]
"""


def test_an_output_without_default_beside_one_that_has_it_is_told(tmp_path: Path) -> None:
    result = load(tmp_path, TWO).evaluate({"ålder": 30}, on=DAY)
    assert result["x"] == {"a": 0, "b": None}
    assert [each.code for each in result.warnings] == ["ingen träff"]


WIDE = """
träffregel: första
indata: [ålder, sfi]
utdata: [{namn: x, typ: tal}]
regler: [{när: {ålder: "< 10", sfi: ja}, ger: {x: 1}}]
"""


def test_what_is_only_tried_tells_nothing(tmp_path: Path) -> None:
    rulebook = load(tmp_path, WIDE)
    undecided = rulebook.evaluate({"ålder": 5}, on=DAY)
    assert (undecided.undecided["x"], undecided.warnings) == ([1, None], [])
    decided = rulebook.evaluate({"ålder": 30}, on=DAY)
    assert (decided["x"], [each.code for each in decided.warnings]) == (None, ["ingen träff"])


def test_an_open_column_that_cannot_matter_tells_once(tmp_path: Path) -> None:
    both = WIDE.replace("regler: [", "regler: [{när: {ålder: '< 3', sfi: nej}, ger: {x: 1}}, ")
    result = load(tmp_path, both).evaluate({"ålder": 12}, on=DAY)
    assert (result["x"], [each.code for each in result.warnings]) == (None, ["ingen träff"])


def test_the_cause_is_told_however_the_decision_was_read_before(tmp_path: Path) -> None:
    rulebook = load(tmp_path, table(), y="uttryck: x = null\n", z="uttryck: y\n")

    def codes(*names: str) -> list[str]:
        return [each.code for each in rulebook.evaluate({"ålder": 30}, on=DAY, decisions=names).warnings]

    assert codes("x", "y", "z") == codes("z") == codes("z", "y", "x") == codes("y") == ["ingen träff"]


DMN = """
<inputData id="i" name="n"><variable name="n" typeRef="number"/></inputData>
<decision id="d" name="storlek"><variable name="storlek"/>
  <informationRequirement><requiredInput href="#i"/></informationRequirement>
  <decisionTable><input><inputExpression><text>n</text></inputExpression></input><output/>
    <rule><inputEntry><text>&lt; 5</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
  </decisionTable></decision>
"""


def told(path: Path, n: int) -> list[Warning]:
    return motor.load_dmn(path).evaluate({"n": n}).warnings


def test_a_model_tells_of_no_hit_too(tmp_path: Path) -> None:
    path = tmp_path / "storlek.dmn"
    path.write_text(wrapped(DMN), "utf-8")
    (warning,) = told(path, 7)
    assert (warning.code, warning.text) == ("ingen träff", "storlek")
    assert warning.message == "Ingen regel i storlek stämmer, och det finns inget standardvärde."
    assert str(warning.where).startswith(f"{path}:")
    assert told(path, 3) == []
