"""A YAML file as a tree that knows where everything stands.

A `Scalar` is its own characters, never a value that YAML guessed: `15:30`, `no` and `012` are those texts.
Every node can tell its file, line and column (from 1), and every character of a scalar's text can be found
in the file again, through quotes, escapes, folded lines and block scalars (`locate`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from motor.errors import Location, Problem, Severity

EXCERPT = 240
"""How many characters of a line an error shows."""


class Source:
    """A file's name (as the user gave it), its text, and the sha256 of its bytes.

    `original` is the text with the line ends that the file has.
    """

    def __init__(self, name: str, text: str, data: bytes | None = None, original: str | None = None) -> None:
        self.name = name
        self.text = text
        self.original = text if original is None else original
        content = text.encode("utf-8", "surrogatepass") if data is None else data
        self.sha256 = hashlib.sha256(content).hexdigest()

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file, without their ends."""
        return self.text.split("\n")

    def problem(
        self,
        code: str,
        message: str,
        line: int,
        column: int,
        width: int = 1,
        hint: str | None = None,
        severity: Severity = Severity.FEL,
    ) -> Problem:
        """A problem at a place in this file, with the line it stands on (cut when very long)."""
        excerpt: str | None = self.lines[line - 1] if 0 < line <= len(self.lines) else None
        if excerpt is not None and len(excerpt) > EXCERPT:
            excerpt = excerpt[:EXCERPT] + "…" if column <= EXCERPT else None
        return Problem(code, message, Location(self.name, line, column), severity, excerpt, width, hint)


@dataclass(frozen=True, slots=True)
class _Placed:
    """What every node knows: its file, its first character, and its extent in the text.

    Lines and columns count from 1, `start` and `end` from 0.
    """

    source: Source = field(repr=False, compare=False)
    line: int
    column: int
    start: int = field(repr=False)
    end: int = field(repr=False)

    @property
    def where(self) -> Location:
        return Location(self.source.name, self.line, self.column)

    @property
    def written(self) -> str:
        """The node as it stands in the file, quotes and brackets included."""
        return self.source.text[self.start : self.end]

    @property
    def width(self) -> int:
        """How many characters of its first line the node takes."""
        return max(1, len(self.written.split("\n", 1)[0].rstrip()))

    def problem(
        self, code: str, message: str, hint: str | None = None, severity: Severity = Severity.FEL
    ) -> Problem:
        return self.source.problem(code, message, self.line, self.column, self.width, hint, severity)


@dataclass(frozen=True, slots=True)
class Scalar(_Placed):
    """A text. `style` is how it was written: "" (plain), a quote, "|" or ">"."""

    text: str
    style: str = ""

    @property
    def quoted(self) -> bool:
        """Whether it stands in quotes."""
        return self.style in ("'", '"')

    @property
    def block(self) -> bool:
        """Whether it is a block scalar."""
        return self.style in ("|", ">")

    @property
    def name(self) -> str:
        """The text as a name: NFC, so that å typed as two characters is å."""
        return unicodedata.normalize("NFC", self.text)

    @property
    def empty(self) -> bool:
        """Nothing was written here (an empty text in quotes is something)."""
        return not self.text and not self.quoted


@dataclass(frozen=True)
class Mapping(_Placed):
    """Keys and values, in the order of the file."""

    entries: tuple[tuple[Scalar, Node], ...]
    flow: bool = False

    @cached_property
    def _by_name(self) -> dict[str, tuple[Scalar, Node]]:
        return {entry[0].name: entry for entry in self.entries}

    def get(self, name: str) -> Node | None:
        """The value of a key, or None."""
        entry = self._by_name.get(name)
        return entry[1] if entry else None

    def key(self, name: str) -> Scalar | None:
        """The key as it stands in the file, or None."""
        entry = self._by_name.get(name)
        return entry[0] if entry else None

    def items(self) -> Iterator[tuple[str, Node]]:
        """Names and values."""
        return ((key.name, value) for key, value in self.entries)


@dataclass(frozen=True, slots=True)
class Sequence(_Placed):
    """Values in a list."""

    items: tuple[Node, ...]
    flow: bool = False


Node = Scalar | Mapping | Sequence

_UNITS = {
    "'": re.compile(r"(?P<space>\s+)|''|."),
    '"': re.compile(
        r"(?P<space>(?:\s|\\[\n tnrvfNLP_])+)|\\x(?P<x>.{2})|\\u(?P<u>.{4})|\\U(?P<U>.{8})|\\.|."
    ),
}
_PLAIN_UNITS = re.compile(r"(?P<space>\s+)|.")


def locate(scalar: Scalar, offset: int) -> tuple[int, int]:
    """The line and column in the file where the character at `offset` of a scalar's text stands.

    Folding and block indentation only ever change white space, so the other characters are paired in order;
    white space stands after the character before it.
    """
    before = scalar.text[:offset]
    wanted = sum(1 for char in before if not char.isspace())
    pieces = list(islice(_characters(scalar), wanted + 1))
    if scalar.text[offset : offset + 1].strip() and len(pieces) > wanted:
        place = pieces[wanted][0]
    else:
        last = pieces[wanted - 1][1] if wanted else scalar.start + scalar.quoted
        place = min(last + len(before) - len(before.rstrip()), scalar.end)
    lead = scalar.source.text.rfind("\n", 0, place) + 1
    return scalar.line + scalar.source.text.count("\n", scalar.start, place), place - lead + 1


def _characters(scalar: Scalar) -> Iterator[tuple[int, int]]:
    """Where each character of the text that is not white space stands in the file, as start and end."""
    start, end = scalar.start, scalar.end
    if scalar.quoted:
        start, end = start + 1, end - 1
    elif scalar.block:
        start = scalar.source.text.find("\n", start, end) + 1 or end
    for unit in _UNITS.get(scalar.style, _PLAIN_UNITS).finditer(scalar.source.text, start, end):
        code = next((unit[name] for name in ("x", "u", "U") if scalar.style == '"' and unit[name]), None)
        if unit["space"] is None and not (code and chr(int(code, 16)).isspace()):
            yield unit.start(), unit.end()
