"""The requirements of a model as a drawing: boxes and arrows with coordinates (DMN 1.5, 6.2 and 13).

Decisions stand above what they require, and everything as near its lowest reader as there is room. The unit
is the pixel, y grows downwards, and no arrow crosses a box that it does not belong to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import isqrt

from motor.dmn.layers import Place, Rows, joined, ordered, placed, rows_of, spread
from motor.dmn.model import Decision, Definitions, Function

Point = tuple[int, int]


class Kind(StrEnum):
    """What a box stands for, the most important first."""

    DECISION = "beslut"
    FUNCTION = "funktion"
    INPUT = "indata"
    SOURCE = "källa"


@dataclass(frozen=True, slots=True)
class Shape:
    """A box: where its upper left corner is, and how large it is."""

    id: str
    kind: Kind
    name: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow from what is required, at the top of its box, to what requires it, at the bottom of its."""

    source: str
    target: str
    kind: Kind
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes and arrows. The kind of an arrow is that of the box it comes from."""

    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]

    @property
    def size(self) -> tuple[int, int]:
        """The width and height that hold everything, with a margin."""
        corners = [(shape.x + shape.width, shape.y + shape.height) for shape in self.shapes]
        points = [*corners, *(point for edge in self.edges for point in edge.points), (0, 0)]
        return max(x for x, _ in points) + _MARGIN, max(y for _, y in points) + _MARGIN


@dataclass(frozen=True, slots=True)
class Node:
    """What gets a box, and the ids of what it requires."""

    id: str
    kind: Kind
    name: str
    requires: tuple[str, ...] = ()


_RANKS = list(Kind)

_MARGIN = 40
_GAP = 30
_LINE = 4
"""How wide the place of a line is."""

_LOWEST_SPACE, _HIGHEST_SPACE = 60, 150
_BEND = 40
"""How far an arrow's end may stand from the corner of a box, which may be rounded."""


