"""External Java functions: arguments and results, what cannot be called, and a machine without Java."""

from __future__ import annotations

import sys
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from motor.dmn.evaluation import DmnModel
from motor.dmn.java import MISSING, external
from motor.values.null import Null
from motor.values.temporal_text import parse_temporal
from tests.dmn_texts import linked


def context(*entries: tuple[str, str]) -> str:
    written = "".join(
        f'<contextEntry><variable name="{name}"/><literalExpression><text>{text}</text></literalExpression>'
        "</contextEntry>"
        for name, text in entries
    )
    return f"<context>{written}</context>"


def boxed(description: str, call: str) -> DmnModel:
    """A model that calls f, a boxed external function of a and b."""
    return DmnModel(
        linked(
            '<decision id="d" name="svar"><variable name="svar"/><context>'
            '<contextEntry><variable name="f"/><functionDefinition kind="Java">'
            f'<formalParameter name="a"/><formalParameter name="b"/>{description}</functionDefinition>'
            f"</contextEntry><contextEntry><literalExpression><text>{call}</text></literalExpression>"
            "</contextEntry></context></decision>"
        ),
        external=external,
    )


MAX = context(("class", '"java.lang.Math"'), ("method signature", '"max(long, long)"'))


def call(class_name: str, signature: str, *arguments: Any) -> Any:
    names = tuple(f"p{number}" for number, _ in enumerate(arguments))
    return external(names, {"class": class_name, "method signature": signature}).call(list(arguments))


@pytest.fixture
def java() -> None:
    jpype = pytest.importorskip("jpype", reason="JPype saknas")
    try:
        jpype.getDefaultJVMPath()
    except jpype.JVMNotFoundException:
        pytest.skip("Java saknas")


