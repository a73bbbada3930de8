"""A page of text that stays readable in 80 columns, piped, and without colour.

A `Page` is built first and printed last, so that what it says can be tested as text. Colour is only emphasis:
rich adds it at a terminal, and leaves it out in a pipe and when `NO_COLOR` is set.
"""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TextIO

from tabulate import tabulate

WIDTH = 80
"""The widest that a page gets, in characters."""

_GAP = 2
_KEPT = "\N{NO-BREAK SPACE}"
_IN_AMOUNT = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|kr\b)")
"""The spaces of an amount, `3 800 kr`, where no line is broken."""
_NARROW = 8


def page_width() -> int:
    """The width to write in: the terminal's, at most 80 and at least 40 characters."""
    return max(40, min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns))


def wrap(text: str, width: int) -> list[str]:
    """The lines of `text`, broken between words and never in an amount; what is too long is broken too."""
    rows = textwrap.wrap(_IN_AMOUNT.sub(_KEPT, text), max(1, width), break_on_hyphens=False)
    return [row.replace(_KEPT, " ") for row in rows] or [""]


class Page:
    """Lines of text, each with a rich style. `told` holds what must not be told twice."""

    def __init__(self, width: int | None = None) -> None:
        self.width = width or page_width()
        self.lines: list[tuple[str, str]] = []
        self.told: set[str] = set()

    def __str__(self) -> str:
        return "\n".join(text for text, _ in self.lines)

    @classmethod
    def of(cls, text: str) -> Page:
        """A page of one paragraph."""
        page = cls()
        page.text(text)
        return page

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """A line as it is, not wrapped."""
        self.lines.append(((" " * indent + text).rstrip(), style))

    def blank(self) -> None:
        """An empty line, unless the page is empty or the last line is one."""
        if self.lines and self.lines[-1][0]:
            self.line()

    def title(self, text: str) -> None:
        """The page's heading, underlined so that it is one without colour too."""
        self.blank()
        for row in wrap(text, self.width):
            self.line(row, "bold")
        self.line("=" * min(self.width, len(text)), "bold")

    def heading(self, text: str) -> None:
        """A section's heading."""
        self.blank()
        for row in wrap(text, self.width):
            self.line(row, "bold")
        self.line("-" * min(self.width, len(text)), "dim")

    def text(self, text: str, indent: int = 0, style: str = "") -> None:
        """A paragraph, wrapped; its own line breaks are kept."""
        for paragraph in text.splitlines():
            for row in wrap(paragraph, self.width - indent):
                self.line(row, style, indent)

    def item(self, text: str, indent: int = 0, mark: str = "-", style: str = "") -> None:
        """A list item whose later lines stand under its text."""
        lead = f"{mark} "
        rows = wrap(text, self.width - indent - len(lead))
        self.line(lead + rows[0], style, indent)
        for row in rows[1:]:
            self.line(row, style, indent + len(lead))

    def steps(self, steps: Iterable[str]) -> None:
        """What to do next, in order, as a section of its own."""
        self.heading("Gör sedan så här")
        for number, step in enumerate(steps, 1):
            self.item(step, 0, f"{number}.")

    def pairs(self, rows: Iterable[tuple[str, str]], indent: int = 0, numbers: bool = False) -> None:
        """Names and values in two columns; `numbers` sets the values to the right."""
        listed = list(rows)
        if not listed:
            return
        room = self.width - indent - _GAP
        left = min(max(len(name) for name, _ in listed), room // 2)
        right = min(max(len(value) for _, value in listed), room - left) if numbers else room - left
        for name, value in listed:
            names, values = wrap(name, left), wrap(value, right)
            for index in range(max(len(names), len(values))):
                label = names[index] if index < len(names) else ""
                shown = values[index] if index < len(values) else ""
                shown = shown.rjust(right) if numbers else shown
                self.line(f"{label:<{left}}{' ' * _GAP}{shown}", "", indent)

    def table(
        self,
        headers: Sequence[str],
        rows: Iterable[Sequence[str]],
        indent: int = 0,
        right: Iterable[int] = (),
    ) -> None:
        """A table whose cells wrap to keep it within the page; columns in `right` are set to the right."""
        listed = [list(headers), *(list(row) for row in rows)]
        widths = column_widths(listed, self.width - indent)
        cells = [[_cell(text, size) for text, size in zip(row, widths, strict=True)] for row in listed]
        drawn = [max(len(line) for cell in column for line in cell) for column in zip(*cells, strict=True)]
        height = max(len(cell) for cell in cells[0])
        body = tabulate(
            [["\n".join(cell) for cell in row] for row in cells],
            tablefmt="plain",
            disable_numparse=True,
            colalign=["right" if index in set(right) else "left" for index in range(len(widths))],
        ).splitlines()
        rule = (" " * _GAP).join("-" * size for size in drawn)
        for row in [*body[:height], rule, *body[height:]]:
            self.line(row, "", indent)

    def print(self, file: TextIO | None = None) -> None:
        """Write the page to `file` (standard output)."""
        target = file or sys.stdout
        if not target.isatty():
            target.write("".join(f"{text}\n" for text, _ in self.lines))
            target.flush()
            return
        from rich.console import Console  # noqa: PLC0415 - slow to import, and only needed at a terminal
        from rich.text import Text  # noqa: PLC0415

        console = Console(file=target, highlight=False, markup=False, emoji=False)
        for text, style in self.lines:
            console.print(Text(text, style), soft_wrap=True)


def _cell(text: str, width: int) -> list[str]:
    return [row for part in text.splitlines() or [""] for row in wrap(part, width)]


def longest_word(text: str) -> int:
    """How many characters the longest word has; an amount is one word."""
    return max(map(len, re.split(r"[ \n]+", _IN_AMOUNT.sub(_KEPT, text))))


def column_widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """How wide each column may be so that the table fits in `room`.

    The columns that are widest give way first: down to their longest word, and only then by breaking words.
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(1, *(len(line) for text in column for line in text.split("\n"))) for column in columns]
    room -= _GAP * (len(widths) - 1)
    words = [max(1, *map(longest_word, column)) for column in columns]
    for least in (words, [min(size, _NARROW) for size in words], [1] * len(words)):
        while sum(widths) > room and any(size > low for size, low in zip(widths, least, strict=True)):
            widest = max(range(len(widths)), key=lambda index: (widths[index] > least[index], widths[index]))
            widths[widest] -= 1
    return widths