@dataclass(frozen=True, slots=True)
class Style:
    """How boxes are drawn.

    `sizes` are the width and height of a box, and how many lines of text have room: a long name makes it
    wider. `letter` is how wide a letter is, at most on average. `top` is free above the first row, `row`
    about how high one is with the space to the next. A row may be as `wide` as the widest of them all needs
    for the drawing to be about one and a half times as wide as it is high, or (`narrow`) as it says.
    """

    sizes: Mapping[Kind, tuple[int, int, int]]
    letter: int = 7
    top: int = 100
    row: int = 150
    wide: int = 6 * 180
    narrow: bool = False

    def lines(self, text: str, width: int) -> list[str]:
        """The words of a text in lines that fit in a box of that width."""
        most = (width - _PADDING) // self.letter
        lines: list[str] = []
        for word in text.split():
            if lines and len(lines[-1]) + 1 + len(word) <= most:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

    def size(self, kind: Kind, name: str) -> tuple[int, int]:
        """The width and height of a box with that name."""
        width, height, most = self.sizes[kind]
        while not self._fits(name, width, most):
            width += 15
        return width, height

    def _fits(self, name: str, width: int, most: int) -> bool:
        lines = self.lines(name, width)
        return len(lines) <= most and all(len(line) <= (width - _PADDING) // self.letter for line in lines)

    def row_width(self, widths: Iterable[int]) -> int:
        """How wide a row may be."""
        return self.wide if self.narrow else max(isqrt(sum(widths) * self.row * 3), self.wide)


_PADDING = 24
MODELLER = Style(
    {
        Kind.DECISION: (180, 80, 3),
        Kind.FUNCTION: (135, 46, 2),
        Kind.INPUT: (125, 45, 2),
        Kind.SOURCE: (100, 63, 2),
    }
)
"""As modelling tools draw, with room for the title that they show above."""


def diagram_of(definitions: Definitions) -> Diagram:
    """The drawing of all elements of a file; what it requires of other files is left out."""
    return draw(_nodes(definitions))


def _nodes(definitions: Definitions) -> list[Node]:
    def required(element: Decision | Function) -> tuple[str, ...]:
        hrefs = (
            (*element.decisions, *element.inputs, *element.knowledge, *element.authorities)
            if isinstance(element, Decision)
            else (*element.knowledge, *element.authorities)
        )
        parts = (href.rpartition("#") for href in hrefs)
        return tuple(local for namespace, _, local in parts if namespace in ("", definitions.namespace))

    return [
        *(Node(each.id, Kind.DECISION, each.name, required(each)) for each in definitions.decisions),
        *(Node(each.id, Kind.FUNCTION, each.name, required(each)) for each in definitions.functions),
        *(Node(each.id, Kind.INPUT, each.name) for each in definitions.inputs),
        *(Node(each.id, Kind.SOURCE, each.name) for each in definitions.sources),
    ]


def draw(nodes: Iterable[Node], style: Style = MODELLER) -> Diagram:
    """The drawing of nodes; in a circle of requirements, the arrows that would go down are left out."""
    by_id = {node.id: node for node in nodes}
    readers: dict[str, list[str]] = {each: [] for each in by_id}
    for node in by_id.values():
        for each in dict.fromkeys(node.requires):
            if each in by_id and each != node.id:
                readers[each].append(node.id)
    sizes = {node.id: style.size(node.kind, node.name) for node in by_id.values()}
    widths = {each: width + _GAP for each, (width, _) in sizes.items()}
    ranks = {node.id: _rank(node, readers[node.id]) for node in by_id.values()}
    graph = joined(rows_of(widths, ranks, readers, style.row_width(widths.values())), readers)
    rows = ordered(graph)
    places = {place: sizes[place[0]][0] if graph.is_node(place) else _LINE for row in rows for place in row}
    middles = placed(rows, graph, places, _GAP)
    return _Drawing(by_id, sizes, rows, graph, middles, style.top).diagram()


def _rank(node: Node, readers: list[str]) -> int:
    """What comes first where there is not room for all; last what nothing is joined to."""
    alone = not readers and not node.requires and node.kind is not Kind.DECISION
    return len(_RANKS) if alone else _RANKS.index(node.kind)


class _Drawing:
    """Rows and columns to boxes and arrows."""

    def __init__(
        self,
        nodes: Mapping[str, Node],
        sizes: Mapping[str, tuple[int, int]],
        rows: list[list[Place]],
        graph: Rows,
        middles: Mapping[Place, int],
        top: int,
    ) -> None:
        self._nodes = nodes
        self._sizes = sizes
        self._rows = rows
        self._graph = graph
        left = min(
            (
                middles[place] - sizes[place[0]][0] // 2
                for row in rows
                for place in row
                if graph.is_node(place)
            ),
            default=0,
        )
        left = min([left, *middles.values()])
        self._middles = {place: middle - left + _MARGIN for place, middle in middles.items()}
        self._ends = {node: self._ends_below(node) for node in nodes}
        self._bands = self._bands_of_rows(top)

    def diagram(self) -> Diagram:
        shapes = tuple(self._shape(node) for node in self._nodes)
        edges = tuple(self._edge(source, target) for target in self._nodes for source in self._ends[target])
        return Diagram(shapes, edges)

    def _own(self, node: str) -> Place:
        return node, self._graph.own[node]

    def _shape(self, node: str) -> Shape:
        width, height = self._sizes[node]
        middle, (top, _) = self._middles[self._own(node)], self._bands[self._graph.own[node]]
        each = self._nodes[node]
        return Shape(node, each.kind, each.name, middle - width // 2, top, width, height)

    def _ends_below(self, node: str) -> dict[str, int]:
        """Where the arrow from each source ends across, in the order of where they come from."""
        place = self._own(node)
        sources = sorted(self._graph.below[place], key=lambda each: self._middles[each])
        width, middle = self._sizes[node][0], self._middles[place]
        room = width - 2 * _BEND
        step = min(room / max(len(sources) - 1, 1), 24)
        wanted = [self._middles[each] for each in sources]
        bounds = (middle - room / 2, middle + room / 2)
        ends = spread(wanted, [step] * (len(sources) - 1), bounds=bounds)
        return {each: int(end) for (each, _), end in zip(sources, ends, strict=True)}

    def _bands_of_rows(self, top: int) -> list[tuple[int, int]]:
        """The top and bottom of each row; where arrows reach far across, there is more space below."""
        bands: list[tuple[int, int]] = []
        for row in self._rows:
            heights = [self._sizes[place[0]][1] for place in row if self._graph.is_node(place)]
            bottom = top + max(heights, default=0)
            bands.append((top, bottom))
            reach = max(
                (
                    abs(self._middles[place] - self._middles[each])
                    for place in row
                    for each in self._graph.below[place]
                ),
                default=0,
            )
            top = bottom + min(_LOWEST_SPACE + reach // 8, _HIGHEST_SPACE)
        return bands

    def _edge(self, source: str, target: str) -> Edge:
        """From the top of the source's box straight up through each row between, to the target's bottom."""
        first, last = self._graph.own[source], self._graph.own[target]
        points = [(self._middles[source, first], self._bands[first][0])]
        for row in range(first - 1, last, -1):
            middle, (top, bottom) = self._middles[source, row], self._bands[row]
            points += [(middle, bottom), (middle, top)]
        end, (top, bottom) = self._ends[target][source], self._bands[last]
        points += [(end, bottom), (end, top + self._sizes[target][1])]
        return Edge(source, target, self._nodes[source].kind, tuple(_without_straight(points)))


def _without_straight(points: list[Point]) -> Iterable[Point]:
    """The points where the line turns, and its ends."""
    distinct = [points[0], *(point for before, point in pairwise(points) if point != before)]
    for index, point in enumerate(distinct):
        inner = 0 < index < len(distinct) - 1
        if not inner or not distinct[index - 1][0] == point[0] == distinct[index + 1][0]:
            yield point
