"""FEEL values as Python objects: numbers, comparison, conversions, types, limits and built-ins."""

from __future__ import annotations

import datetime as stdlib
import json
from collections.abc import Callable
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motor.errors import EvaluationError
from motor.feel.functions import BUILTINS
from motor.values.arithmetic import add, divide, multiply, power
from motor.values.compare import contains, equal, key_of, less
from motor.values.convert import dumps, from_python, to_json, to_python
from motor.values.functions import FeelFunction
from motor.values.null import Null
from motor.values.number import CONTEXT, number, number_text
from motor.values.ranges import Range
from motor.values.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from motor.values.text import to_literal, to_string
from motor.values.types import (
    ANY,
    DATE,
    DATE_TIME,
    LIST,
    NULL,
    NUMBER,
    STRING,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
    coerce,
    conforms,
    instance_of,
)
from tests.clock import within


class Less(FeelFunction):
    """A comparison as a function value."""

    name = "less"
    parameters = ("x", "y")

    def call(self, arguments: list[Any]) -> Any:
        return less(*arguments)


DATES = st.dates()
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6)
PLAIN = st.none() | st.booleans() | st.text() | NUMBERS.map(number) | DATES.map(Date.of)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (1, "1"),
            (0.1, "0.1"),
            (1e-7, "0.0000001"),
            ("3800.50", "3800.5"),
            (Decimal("-0.0"), "0"),
            (Decimal("1E+3"), "1000"),
            (10**40, "1" + "0" * 40),
            ("1." + "1" * 40, "1." + "1" * 33),
        ],
    )
    def test_is_read_and_written_plainly(self, value: float | str | Decimal, expected: str) -> None:
        assert number_text(number(value)) == expected

    @pytest.mark.parametrize(
        "value",
        [
            "abc",
            "",
            float("nan"),
            float("inf"),
            Decimal("NaN"),
            "1E+6145",
            pytest.param(10**7000, id="10**7000"),
        ],
    )
    def test_that_does_not_fit_is_null_with_a_cause(self, value: float | str | Decimal) -> None:
        with pytest.raises(Null) as raised:
            number(value)
        assert raised.value.code == "tal utanför gränserna"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("80 st", "80 st är inget tal."),
            ("", "är inget tal."),
            ("1E+6145", "1E+6145 är inte ett tal som får plats."),
        ],
    )
    def test_a_text_that_is_no_number_is_told_from_one_too_large(self, text: str, said: str) -> None:
        with pytest.raises(Null) as raised:
            number(text)
        assert raised.value.message.endswith(said)

    @given(NUMBERS)
    def test_text_reads_back(self, value: Decimal) -> None:
        assert number(number_text(value)) == value

    def test_arithmetic_has_34_digits_whatever_the_caller_has_set(self) -> None:
        with localcontext(prec=5):
            assert divide(Decimal(1), Decimal(3)) == Decimal("0." + "3" * 34)
            assert CONTEXT.prec == 34

    @pytest.mark.parametrize("exponent", ["999999999", "1E+30", "1E+6000"])
    def test_a_huge_power_is_stopped(self, exponent: str) -> None:
        with pytest.raises(Null) as raised:
            power(Decimal(10), number(exponent))
        assert raised.value.code == "tal utanför gränserna"


class TestComparison:
    @given(VALUES)
    def test_every_value_equals_itself_and_has_one_key(self, value: object) -> None:
        assert equal(value, value) is True
        assert key_of(value) == key_of(from_python(to_python(value)))

    @given(VALUES, VALUES)
    def test_keys_agree_with_equality(self, left: object, right: object) -> None:
        assert (key_of(left) == key_of(right)) == (equal(left, right) is True)

    @given(NUMBERS, NUMBERS)
    def test_less_is_strict(self, left: Decimal, right: Decimal) -> None:
        assert [less(left, right), equal(left, right), less(right, left)].count(True) == 1

    @pytest.mark.parametrize(
        ("left", "right"),
        [
            (Decimal(1), "1"),
            (True, Decimal(1)),
            (Date(2024, 1, 1), DateTime(Date(2024, 1, 1))),
            (YearsMonths(12), DaysTime(Decimal(0))),
            ([Decimal(1)], Decimal(1)),
        ],
    )
    def test_different_kinds_cannot_be_compared(self, left: object, right: object) -> None:
        assert equal(left, right) is None
        assert less(left, right) is None

    def test_zoned_and_local_have_no_order(self) -> None:
        assert less(Time(10, 0), Time(9, 0, zone=0)) is None

    def test_fractions_of_a_second_do_not_count(self) -> None:
        first, second = Time(10, 30, Decimal("0.1")), Time(10, 30, Decimal("0.2"))
        assert equal(first, second) is True
        assert less(first, second) is False
        assert first != second

    @pytest.mark.parametrize(
        ("interval", "inside"),
        [
            (Range(Decimal(1), Decimal(3)), True),
            (Range(Decimal(3), Decimal(4), start_included=False), False),
            (Range(Decimal(1), Decimal(3), end_included=False), False),
            (Range.unary("<", Decimal(4)), True),
            (Range.unary("<=", Decimal(3)), True),
            (Range.unary(">", Decimal(3)), False),
            (Range.unary(">=", Decimal(3)), True),
            (Range.unary("=", Decimal(3)), True),
            (Range.unary("!=", Decimal(3)), False),
            (Range(None, Decimal(4)), None),
            (Range.unary("<", None), None),
            (Range(None, Decimal(2)), False),
            (Range("a", "b"), None),
        ],
    )
    def test_three_lies_in_a_range(self, interval: Range, inside: bool | None) -> None:
        assert contains(interval, Decimal(3)) is inside


