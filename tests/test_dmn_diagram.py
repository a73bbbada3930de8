"""The drawing of a model's requirements: what may not happen in any drawing, and what a reader expects."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motor.dmn.diagram import Diagram, Edge, Kind, Node, Shape, diagram_of, draw
from motor.dmn.layers import spread
from tests.dmn_models import BAKERY

WORDS = ("ålder", "insats", "ersättning per dag", "antal", "x", "bostadsrättsföreningsordförandeval")


@st.composite
def graphs(draw_: st.DrawFn) -> list[Node]:
    """Nodes that require some of those before them; one in ten of any, in circles too."""
    count = draw_(st.integers(0, 40))
    nodes: list[Node] = []
    for number in range(count):
        kind = draw_(st.sampled_from(list(Kind)))
        known = [node.id for node in nodes]
        if draw_(st.integers(0, 9)) == 0:
            known = [f"n{each}" for each in range(count)] + ["annan fil"]
        requires = draw_(st.lists(st.sampled_from(known), max_size=5)) if known else []
        name = " ".join(draw_(st.lists(st.sampled_from(WORDS), max_size=6)))
        leaf = kind in (Kind.INPUT, Kind.SOURCE)
        nodes.append(Node(f"n{number}", kind, name, () if leaf else tuple(requires)))
    return nodes


def overlap(one: Shape, other: Shape, gap: int) -> bool:
    return (
        one.x < other.x + other.width + gap
        and other.x < one.x + one.width + gap
        and one.y < other.y + other.height + gap
        and other.y < one.y + one.height + gap
    )


def crosses(edge: Edge, shape: Shape) -> bool:
    """Whether a line goes through the inside of a box (Liang and Barsky's clipping)."""
    for (x1, y1), (x2, y2) in pairwise(edge.points):
        enter, leave = 0.0, 1.0
        inside = True
        for start, step, low, high in (
            (x1, x2 - x1, shape.x, shape.x + shape.width),
            (y1, y2 - y1, shape.y, shape.y + shape.height),
        ):
            if step == 0:
                inside &= low < start < high
            else:
                near, far = sorted(((low - start) / step, (high - start) / step))
                enter, leave = max(enter, near), min(leave, far)
        if inside and enter < leave:
            return True
    return False


def breaches(diagram: Diagram) -> Iterator[str]:
    """What is wrong with a drawing."""
    shapes = {shape.id: shape for shape in diagram.shapes}
    for one, other in combinations(diagram.shapes, 2):
        if overlap(one, other, 20):
            yield f"{one} and {other} are too close"
    for edge in diagram.edges:
        source, target = shapes[edge.source], shapes[edge.target]
        (x1, y1), (x2, y2) = edge.points[0], edge.points[-1]
        if y1 != source.y or not source.x < x1 < source.x + source.width:
            yield f"{edge} does not leave the top of {source}"
        if y2 != target.y + target.height or not target.x < x2 < target.x + target.width:
            yield f"{edge} does not reach the bottom of {target}"
        if any(before[1] < after[1] for before, after in pairwise(edge.points)):
            yield f"{edge} goes down"
        for shape in diagram.shapes:
            if crosses(edge, shape):
                yield f"{edge} crosses {shape}"
    width, height = diagram.size
    for x, y in [(s.x, s.y) for s in diagram.shapes] + [
        (s.x + s.width, s.y + s.height) for s in diagram.shapes
    ]:
        if not (0 <= x <= width and 0 <= y <= height):
            yield f"{x, y} is outside {width, height}"


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_nothing_overlaps_and_no_arrow_crosses_a_box(nodes: list[Node]) -> None:
    diagram = draw(nodes)
    assert {shape.id for shape in diagram.shapes} == {node.id for node in nodes}
    assert list(breaches(diagram)) == []


@given(graphs())
@settings(max_examples=30, deadline=None)
def test_every_requirement_without_a_circle_has_one_arrow(nodes: list[Node]) -> None:
    ids = [node.id for node in nodes]
    forwards = [
        Node(node.id, node.kind, node.name, tuple(each for each in node.requires if each in ids[:at]))
        for at, node in enumerate(nodes)
    ]
    diagram = draw(forwards)
    assert sorted((edge.source, edge.target) for edge in diagram.edges) == sorted(
        {(each, node.id) for node in forwards for each in node.requires}
    )


@given(graphs())
@settings(max_examples=10, deadline=None)
def test_the_same_graph_gives_the_same_drawing(nodes: list[Node]) -> None:
    assert draw(nodes) == draw(list(nodes))


def rule_set(decisions: int, inputs: int, sources: int) -> list[Node]:
    """A rule set of the usual form: each decision reads the two before it, some inputs, and a source."""
    return [
        *(Node(f"i{number}", Kind.INPUT, f"uppgift nummer {number}") for number in range(inputs)),
        *(Node(f"s{number}", Kind.SOURCE, f"Riktlinje {number}") for number in range(sources)),
        *(
            Node(
                f"d{number}",
                Kind.DECISION,
                f"beslut nummer {number}",
                (
                    *(f"d{each}" for each in (number // 2 - 1, number - 7) if each >= 0),
                    *(
                        f"i{each}"
                        for each in range(number * inputs // decisions, (number + 1) * inputs // decisions)
                    ),
                    f"i{number * 7 % inputs}",
                    f"s{number % sources}",
                ),
            )
            for number in range(decisions)
        ),
    ]


def test_a_large_rule_set_fits_a_page() -> None:
    width, height = draw(rule_set(20, 40, 3)).size
    assert width < 3600
    assert height < 2400


@pytest.mark.parametrize("size", [(20, 40, 3), (80, 110, 10)])
def test_a_drawing_is_quick(size: tuple[int, int, int]) -> None:
    nodes = rule_set(*size)
    start = time.process_time()
    diagram = draw(nodes)
    assert time.process_time() - start < 3  # a second on an ordinary machine
    assert list(breaches(diagram)) == []


def test_an_input_stands_below_its_lowest_reader() -> None:
    nodes = [
        Node("upp", Kind.DECISION, "upp", ("ner", "båda", "bara upp")),
        Node("ner", Kind.DECISION, "ner", ("båda", "bara ner")),
        *(Node(name, Kind.INPUT, name) for name in ("båda", "bara upp", "bara ner")),
    ]
    tops = {shape.id: shape.y for shape in draw(nodes).shapes}
    assert tops["upp"] < tops["ner"] == tops["bara upp"] < tops["båda"] == tops["bara ner"]


def test_what_nothing_is_joined_to_does_not_take_the_place_of_what_is_read() -> None:
    alone = [Node(f"a{number}", Kind.INPUT, "ensam") for number in range(30)]
    nodes = [*alone, Node("d", Kind.DECISION, "d", ("i",)), Node("i", Kind.INPUT, "i")]
    tops = {shape.id: shape.y for shape in draw(nodes).shapes}
    assert tops["i"] == sorted(set(tops.values()))[1]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_long_name_gets_a_wider_box(kind: Kind) -> None:
    short, long = draw([Node("a", kind, "kort"), Node("b", kind, "ordinarie slutdatum " * 6)]).shapes
    assert long.width > short.width
    assert long.height == short.height


def test_the_elements_of_a_model() -> None:
    diagram = diagram_of(BAKERY)
    kinds = {shape.id: shape.kind for shape in diagram.shapes}
    assert kinds["beslut_pris"] is Kind.DECISION
    assert kinds["indata_sort"] is Kind.INPUT
    assert kinds["funktion_moms"] is Kind.FUNCTION
    assert kinds["kalla_lag"] is Kind.SOURCE
    assert "tjanst_pris" not in kinds
    found = {(edge.source, edge.target): edge.kind for edge in diagram.edges}
    assert found["beslut_rabatt", "beslut_leverans"] is Kind.DECISION
    assert found["indata_sort", "beslut_rabatt"] is Kind.INPUT
    assert found["funktion_moms", "funktion_avrundat"] is Kind.FUNCTION
    assert found["kalla_rutin", "beslut_pris"] is Kind.SOURCE


def test_nothing_is_an_empty_drawing() -> None:
    assert draw([]) == Diagram((), ())


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 20)), min_size=1, max_size=12))
def test_positions_keep_their_order_and_steps(pairs: list[tuple[int, int]]) -> None:
    wanted, steps = [float(want) for want, _ in pairs], [float(step) for _, step in pairs[1:]]
    found = spread(wanted, steps)
    assert all(
        after - before >= step - 1e-9 for (before, after), step in zip(pairwise(found), steps, strict=True)
    )
    assert sum(found) == pytest.approx(sum(wanted))


def test_positions_move_no_more_than_they_must() -> None:
    assert spread([0, 1, 10], [3, 3]) == [-1, 2, 10]
    assert spread([0, 1], [3], [3, 1]) == [-0.5, 2.5]
    assert spread([-5, 20], [2], bounds=(0, 10)) == [0, 10]
