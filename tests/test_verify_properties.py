"""Tables made by Hypothesis: what is found in them against a plain look at every case.

A case has one value at least from each elementary cell of every column. What a box holds is asked of the
words that it is told in, read as a rule's cells are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from itertools import combinations, product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from motor.regions import Box, Space, cell_text, contains, intersection, minus, uncovered, witness
from motor.rulebook import wording
from motor.table import UnaryTest
from motor.table.cells import OTHER
from motor.verify.analysis import analyse
from motor.verify.gaps import gaps
from motor.verify.geometry import Geometry
from motor.verify.model import Analysis, Mergeable
from tests.test_table_properties import POLICIES, PRIORITIES, Rows, build, tables, unary, walk

FEEL_KINDS = {"tal": "number", "ord": "string", "svar": "boolean", "dag": "date", "lista": "", "blandat": ""}

Case = tuple[Any, ...]
Hits = frozenset[int]


@cache
def told(kind: str, text: str, choices: tuple[str, ...] | None) -> UnaryTest | None:
    """A cell in words as a test, as a rule's cell is read."""
    feel = wording.test_text(text, FEEL_KINDS[kind], choices, ())
    return None if feel == "-" else unary(feel)


def holder(space: Space, box: Box) -> Callable[[Case], bool]:
    """Whether a case is in a box, by the box's words."""
    tests = []
    for axis, cells in zip(space.axes, box, strict=True):
        texts = tuple(value for value in axis.values if isinstance(value, str))
        choices = None if OTHER in texts or not texts else texts
        tests.append(told(axis.name, cell_text(axis, cells), choices))
    return lambda case: all(
        test is None or test.holds(value) for test, value in zip(tests, case, strict=True)
    )


class Looked:
    """A table, every case, and the rules (from 1) that hit in each."""

    def __init__(self, table: Rows) -> None:
        self.table = table
        self.cases: list[Case] = list(product(*(column.answers for column in table.columns)))
        met = [
            [
                [test is None or test.meaning(value) for value in column.answers]
                for test, column in zip(tests, table.columns, strict=True)
            ]
            for tests, _ in table.rows
        ]
        spans = [range(len(column.answers)) for column in table.columns]
        self.found = [
            frozenset(
                number
                for number, row in enumerate(met, start=1)
                if all(row[column][place] for column, place in enumerate(places))
            )
            for places in product(*spans)
        ]

    def where(self, *rules: int) -> set[int]:
        """The cases, by number, where all these rules hit."""
        return {number for number, hits in enumerate(self.found) if hits.issuperset(rules)}

    @property
    def outputs(self) -> list[Any]:
        return [None, *(output for _, output in self.table.rows)]


def exact(table: Rows) -> bool:
    """Whether every cell of a table can be analysed."""
    return all(
        column.kind in ("tal", "ord", "svar", "dag") and table.cut(place)
        for place, column in enumerate(table.columns)
    )


EXACT = tables().filter(exact)


def inside(looked: Looked, space: Space, box: Box) -> set[int]:
    holds = holder(space, box)
    return {number for number, case in enumerate(looked.cases) if holds(case)}


@settings(max_examples=150, deadline=None)
@given(tables())
def test_gaps_are_disjoint_and_exactly_where_no_rule_hits(table: Rows) -> None:
    looked = Looked(table)
    geometry = Geometry(build(table, "U"))
    found = gaps(geometry, limit=10_000)
    assert found.complete
    held = [inside(looked, geometry.space, gap) for gap in found]
    assert all(not one & other for one, other in combinations(held, 2))
    union = set().union(*held)
    holes = looked.where() - set().union(*(looked.where(rule + 1) for rule in range(len(table.rows))))
    assert union == holes if exact(table) else union <= holes
    for gap in found:
        axes = list(zip(geometry.space.axes, gap, strict=True))
        null = any(cells == axis.null for axis, cells in axes)
        assert null or not any(cells & axis.null for axis, cells in axes)


@settings(max_examples=150, deadline=None)
@given(EXACT, st.sampled_from(POLICIES))
def test_overlaps_are_the_pairs_that_hit_together(table: Rows, policy: str) -> None:
    looked = Looked(table)
    analysis = analyse(build(table, policy))
    pairs = combinations(range(1, len(table.rows) + 1), 2)
    assert {each.rules for each in analysis.overlaps} == {pair for pair in pairs if looked.where(*pair)}
    for each in analysis.overlaps:
        assert inside(looked, analysis.space, each.box) == looked.where(*each.rules)
        differ = looked.outputs[each.rules[0]] != looked.outputs[each.rules[1]]
        assert each.breaks is (policy == "U" or (policy == "A" and differ))
        assert each.certain


