"""Expressions that run away: each is stopped in time, with what it takes too much of."""

from __future__ import annotations

import pytest

from motor import feel
from motor.errors import EvaluationError
from tests.clock import within

LONG_TEXT = 's: (for i in 1..19 return if i = 1 then "ab" else partial[-1] + partial[-1])[19]'
LONG_LIST = "l: (for i in 1..17 return if i = 1 then [1, 2] else concatenate(partial[-1], partial[-1]))[17]"
LARGE_PARTS = {
    "s": (
        's + "a"',
        "upper case(s)",
        "substring(s, 2)",
        's = s + "b"',
        'replace(s, "c", "d")',
        "get value({}, s)",
    ),
    "l": ("l = l", "i in l", "sort(l)", "max(l)", "{a: l} = {a: l}", "l.a", "l instance of list<number>"),
}
"""Operations that are one step each on values that are large."""


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..1000000 return i",
        "for i in 1..1000, j in 1..1000 return i * j",
        "for i in 1..100000 return count(partial)",
        "{f: function(n) f(n + 1), r: f(1)}.r",
        "{f: function(n) f(n + 1) + f(n + 2), r: f(1)}.r",
        "for i in 1..1000000000000 return i",
        "some i in 1..1000000 satisfies i < 0",
        "for i in 1..100000 return partial",
        *(f"{{{LONG_TEXT}, r: for i in 1..100000 return {part}}}.r" for part in LARGE_PARTS["s"]),
        *(f"{{{LONG_LIST}, r: for i in 1..100000 return {part}}}.r" for part in LARGE_PARTS["l"]),
        'for i in 1..100000 return matches("a" + string(i), "((a{9}){9}){9}" + string(i))',
        "for i in 1..100000 return (123456789.123456789 + i) ** 0.3456",
    ],
)
@pytest.mark.no_cover  # the bound is a promise about hostile input, and tracing is not part of it
def test_an_expression_that_runs_away_is_stopped(text: str) -> None:
    with within(2), pytest.raises(EvaluationError, match=r"steg|sig själv|element|lång tid"):
        feel.evaluate(text)