@pytest.mark.system
@pytest.mark.usefixtures("java")
class TestWithJava:
    def test_a_boxed_function(self) -> None:
        result = boxed(MAX, "f(2, 30)").evaluate({})
        assert result["svar"] == 30
        assert result.warnings == []

    def test_a_function_in_a_text(self) -> None:
        signature = 'method signature: "parseInt(java.lang.String)"'
        text = f'function(t) external {{java: {{class: "java.lang.Integer", {signature}}}}}'
        model = DmnModel(
            linked(
                '<decision id="d" name="svar"><variable name="svar"/>'
                f"{context(('läs', text), ('tal', 'läs(t: &quot;41&quot;) + 1'))}</decision>"
            ),
            external=external,
        )
        assert model.evaluate({})["svar"]["tal"] == 42

    @pytest.mark.parametrize(
        ("class_name", "signature", "arguments", "expected"),
        [
            ("java.lang.Math", "addExact(int,int)", [Decimal("2.0"), Decimal(3)], Decimal(5)),
            ("java.lang.Math", " abs( double ) ", [Decimal("-0.1")], Decimal("0.1")),
            ("java.lang.Float", "sum(float, float)", [Decimal("0.5"), Decimal("0.25")], Decimal("0.75")),
            ("java.lang.Byte", "valueOf(byte)", [Decimal(-128)], Decimal(-128)),
            ("java.lang.Short", "compare(short, short)", [Decimal(7), Decimal(7)], Decimal(0)),
            ("java.lang.Boolean", "logicalXor(boolean, boolean)", [True, False], True),
            ("java.lang.Character", "toUpperCase(char)", ["å"], "Å"),
            ("java.lang.String", "valueOf(char[])", [["h", "e", "j"]], "hej"),
            ("java.lang.String", "valueOf([C)", [["ö"]], "ö"),
            (
                "java.lang.String",
                "format(java.lang.String, java.lang.Object...)",
                ["%s", Decimal("1.50")],
                "1.50",
            ),
            (
                "java.lang.String",
                "format(java.lang.String, java.lang.Object[])",
                ["%s%s", ["a", True]],
                "atrue",
            ),
            ("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", ["ingen"], "ingen"),
            (
                "java.lang.String",
                "join(java.lang.CharSequence, java.lang.Iterable)",
                ["-", ["a", "b"]],
                "a-b",
            ),
            ("java.util.Objects", "requireNonNullElse(java.lang.Object, java.lang.Object)", [None, "b"], "b"),
            ("java.util.Objects", "toString(java.lang.Object, java.lang.String)", [None, None], None),
            ("java.util.List", "of(java.lang.Object[])", [[Decimal(1), ["x"]]], [Decimal(1), ["x"]]),
            ("java.util.Map", "of(java.lang.Object, java.lang.Object)", ["a", Decimal(1)], {"a": Decimal(1)}),
            ("java.util.Map", "copyOf(java.util.Map)", [{"a": [True]}], {"a": [True]}),
            ("java.util.Arrays", "copyOf(int[], int)", [[Decimal(4)], Decimal(2)], [Decimal(4), Decimal(0)]),
        ],
    )
    def test_values_both_ways(
        self, class_name: str, signature: str, arguments: list[Any], expected: Any
    ) -> None:
        result = call(class_name, signature, *arguments)
        assert result == expected
        assert type(result) is type(expected)

    def test_a_decimal_passes_with_every_digit(self) -> None:
        amount = Decimal("12345678901234567890123456789.01234")
        kept = call("java.util.Objects", "requireNonNull(java.lang.Object)", amount)
        assert str(kept) == str(amount)

    @pytest.mark.parametrize(
        ("literal", "java"),
        [
            ("2024-03-01", "2024-03-01"),
            ("-99999-03-01", "-99999-03-01"),
            ("10:00:00.5+02:00", "10:00:00.5+02:00"),
            ("2024-07-01T10:00:00@Europe/Stockholm", "2024-07-01T10:00:00+02:00"),
            ("-P1DT2H", "-P1DT2H"),
            ("P14M", "P1Y2M"),
        ],
    )
    def test_dates_times_and_durations_are_those_of_xml(self, literal: str, java: str) -> None:
        value = parse_temporal(literal)
        assert call("java.lang.String", "valueOf(java.lang.Object)", value) == java
        kept = call("java.util.Objects", "requireNonNull(java.lang.Object)", value)
        assert (type(kept), str(kept)) == (type(value), java)

    @pytest.mark.parametrize(
        ("class_name", "signature", "arguments", "said"),
        [
            ("java.lang.Math", "max(int, int)", [Decimal("1.5"), Decimal(1)], "Talet 1.5 kan inte bli int"),
            ("java.lang.Math", "abs(int)", [Decimal(2147483648)], "kan inte bli int"),
            ("java.lang.Math", "abs(double)", [Decimal("1e400")], "kan inte bli double"),
            ("java.lang.Math", "abs(int)", ["1"], 'Texten "1" kan inte bli int'),
            ("java.lang.Math", "abs(int)", [None], "Null kan inte bli int"),
            ("java.lang.Math", "abs(int)", [], "0 argument"),
            ("java.lang.Math", "sqrt(double)", [Decimal(-1)], "inte ett ändligt tal"),
            ("java.lang.Math", "floorDiv(int, int)", [Decimal(1), Decimal(0)], "ArithmeticException"),
            ("java.lang.Math", "dubbla(int)", [Decimal(1)], "ingen publik metod java.lang.Math.dubbla(int)"),
            ("java.lang.Matte", "abs(int)", [Decimal(1)], "ingen klass java.lang.Matte"),
            ("java.lang.String", "valueOf(Object)", ["a"], "Skriv hela namnet"),
            ("java.lang.String", "valueOf(char)", ["ab"], "kan inte bli char"),
            ("java.lang.String", "valueOf(char[])", ["ab"], "kan inte bli char[]"),
            ("java.lang.String", "concat(java.lang.String)", ["a"], "inte statisk"),
            ("java.lang.System", "exit(int)", [Decimal(0)], "ger inget värde"),
            ("java.lang.String", "valueOf(java.lang.Object)", ["\ud800"], "halvt tecken"),
            ("java.lang.Runtime", "getRuntime()", [], "java.lang.Runtime har ingen motsvarighet"),
        ],
    )
    def test_what_cannot_be_called_is_null_with_the_cause(
        self, class_name: str, signature: str, arguments: list[Any], said: str
    ) -> None:
        with pytest.raises(Null) as caught:
            call(class_name, signature, *arguments)
        assert said in caught.value.message


@pytest.mark.parametrize(
    "description",
    [
        None,
        {"class": "java.lang.Math"},
        {"java": {"class": "java.lang.Math", "method signature": Decimal(1)}},
        {"class": "java.lang.Math", "method signature": "max"},
        {"class": "../Math", "method signature": "max(int)"},
        {"class": "java.lang.Math", "method signature": "max(int,)"},
    ],
)
def test_a_description_that_is_none(description: Any) -> None:
    with pytest.raises(Null) as caught:
        external(("a",), description)
    assert caught.value.code == "extern funktion"


def test_a_boxed_description_that_is_none_warns() -> None:
    result = boxed(context(("class", '"java.lang.Math"')), "1").evaluate({})
    assert [warning.code for warning in result.warnings] == ["extern funktion"]


def no_machine() -> None:
    raise OSError


@pytest.mark.parametrize(
    "jpype", [None, SimpleNamespace(isJVMStarted=lambda: False, startJVM=lambda **_: no_machine())]
)
def test_without_jpype_or_java_the_call_is_null_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, jpype: Any
) -> None:
    monkeypatch.setitem(sys.modules, "jpype", jpype)
    result = boxed(MAX, "f(2, 30)").evaluate({})
    assert result["svar"] is None
    assert [warning.message for warning in result.warnings] == [MISSING]
