"""Tables made by Hypothesis: the engine's cells and masks against a plain walker over rules and cells.

A table is asked several times, in any order, so that what it remembers from one answer shows in the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motor import feel
from motor.errors import EvaluationError
from motor.feel.scope import Scope, Unanswered
from motor.table import Cell, InputColumn, OutputColumn, Rule, Table, TableModel, UnaryTest
from motor.table.column import Column as BuiltColumn
from motor.table.masks import all_masks
from motor.values.temporal import Date

# --- cells: a FEEL text and what it means


@dataclass(frozen=True)
class Test:
    __test__ = False
    text: str
    meaning: Callable[[Any], bool]


NULL = Test("null", lambda value: value is None)


def of(type_: type, text: str, meaning: Callable[[Any], bool]) -> Test:
    """A test that no value of another type meets."""
    return Test(text, lambda value: isinstance(value, type_) and meaning(value))


def other_than(type_: type, listed: str, values: tuple[Any, ...]) -> Test:
    """Null is other than any value; whether a value of another type is, cannot be told."""
    return Test(
        f"not({listed})", lambda value: value is None or (isinstance(value, type_) and value not in values)
    )


def ordered_test(type_: type, low: Any, high: Any, kind: str) -> Test:
    """A test of numbers or dates; one date is a literal, the other the call of a built-in."""
    low, high = min(low, high), max(low, high)
    one, other = (f'@"{low}"', f'date("{high}")') if type_ is Date else (f"{low}", f"{high}")
    return {
        "point": of(type_, one, lambda value: value == low),
        "below": of(type_, f"< {one}", lambda value: value < low),
        "at least": of(type_, f">= {one}", lambda value: value >= low),
        "closed": of(type_, f"[{one}..{other}]", lambda value: low <= value <= high),
        "open": of(type_, f"({one}..{other})", lambda value: low < value < high),
        "half": of(type_, f"[{one}..{other})", lambda value: low <= value < high),
        "either": of(type_, f"{one}, {other}", lambda value: value in (low, high)),
        "not": other_than(type_, one, (low,)),
        "null": NULL,
    }[kind]


def text_test(words: tuple[str, ...], kind: str) -> Test:
    listed = ", ".join(f'"{word}"' for word in words)
    return {
        "in": of(str, listed, lambda value: value in words),
        "not": other_than(str, listed, words),
        "null": NULL,
    }[kind]


# --- columns: the cells that may stand in one, and the values that it may meet, one at least from each cell


@dataclass(frozen=True)
class Kind:
    tests: st.SearchStrategy[Test]
    values: tuple[Any, ...]
    allowed: tuple[Test, ...] = ()
    scalar: bool = True
    cut: bool = True
    """Whether the column's boundaries tell all its values apart, when no test reads `?`."""


def day(number: int) -> Date:
    return Date(2024, 2, 26 + number) if number < 4 else Date(2024, 3, number - 3)


ORDERINGS = st.sampled_from(["point", "below", "at least", "closed", "open", "half", "either", "not", "null"])
SMALL = st.integers(0, 6)
DAYS = SMALL.map(lambda number: day(number * 2))
WORDS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=2, unique=True).map(tuple)
NUMBER_TESTS = st.builds(ordered_test, st.just(Decimal), SMALL, SMALL, ORDERINGS)
COUNTED = SMALL.map(lambda low: of(Decimal, f"? * 2 > {low}", lambda value: value * 2 > low))
TEXT_TESTS = st.builds(text_test, WORDS, st.sampled_from(["in", "not", "null"]))
NUMBERS = tuple(Decimal(half) / 2 for half in range(-1, 15))
TEXTS = ("a", "b", "c", "d")
LISTS = ([], ["a"], ["b"], ["a", "b"], ["b", "a"], ["a", "a", "c"])
LIST_TESTS = (
    of(list, 'list contains(?, "a")', lambda value: "a" in value),
    of(list, "count(?) > 1", lambda value: len(value) > 1),
    of(list, "[]", lambda value: value == []),
    of(list, '["a", "b"]', lambda value: value == ["a", "b"]),
    of(str, '"a"', lambda value: value == "a"),
    NULL,
)
KINDS = {
    "tal": Kind(
        NUMBER_TESTS | COUNTED,
        NUMBERS,
        (ordered_test(Decimal, 1, 4, "half"), ordered_test(Decimal, 2, 2, "at least")),
    ),
    "ord": Kind(TEXT_TESTS, TEXTS, (text_test(("a", "b"), "in"), text_test(("a",), "in"))),
    "svar": Kind(
        st.sampled_from([of(bool, "true", lambda value: value), of(bool, "false", lambda value: not value)]),
        (True, False),
    ),
    "dag": Kind(
        st.builds(ordered_test, st.just(Date), DAYS, DAYS, ORDERINGS),
        tuple(map(day, range(-1, 14))),
        (ordered_test(Date, day(2), day(8), "closed"), ordered_test(Date, day(6), day(6), "below")),
    ),
    "lista": Kind(st.sampled_from(LIST_TESTS), LISTS, scalar=False, cut=False),
    "blandat": Kind(NUMBER_TESTS | TEXT_TESTS, (*NUMBERS[::3], *TEXTS), scalar=False, cut=False),
}
PRIORITIES = (Decimal(2), Decimal(1), Decimal(3))


