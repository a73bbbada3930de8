"""The decision diagram of a rule set: what each decision needs, with links (DMN 1.5, 6.2).

Decisions are rectangles, facts have round ends, functions have two corners cut off. An arrow goes from what
is read to what reads it: whole with a filled head for a value, dashed with an open one for a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import hypot

from motor.dmn.diagram import Diagram, Edge, Kind, Node, Point, Shape, Style, draw
from motor.rulebook.decision import Version

STYLE = Style(
    {Kind.DECISION: (136, 54, 2), Kind.FUNCTION: (136, 54, 2), Kind.INPUT: (120, 46, 2)},
    letter=8,
    top=12,
    row=120,
    wide=840,
    narrow=True,
)
MOST = 80
"""How many nodes a drawing may have: of more, nobody sees what needs what, and it takes long to lay out."""

_LINE = 17
"""From one line of text to the next, in pixels."""
_BASE = 5
"""How far below the middle of a line its letters stand."""
_CORNER = 12
_EDGE = 8
_HEAD, _HALF = 10, 4


@dataclass(frozen=True, slots=True)
class Word:
    """A line of text and its middle."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Box:
    """A node: its outline as an SVG path, its name in lines, and where it leads."""

    name: str
    kind: Kind
    path: str
    words: tuple[Word, ...]
    href: str
    shown: bool
    x: int
    y: int
    width: int
    height: int

    @property
    def label(self) -> str:
        """The name and what it is: colour and form tell nothing to one who listens."""
        return f"{self.name}, {_CALLED[self.kind]}"


_CALLED = {Kind.DECISION: "beslut", Kind.FUNCTION: "funktion", Kind.INPUT: "faktum"}


@dataclass(frozen=True, slots=True)
class Arrow:
    """A requirement: its line as an SVG path, and its head."""

    source: str
    target: str
    knowledge: bool
    path: str
    head: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The diagram, its upper left corner at 0, 0."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def nodes(versions: Iterable[Version]) -> list[Node]:
    """The requirements of those versions, one of each decision: what they read gets a node too."""
    known = {version.decision: version for version in versions}
    read = dict.fromkeys(name for version in known.values() for name in version.requires)
    return [
        *(Node(name, kind_of(version), name, version.requires) for name, version in known.items()),
        *(Node(name, Kind.INPUT, name) for name in read if name not in known),
    ]


def kind_of(version: Version) -> Kind:
    """What a version is drawn as."""
    return Kind.FUNCTION if version.kind == "funktion" else Kind.DECISION


def clusters(graph: Iterable[Node]) -> list[list[Node]]:
    """The parts of a graph that no decision reads across, the largest first; a fact may be in several.

    Decisions that share facts alone stand apart: together they would make a drawing too wide to read.
    """
    by_name = {node.id: node for node in graph}
    home = {name: name for name, node in by_name.items() if node.kind is not Kind.INPUT}

    def root(name: str) -> str:
        while home[name] != name:
            name = home[name]
        return name

    for name in home:
        for required in by_name[name].requires:
            if required in home:
                home[root(required)] = root(name)
    found: dict[str, list[Node]] = {}
    for name in home:
        found.setdefault(root(name), []).append(by_name[name])
    for part in found.values():
        read = dict.fromkeys(each for node in part for each in node.requires if each not in home)
        part.extend(by_name[each] for each in read)
    return sorted(found.values(), key=len, reverse=True)


def tops(graph: Iterable[Node]) -> list[str]:
    """What nothing in a graph reads."""
    listed = list(graph)
    read = {each for node in listed for each in node.requires}
    return [node.name for node in listed if node.id not in read]


def around(name: str, graph: Iterable[Node]) -> list[Node]:
    """The part of a graph that a node, what it requires and what requires it are, with their arrows to it."""
    by_name = {node.id: node for node in graph}
    own = by_name[name]
    near = [node for node in by_name.values() if node.id in own.requires or name in node.requires]
    return [
        own,
        *(
            Node(node.id, node.kind, node.name, (name,) if name in node.requires else ())
            for node in near
            if node.id != name
        ),
    ]


