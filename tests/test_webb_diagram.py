"""The decision diagram of a rule set: every decision and fact has its node and link, every need its arrow."""

from __future__ import annotations

import datetime
import re
from itertools import combinations
from pathlib import Path

import pytest

import motor
from motor.dmn.diagram import Kind, Node
from tests.command import LIBRARY
from tests.repository import ROOT
from tests.rulesets import write
from tests.test_third_municipality import FILES, HEAD
from verktyg.webb.bilder.diagram import MOST, Box, Picture, around, clusters, nodes, picture, tops
from verktyg.webb.delar.versioner import in_force
from verktyg.webb.lankar import Links

RULE_SETS = [*sorted(path.parent for path in ROOT.glob("regler/*/regelverk.yaml")), LIBRARY]
DAYS = [datetime.date(2023, 6, 1), datetime.date(2024, 6, 1)]


def pictures(rulebook: motor.Rulebook, day: datetime.date) -> list[Picture]:
    graph = nodes(in_force(rulebook, day))
    drawn = [picture(part, Links(rulebook, day).href) for part in clusters(graph)]
    return [one for one in drawn if one]


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width < other.x
        or other.x + other.width < one.x
        or one.y + one.height < other.y
        or other.y + other.height < one.y
    )


def extent(path: str) -> tuple[float, float, float, float]:
    """Where the corners of an outline reach: left, top, right, bottom."""
    x = y = 0.0
    corners = []
    for command, numbers in re.findall(r"([Mhvlaz])([^Mhvlaz]*)", path):
        values = [float(each) for each in numbers.split()]
        match command:
            case "M":
                x, y = values
            case "h":
                x += values[0]
            case "v":
                y += values[0]
            case "l" | "a":
                x, y = x + values[-2], y + values[-1]
        corners.append((x, y))
        if command == "a":  # half a circle to the right of its way: it reaches out by its radius
            corners.append((x + (values[0] if values[-1] > 0 else -values[0]), y))
    return (
        min(x for x, _ in corners),
        min(y for _, y in corners),
        max(x for x, _ in corners),
        max(y for _, y in corners),
    )


@pytest.mark.parametrize("folder", RULE_SETS, ids=lambda path: path.name)
def test_outlines_texts_and_arrows_are_where_the_boxes_are(folder: Path) -> None:
    for one in pictures(motor.load(folder), DAYS[1]):
        boxes = {box.name: box for box in one.boxes}
        for box in one.boxes:
            assert extent(box.path) == (box.x, box.y, box.x + box.width, box.y + box.height)
            for word in box.words:
                assert word.x == box.x + box.width // 2
                assert box.y + 12 < word.y < box.y + box.height
        for arrow in one.arrows:
            points = [tuple(map(int, point.split())) for point in arrow.path.removeprefix("M").split("L")]
            source, target = boxes[arrow.source], boxes[arrow.target]
            assert points[0][1] == source.y
            assert source.x < points[0][0] < source.x + source.width
            assert points[-1][1] == target.y + target.height
            assert target.x < points[-1][0] < target.x + target.width


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("folder", RULE_SETS, ids=lambda path: path.name)
def test_arrows_are_the_requirements(folder: Path, day: datetime.date) -> None:
    rulebook = motor.load(folder)
    versions = in_force(rulebook, day)
    wanted = {(read, version.decision) for version in versions for read in version.requires}
    drawn = [(arrow.source, arrow.target) for one in pictures(rulebook, day) for arrow in one.arrows]
    assert sorted(drawn) == sorted(wanted)
    functions = {version.decision for version in versions if version.kind == "funktion"}
    dashed = {arrow.source for one in pictures(rulebook, day) for arrow in one.arrows if arrow.knowledge}
    assert dashed == functions & {source for source, _ in wanted}


@pytest.mark.parametrize("folder", RULE_SETS, ids=lambda path: path.name)
def test_nothing_overlaps_and_all_is_within_the_picture(folder: Path) -> None:
    found = pictures(motor.load(folder), DAYS[1])
    assert found
    for one in found:
        for box in one.boxes:
            assert box.x >= 0
            assert box.x + box.width <= one.width
            assert box.y >= 0
            assert box.y + box.height <= one.height
            assert " ".join(word.text for word in box.words) == box.name
        assert all(apart(*pair) for pair in combinations(one.boxes, 2))


@pytest.mark.parametrize("folder", RULE_SETS, ids=lambda path: path.name)
def test_every_node_leads_to_its_decision_or_fact(folder: Path) -> None:
    rulebook = motor.load(folder)
    links = Links(rulebook, DAYS[1])
    decisions = {version.decision: version for version in in_force(rulebook, DAYS[1])}
    boxes = {box.name: box for one in pictures(rulebook, DAYS[1]) for box in one.boxes}
    drawn = {name for version in decisions.values() for name in (version.decision, *version.requires)}
    alone = drawn - boxes.keys()
    assert not any(decisions[name].requires for name in alone)
    for name, box in boxes.items():
        if name in decisions:
            assert box.href == links.version(name, decisions[name].valid_from)
        else:
            assert box.kind is Kind.INPUT
            assert box.href.endswith(f"#faktum-{[*rulebook.facts].index(name) + 1}")


def test_decisions_that_share_only_facts_stand_apart() -> None:
    graph = [
        Node("a", Kind.DECISION, "a", ("b", "f")),
        Node("b", Kind.DECISION, "b", ("g",)),
        Node("c", Kind.DECISION, "c", ("f",)),
        Node("f", Kind.INPUT, "f"),
        Node("g", Kind.INPUT, "g"),
    ]
    found = [{node.id for node in part} for part in clusters(graph)]
    assert found == [{"a", "b", "f", "g"}, {"c", "f"}]
    assert [tops(part) for part in clusters(graph)] == [["a"], ["c"]]


def test_around_a_decision_are_what_it_reads_and_what_reads_it_alone() -> None:
    graph = [
        Node("över", Kind.DECISION, "över", ("mitt", "faktum")),
        Node("mitt", Kind.DECISION, "mitt", ("under", "faktum")),
        Node("under", Kind.DECISION, "under", ("långt under",)),
        Node("långt under", Kind.INPUT, "långt under"),
        Node("faktum", Kind.INPUT, "faktum"),
    ]
    drawn = picture(around("mitt", graph), lambda name: f"/{name}", "mitt")
    assert drawn is not None
    assert {(arrow.source, arrow.target) for arrow in drawn.arrows} == {
        ("mitt", "över"),
        ("under", "mitt"),
        ("faktum", "mitt"),
    }
    assert [box.name for box in drawn.boxes if box.shown] == ["mitt"]


def test_what_nothing_reads_and_reads_nothing_has_no_picture() -> None:
    assert picture([Node("a", Kind.DECISION, "a")], str) is None


def test_more_than_anyone_can_read_is_not_drawn() -> None:
    chain = [Node("d0", Kind.DECISION, "d0")]
    chain += [Node(f"d{n}", Kind.DECISION, f"d{n}", (f"d{n - 1}",)) for n in range(1, MOST)]
    assert picture(chain, str) is not None
    assert picture([*chain, Node("en till", Kind.DECISION, "en till", ("d0",))], str) is None
    assert picture(around("d3", chain), str) is not None


def test_a_new_municipality_is_drawn(tmp_path: Path) -> None:
    found = pictures(motor.load(write(tmp_path, FILES, HEAD)), datetime.date(2030, 5, 1))
    names = {box.name for one in found for box in one.boxes}
    assert {"möjliga spår", "föreslaget spår", "spårvillkor", "ersättning", "körkort"} <= names