@dataclass(frozen=True)
class Column:
    kind: str
    allowed: Test | None
    nullable: bool

    @property
    def answers(self) -> list[Any]:
        """The values that may be answered."""
        allowed = [
            value for value in KINDS[self.kind].values if not self.allowed or self.allowed.meaning(value)
        ]
        return [*allowed, None] if self.nullable else allowed


@dataclass(frozen=True)
class Rows:
    """A table: its columns, its rows of tests (None is `-`) and output, and its default output."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[tuple[Test | None, ...], Decimal], ...]
    default: Decimal | None

    @property
    def names(self) -> list[str]:
        return [column.kind for column in self.columns]

    def cut(self, place: int) -> bool:
        """Whether every value of a column has one like it among its answers that the engine can know of."""
        tests = [cells[place] for cells, _ in self.rows]
        return KINDS[self.names[place]].cut and not any(test and "?" in test.text for test in tests)


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    kinds = draw(st.lists(st.sampled_from([*KINDS]), min_size=1, max_size=3, unique=True))
    columns = tuple(
        Column(kind, draw(st.sampled_from([None, *KINDS[kind].allowed])), draw(st.booleans()))
        for kind in kinds
    )
    cells = st.tuples(*(st.none() | KINDS[kind].tests for kind in kinds))
    rows = draw(st.lists(st.tuples(cells, st.sampled_from(PRIORITIES)), min_size=1, max_size=8))
    return Rows(columns, tuple(rows), draw(st.none() | st.just(Decimal(1))))


# --- the plain walker: a rule hits when all its cells say so


def walk(table: Rows, values: tuple[Any, ...], policy: str) -> Any:
    """DMN 1.5, 8.2.11, as plainly as it can be said."""
    hits = [
        output
        for cells, output in table.rows
        if all(test is None or test.meaning(value) for test, value in zip(cells, values, strict=True))
    ]
    if not hits and table.default is not None:
        return table.default
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


@cache
def unary(text: str) -> UnaryTest:
    node = feel.parse_unary_tests(text)
    return UnaryTest(text, node, feel.compile(node))


def reader(name: str) -> Callable[[Scope], Any]:
    def read(scope: Scope) -> Any:
        if name not in scope:
            raise Unanswered(name)
        return scope[name]

    return read


def input_column(column: Column) -> InputColumn:
    return InputColumn(
        column.kind,
        reader(column.kind),
        column.kind,
        allowed=unary(column.allowed.text) if column.allowed else None,
        nullable=column.nullable,
        scalar=KINDS[column.kind].scalar,
    )


def cell(value: Decimal) -> Cell:
    return Cell(str(value), lambda _: value, constant=True)


def build(table: Rows, policy: str) -> Table:
    rules = tuple(
        Rule(tuple(unary(test.text) if test else None for test in cells), (cell(output),))
        for cells, output in table.rows
    )
    default = None if table.default is None else cell(table.default)
    outputs = (OutputColumn("x", PRIORITIES, default),)
    return Table(TableModel("tabell", policy, tuple(map(input_column, table.columns)), outputs, rules))


def ask(built: Table, facts: dict[str, Any]) -> Any:
    """The table's value, "conflict", or the Unanswered that says what it rests on."""
    try:
        return built.evaluate(Scope(facts))
    except Unanswered as unanswered:
        return unanswered
    except EvaluationError:
        return "conflict"


