"""Boxed forms and types that only a FEEL text can carry into a rule set: it answers as the model does."""

from __future__ import annotations

from pathlib import Path

import pytest

import motor
from tests.imports import (
    CALL,
    DAY,
    NEEDS,
    agree,
    column,
    decision,
    fact,
    imported,
    item,
    limited,
    literal,
    output,
    row,
    said,
    table,
)

PARTS = (
    '<itemComponent name="namn"><typeRef>string</typeRef></itemComponent>'
    f'<itemComponent name="ålder">{limited("number", "[0..120]")}</itemComponent>'
)
PERSON = item("tPerson", PARTS)
PEOPLE = item("tPersoner", PARTS, True)
FUNCTION = item(
    "tRäkna",
    '<functionItem outputTypeRef="number"><parameters name="n" typeRef="number"/></functionItem>',
)
ANSWERS = [{"mått": value} for value in (1, 7, 200, "x", True, [3], None)]


def function(parameters: str, logic: str, name: str = "räkna", type_ref: str = "") -> str:
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    return (
        f'<businessKnowledgeModel id="f" name="{name}"><variable name="{name}"{typed}/>'
        f"<encapsulatedLogic>{parameters}{logic}</encapsulatedLogic></businessKnowledgeModel>"
    )


def parameter(name: str, type_ref: str = "") -> str:
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<formalParameter name="{name}"{typed}/>'


@pytest.mark.parametrize(
    "logic",
    [
        "<list>" + literal("mått") + literal("1") + "</list>",
        '<relation><column name="a"/><column name="b"/><row>'
        + literal("mått")
        + literal("2")
        + "</row></relation>",
        (
            f'<for iteratorVariable="x"><in>{literal("[mått, 1]")}</in>'
            f"<return>{literal('x + count(partial)')}</return></for>"
        ),
        (
            f"<filter><in>{literal('[{a: mått}, {a: 2}]')}</in>"
            f"<match>{literal('a = mått or item.a = 2')}</match></filter>"
        ),
        (
            f'<every iteratorVariable="x"><in>{literal("[mått]")}</in>'
            f"<satisfies>{literal('x > 3')}</satisfies></every>"
        ),
        f'<functionDefinition typeRef="number">{parameter("n", "number")}{literal("n")}</functionDefinition>',
        literal("mått").replace("<literalExpression", '<literalExpression typeRef="number"'),
    ],
)
def test_a_form_within_a_context(logic: str, tmp_path: Path) -> None:
    entry = f'<contextEntry><variable name="del"/>{logic}</contextEntry>'
    last = "del(mått)" if "functionDefinition" in logic else "del"
    context = f"<context>{entry}<contextEntry>{literal(last)}</contextEntry></context>"
    body = fact("mått") + decision(context, needs=NEEDS)
    agree(tmp_path, body, "svar", *ANSWERS)


@pytest.mark.parametrize(
    ("type_ref", "text"),
    [
        ("tPerson", '{namn: "Bo", ålder: mått}'),
        ("tPersoner", '[{namn: "Bo", ålder: mått}, {namn: "Eva", ålder: 5}]'),
        ("tPersoner", '{namn: "Bo", ålder: mått}'),
        ("number", "[1, 2, mått][3]"),
        ("date and time", '@"2024-01-01"'),
        ("tRäkna", "mått"),
    ],
)
def test_a_value_is_of_the_type_of_its_decision_or_null(type_ref: str, text: str, tmp_path: Path) -> None:
    facts = fact("mått")
    body = PERSON + PEOPLE + FUNCTION + facts + decision(literal(text), type_ref=type_ref, needs=NEEDS)
    book_answers = [
        each for each in ANSWERS if type_ref != "number" or not isinstance(each["mått"], str | list | bool)
    ]
    agree(tmp_path, body, "svar", *book_answers)


def test_the_steps_of_a_structure_are_of_its_types(tmp_path: Path) -> None:
    entry = '<contextEntry><variable name="{}" typeRef="{}"/>{}</contextEntry>'
    plain = item("tPlan", PARTS.split('<itemComponent name="ålder"', maxsplit=1)[0])
    whole = "<context>" + entry.format("namn", "string", literal('"Bo"')) + "</context>"
    limits = (
        "<context>"
        + entry.format("namn", "string", literal('"Bo"'))
        + entry.format("ålder", "number", literal("200"))
        + "</context>"
    )
    body = plain + PERSON + decision(whole, type_ref="tPlan") + decision(limits, "för gammal", "tPerson")
    made = agree(tmp_path, body, "svar", {})
    assert said(made, "svar")["steg"] == [{"namn": "namn", "uttryck": '"Bo"', "typ": "text"}]
    assert motor.load(tmp_path / "fika").evaluate({}, DAY)["för gammal"] is None


