"""A forecast as a chart: a bar for each row, its costs beside each other, grouped as the table is.

Amounts are drawn as floats, which is as exact as a picture gets; what is written beside a bar comes from the
exact amount. The same forecast gives the same bytes: no dates, no random names.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from verktyg.format import capital, number
from verktyg.prognos.staplar import MOST_ROWS, drawn_lines, scale
from verktyg.prognos.svar import Answer, Line, kronor, lines

COLORS = ("#1b5e6b", "#e2a53b", "#7a9e7e", "#a65a49", "#6c6a9c", "#b7a188")
"""The costs' colours, in order: apart for the colour-blind too, and in print."""

BEFORE, AFTER = "#b9c7ca", "#1b5e6b"
INK, FAINT, LINE = "#1d2b2f", "#5b6b70", "#d9e0e2"


LONGEST, LONGEST_TITLE = 36, 84
"""How many characters of a name, and of the title, are shown."""

MARGIN = 0.035
"""How far from the left edge the texts begin, as a part of the width."""

WIDTH, BAR, HEAD, KEYS, FOOT = 9.0, 0.36, 1.15, 0.28, 0.72
"""The size of the picture and of its parts, in inches."""

STYLE: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial", "Helvetica"],
    "font.size": 9,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": LINE,
    "axes.labelcolor": FAINT,
    "xtick.color": FAINT,
    "ytick.color": INK,
    "svg.fonttype": "none",
    "svg.hashsalt": "prognos",
}
METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
}


@dataclass(frozen=True)
class _Bar:
    """A bar at its place from the top: its name, its parts with their colours, and what stands at its end.

    `beside` is as long as the bar that it is compared with.
    """

    place: float
    label: str
    parts: tuple[tuple[Decimal, str], ...]
    text: str
    thick: float = 0.68
    beside: Decimal = Decimal(0)


def drawn(answer: Answer, form: str) -> bytes:
    """The chart as a file of that form, png or svg."""
    bars, headings, height = _laid_out(answer)
    with mpl.rc_context(STYLE):
        keys = _keys(answer)
        size = height * BAR + (HEAD if keys else HEAD - KEYS) + FOOT
        figure = Figure(figsize=(WIDTH, size), facecolor="white")
        longest = max([len(bar.label) for bar in bars] + [len(text) for _, text in headings])
        left = min(0.42, MARGIN + 0.02 + 0.0092 * longest)
        axes = figure.add_axes((left, FOOT / size, 0.955 - left, height * BAR / size))
        _draw_bars(axes, bars)
        _draw_frame(axes, bars, headings, height)
        _draw_head(figure, answer, keys, size)
        held = io.BytesIO()
        figure.savefig(held, format=form, dpi=160, metadata=METADATA[form])
    return held.getvalue()


# --- what is drawn


def _laid_out(answer: Answer) -> tuple[list[_Bar], list[tuple[float, str]], float]:
    """The bars, the groups' headings at their places, and how high all is, in bars."""
    wanted, headed = drawn_lines(answer)
    groups = [line for line in lines(answer) if line.level == "grupp"]
    bars: list[_Bar] = []
    headings: list[tuple[float, str]] = []
    place, group = 0.0, None
    sums = {line.name: line for line in groups}
    for line in wanted:
        if headed and line.group != group and line.group is not None:
            group = line.group
            place += 0.25 if bars else 0.0
            headings.append((place + 0.55, f"{group}, {_amount(sums[group])}"))
            place += 1.0
        bars += _bars(line, answer, place + 0.5)
        place += 1.0
    return bars, headings, place


def _bars(line: Line, answer: Answer, place: float) -> Iterator[_Bar]:
    if line.after is None:
        costs = [(line.before.costs.get(name, Decimal(0)), color) for name, color in _colors(answer)]
        yield _Bar(place, _cut(line.name), tuple(costs), _amount(line))
        return
    yield _Bar(place - 0.19, _cut(line.name), ((line.before.total, BEFORE),), "", 0.34)
    change = line.change or Decimal(0)
    text = f"{_spaced(kronor(line.after.total))} kr"
    text += f" ({_spaced(kronor(change, True))})" if change else ""
    yield _Bar(place + 0.19, "", ((line.after.total, AFTER),), text, 0.34, line.before.total)


def _amount(line: Line) -> str:
    total = (line.after or line.before).total
    return f"{_spaced(kronor(total))} kr"