@settings(max_examples=100, deadline=None)
@given(tables(), st.sampled_from(POLICIES))
def test_what_cannot_be_analysed_is_named_and_never_taken_for_sure(table: Rows, policy: str) -> None:
    looked = Looked(table)
    analysis = analyse(build(table, policy))
    named = {(each.rule, each.column) for each in analysis.unanalysed}
    for number, (tests, _) in enumerate(table.rows, start=1):
        for column, test in zip(table.columns, tests, strict=True):
            if test is not None and ("? *" in test.text or "count" in test.text):
                assert (number, column.kind) in named
    pairs = {each.rules: each for each in analysis.overlaps}
    for pair in combinations(range(1, len(table.rows) + 1), 2):
        assert pair in pairs or not looked.where(*pair)
        unsure = any(number in {rule for rule, _ in named} for number in pair)
        assert pair not in pairs or pairs[pair].certain is not unsure
    for each in analysis.unreachable:
        mine = looked.where(each.rule)
        assert mine <= set().union(*map(looked.where, each.by))


@settings(max_examples=300, deadline=None)
@given(EXACT, st.sampled_from(POLICIES))
def test_unreachable_rules_are_those_that_never_decide(table: Rows, policy: str) -> None:
    looked = Looked(table)
    found = {each.rule: each.by for each in analyse(build(table, policy)).unreachable}
    never = {number for number in range(1, len(table.rows) + 1) if not looked.where(number)}
    assert {rule for rule, by in found.items() if not by} == never
    for rule, by in found.items():
        assert looked.where(rule) <= set().union(*map(looked.where, by))
    if policy == "F":
        first = {min(hits) for hits in looked.found if hits}
        assert set(found) == set(range(1, len(table.rows) + 1)) - first
    elif policy in ("P", "A"):
        _left_out_together(looked, table, policy, set(found))
    else:
        assert set(found) == never


def _left_out_together(looked: Looked, table: Rows, policy: str, gone: set[int]) -> None:
    """Without the rules gone every outcome is the same, and no more of the rules can be left out."""
    rank = {number: PRIORITIES.index(output) for number, (_, output) in enumerate(table.rows, start=1)}
    numbers = range(1, len(table.rows) + 1)
    for number in set(numbers) - gone:
        others = {each for each in numbers if each not in {*gone, number}}
        better = {
            each
            for each in others
            if rank[each] == rank[number] or (policy == "P" and rank[each] < rank[number])
        }
        assert any(number in hits and not hits & better for hits in looked.found)
    for hits in looked.found:
        kept = hits - gone
        before, after = {rank[each] for each in hits}, {rank[each] for each in kept}
        assert (min(before, default=None) == min(after, default=None)) if policy == "P" else before == after


@settings(max_examples=300, deadline=None)
@given(EXACT, st.sampled_from(["U", "A", "P", "F"]))
def test_subsumed_masked_and_misleading_rules(table: Rows, policy: str) -> None:
    looked, analysis = Looked(table), analyse(build(table, policy))
    numbers = range(1, len(table.rows) + 1)
    where = {number: looked.where(number) for number in numbers}
    rank = {number: PRIORITIES.index(looked.outputs[number]) for number in numbers}
    within = {
        (one, other)
        for one, other in product(numbers, numbers)
        if one != other and where[one] and where[one] <= where[other]
    }
    alike = {(one, other) for one, other in within if rank[one] == rank[other]}
    for one, other in {(each.rule, each.by) for each in analysis.subsumed}:
        assert (one, other) in alike
        if policy == "F":
            assert all(_first(hits, looked) == _first(hits - {one}, looked) for hits in looked.found)
    if policy != "F":
        strictly = {one for one, other in alike if where[one] != where[other] or other < one}
        assert {each.rule for each in analysis.subsumed} == strictly
    if policy == "P":
        assert {each.rule for each in analysis.masked} == {
            one for one, other in within if rank[other] < rank[one]
        }
        assert {(each.rule, each.over) for each in analysis.misleading} == {
            (one, other)
            for one, other in product(numbers, numbers)
            if rank[one] < rank[other] and where[one] & where[other] and not where[other] <= where[one]
            if _only_in(table, one, other)
        }
    else:
        assert not analysis.masked
        assert not len(analysis.misleading)


