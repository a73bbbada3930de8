"""Line charts with logarithmic axes, as SVG text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from bench.timing import OURS

WIDTH, HEIGHT = 760, 400
LEFT, RIGHT, TOP, BOTTOM = 80, 160, 40, 50
COLOURS = ("#c2410c", "#1d4ed8", "#047857", "#7c3aed", "#b45309", "#0e7490", "#be185d")
LABEL = 15
"""How far apart two labels are at least."""

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    """Lines by name over the same axes; a file name without its ending."""

    name: str
    title: str
    across: str
    up: str
    lines: Mapping[str, Points]

    def svg(self) -> str:
        """The chart as an SVG document."""
        xs = _Axis([x for points in self.lines.values() for x, _ in points], LEFT, WIDTH - RIGHT)
        ys = _Axis([y for points in self.lines.values() for _, y in points], HEIGHT - BOTTOM, TOP)
        parts = [*_frame(self, xs, ys), *_lines(self.lines, xs, ys)]
        body = "\n".join(parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'font-family="sans-serif" font-size="12" role="img">\n<title>{self.title}</title>\n'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n{body}\n</svg>\n'
        )


class _Axis:
    """A logarithmic scale over whole powers of ten, from one pixel to another."""

    def __init__(self, values: Sequence[float], start: int, end: int) -> None:
        self.low, self.high = floor(log10(min(values))), ceil(log10(max(values)))
        self.high = max(self.high, self.low + 1)
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        share = (log10(value) - self.low) / (self.high - self.low)
        return round(self._start + share * (self._end - self._start), 1)

    def marks(self) -> list[tuple[float, str]]:
        """Each power of ten with its text."""
        return [
            (10.0**power, f"{10**power:,}".replace(",", " ") if power >= 0 else f"{10.0**power:g}")
            for power in range(self.low, self.high + 1)
        ]


def _frame(chart: Chart, xs: _Axis, ys: _Axis) -> Iterator[str]:
    yield f'<text x="{LEFT}" y="22" font-size="15">{chart.title}</text>'
    centre = (LEFT + WIDTH - RIGHT) // 2
    yield f'<text x="{centre}" y="{HEIGHT - 12}" text-anchor="middle">{chart.across}</text>'
    middle = (TOP + HEIGHT - BOTTOM) // 2
    yield f'<text transform="translate(18 {middle}) rotate(-90)" text-anchor="middle">{chart.up}</text>'
    for value, text in ys.marks():
        y = ys.at(value)
        yield f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="#e5e7eb"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{text}</text>'
    for value, text in xs.marks():
        x = xs.at(value)
        yield f'<path d="M{x} {TOP}V{HEIGHT - BOTTOM}" stroke="#e5e7eb"/>'
        yield f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{text}</text>'


def _lines(lines: Mapping[str, Points], xs: _Axis, ys: _Axis) -> Iterator[str]:
    labels = _apart({name: ys.at(points[-1][1]) for name, points in lines.items()})
    for colour, (name, points) in zip(COLOURS, lines.items(), strict=False):
        at = [(xs.at(x), ys.at(y)) for x, y in points]
        path = "L".join(f"{x} {y}" for x, y in at)
        width = 3 if name == OURS else 1.5
        yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        yield from (f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in at)
        yield f'<text x="{at[-1][0] + 10}" y="{labels[name] + 4}" fill="{colour}">{name}</text>'


def _apart(places: dict[str, float]) -> dict[str, float]:
    """The places of labels, moved down where they would cover each other."""
    moved: dict[str, float] = {}
    last = float("-inf")
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        last = moved[name] = max(place, last + LABEL)
    return moved
