"""`motor dmn kör`: a model's decisions on facts from a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import motor
from tests.repository import ROOT
from verktyg.fel import DONE, RULES_WRONG, USAGE_WRONG

MODEL = ROOT / "tests" / "tck" / "compliance-level-2" / "0001-avgifter" / "0001-avgifter.dmn"

TYPED = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
  <itemDefinition name="tBok">
    <itemComponent name="titel"><typeRef>string</typeRef></itemComponent>
    <itemComponent name="år"><typeRef>tÅr</typeRef></itemComponent>
  </itemDefinition>
  <itemDefinition name="tÅr"><typeRef>number</typeRef></itemDefinition>
  <itemDefinition name="tDagar" isCollection="true"><typeRef>date</typeRef></itemDefinition>
  <inputData id="a" name="dagar"><variable name="dagar" typeRef="tDagar"/></inputData>
  <inputData id="b" name="bok"><variable name="bok" typeRef="tBok"/></inputData>
  <inputData id="c" name="tid"><variable name="tid" typeRef="dayTimeDuration"/></inputData>
  <inputData id="d" name="öppet"><variable name="öppet" typeRef="boolean"/></inputData>
  <inputData id="e" name="fritt"><variable name="fritt"/></inputData>
  <decision id="s" name="allt">
    <variable name="allt"/>
    <informationRequirement><requiredInput href="#a"/></informationRequirement>
    <informationRequirement><requiredInput href="#b"/></informationRequirement>
    <informationRequirement><requiredInput href="#c"/></informationRequirement>
    <informationRequirement><requiredInput href="#d"/></informationRequirement>
    <informationRequirement><requiredInput href="#e"/></informationRequirement>
    <literalExpression>
      <text>[dagar[1].year, bok.titel, bok.år + 1, tid.hours, öppet, fritt]</text>
    </literalExpression>
  </decision>
</definitions>
"""


def test_the_decisions_asked_for_are_printed() -> None:
    run = motor(
        "dmn", "kör", str(MODEL), "--indata", "-", "--beslut", "avgift", "--beslut", "text", stdin="dagar: 4"
    )
    assert (run.status, run.err) == (DONE, "")
    assert run.out == 'avgift  10\ntext    "Försenad 4 dagar"\n'


def test_json_is_exact() -> None:
    run = motor(
        "dmn", "kör", str(MODEL), "--indata", "-", "--beslut", "avgift", "--beslut", "åter", "--json",
        stdin='{"dagar": 0.1}',
    )  # fmt: skip
    assert run.out == '{\n  "avgift": 0.25,\n  "åter": "2024-03-01"\n}\n'


def test_a_null_has_its_cause() -> None:
    run = motor("dmn", "kör", str(MODEL), "--indata", "-", "--beslut", "delad med noll", stdin="dagar: 4")
    assert run.status == DONE
    assert run.out == "delad med noll  null\n"
    assert "dagar / 0" in run.err


def test_every_decision_is_printed_when_none_is_asked_for() -> None:
    run = motor("dmn", "kör", str(MODEL), "--json")
    values = json.loads(run.out)
    assert len(values) == 13
    assert values["avgift"] is None
    assert values["böcker"] == ["Emil", "Pippi"]


@pytest.mark.parametrize(
    "facts",
    [
        "dagar: [2024-03-01]\nbok: {titel: 1984, år: 1949}\ntid: PT5H\nöppet: ja\nfritt: 7",
        """{"dagar": ["2024-03-01"], "bok": {"titel": "1984", "år": 1949},
        "tid": "PT5H", "öppet": true, "fritt": 7}""",
    ],
    ids=["yaml", "json"],
)
def test_a_text_is_read_by_its_declared_type(facts: str, tmp_path: Path) -> None:
    model = tmp_path / "m.dmn"
    model.write_text(TYPED, "utf-8")
    run = motor("dmn", "kör", str(model), "--indata", "-", "--json", stdin=facts)
    assert json.loads(run.out) == {"allt": [2024, "1984", 1950, 5, True, 7]}


def test_every_fact_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    model = tmp_path / "m.dmn"
    model.write_text(TYPED, "utf-8")
    run = motor("dmn", "kör", str(model), "--indata", "-", stdin="tid: länge\nöppet: kanske\nboken: x\n")
    assert run.status == USAGE_WRONG
    assert "tid: " in run.err
    assert 'öppet: "kanske" är varken ja eller nej.' in run.err
    assert "Modellen frågar inte efter boken." in run.err
    assert "Menade du bok?" in run.err