def _first(hits: Hits, looked: Looked) -> Any:
    return looked.outputs[min(hits)] if hits else None


def _only_in(table: Rows, one: int, other: int) -> bool:
    tests = zip(table.rows[one - 1][0], table.rows[other - 1][0], strict=True)
    return any(own is None and its is not None for own, its in tests)


@settings(max_examples=300, deadline=None)
@given(EXACT, st.sampled_from(POLICIES))
def test_merged_rules_change_no_outcome(table: Rows, policy: str) -> None:
    looked, analysis = Looked(table), analyse(build(table, policy))
    for each in analysis.mergeable:
        assert len({looked.outputs[rule] for rule in each.rules}) == 1
        where = set().union(*map(looked.where, each.rules))
        assert inside(looked, analysis.space, _merged(table, analysis, each)) == where
        for position in () if policy == "U" else (min(each.rules), max(each.rules)):
            for hits in looked.found:
                after = (hits - set(each.rules)) | ({position} if hits & set(each.rules) else set())
                assert outcome(looked, hits, policy) == outcome(looked, after, policy)


def _merged(table: Rows, analysis: Analysis, found: Mergeable) -> Box:
    """The box of the rule that is to stand for others."""
    box = analysis.boxes[found.rules[0] - 1].box
    places = enumerate(table.columns)
    return tuple(found.cells if column.kind == found.column else box[place] for place, column in places)


def outcome(looked: Looked, hits: Hits, policy: str) -> Any:
    """What the table gives where these rules hit."""
    rows = tuple(((), looked.outputs[number]) for number in sorted(hits))
    return walk(Rows((), rows, looked.table.default), (), policy)


@settings(max_examples=300, deadline=None)
@given(EXACT, st.sampled_from(POLICIES))
def test_idle_columns_are_those_that_no_outcome_rests_on(table: Rows, policy: str) -> None:
    looked, analysis = Looked(table), analyse(build(table, policy))
    assert analysis.idle.complete
    outcomes = dict(enumerate(outcome(looked, hits, policy) for hits in looked.found))
    for place, column in enumerate(table.columns):
        alike: dict[Case, list[Any]] = {}
        for number, case in enumerate(looked.cases):
            alike.setdefault((*case[:place], *case[place + 1 :]), []).append(outcomes[number])
        matters = any(value != group[0] for group in alike.values() for value in group)
        if column.kind in analysis.idle:
            assert not matters
        elif policy in ("U", "A", "P", "F"):
            assert matters


@settings(max_examples=200, deadline=None)
@given(EXACT, st.sampled_from(["U", "A", "P", "F"]))
def test_a_better_hit_policy_gives_the_same(table: Rows, policy: str) -> None:
    looked = Looked(table)
    better = analyse(build(table, policy)).better
    enough = all(len(hits) < 2 for hits in looked.found)
    agree = all(len({looked.outputs[rule] for rule in hits}) < 2 for hits in looked.found)
    wanted = None
    if len(table.rows) > 1:
        wanted = "U" if enough else "A" if agree and policy != "A" else None
    assert better == (None if wanted == policy else wanted)


@settings(max_examples=200, deadline=None)
@given(EXACT)
def test_boxes_are_sets_of_cases(table: Rows) -> None:
    looked, geometry = Looked(table), Geometry(build(table, "C"))
    boxes = [each.box for each in geometry.boxes if all(each.box)]
    held = [inside(looked, geometry.space, box) for box in boxes]
    for one, other in product(range(len(boxes)), repeat=2):
        shared = intersection(boxes[one], boxes[other])
        assert (inside(looked, geometry.space, shared) if shared else set()) == held[one] & held[other]
        assert contains(boxes[one], boxes[other]) is (held[other] <= held[one])
        rest = minus(boxes[one], [boxes[other]])
        assert _joined(looked, geometry.space, rest) == held[one] - held[other]
    left = uncovered(geometry.space, boxes)
    assert left.complete
    assert _joined(looked, geometry.space, left) == set(range(len(looked.cases))) - set().union(*held)


def _joined(looked: Looked, space: Space, boxes: Iterable[Box]) -> set[int]:
    """The cases of boxes, which must be disjoint and not empty, and hold their own witnesses."""
    found: set[int] = set()
    for box in boxes:
        part = inside(looked, space, box)
        assert part
        assert not found & part
        case = witness(space, box)
        assert holder(space, box)(tuple(case[axis.name] for axis in space.axes))
        found |= part
    return found
