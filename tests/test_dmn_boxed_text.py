"""Boxed expressions written as FEEL text: the text gives what the expression gives."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from motor import feel
from motor.dmn import model
from motor.dmn.boxed_text import to_feel
from motor.dmn.model import LiteralExpression as Text
from motor.dmn.reading import read_definitions
from motor.dmn.writing import write
from motor.errors import RuleError
from verktyg import tck, tck_fall

ANTAL = model.TableInput("antal")


def table(policy: str, *rows: tuple[str, str], **parts: Any) -> model.DecisionTable:
    """A table of one input and one output."""
    outputs = (
        model.TableOutput(None, allowed=parts.pop("allowed", None), default=parts.pop("default", None)),
    )
    rules = tuple(model.TableRule((test,), (value,)) for test, value in rows)
    return model.DecisionTable(policy, parts.pop("inputs", (ANTAL,)), outputs, rules)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (None, "null"),
        (Text(" "), "null"),
        (Text("a + 1 // ett till"), "a + 1 // ett till\n"),
        (model.ListExpression((Text("1"), Text("a + b"))), "[1, a + b]"),
        (
            model.ContextExpression(
                (model.ContextEntry("a", None, Text("1")), model.ContextEntry("b-c", None, None))
            ),
            '{a: 1, "b-c": null}',
        ),
        (
            model.ContextExpression(
                (model.ContextEntry("resultat", None, Text("1")), model.ContextEntry(None, None, Text("2")))
            ),
            "{resultat: 1, resultat igen: 2}.resultat igen",
        ),
        (
            model.Invocation(Text("pris per dag"), (("antal", Text("2")), ("vikt", None))),
            "pris per dag(antal: 2, vikt: null)",
        ),
        (model.Invocation(Text("if a then f else g"), ()), "(if a then f else g)()"),
        (
            model.Relation(("a", "b"), ((Text("1"), Text("2")), (Text("3"), Text("4")))),
            "[{a: 1, b: 2},\n{a: 3, b: 4}]",
        ),
        (
            model.FunctionDefinition(
                (model.Variable("a", "number"), model.Variable("b", "Storlek")), Text("a + b")
            ),
            "function(a: number, b) a + b",
        ),
        (
            model.FunctionDefinition(
                (model.Variable("a"),),
                model.ContextExpression((model.ContextEntry("class", None, Text('"x.Y"')),)),
                "Java",
            ),
            'function(a) external {java: {class: "x.Y"}}',
        ),
        (model.Conditional(Text("a"), Text("b"), Text("c")), "if a then b else c"),
        (model.FilterExpression(Text("a.b"), Text("item > 1")), "a.b[item > 1]"),
        (model.FilterExpression(Text("[1, 2]"), Text("item > 1")), "[1, 2][item > 1]"),
        (model.FilterExpression(Text("f(a) + [1]"), Text("true")), "(f(a) + [1])[true]"),
        (model.FilterExpression(Text('["]"]'), Text("true")), '["]"][true]'),
        (model.ForExpression("x", Text("a"), Text("x + 1")), "for x in a return x + 1"),
        (model.Quantified("some", "x", Text("a or b"), Text("x > 1")), "some x in (a or b) satisfies x > 1"),
    ],
)
def test_the_text_of(expression: model.Expression, text: str) -> None:
    assert to_feel(expression) == text


ROWS = (("< 10", '"få"'), ("[5..20]", '"lagom"'), ("not(1, 2, 3)", '"ej tre"'))
NUMBERS = (("> 0", "antal"), ("> 10", "2"))
ORDER = '"ej tre", "lagom", "få"'


@pytest.mark.parametrize(
    ("written", "antal", "expected"),
    [
        (table("U", *ROWS), 3, "få"),
        (table("F", *ROWS), 30, "ej tre"),
        (table("F", ("-", '"alltid"'), *ROWS), 30, "alltid"),
        (table("A", ("1", '"ett"')), 2, None),
        (table("A", ("1", '"ett"'), default='"annat"'), 2, "annat"),
        (table("P", *ROWS, allowed=ORDER), 7, "ej tre"),
        (table("P", *ROWS, allowed=ORDER), 2, "få"),
        (table("O", *ROWS, allowed=ORDER), 7, ["ej tre", "lagom", "få"]),
        (table("R", *ROWS), 3, ["få"]),
        (table("C", *ROWS), 6, ["få", "lagom", "ej tre"]),
        (table("C", ("-", "1"), ("1", "2")), 2, [1]),
        (table("C"), 2, []),
        (table("C", ("1", "1"), default="[0]"), 2, [0]),
        (table("C+", *NUMBERS), 12, 14),
        (table("C+", *NUMBERS), 0, None),
        (table("C+", *NUMBERS, default="0"), 0, 0),
        (table("C+", *NUMBERS, default="0"), 12, 14),
        (table("C<", *NUMBERS), 12, 2),
        (table("C>", *NUMBERS), 12, 12),
        (table("C#", *NUMBERS), 12, 2),
        (table("C#", *NUMBERS), 0, 0),
        (table("F", ("? * 2 = 6", '"tre"')), 3, "tre"),
        (table("F", ("not(1) and ? < 5", '"x"')), 3, None),
        (table("F", ("1 // ett", '"x" // y')), 1, "x"),
        (table("F", ("-", '"x"'), inputs=(model.TableInput("antal", allowed="< 10"),)), 3, "x"),
        (table("F", ("-", '"x"'), inputs=(model.TableInput("antal", allowed="< 10"),)), 11, None),
        (table("F", ("-", '"x"'), inputs=(model.TableInput("antal", allowed="< 10"),)), None, "x"),
        (table("F", ("> 5", '"x"'), inputs=(model.TableInput("antal + 5"),)), 3, "x"),
    ],
)
def test_a_table(written: model.DecisionTable, antal: int | None, expected: Any) -> None:
    assert feel.evaluate(to_feel(written), {"antal": antal}) == expected


def test_a_table_with_several_columns() -> None:
    columns = (ANTAL, model.TableInput("vikt"))
    outputs = (model.TableOutput("pris", default="0"), model.TableOutput("sort-namn"))
    rules = (
        model.TableRule(("> 5", "-"), ("10", '"stor"')),
        model.TableRule(("-", "< 2"), ("5", '"lätt"')),
    )
    text = to_feel(model.DecisionTable("U", columns, outputs, rules))
    assert text == (
        'if antal in (> 5) then {pris: 10, "sort-namn": "stor"}\n'
        'else if vikt in (< 2) then {pris: 5, "sort-namn": "lätt"}\n'
        'else {pris: 0, "sort-namn": null}'
    )
    assert feel.evaluate(text, {"antal": 1, "vikt": Decimal("1.5")}) == {"pris": 5, "sort-namn": "lätt"}


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        (Text("1", "Groovy"), "okänt språk"),
        (table("P", *ROWS, allowed='"få", "lagom"'), "otillåten utdata"),
        (table("O", ("1", "antal"), allowed="1, 2"), "otillåten utdata"),
    ],
)
def test_what_has_no_text(expression: model.Expression, code: str) -> None:
    with pytest.raises(RuleError) as caught:
        to_feel(expression)
    assert [problem.code for problem in caught.value.problems] == [code]


DIFFERENT = {
    (
        "0037-dt-on-bkm-implicit-params-test-01",
        "_20d7e21f-f58f-4a78-8074-a70cbf13de83",
    ): "a parameter named a.b",
    (
        "0037-dt-on-bkm-implicit-params-test-01",
        "_0de87bf9-0269-40b1-b7ac-767ae9a99b89",
    ): "a parameter named a.b",
    ("1150-boxed-conditional-test-01", "003"): "a condition that is neither true nor false",
    ("1153-boxed-some-test-01", "006"): "a condition that is neither true nor false",
}
"""The kit's cases that texts answer otherwise, and why."""