CALLED = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
  <inputData id="a" name="från"><variable name="från" typeRef="date"/></inputData>
  <decision id="d" name="dagar"><variable name="dagar" typeRef="dayTimeDuration"/>
    <informationRequirement><requiredInput href="#a"/></informationRequirement>
    <literalExpression><text>date("2024-03-01") - från</text></literalExpression></decision>
  <decision id="e" name="antal"><variable name="antal" typeRef="number"/>
    <informationRequirement><requiredDecision href="#d"/></informationRequirement>
    <literalExpression><text>dagar.days</text></literalExpression></decision>
  <decisionService id="s" name="hela"><variable name="hela"/>
    <outputDecision href="#e"/><encapsulatedDecision href="#d"/><inputData href="#a"/></decisionService>
  <decisionService id="t" name="delen"><variable name="delen"/>
    <outputDecision href="#e"/><inputDecision href="#d"/></decisionService>
  <businessKnowledgeModel id="f" name="år av"><variable name="år av"/>
    <encapsulatedLogic><formalParameter name="dag" typeRef="date"/>
      <literalExpression><text>dag.year</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
</definitions>
"""


@pytest.mark.parametrize(
    ("option", "name", "facts", "out"),
    [
        ("--tjänst", "hela", "från: 2024-02-01", "hela  29\n"),
        ("--tjänst", "delen", "dagar: P3DT2H", "delen  3\n"),
        ("--funktion", "år av", "dag: 2024-02-01", "år av  2024\n"),
    ],
)
def test_services_and_functions_are_called(
    option: str, name: str, facts: str, out: str, tmp_path: Path
) -> None:
    model = tmp_path / "m.dmn"
    model.write_text(CALLED, "utf-8")
    run = motor("dmn", "kör", str(model), option, name, "--indata", "-", stdin=facts)
    assert (run.status, run.out, run.err) == (DONE, out, "")


@pytest.mark.parametrize(
    ("arguments", "facts", "error"),
    [
        (["--tjänst", "hel"], "", "Menade du hela?"),
        (["--tjänst", "år av"], "", "heter år av.\n    Det som finns är delen, hela."),
        (["--funktion", "hela"], "", "Modellen har ingen funktion som heter hela."),
        (
            ["--tjänst", "delen"],
            "från: 2024-02-01",
            "delen frågar inte efter från.\n    Det som går att ge är dagar.",
        ),
        (["--tjänst", "hela"], "från: i går", "från: "),
        (["--tjänst", "hela", "--beslut", "antal"], "", "går inte ihop"),
    ],
)
def test_a_call_that_cannot_be_made_is_refused(
    arguments: list[str], facts: str, error: str, tmp_path: Path
) -> None:
    model = tmp_path / "m.dmn"
    model.write_text(CALLED, "utf-8")
    run = motor("dmn", "kör", str(model), *arguments, "--indata", "-", stdin=facts)
    assert run.status == USAGE_WRONG
    assert error in run.err
    assert not run.out


def test_facts_that_are_not_given_are_named_before_the_nulls_that_they_make(tmp_path: Path) -> None:
    model = tmp_path / "m.dmn"
    model.write_text(CALLED, "utf-8")
    for arguments, absent in (
        (["--beslut", "antal"], "från"),
        (["--tjänst", "delen"], "dagar"),
        (["--funktion", "år av"], "dag"),
    ):
        run = motor("dmn", "kör", str(model), *arguments)
        assert run.status == DONE
        assert run.err.startswith(f"Saknas, och är därför null: {absent}.\n")


def test_a_model_without_inputs_says_how_facts_get_in(tmp_path: Path) -> None:
    model = tmp_path / "m.dmn"
    model.write_text(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="urn:m">'
        '<decision id="d" name="d"><variable name="d"/>'
        "<literalExpression><text>pris * 2</text></literalExpression></decision></definitions>",
        "utf-8",
    )
    run = motor("dmn", "kör", str(model), "--indata", "-", stdin="pris: 3")
    assert run.status == USAGE_WRONG
    assert "Modellen frågar inte efter pris.\n    Lägg till det som indata i modellen" in run.err


def test_a_type_of_another_tool_is_refused_with_what_dmn_calls_it(tmp_path: Path) -> None:
    model = tmp_path / "m.dmn"
    model.write_text(CALLED.replace('typeRef="number"', 'typeRef="integer"'), "utf-8")
    run = motor("dmn", "kör", str(model))
    assert run.status == RULES_WRONG
    assert 'Det finns ingen typ "integer".\n    Skriv number' in run.err


def test_a_broken_model_is_an_error(tmp_path: Path) -> None:
    model = tmp_path / "m.dmn"
    model.write_text(TYPED.replace("#a", "#finns-inte"), "utf-8")
    run = motor("dmn", "kör", str(model))
    assert run.status == RULES_WRONG
    assert "finns-inte" in run.err
    assert "Traceback" not in run.err


def test_an_unknown_decision_is_refused() -> None:
    run = motor("dmn", "kör", str(MODEL), "--beslut", "avgft")
    assert run.status == USAGE_WRONG
    assert "avgft" in run.err
    assert "Menade du avgift?" in run.err