class TestConversion:
    @given(VALUES)
    def test_to_python_and_back(self, value: object) -> None:
        assert equal(from_python(to_python(value)), value) is True

    @given(VALUES)
    def test_json_text_reads_back_exactly(self, value: object) -> None:
        read = json.loads(dumps(value, indent=2), parse_float=Decimal)
        assert read == to_json(value)

    def test_whole_numbers_are_ints_and_others_stay_decimal(self) -> None:
        assert to_python([Decimal("3.0"), Decimal("3.5")]) == [3, Decimal("3.5")]
        assert [type(item) for item in to_python([Decimal("3.0"), Decimal("3.5")])] == [int, Decimal]

    def test_json_has_exact_numbers_and_dates_as_text(self) -> None:
        value = {"belopp": Decimal("2586.21"), "antal": Decimal(3), "från": Date(2024, 3, 1), "ja": True}
        assert dumps(value) == '{"belopp": 2586.21, "antal": 3, "från": "2024-03-01", "ja": true}'

    def test_standard_library_types_are_read(self) -> None:
        assert from_python(stdlib.date(2024, 3, 1)) == Date(2024, 3, 1)
        assert from_python((1, 0.5)) == [Decimal(1), Decimal("0.5")]
        assert from_python(Measure(0.1)) == Decimal("0.1")
        assert [type(part) for part in (from_python(Colour.RED), *from_python({Colour.RED: 1}))] == [str, str]
        assert isinstance(from_python(stdlib.timedelta(1)), DaysTime)
        assert isinstance(from_python(stdlib.time(12)), Time)
        assert isinstance(from_python(stdlib.datetime(2024, 1, 1, tzinfo=stdlib.UTC)), DateTime)

    @pytest.mark.parametrize("value", [object(), {1: 2}, {"a": {1, 2}}, range(3)])
    def test_what_has_no_feel_form_is_an_error(self, value: object) -> None:
        with pytest.raises(TypeError):
            from_python(value)

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("a", "a"),
            (None, "null"),
            (["a", Decimal("1.50")], '["a", 1.5]'),
            ({"två ord": None, "b": False}, '{"två ord": null, b: false}'),
            (Range.unary(">=", Date(2024, 1, 1)), '(>= @"2024-01-01")'),
            (BUILTINS["modulo"], "function(dividend, divisor)"),
        ],
    )
    def test_text_of_a_value(self, value: object, text: str) -> None:
        assert to_string(value) == text


