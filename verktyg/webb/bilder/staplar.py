"""A forecast as bars: the positions of all that is drawn, in percent of the width and pixels of the height.

Widths in percent let the bars follow the page while texts keep their size, on a phone as on a wide screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from verktyg.format import number
from verktyg.prognos.staplar import drawn_lines, scale
from verktyg.prognos.svar import Answer, Line, kronor, lines

HEADING, TEXT, BAR, GAP = 30, 20, 20, 14
"""How high a group's heading, a name, a bar and the room below it are."""

THIN = 14
"""How high each of two bars is that are compared."""

SERIES = 6
"""How many patterns there are to tell costs apart."""

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_STEPS = 4

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: where it begins, how wide it is (percent), and its pattern."""

    x: str
    width: str
    pattern: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar at its height, in parts."""

    y: int
    height: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A name and its amount, at the height of their text's line; a heading stands for a group."""

    y: int
    name: str
    amount: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis, and what it stands for."""

    x: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn. `series` are the names of the patterns; none where there is one."""

    height: int
    labels: tuple[Label, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    unit: str
    series: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Axis:
    """The amounts at the left and right edges, and how far apart its lines are."""

    low: Decimal
    high: Decimal
    step: Decimal

    @classmethod
    def of(cls, ends: Sequence[Decimal]) -> _Axis:
        """An axis that holds nought and these amounts."""
        low, high = min(ZERO, *ends), max(ZERO, *ends)
        room = (high - low) or Decimal(1)
        size = Decimal(1).scaleb((room / MOST_STEPS).adjusted())
        step = next(size * each for each in STEPS if size * each * MOST_STEPS >= room)
        return cls((low / step).to_integral_value("ROUND_FLOOR") * step, _up(high / step) * step, step)

    def percent(self, amount: Decimal) -> str:
        """How far along an amount stands."""
        share = (amount - self.low) * 100 / ((self.high - self.low) or Decimal(1))
        return f"{share.quantize(Decimal('0.01'))}%"

    def wide(self, amount: Decimal) -> str:
        """How wide an amount is."""
        return self.percent(self.low + abs(amount))


def _up(number_: Decimal) -> Decimal:
    return number_.to_integral_value("ROUND_CEILING")


def chart(answer: Answer) -> Chart:
    """The chart of a forecast; beside it the other rules' where they are asked for."""
    drawn, headed = drawn_lines(answer)
    axis = _Axis.of([end for line in drawn for end in _ends(line)])
    sums = {line.name: line for line in lines(answer) if line.level == "grupp"}
    labels: list[Label] = []
    bars: list[Bar] = []
    y, group = 0, None
    for line in drawn:
        if headed and line.group is not None and line.group != group:
            group = line.group
            labels.append(Label(y + HEADING - 10, group, _amount(sums[group]), heading=True))
            y += HEADING
        labels.append(Label(y + TEXT - 6, line.name, _amount(line)))
        y += TEXT
        for each in _bars(line, answer, axis, y):
            bars.append(each)
            y += each.height
        y += GAP
    power, unit = scale(max(abs(axis.low), abs(axis.high)))
    ticks = tuple(_ticks(axis, power))
    return Chart(y, tuple(labels), tuple(bars), ticks, unit, tuple(_series(answer)))


def _ends(line: Line) -> Iterator[Decimal]:
    """How far the bars of a line reach, to either side."""
    if line.after is not None:
        yield from (line.before.total, line.after.total)
        return
    costs = line.before.costs.values()
    yield sum((cost for cost in costs if cost > 0), ZERO)
    yield sum((cost for cost in costs if cost < 0), ZERO)


def _bars(line: Line, answer: Answer, axis: _Axis, y: int) -> Iterator[Bar]:
    if line.after is not None:
        yield Bar(y, THIN, (_part(axis, ZERO, line.before.total, 1),))
        yield Bar(y + THIN, THIN, (_part(axis, ZERO, line.after.total, 0),))
        return
    up = down = ZERO
    parts = []
    for place, name in enumerate(answer.costs):
        cost = line.before.costs.get(name, ZERO)
        parts.append(_part(axis, up if cost >= 0 else down, cost, place % SERIES))
        up, down = (up + cost, down) if cost >= 0 else (up, down + cost)
    yield Bar(y, BAR, tuple(parts))


def _part(axis: _Axis, start: Decimal, amount: Decimal, pattern: int) -> Part:
    return Part(axis.percent(min(start, start + amount)), axis.wide(amount), pattern)


def _amount(line: Line) -> str:
    total = (line.after or line.before).total
    change = f" ({kronor(line.change, True)})" if line.change else ""
    return f"{kronor(total)} kr{change}"


def _series(answer: Answer) -> Iterator[tuple[str, int]]:
    if answer.other:
        yield from ((f"reglerna {answer.base.day}", 1), (answer.other.edition.label, 0))
    elif len(answer.costs) > 1:
        yield from ((name, place % SERIES) for place, name in enumerate(answer.costs))


def _ticks(axis: _Axis, power: int) -> Iterator[Tick]:
    steps = int((axis.high - axis.low) / axis.step)
    for place in range(steps + 1):
        amount = axis.low + place * axis.step
        where = "start" if place == 0 else "end" if place == steps else "middle"
        yield Tick(axis.percent(amount), number(amount.scaleb(-power)), where)
