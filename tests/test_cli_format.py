"""How values and conditions read in Swedish."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from motor.values.temporal import Date
from verktyg.format import both, condition, count, either, find, number, plain_letters, quantity, value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("999", "999"),
        ("3800", "3 800"),
        ("70000", "70 000"),
        ("1234567", "1 234 567"),
        ("-3800", "-3 800"),
        ("99.5", "99,5"),
        ("45000.00", "45 000"),
        ("2586.21", "2 586,21"),
        ("1E+3", "1 000"),
        ("0.001", "0,001"),
    ],
)
def test_a_number_has_thousands_apart_and_a_decimal_comma(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("3800", "kr/månad", "3 800 kr/månad"),
        ("2419.3", "kr", "2 419,30 kr"),
        ("2419.35", "kr", "2 419,35 kr"),
        ("2419", "kr", "2 419 kr"),
        ("0.5", "procent", "0,5 procent"),
        ("12", None, "12"),
    ],
)
def test_kronor_have_two_decimals_or_none(value: str, unit: str | None, text: str) -> None:
    assert quantity(Decimal(value), unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "ja"),
        (False, "nej"),
        (None, "oklar"),
        (3800, "3 800"),
        ("ord", "ord"),
        ("", '""'),
        ([], "inga"),
        (["a", Decimal("1.5")], "a, 1,5"),
        ({"a": 1, "b": True}, "a: 1; b: ja"),
        (Date(2024, 3, 1), "2024-03-01"),
    ],
)
def test_a_value_reads_on_one_line(value: Any, text: str) -> None:
    assert value_text(value) == text


@pytest.mark.parametrize(
    ("test", "unit", "words"),
    [
        ("[25..100)", "procent", "minst 25 och under 100 procent"),
        ("[18..24]", "år", "minst 18 och högst 24 år"),
        ("(0..1]", None, "över 0 och högst 1"),
        ("]0..1[", None, "över 0 och under 1"),
        (">= 25", None, "minst 25"),
        ("> 6", "månader", "över 6 månader"),
        ("< 25", None, "under 25"),
        ("<= 15 000", "kr", "högst 15 000 kr"),
        ("100", "procent", "100 procent"),
        (">= 2024-01-01", None, "minst 2024-01-01"),
        ("null", None, "oklar"),
        ("ja", None, "ja"),
        ("true", None, "ja"),
        ("a, b", None, "a eller b"),
        ("a, b, c", None, "a, b eller c"),
        ("inte(a, b)", None, "inte a eller b"),
        ("not(null)", None, "inte oklar"),
        ('"x, y", z', None, "x, y eller z"),
        ('list contains(?, "x")', None, 'list contains(?, "x")'),
        ("-", None, "vad som helst"),
    ],
)
def test_a_condition_reads_in_words_where_it_has_them(test: str, unit: str | None, words: str) -> None:
    assert condition(test, unit) == words


@pytest.mark.parametrize(
    ("words", "joined"), [([], ""), (["a"], "a"), (["a", "b"], "a och b"), (["a", "b", "c"], "a, b och c")]
)
def test_words_are_joined_as_in_a_sentence(words: list[str], joined: str) -> None:
    assert both(words) == joined
    assert either(words) == joined.replace(" och ", " eller ")


def test_one_is_not_many() -> None:
    assert count(1, "varning", "varningar") == "1 varning"
    assert count(1200, "varning", "varningar") == "1 200 varningar"
    assert count(0, "varning", "varningar") == "0 varningar"


def test_letters_lose_their_marks() -> None:
    assert plain_letters("Från Ö-län") == "fran o-lan"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("åldern", "åldern"),
        ("a\u030aldern", "åldern"),
        ("aldern", "åldern"),
        ("ÅLDERN", "åldern"),
        ("  bor  i kommunen ", "bor i kommunen"),
        ("for", None),
        ("får", "får"),
        ("okänt", None),
    ],
)
def test_a_name_is_found_by_plain_letters_when_only_one_is_meant(name: str, found: str | None) -> None:
    assert find(name, ["åldern", "bor i kommunen", "får", "för", "fór"]) == found