def as_texts(definitions: model.Definitions) -> model.Definitions:
    """The same model with a text for the logic of every decision and function."""

    def text(expression: model.Expression | None) -> model.Expression | None:
        if expression is None:
            return None
        type_ref = None if isinstance(expression, model.FunctionDefinition) else expression.type_ref
        return Text(to_feel(expression), None, type_ref)

    return replace(
        definitions,
        decisions=tuple(replace(each, logic=text(each.logic)) for each in definitions.decisions),
        functions=tuple(
            replace(each, logic=replace(each.logic, body=text(each.logic.body)))
            if each.logic is not None and each.logic.kind == "FEEL"
            else each
            for each in definitions.functions
        ),
    )


def test_the_kit_comes_out_the_same_in_texts(kit: Path, tmp_path: Path) -> None:
    wrong, boxed = {}, 0
    for path in tck_fall.case_files(kit):
        folder = tmp_path / path.parent.name
        folder.mkdir(exist_ok=True)
        models = {each.name: read_definitions(each) for each in path.parent.glob("*.dmn")}
        logics = [each.logic for found in models.values() for each in (*found.decisions, *found.functions)]
        if all(logic is None or isinstance(logic, Text) for logic in logics):
            continue
        boxed += 1
        for name, definitions in models.items():
            (folder / name).write_text(write(as_texts(definitions), "1.5"), "utf-8")
        shutil.copyfile(path, folder / path.name)
        rows = tck.run_file(folder / path.name)
        java = "java" in path.name
        wrong |= {
            row.cells[1:3]: row.message for row in rows if row.outcome is tck.Outcome.ERROR and not java
        }
    assert boxed > 40
    assert {place: message for place, message in wrong.items() if place not in DIFFERENT} == {}
    assert set(wrong) == set(DIFFERENT)
