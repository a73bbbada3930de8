"""A prepared expression gives what evaluating its text gives, call after call."""

from __future__ import annotations

from decimal import Decimal

import pytest

from motor import feel
from motor.errors import EvaluationError, FactError, FeelError

BONUS = "if månader <= 6 then bonus else if månader <= 10 then bonus * 0.5 else bonus * 0.25"


@pytest.mark.parametrize("months", [0, 6, 7, 10, 11, Decimal("6.5"), 6.5, 10**34, None])
def test_it_gives_what_evaluate_gives(months: object) -> None:
    prepared = feel.prepare(BONUS, ["månader", "bonus"])
    for bonus in (70_000, Decimal("0.1"), None, "70"):
        context = {"månader": months, "bonus": bonus, "annat": object()}
        expected = feel.evaluate(BONUS, {"månader": months, "bonus": bonus})
        assert prepared(context) == expected
        assert type(prepared(context)) is type(expected)


def test_numbers_are_exact() -> None:
    assert feel.prepare("a + b", "ab")({"a": 0.1, "b": 0.2}) == Decimal("0.3")
    assert feel.prepare("a / 3 * 3", "a")({"a": 1}) == Decimal("0." + "9" * 34)


def test_an_absent_name_is_null_and_a_value_without_form_is_refused() -> None:
    assert feel.prepare("a", ["a"])({}) is None
    with pytest.raises(TypeError):
        feel.prepare("a", ["a"])({"a": object()})
    with pytest.raises(FactError):
        feel.prepare("a", ["a"])({"a": float("inf")})


def test_a_wrong_text_is_told_before_it_is_asked() -> None:
    with pytest.raises(FeelError):
        feel.prepare("a +", ["a"])


def test_each_call_has_its_own_budget() -> None:
    endless = feel.prepare("count(for i in 1..n return i)", ["n"])
    with pytest.raises(EvaluationError, match="steg"):
        endless({"n": 250_000})
    assert endless({"n": 150_000}) == endless({"n": 150_000}) == 150_000