POLICIES = ["U", "A", "P", "F", "R", "O", "C", "C+", "C<", "C>", "C#"]


def questions(table: Rows, data: st.DataObject) -> list[tuple[Any, ...]]:
    """Several rows of values to ask the table with, null among them."""
    values = st.tuples(*(st.sampled_from([*KINDS[name].values, None]) for name in table.names))
    return data.draw(st.lists(values, min_size=1, max_size=8))


@settings(max_examples=600, deadline=None)
@given(tables(), st.sampled_from(POLICIES), st.data())
def test_the_engine_agrees_with_a_plain_walker(table: Rows, policy: str, data: st.DataObject) -> None:
    built = build(table, policy)
    for values in questions(table, data):
        assert ask(built, dict(zip(table.names, values, strict=True))) == walk(table, values, policy)


@settings(max_examples=200, deadline=None)
@given(tables(), st.sampled_from(["U", "A"]), st.randoms(), st.data())
def test_the_order_of_rules_changes_nothing(
    table: Rows, policy: str, random: Any, data: st.DataObject
) -> None:
    built = build(table, policy)
    shuffled = build(replace(table, rows=tuple(random.sample(table.rows, len(table.rows)))), policy)
    for values in questions(table, data):
        named = dict(zip(table.names, values, strict=True))
        assert ask(built, named) == ask(shuffled, named)


@settings(max_examples=400, deadline=None)
@given(tables(), st.sampled_from(POLICIES[2:]), st.data())
def test_with_facts_left_out_a_table_is_decided_only_when_every_answer_gives_the_same(
    table: Rows, policy: str, data: st.DataObject
) -> None:
    built = build(table, policy)
    for values in questions(table, data):
        left_out = data.draw(st.sets(st.sampled_from(range(len(values)))))
        answers = [
            column.answers if place in left_out else [values[place]]
            for place, column in enumerate(table.columns)
        ]
        outcomes = [walk(table, each, policy) for each in product(*answers)]
        same = all(outcome == outcomes[0] for outcome in outcomes)
        known = {name: values[place] for place, name in enumerate(table.names) if place not in left_out}
        value = ask(built, known)
        if isinstance(value, Unanswered):
            assert value.fact in {table.names[place] for place in left_out}
            assert not (same and all(map(table.cut, left_out)))
        else:
            assert same
            assert value == outcomes[0]


@settings(max_examples=300, deadline=None)
@given(tables())
def test_a_column_knows_every_way_in_which_its_rules_can_hit(table: Rows) -> None:
    for place, (column, built) in enumerate(zip(table.columns, build(table, "C").columns, strict=True)):
        ways = {
            tuple(test is None or test.meaning(value) for test in (cells[place] for cells, _ in table.rows))
            for value in column.answers
        }
        known = built.possible_masks
        if known is None:
            assert not table.cut(place)
        else:
            assert {tuple(bool(mask >> row & 1) for row in range(len(table.rows))) for mask in known} == ways


@settings(max_examples=200, deadline=None)
@given(tables(), st.data())
def test_the_trace_says_what_the_table_did(table: Rows, data: st.DataObject) -> None:
    built = build(table, "C")
    for values in questions(table, data):
        _, rules = built.explain(Scope(dict(zip(table.names, values, strict=True))))
        for (cells, _), rule in zip(table.rows, rules, strict=True):
            met = [test is None or test.meaning(value) for test, value in zip(cells, values, strict=True)]
            assert (rule.outcome == "träff") is all(met)
            assert [cell.outcome != "ej uppfyllt" for cell in rule.cells] == met


@pytest.mark.parametrize("name", ["tal", "ord", "dag"])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_all_masks_at_once_say_what_the_tests_mean(name: str, data: st.DataObject) -> None:
    kind = KINDS[name]
    tests = data.draw(st.lists(kind.tests | st.none(), min_size=1, max_size=8))
    column = BuiltColumn(
        InputColumn("x", lambda scope: scope["x"]), [test and unary(test.text) for test in tests]
    )
    masks = all_masks(column.cells, column.constant, column.boundaries, column.any)
    constant = {test.text for test, _ in column.constant}
    for value in kind.values:
        mask = masks.get(column.cells.find(value)[0])
        if mask is not None:
            met = [test is None or (test.text in constant and test.meaning(value)) for test in tests]
            assert [bool(mask >> index & 1) for index in range(len(tests))] == met
    assert masks or not any(point is not None for point in column.points)