@pytest.mark.parametrize(("type_ref", "typed"), [("tPerson", True), ("tBara", False), ("tNamn", False)])
def test_an_argument_is_of_the_type_of_its_parameter_or_the_call_is_null(
    type_ref: str, typed: bool, tmp_path: Path
) -> None:
    types = PERSON + item("tNamn", limited("string", '"Bo"')) + item("tBara", PARTS)
    logic = f'<context><contextEntry><variable name="a"/>{literal("p")}</contextEntry></context>'
    body = types + function(parameter("p", type_ref), logic if typed else literal("string(p)")) + fact("mått")
    for call in ('räkna({namn: "Bo", ålder: mått})', 'räkna(p: "Bo")', "räkna(mått)"):
        agree(tmp_path, body + decision(CALL + literal(call), needs=NEEDS), "svar", *ANSWERS)


@pytest.mark.parametrize("type_ref", ["number", "tRäkna", "string"])
def test_what_a_function_gives_is_of_its_type_or_null(type_ref: str, tmp_path: Path) -> None:
    body = FUNCTION + function(parameter("n"), literal("n"), type_ref=type_ref) + fact("mått")
    agree(tmp_path, body + decision(CALL + literal("räkna(mått)"), needs=NEEDS), "svar", *ANSWERS)


def test_a_function_without_parameters_is_called_again_and_again(tmp_path: Path) -> None:
    body = function("", literal('"kr"')) + fact("mått")
    text = literal("string(mått) + räkna()")
    agree(tmp_path, body + decision(CALL + text, needs=NEEDS), "svar", {"mått": 1}, {"mått": 2}, {"mått": 1})


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "RULE ORDER", "COLLECT"])
@pytest.mark.parametrize("type_ref", ["tPerson", "tPersoner", "tPlan", "tAlla", "number"])
def test_a_table_of_several_outputs_is_of_its_decisions_type(
    policy: str, type_ref: str, tmp_path: Path
) -> None:
    plain = (
        '<itemComponent name="namn"><typeRef>string</typeRef></itemComponent>'
        '<itemComponent name="ålder"><typeRef>number</typeRef></itemComponent>'
    )
    logic = table(
        column("mått", "number", "[0..10]"),
        output("namn", "string", '"Bo", "Eva"') + output("ålder", "", "", "7"),
        row("< 5", '"Bo"', "mått * 200", gives=2),
        row("[5..8]", '"Eva"', "mått", gives=2),
        policy=policy,
    )
    types = PERSON + PEOPLE + item("tPlan", plain) + item("tAlla", plain, True)
    body = types + fact("mått", "number") + decision(logic, type_ref=type_ref, needs=NEEDS)
    agree(tmp_path, body, "svar", {"mått": 6})
    loud = motor.load(tmp_path / "fika")
    model = motor.load_dmn(tmp_path / "fika.dmn")
    for value in (1, 9, 20, None):
        try:
            answer = loud.evaluate({"mått": value}, DAY)["svar"]
        except motor.EvaluationError:
            answer = None
        assert answer == model.evaluate({"mått": value})["svar"]


def test_a_nested_table_holds_its_inputs_to_their_types_and_values(tmp_path: Path) -> None:
    logic = table(
        column("mått", "number", "[0..10]") + column("string(mått)"),
        output("", "string", "", '"inget"'),
        row("< 5", 'not("3")', '"lågt"'),
        row("-", '"7"', '"sju"'),
        policy="ANY",
    )
    context = f'<context><contextEntry><variable name="ord"/>{logic}</contextEntry></context>'
    agree(tmp_path, fact("mått") + decision(context, needs=NEEDS), "svar", *ANSWERS, {"mått": 3})


def test_another_language_in_a_part_is_refused(tmp_path: Path) -> None:
    part = '<literalExpression expressionLanguage="Python"><text>1</text></literalExpression>'
    with pytest.raises(motor.RuleError, match="Python"):
        imported(tmp_path, decision(f"<list>{part}</list>"))