class TestTypes:
    @pytest.mark.parametrize(
        ("value", "type_", "expected"),
        [
            (None, ANY, False),
            (None, NULL, True),
            (Decimal(1), ANY, True),
            (Decimal(1), NUMBER, True),
            (True, NUMBER, False),
            ([Decimal(1), None], ListType(NUMBER), True),
            ([Decimal(1), "a"], ListType(NUMBER), False),
            ({"a": Decimal(1), "b": "x"}, ContextType((("a", NUMBER),)), True),
            ({"b": "x"}, ContextType((("a", NUMBER),)), False),
            (Range(Decimal(1), Decimal(2)), RangeType(NUMBER), True),
            (Range(Decimal(1), Decimal(2)), RangeType(STRING), False),
            (Range.unary("<", Decimal(2)), RangeType(NUMBER), True),
            (BUILTINS["modulo"], FunctionType((NUMBER, NUMBER), NUMBER), True),
            (BUILTINS["modulo"], FunctionType((NUMBER,), NUMBER), False),
        ],
    )
    def test_instance_of(self, value: object, type_: Type, expected: bool) -> None:
        assert instance_of(value, type_) is expected

    @pytest.mark.parametrize(
        ("type_", "target", "expected"),
        [
            (NUMBER, ANY, True),
            (ANY, NUMBER, False),
            (NULL, NUMBER, True),
            (ListType(NUMBER), LIST, True),
            (LIST, ListType(NUMBER), False),
            (ContextType((("a", NUMBER), ("b", STRING))), ContextType((("a", NUMBER),)), True),
            (ContextType(()), ContextType((("a", NUMBER),)), False),
            (FunctionType((ANY,), NUMBER), FunctionType((NUMBER,), ANY), True),
            (FunctionType((NUMBER,), NUMBER), FunctionType((ANY,), NUMBER), False),
            (FunctionType((NUMBER,), NUMBER), FunctionType(None, ANY), True),
            (DATE, DATE_TIME, False),
        ],
    )
    def test_conforms(self, type_: Type, target: Type, expected: bool) -> None:
        assert conforms(type_, target) is expected

    @pytest.mark.parametrize(
        ("value", "type_", "expected"),
        [
            (["a"], STRING, "a"),
            (["a", "b"], STRING, "otherwise"),
            ([Decimal(1)], STRING, "otherwise"),
            ("a", LIST, ["a"]),
            (Decimal(1), ListType(STRING), "otherwise"),
            (None, NUMBER, None),
            ([None], NUMBER, None),
            (Date(2024, 3, 1), DATE_TIME, DateTime(Date(2024, 3, 1), Time(0, 0, zone=0))),
            (Decimal(1), STRING, "otherwise"),
        ],
    )
    def test_implicit_conversion(self, value: object, type_: Type, expected: object) -> None:
        assert coerce(value, type_, "otherwise") == expected


class TestLimits:
    def deep(self) -> list[object]:
        value: list[object] = []
        for _ in range(50_000):
            value = [value]
        return value

    def wide(self) -> list[object]:
        value: list[object] = [Decimal(1)]
        for _ in range(60):
            value = [value, value]
        return value

    @pytest.mark.parametrize("walk", [to_python, to_json, to_literal, key_of, from_python])
    def test_a_value_too_large_to_walk_through_is_an_error(self, walk: Callable[[Any], Any]) -> None:
        with pytest.raises(EvaluationError, match="mer än 300 000 element"):
            walk(self.wide())
        with pytest.raises(EvaluationError, match="ligger i varandra"):
            walk(self.deep())

    def test_a_text_too_long_is_an_error(self) -> None:
        with pytest.raises(EvaluationError, match="mer än en miljon tecken"):
            add("a" * 600_000, "b" * 600_000)

    def test_a_whole_number_too_long_is_an_error(self) -> None:
        with within(1), pytest.raises(Null, match="får plats"):
            from_python(1 << 40_000_000)

    def test_a_list_too_long_is_an_error(self) -> None:
        with pytest.raises(EvaluationError, match="mer än 300 000 element"):
            BUILTINS["concatenate"].call([[None] * 600_000, [None] * 600_000])


class Colour(StrEnum):
    """Texts of another class, as Python programs have them."""

    RED = "röd"


class Measure(float):
    """A float of another class, as numpy has them."""

    def __repr__(self) -> str:
        return f"Measure({float(self)})"


class TestBuiltins:
    def test_named_arguments_are_put_in_order(self) -> None:
        assert BUILTINS["substring"].bind([], {"start position": 2, "string": 1}) == [1, 2]

    def test_of_two_signatures_with_one_set_of_names_the_written_order_decides(self) -> None:
        before = BUILTINS["before"]
        assert before.bind([], {"range": 1, "point": 2}) == [1, 2]
        assert before.bind([], {"point": 1, "range": 2}) == [1, 2]

    @pytest.mark.parametrize(
        ("name", "named", "code"),
        [
            ("floor", {"n": 1, "scal": 2}, "okänd parameter"),
            ("substring", {"string": 1}, "fel antal argument"),
            ("min", {"c1": 1, "c3": 2}, "okänd parameter"),
        ],
    )
    def test_wrong_names(self, name: str, named: dict[str, int], code: str) -> None:
        with pytest.raises(Null) as raised:
            BUILTINS[name].bind([], named)
        assert raised.value.code == code

    def test_a_misspelt_name_gets_a_suggestion(self) -> None:
        with pytest.raises(Null, match="Menade du scale"):
            BUILTINS["floor"].bind([], {"n": 1, "scal": 2})

    def test_a_builtin_is_a_function_value(self) -> None:
        assert BUILTINS["abs"].parameters == ("n",)
        assert BUILTINS["sort"].call([[Decimal(2), Decimal(1)], Less()]) == [Decimal(1), Decimal(2)]

    def test_scaled_duration_is_exact(self) -> None:
        assert multiply(DaysTime(Decimal(1)), Decimal("0.1")) == DaysTime(Decimal("0.1"))
