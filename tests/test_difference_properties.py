"""Where two tables differ, against asking a plain walker for every value that their columns can meet."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from motor.difference import Form, Region, differing
from motor.rulebook import wording
from motor.table import Cell, OutputColumn, Rule, Table, TableModel
from tests.test_table_properties import (
    KINDS,
    POLICIES,
    PRIORITIES,
    Rows,
    input_column,
    tables,
    unary,
    walk,
)

REFUSED = "refused"


def cell(value: Decimal) -> Cell:
    return Cell(str(value), lambda _: value, constant=True)


def build(table: Rows, policy: str, order: tuple[Decimal, ...]) -> Table:
    rules = tuple(
        Rule(tuple(unary(test.text) if test else None for test in cells), (cell(output),))
        for cells, output in table.rows
    )
    outputs = (OutputColumn("x", order, None if table.default is None else cell(table.default)),)
    return Table(TableModel("tabell", policy, tuple(map(input_column, table.columns)), outputs, rules))


@st.composite
def altered(draw: st.DrawFn, table: Rows) -> Rows:
    """The table after a few edits, each of them small."""
    for _ in range(draw(st.integers(1, 3))):
        table = draw(st.sampled_from(EDITS))(draw, table)
    return table


def new_cell(draw: st.DrawFn, table: Rows) -> Rows:
    row, place = draw(st.integers(0, len(table.rows) - 1)), draw(st.integers(0, len(table.columns) - 1))
    cells, output = table.rows[row]
    test = draw(st.none() | KINDS[table.names[place]].tests)
    return with_row(table, row, [((*cells[:place], test, *cells[place + 1 :]), output)])


def new_output(draw: st.DrawFn, table: Rows) -> Rows:
    row = draw(st.integers(0, len(table.rows) - 1))
    return with_row(table, row, [(table.rows[row][0], draw(st.sampled_from(PRIORITIES)))])


def fewer_rows(draw: st.DrawFn, table: Rows) -> Rows:
    return with_row(table, draw(st.integers(0, len(table.rows) - 1)), []) if len(table.rows) > 1 else table


def same_row_twice(draw: st.DrawFn, table: Rows) -> Rows:
    row = draw(st.integers(0, len(table.rows) - 1))
    return with_row(table, row, [table.rows[row], table.rows[row]])


def other_order(draw: st.DrawFn, table: Rows) -> Rows:
    return replace(table, rows=tuple(draw(st.permutations(table.rows))))


def other_default(draw: st.DrawFn, table: Rows) -> Rows:
    return replace(table, default=draw(st.none() | st.sampled_from(PRIORITIES)))


def other_values(draw: st.DrawFn, table: Rows) -> Rows:
    place = draw(st.integers(0, len(table.columns) - 1))
    column = table.columns[place]
    allowed = draw(st.sampled_from([None, *KINDS[column.kind].allowed]))
    column = replace(column, allowed=allowed, nullable=draw(st.booleans()))
    return replace(table, columns=(*table.columns[:place], column, *table.columns[place + 1 :]))


def with_row(table: Rows, row: int, rows: list[Any]) -> Rows:
    return replace(table, rows=(*table.rows[:row], *rows, *table.rows[row + 1 :]))


EDITS = [new_cell, new_output, fewer_rows, same_row_twice, other_order, other_default, other_values]


def outcome(table: Rows, values: tuple[Any, ...], policy: str) -> Any:
    """What the walker says of one table, which refuses what its columns do not allow."""
    for column, value in zip(table.columns, values, strict=True):
        if value is None:
            if not column.nullable:
                return REFUSED
        elif column.allowed and not column.allowed.meaning(value):
            return REFUSED
    return walk(table, values, policy)


def holds(region: Region, names: list[str], values: tuple[Any, ...]) -> bool:
    """Whether a case lies in a region, by the words that the region is told in."""
    given_values = dict(zip(names, values, strict=True))
    return all(
        unary(wording.test_text(text, FEEL_KINDS[name], CHOICES, ())).holds(given_values[name])
        for name, text in region.condition.items()
    )


FEEL_KINDS = {"tal": "number", "ord": "string", "svar": "boolean", "dag": "date"}
CHOICES = ("a", "b", "c")


def told(region: Region, after: bool) -> Any:
    one = region.after if after else region.before
    return {Form.REFUSED: REFUSED, Form.CONFLICT: "conflict"}.get(one.form, one.value)


SCALARS = {"tal", "ord", "svar", "dag"}


@settings(max_examples=700, deadline=None)
@given(st.data())
def test_the_regions_are_exactly_where_the_outcome_differs(data: st.DataObject) -> None:
    left = data.draw(tables().filter(lambda table: set(table.names) <= SCALARS))
    right = data.draw(altered(left))
    policy = data.draw(st.sampled_from(POLICIES))
    other = data.draw(st.sampled_from([policy, policy, policy, *POLICIES]))
    order = data.draw(st.sampled_from([PRIORITIES, PRIORITIES[::-1]]))
    if policy in ("P", "O") and other in ("P", "O"):
        order = PRIORITIES  # the walker's
    if other in ("P", "O"):
        order = PRIORITIES
    regions = differing(build(left, policy, PRIORITIES), build(right, other, order))
    for values in product(*((*KINDS[name].values, None) for name in left.names)):
        before, after = outcome(left, values, policy), outcome(right, values, other)
        if before == after == REFUSED:
            continue  # it is a case of neither table
        there = [region for region in regions if holds(region, left.names, values)]
        if before == after and type(before) is type(after):
            assert not [region for region in there if region.exact]
        else:
            assert there
        sure = [region for region in there if region.exact]
        assert len(there) <= 1 or not sure
        for region in sure:
            assert (told(region, False), told(region, True)) == (before, after)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_witness_lies_in_its_region_and_shows_the_change(data: st.DataObject) -> None:
    left = data.draw(tables().filter(lambda table: set(table.names) <= SCALARS))
    right = data.draw(altered(left))
    policy = data.draw(st.sampled_from(POLICIES))
    for region in differing(build(left, policy, PRIORITIES), build(right, policy, PRIORITIES)):
        if region.exact:
            values = tuple(region.witness[name] for name in left.names)
            assert holds(region, left.names, values)
            before, after = outcome(left, values, policy), outcome(right, values, policy)
            assert (told(region, False), told(region, True)) == (before, after)


@settings(max_examples=200, deadline=None)
@given(tables(), st.sampled_from(POLICIES))
def test_a_table_does_not_differ_from_itself(table: Rows, policy: str) -> None:
    assert differing(build(table, policy, PRIORITIES), build(table, policy, PRIORITIES)) == []


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_what_cannot_be_analysed_is_never_passed_over(data: st.DataObject) -> None:
    left = data.draw(tables())
    right = data.draw(altered(left))
    policy = data.draw(st.sampled_from(POLICIES))
    left, right = (
        replace(table, columns=tuple(open_column(each) for each in table.columns)) for table in (left, right)
    )
    regions = differing(build(left, policy, PRIORITIES), build(right, policy, PRIORITIES))
    differs = any(
        outcome(left, values, policy) != outcome(right, values, policy)
        for values in product(*((*KINDS[name].values, None) for name in left.names))
    )
    assert regions or not differs


def open_column(column: Any) -> Any:
    """The column, taking any value: what a list may hold is not compared."""
    return replace(column, allowed=None, nullable=True)
