"""What was found, as sections with a table each: printed, and written as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tabulate import tabulate

from bench.chart import Chart
from bench.timing import OURS, Times

NONE = "–"


@dataclass(frozen=True)
class Aim:
    """A figure, and the limit that it should not pass: at most, or at least."""

    what: str
    figure: float
    limit: float
    unit: str = ""
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether the figure is within the limit."""
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    @property
    def cells(self) -> list[str]:
        """The aim as a row."""
        words = "at least" if self.at_least else "at most"
        limit = f"{words} {figure(self.limit)}{self.unit}"
        return [self.what, figure(self.figure) + self.unit, limit, "yes" if self.holds else "no"]


@dataclass(frozen=True)
class Section:
    """A table under a heading, with a sentence that says what was done."""

    title: str
    text: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    aims: Sequence[Aim] = ()
    chart: Chart | None = None

    def markdown(self, charts: str) -> str:
        """The table and its chart. `charts` is where the charts are, a path with a place for the name."""
        table = self.table("github")
        if self.chart is None:
            return table
        return f"{table}\n\n![{self.chart.title}]({charts.format(self.chart.name)})"

    def table(self, style: str) -> str:
        """The table in a style of tabulate's: figures to the right."""
        sides = ["left", *["right"] * (len(self.head) - 1)]
        return tabulate(self.rows, self.head, tablefmt=style, colalign=sides, disable_numparse=True)


@dataclass
class Report:
    """The sections in the order they were measured, and where and when that was."""

    where: str
    sections: list[Section] = field(default_factory=list)

    def add(self, section: Section) -> None:
        """Print a section, and keep it."""
        print(f"\n{section.title}\n{'-' * len(section.title)}\n{section.text}\n")
        print(section.table("simple"), flush=True)
        self.sections.append(section)

    def aims(self) -> Section | None:
        """The aims of all the sections; None when none was measured."""
        rows = [aim.cells for section in self.sections for aim in section.aims]
        head = ["aim", "figure", "limit", "holds"]
        return Section("Aims", "What the engine is meant to hold.", head, rows) if rows else None

    def markdown(self, charts: str) -> str:
        """The whole report. `charts` as a section has it."""
        parts = ["# Benchmarks", f"`make bench` measured this. {self.where}", _READING]
        for section in self.sections:
            parts += [f"## {section.title}", section.text, section.markdown(charts)]
        return "\n\n".join(parts) + "\n"


_READING = """\
All contenders decide the same cases, drawn with a fixed seed, and had to give the same answers before they
were timed. They take turns, round after round, under the same garbage collection; a figure is the median of
the rounds, and a ratio the median of the rounds' own ratios. A call takes a dict of facts and gives a dict of
outputs; the loop around the calls is part of the figures, some 0.02 µs."""


def figure(value: float) -> str:
    """A number to read: two decimals under 10, one under 100, else whole, with thousands apart."""
    if value < 10:
        return f"{value:.2f}"
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}".replace(",", " ")


def micro(seconds: float) -> str:
    """Seconds as microseconds."""
    return figure(seconds * 1e6)


def contenders(found: Iterable[dict[str, Times]]) -> list[str]:
    """The names in them all, in the order met."""
    return list(dict.fromkeys(name for each in found for name in each))


def by_contender(columns: dict[str, dict[str, Times]]) -> tuple[list[str], list[list[str]]]:
    """Microseconds a call, a row a contender and a column a measurement, with how many times ours behind."""
    rows = [
        [name, *[_cell(each, name) for each in columns.values()]] for name in contenders(columns.values())
    ]
    return ["µs a call", *columns], rows


def _cell(found: dict[str, Times], name: str) -> str:
    if name not in found:
        return NONE
    time = micro(found[name].median)
    return time if name == OURS else f"{time} ({figure(found[name].ratio(found[OURS]))}x)"
