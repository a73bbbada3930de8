"""Boxed expressions written as FEEL text: the text gives what the expression gives."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from motor import feel
from motor.dmn import model
from motor.dmn.boxed_text import to_feel
from motor.dmn.model import LiteralExpression as Text
from motor.errors import RuleError

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
