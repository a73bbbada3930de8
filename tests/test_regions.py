"""Axes and boxes: the words of a set of cells, the case of a box, and what is not cut into cells."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from motor.regions import Axis, Space, alternatives, cell_text, space_of, witness
from motor.table import InputColumn, OutputColumn, Rule, Table, TableModel
from motor.values.temporal import Date
from tests.test_table_properties import cell, unary


def table(tests: list[str], allowed: str | None = None, nullable: bool = False, scalar: bool = True) -> Table:
    """A table of one column, a rule for each test."""
    limits = unary(allowed) if allowed else None
    column = InputColumn("x", lambda scope: scope["x"], "x", allowed=limits, nullable=nullable, scalar=scalar)
    rules = tuple(Rule((unary(text),), (cell(Decimal(1)),)) for text in tests)
    return Table(TableModel("t", "U", (column,), (OutputColumn("ut"),), rules))


def axis_of(*tests: str, **options: Any) -> tuple[Axis, list[int]]:
    """The axis of a column with these tests, and the cells of each."""
    made = table(list(tests), **options)
    space = space_of(made)
    return space.axes[0], [each.box[0] for each in space.boxes(made)]


SAID = [
    # the test of a rule, the allowed values, whether null can come, the words of its cells
    ("[25..100)", "[0..100]", False, "[25..100)"),
    ("< 25", "[0..100]", False, "[0..25)"),
    ("< 25", None, False, "< 25"),
    (">= 25", None, False, ">= 25"),
    ("<= 25, > 30", None, False, "<= 25, > 30"),
    ("[0..100]", "[0..100]", False, "-"),
    ("[0..100]", "[0..100]", True, "not(null)"),
    ("25, null", "[0..100]", True, "25, null"),
    ("null", "[0..100]", True, "null"),
    ("2", "1, 2, 3", False, "2"),
    ('@"2024-03-01"', None, False, "2024-03-01"),
    ('[@"2024-03-01"..@"2025-01-01")', None, False, "[2024-03-01..2025-01-01)"),
    ('"röd"', '"röd", "grön", "blå"', False, "röd"),
    ('not("röd")', '"röd", "grön", "blå", "gul"', False, "inte(röd)"),
    ('not("röd")', '"röd", "grön", "blå", "gul"', True, "inte(röd)"),
    ('not("röd", null)', '"röd", "grön", "blå", "gul"', True, "inte(röd, null)"),
    ('"a, b"', '"a, b", "c", "d"', False, '"a, b"'),
    ('"röd"', None, False, '"röd"'),
    ('not("röd")', None, False, 'not("röd")'),
    ("true", None, False, "ja"),
    ("false, null", None, True, "nej, null"),
]


@pytest.mark.parametrize(("test", "allowed", "nullable", "words"), SAID, ids=str)
def test_cells_are_said_as_a_rule_would(test: str, allowed: str | None, nullable: bool, words: str) -> None:
    axis, (cells,) = axis_of(test, allowed=allowed, nullable=nullable)
    assert cell_text(axis, cells) == words


PHRASED = [
    # the test of a rule, the allowed values, whether null can come, what is said of it
    ("[25..100)", "[0..150]", False, "är minst 25 och under 100"),
    ("(25..100]", "[0..150]", False, "är över 25 och högst 100"),
    ("(25..100), 150", "[0..150]", False, "är över 25 och under 100|150"),
    ("[25..100], null", "[0..150]", True, "är 25 till 100|oklar"),
    ("< 25", None, False, "är under 25"),
    ("<= 25, > 30", None, False, "är högst 25|över 30"),
    (">= 30", None, False, "är minst 30"),
    ("[0..100]", "[0..100]", True, "är känt"),
    ("null", "[0..100]", True, "är oklar"),
    ('[@"2024-03-01"..@"2025-01-01")', None, False, "är minst 2024-03-01 och under 2025-01-01"),
    ('"röd", "blå"', '"röd", "grön", "blå"', False, "är röd|blå"),
    ('not("röd", null)', '"röd", "grön", "blå", "gul"', True, "är inte röd|oklar"),
    ('not("hej", null)', None, True, 'är inte "hej"|oklar'),
    ('"hej"', None, False, 'är "hej"'),
    ("false, null", None, True, "är nej|oklar"),
]


@pytest.mark.parametrize(("test", "allowed", "nullable", "words"), PHRASED, ids=str)
def test_cells_are_said_as_people_do(test: str, allowed: str | None, nullable: bool, words: str) -> None:
    axis, (cells,) = axis_of(test, allowed=allowed, nullable=nullable)
    assert "|".join(alternatives(axis, cells)) == words


@pytest.mark.parametrize(
    ("tests", "words"),
    [
        (['list contains(?, "a")'], 'har "a"'),
        (['not(list contains(?, "a"))'], 'saknar "a"'),
        (
            ['list contains(?, "a") and list contains(?, "b") and not(list contains(?, "c"))'],
            'har "a" och "b" och saknar "c"',
        ),
        (['not(list contains(?, "a")), null'], 'saknar "a"|är oklar'),
        (["null", 'list contains(?, "a")'], "är oklar"),
        (["not(null)", 'list contains(?, "a")'], "är känt"),
        (["list contains(?, 1) and list contains(?, null)"], "har 1 och oklar"),
    ],
    ids=str,
)
def test_lists_are_said_as_people_do(tests: list[str], words: str) -> None:
    axis, (cells, *_) = axis_of(*tests, nullable=True, scalar=False)
    assert "|".join(alternatives(axis, cells)) == words


@pytest.mark.parametrize(
    ("tests", "asked", "allowed", "case"),
    [
        (["(2..10]"], 0, "[0..10]", Decimal(6)),
        (["(2..3)"], 0, None, Decimal("2.5")),
        (["> 7"], 0, None, Decimal(8)),
        (['"röd"', 'not("röd")'], 1, None, "annan text"),
        (['"annan text"', 'not("annan text")'], 1, None, "annan text än"),
        (['> @"2024-02-28"'], 0, None, Date(2024, 2, 29)),
    ],
    ids=str,
)
def test_a_case_is_concrete(tests: list[str], asked: int, allowed: str | None, case: Any) -> None:
    axis, cells = axis_of(*tests, allowed=allowed)
    assert witness(Space((axis,)), (cells[asked],)) == {"x": case}


def test_a_case_is_null_only_where_it_must_be() -> None:
    axis, (null, either) = axis_of("null", "null, 5", nullable=True)
    assert witness(Space((axis,)), (null,)) == {"x": None}
    assert witness(Space((axis,)), (either,)) == {"x": Decimal(5)}


def test_dates_have_no_cell_between_two_days_in_a_row() -> None:
    axis, cells = axis_of('@"2024-02-28"', '@"2024-02-29"', '>= @"2024-03-01"')
    assert len(axis.values) == 5
    assert cell_text(axis, cells[0] | cells[1] | cells[2]) == ">= 2024-02-28"


def test_a_list_is_cut_by_ten_items_at_most() -> None:
    ten = [f'list contains(?, "{item}")' for item in "abcdefghij"]
    axis, cells = axis_of(*ten, scalar=False)
    assert len(axis.values) == 1024
    assert cell_text(axis, cells[0] & cells[9]) == 'list contains(?, "a") and list contains(?, "j")'
    made = table([*ten, 'list contains(?, "k")'], scalar=False)
    boxes = space_of(made).boxes(made)
    assert all(each.unknown == ("x",) and not each.exact for each in boxes)


@pytest.mark.parametrize(("test", "allowed"), [("< 5", "[0..10]"), ('"a"', '"a", "b"')], ids=str)
def test_allowed_values_do_not_cut_a_column_that_is_not_scalar(test: str, allowed: str) -> None:
    made = table([test], allowed=allowed, scalar=False)
    space = space_of(made)
    (box,) = space.boxes(made)
    assert (len(space.axes[0].values), box.exact, box.unknown) == (1, False, ("x",))


def test_null_is_told_from_lists_without_items() -> None:
    axis, (null, known) = axis_of("null", "not(null)", allowed='"a", "b"', nullable=True, scalar=False)
    assert (null, known) == (axis.null, axis.some)


def test_an_item_that_no_list_may_hold_is_in_none() -> None:
    allowed = '"a", "b"'
    never, always = 'list contains(?, "zz")', 'not(list contains(?, "zz"))'
    axis, cells = axis_of(never, always, allowed=allowed, scalar=False)
    assert cells == [0, axis.all]
    axis, cells = axis_of(never, "null", allowed=allowed, nullable=True, scalar=False)
    assert cells == [0, axis.null]
    axis, cells = axis_of(never, 'list contains(?, "a")', allowed=allowed, scalar=False)
    assert cells[0] == 0
    assert cells[1] not in (0, axis.all)


@pytest.mark.parametrize(
    ("test", "literal"),
    [
        ('< date("2024-03-01")', '< @"2024-03-01"'),
        ('[date("2024-03-01")..date(2024, 4, 1))', '[@"2024-03-01"..@"2024-04-01")'),
        ("floor(2.5)", "2"),
        ("-abs(2) + 1", "-1"),
        ('upper case("a")', '"A"'),
        ('substring(string: "abc", start position: 2)', '"bc"'),
    ],
)
def test_a_call_of_constants_is_a_constant(test: str, literal: str) -> None:
    (axis, (cells, same)), (plain, (alone,)) = axis_of(test, literal), axis_of(literal)
    assert (axis.values, cells, same) == (plain.values, alone, alone)


@pytest.mark.parametrize(
    "test", ["< today()", "date(y) ", "< date(today())", "date(2024, 13, 1)", 'contains("ab", "a")']
)
def test_a_call_of_more_than_constants_is_none(test: str) -> None:
    made = table([test])
    (box,) = space_of(made).boxes(made)
    assert box.unknown == ("x",)


@pytest.mark.parametrize(
    ("test", "scalar"),
    [("? * 2 > 3", True), ("y", True), ("floor(?)", True), ("count(?) = 1", False), ('"a"', False)],
)
def test_what_cannot_be_analysed_may_hold_everywhere(test: str, scalar: bool) -> None:
    made = table([test], scalar=scalar)
    space = space_of(made)
    (box,) = space.boxes(made)
    assert (box.box, box.exact, box.unknown) == (space.everything, False, ("x",))