def picture(graph: Iterable[Node], href: Callable[[str], str], shown: str | None = None) -> Picture | None:
    """The diagram of a graph; `href` says where a name leads, `shown` is the one that the page is about.

    None when nothing is read by anything, and for more nodes than anyone can read.
    """
    listed = tuple(graph)
    if len(listed) > MOST:
        return None
    laid = _laid(listed)
    if not laid.edges:
        return None
    left, top = _corner(laid)
    moved = [_moved(shape, left, top) for shape in laid.shapes]
    arrows = tuple(_arrow(edge, left, top) for edge in laid.edges)
    across = [point[0] - left for edge in laid.edges for point in edge.points]
    return Picture(
        max([*across, *(shape.x + shape.width for shape in moved)]) + _EDGE,
        max(shape.y + shape.height for shape in moved) + _EDGE,
        tuple(_box(shape, href(shape.id), shape.id == shown) for shape in moved),
        arrows,
    )


@lru_cache(maxsize=128)
def _laid(graph: tuple[Node, ...]) -> Diagram:
    """The drawing of a graph: a large one takes a second, and is asked for again."""
    return draw(graph, STYLE)


def _corner(laid: Diagram) -> Point:
    """What becomes 0, 0."""
    across = [shape.x for shape in laid.shapes] + [x for edge in laid.edges for x, _ in edge.points]
    return min(across) - _EDGE, min(shape.y for shape in laid.shapes) - _EDGE


def _moved(shape: Shape, left: int, top: int) -> Shape:
    return Shape(shape.id, shape.kind, shape.name, shape.x - left, shape.y - top, shape.width, shape.height)


def _box(shape: Shape, href: str, shown: bool) -> Box:
    lines = STYLE.lines(shape.name, shape.width)
    middle = shape.x + shape.width // 2
    first = shape.y + shape.height // 2 - _LINE * (len(lines) - 1) // 2 + _BASE
    words = tuple(Word(line, middle, first + _LINE * index) for index, line in enumerate(lines))
    path = _OUTLINES[shape.kind](shape.x, shape.y, shape.width, shape.height)
    return Box(shape.name, shape.kind, path, words, href, shown, shape.x, shape.y, shape.width, shape.height)


def _rectangle(x: int, y: int, width: int, height: int) -> str:
    return f"M{x} {y}h{width}v{height}h{-width}z"


def _round(x: int, y: int, width: int, height: int) -> str:
    half = height / 2
    straight = width - height
    return (
        f"M{x + half:g} {y}h{straight}a{half:g} {half:g} 0 0 1 0 {height}"
        f"h{-straight}a{half:g} {half:g} 0 0 1 0 {-height}z"
    )


def _cut(x: int, y: int, width: int, height: int) -> str:
    """Upper left and lower right corner cut off."""
    cut = _CORNER
    return f"M{x + cut} {y}h{width - cut}v{height - cut}l{-cut} {cut}h{-(width - cut)}v{-(height - cut)}z"


_OUTLINES = {Kind.DECISION: _rectangle, Kind.INPUT: _round, Kind.FUNCTION: _cut}


def _arrow(edge: Edge, left: int, top: int) -> Arrow:
    points = [(x - left, y - top) for x, y in edge.points]
    knowledge = edge.kind is Kind.FUNCTION
    (x1, y1), (x2, y2) = points[-2], points[-1]
    length = hypot(x2 - x1, y2 - y1)
    along, across = (x2 - x1) / length, (y2 - y1) / length
    back = x2 - along * _HEAD, y2 - across * _HEAD
    one = f"{back[0] - across * _HALF:.1f} {back[1] + along * _HALF:.1f}"
    other = f"{back[0] + across * _HALF:.1f} {back[1] - along * _HALF:.1f}"
    line = "M" + "L".join(f"{x} {y}" for x, y in points)
    return Arrow(
        edge.source, edge.target, knowledge, line, f"M{one}L{x2} {y2}L{other}{'' if knowledge else 'z'}"
    )