def _colors(answer: Answer) -> list[tuple[str, str]]:
    return [(name, COLORS[place % len(COLORS)]) for place, name in enumerate(answer.costs)]


def _cut(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _keys(answer: Answer) -> list[tuple[str, str]]:
    """What the colours mean; nothing where there is one."""
    if answer.other:
        return [("nu", BEFORE), ("sedan", AFTER)]
    return _colors(answer) if len(answer.costs) > 1 else []


def _spaced(text: str) -> str:
    """Thousands apart, and no line broken there; a minus sign as long as a plus."""
    return text.replace(" ", "\N{NO-BREAK SPACE}").replace("-", "\N{MINUS SIGN}")


# --- how


def _draw_bars(axes: Any, bars: list[_Bar]) -> None:
    for bar in bars:
        up = down = 0.0
        for amount, color in bar.parts:
            width = float(amount)
            start = up if width >= 0 else down
            axes.barh(bar.place, width, bar.thick, left=start, color=color, edgecolor="white", linewidth=0.6)
            up, down = (up + width, down) if width >= 0 else (up, down + width)
        if bar.text:
            axes.annotate(
                bar.text,
                (max(up, float(bar.beside)), bar.place),
                (5, 0),
                textcoords="offset points",
                va="center",
                fontsize=8.5,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
            )


def _draw_frame(axes: Any, bars: list[_Bar], headings: list[tuple[float, str]], height: float) -> None:
    ends = [_ends(bar) for bar in bars]
    low, high = min(0.0, *(end[0] for end in ends)), max(0.0, *(end[1] for end in ends))
    room = (high - low) or 1.0
    axes.set_xlim(low - (0.04 * room if low else 0), high + 0.3 * room)
    axes.set_ylim(height + 0.1, -0.1)
    named = [bar for bar in bars if bar.label]
    shift = 0.19 if any(not bar.label for bar in bars) else 0.0
    axes.set_yticks([bar.place + shift for bar in named], [bar.label for bar in named])
    axes.tick_params(axis="both", length=0, pad=6)
    power, unit = scale(max(abs(low), abs(high)))
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value, power)))
    axes.set_xlabel(unit, loc="left", fontsize=8.5)
    axes.grid(axis="x", color=LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    if low:
        axes.axvline(0, color=FAINT, linewidth=0.8)
    for place, text in headings:
        axes.annotate(
            text,
            (MARGIN, place),
            xycoords=("figure fraction", "data"),
            ha="left",
            va="center",
            fontweight="bold",
            fontsize=9,
        )


def _ends(bar: _Bar) -> tuple[float, float]:
    amounts = [float(amount) for amount, _ in bar.parts]
    return sum(each for each in amounts if each < 0), sum(each for each in amounts if each > 0)


def _tick(value: float, power: int) -> str:
    return _spaced(number(Decimal(f"{value:.6g}").scaleb(-power)))


def _draw_head(figure: Any, answer: Answer, keys: list[tuple[str, str]], size: float) -> None:
    """The title, what the whole comes to, and what the colours mean."""
    top = 1 - 0.33 / size
    figure.text(MARGIN, top, _cut(answer.title, LONGEST_TITLE), fontsize=13, fontweight="bold", va="center")
    *others, whole = lines(answer)
    groups = [line for line in others if line.level == "grupp"]
    total = answer.forecast.total
    told = f"{_spaced(kronor(total.total))} kr, {_spaced(number(total.volume))} {answer.unit}"
    told += f". Regler: {answer.base.rulebook.name} {answer.base.day}"
    if answer.other and whole.after and whole.change is not None:
        told = (
            f"{_spaced(kronor(total.total))} kr blir {_spaced(kronor(whole.after.total))} kr, "
            f"{_spaced(kronor(whole.change, True))} kr med {answer.other.edition.label}"
        )
    if len(groups) > MOST_ROWS and (not answer.forecast.rows or len(answer.forecast.rows) > MOST_ROWS):
        told += f". De {MOST_ROWS} största av {len(groups)} grupper"
    figure.text(MARGIN, top - 0.27 / size, told, fontsize=9.5, color=FAINT, va="center")
    place = MARGIN
    for name, color in keys:
        y = top - 0.55 / size
        figure.text(place, y, "\N{BLACK SQUARE}", color=color, fontsize=11, va="center")
        figure.text(place + 0.02, y, capital(name), fontsize=9, va="center")
        place += 0.045 + 0.0085 * len(name)
