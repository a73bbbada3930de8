"""Tables made by Hypothesis: the engine's cells and masks against a plain walker over rules and cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from motor import feel
from motor.errors import EvaluationError
from motor.feel.scope import Scope, Unanswered
from motor.table import Cell, InputColumn, OutputColumn, Rule, Table, TableModel, UnaryTest

# --- the plain walker: a cell is a FEEL text and what it means, and a rule hits when all its cells say so


@dataclass(frozen=True)
class Test:
    __test__ = False
    text: str
    meaning: Callable[[Any], bool]


def number_test(low: int, high: int, kind: str) -> Test:
    def known(meaning: Callable[[Decimal], bool]) -> Callable[[Any], bool]:
        return lambda value: isinstance(value, Decimal) and meaning(value)

    low, high = min(low, high), max(low, high)
    return {
        "point": Test(f"{low}", known(lambda value: value == low)),
        "below": Test(f"< {low}", known(lambda value: value < low)),
        "at least": Test(f">= {low}", known(lambda value: value >= low)),
        "closed": Test(f"[{low}..{high}]", known(lambda value: low <= value <= high)),
        "open": Test(f"({low}..{high})", known(lambda value: low < value < high)),
        "half": Test(f"[{low}..{high})", known(lambda value: low <= value < high)),
        "either": Test(f"{low}, {high}", known(lambda value: value in (low, high))),
        "not": Test(f"not({low})", lambda value: value != low),
        "null": Test("null", lambda value: value is None),
        "counted": Test(f"? * 2 > {low}", known(lambda value: value * 2 > low)),
    }[kind]


def text_test(words: tuple[str, ...], kind: str) -> Test:
    listed = ", ".join(f'"{word}"' for word in words)
    return {
        "in": Test(listed, lambda value: value in words),
        "not": Test(f"not({listed})", lambda value: value not in words),
        "null": Test("null", lambda value: value is None),
    }[kind]


SMALL = st.integers(0, 6)
KINDS = ["point", "below", "at least", "closed", "open", "half", "either", "not", "null", "counted"]
NUMBER_TESTS = st.builds(number_test, SMALL, SMALL, st.sampled_from(KINDS))
WORDS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=2, unique=True).map(tuple)
TEXT_TESTS = st.builds(text_test, WORDS, st.sampled_from(["in", "not", "null"]))
BOOLEAN_TESTS = st.sampled_from(
    [Test("true", lambda value: value is True), Test("false", lambda value: value is False)]
)
ROW = st.tuples(
    st.none() | NUMBER_TESTS,
    st.none() | TEXT_TESTS,
    st.none() | BOOLEAN_TESTS,
    st.integers(1, 3).map(Decimal),
)
ROWS = st.lists(ROW, min_size=1, max_size=8)
NUMBERS = [None, *(Decimal(half) / 2 for half in range(-1, 15))]
TEXTS = [None, "a", "b", "c", "d"]
BOOLEANS = [None, True, False]
FACTS = st.tuples(st.sampled_from(NUMBERS), st.sampled_from(TEXTS), st.sampled_from(BOOLEANS))
PRIORITIES = (Decimal(2), Decimal(1), Decimal(3))
COLUMNS = ("tal", "ord", "svar")


def walk(rows: list[Any], facts: tuple[Any, ...], policy: str) -> Any:
    """DMN 1.5, 8.2.11, as plainly as it can be said."""
    hits = [
        row[3]
        for row in rows
        if all(test is None or test.meaning(value) for test, value in zip(row, facts, strict=False))
    ]
    if policy == "C#":
        return Decimal(len(hits))
    if not hits:
        return [] if policy in ("R", "C", "O") else None
    if policy in ("U", "A") and (len(hits) > 1 if policy == "U" else len(set(hits)) > 1):
        return "conflict"
    return {
        "U": hits[0],
        "A": hits[0],
        "F": hits[0],
        "P": min(hits, key=PRIORITIES.index),
        "O": sorted(hits, key=PRIORITIES.index),
        "R": hits,
        "C": hits,
        "C+": sum(hits, Decimal(0)),
        "C<": min(hits),
        "C>": max(hits),
    }[policy]


# --- the engine


def unary(test: Test | None) -> UnaryTest | None:
    if test is None:
        return None
    node = feel.parse_unary_tests(test.text)
    return UnaryTest(test.text, node, feel.compile(node))


def reader(name: str) -> Callable[[Scope], Any]:
    def read(scope: Scope) -> Any:
        if name not in scope:
            raise Unanswered(name)
        return scope[name]

    return read


def table(rows: list[Any], policy: str) -> Table:
    columns = tuple(InputColumn(name, reader(name), name) for name in COLUMNS)
    rules = tuple(
        Rule(tuple(map(unary, row[:3])), (Cell(str(row[3]), lambda _, value=row[3]: value),)) for row in rows
    )
    return Table(TableModel("tabell", policy, columns, (OutputColumn("x", PRIORITIES),), rules))


def ask(rows: list[Any], facts: dict[str, Any], policy: str) -> Any:
    try:
        return table(rows, policy).evaluate(Scope(facts))
    except EvaluationError:
        return "conflict"


POLICIES = st.sampled_from(["U", "A", "P", "F", "R", "O", "C", "C+", "C<", "C>", "C#"])


@settings(max_examples=600, deadline=None)
@given(ROWS, FACTS, POLICIES)
def test_the_engine_agrees_with_a_plain_walker(rows: list[Any], facts: tuple[Any, ...], policy: str) -> None:
    assert ask(rows, dict(zip(COLUMNS, facts, strict=True)), policy) == walk(rows, facts, policy)


@settings(max_examples=200, deadline=None)
@given(ROWS, FACTS, st.sampled_from(["U", "A"]), st.randoms())
def test_the_order_of_rules_changes_nothing(
    rows: list[Any], facts: tuple[Any, ...], policy: str, random: Any
) -> None:
    shuffled = random.sample(rows, len(rows))
    named = dict(zip(COLUMNS, facts, strict=True))
    assert ask(rows, named, policy) == ask(shuffled, named, policy)


@settings(max_examples=300, deadline=None)
@given(ROWS, FACTS, st.sampled_from(COLUMNS), st.sampled_from(["F", "C", "P"]))
def test_with_a_fact_left_out_a_table_is_decided_only_when_every_answer_gives_the_same(
    rows: list[Any], facts: tuple[Any, ...], unanswered: str, policy: str
) -> None:
    place = COLUMNS.index(unanswered)
    answers = [
        walk(rows, (*facts[:place], answer, *facts[place + 1 :]), policy)
        for answer in (NUMBERS, TEXTS, BOOLEANS)[place]
    ]
    known = {name: value for name, value in zip(COLUMNS, facts, strict=True) if name != unanswered}
    decided = table(rows, policy)
    same = all(answer == answers[0] for answer in answers)
    try:
        value = decided.evaluate(Scope(known))
    except Unanswered:
        knowable = not decided.columns[place].closures
        assert not (same and knowable)
    else:
        assert same
        assert value == answers[0]


@settings(max_examples=200, deadline=None)
@given(ROWS, FACTS)
def test_the_trace_says_what_the_table_did(rows: list[Any], facts: tuple[Any, ...]) -> None:
    scope = Scope(dict(zip(COLUMNS, facts, strict=True)))
    _, rules = table(rows, "C").explain(scope)
    for row, rule in zip(rows, rules, strict=True):
        met = [test is None or test.meaning(value) for test, value in zip(row[:3], facts, strict=True)]
        assert (rule.outcome == "träff") is all(met)
        assert [cell.outcome != "ej uppfyllt" for cell in rule.cells] == met
