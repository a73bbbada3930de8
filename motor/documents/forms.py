"""A mapping of the YAML tree read key by key, into the small parts that every document is made of.

What is missing or has the wrong form reads as None, or is left out: the schema has said so already. Problems
that no schema can state (a day that does not exist, a source without a number) are added to `problems`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from motor.documents.model import (
    Acceptance,
    Allowed,
    AllowedFrom,
    AllowedTests,
    AllowedValues,
    Cell,
    DeclaredType,
    Interpretation,
    Notes,
    Reference,
    Status,
)
from motor.documents.source import Mapping, Node, Scalar, Sequence
from motor.errors import Location, Problem

FEEL_TYPES: Final = {
    "tal": "number",
    "text": "string",
    "ja/nej": "boolean",
    "datum": "date",
    "tid": "time",
    "datum och tid": "date and time",
    "dagar och tid": "days and time duration",
    "år och månader": "years and months duration",
    "valfri": "Any",
}
_LIST_OF: Final = "lista av "
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Form:
    """The keys of a mapping; `rule` is the number of the table row that it stands in.

    `dnr` holds the number of the document that short sources refer to, once the decision has named it.
    """

    node: Node
    problems: list[Problem] = field(repr=False)
    rule: str | None = None
    dnr: str | None = None

    def _get(self, key: str) -> Node | None:
        return self.node.get(key) if isinstance(self.node, Mapping) else None

    def has(self, key: str) -> bool:
        """Whether the key stands there."""
        return self._get(key) is not None

    def cell(self, key: str) -> Cell | None:
        """The text of a key with its place."""
        node = self._get(key)
        return self.cell_of(node) if isinstance(node, Scalar) and not node.empty else None

    def cell_of(self, node: Node, column: str | None = None) -> Cell:
        """A node as a cell; a list or a mapping is the text that it was written as."""
        if not isinstance(node, Scalar):
            node = Scalar(node.source, node.line, node.column, node.start, node.end, node.written)
        where = Location(node.source.name, node.line, node.column, self.rule, column)
        return Cell(node.text, where, node)

    def text(self, key: str) -> str | None:
        """Plain text, without the line break that ends a text block."""
        cell = self.cell(key)
        return cell.text.strip() if cell else None

    def name(self, key: str) -> tuple[str, Cell] | None:
        """A name in NFC, and its place."""
        cell = self.cell(key)
        return (cell.scalar.name, cell) if cell else None

    def name_cell(self, key: str) -> Cell | None:
        """A cell that holds a name, in NFC."""
        named = self.name(key)
        return replace(named[1], text=named[0]) if named else None

    def nodes(self, key: str) -> tuple[Node, ...]:
        """The items of a list; empty when there is none."""
        node = self._get(key)
        return node.items if isinstance(node, Sequence) else ()

    def cells(self, key: str) -> tuple[Cell, ...]:
        """The names in a list, in NFC."""
        scalars = (node for node in self.nodes(key) if isinstance(node, Scalar) and not node.empty)
        return tuple(replace(self.cell_of(scalar), text=scalar.name) for scalar in scalars)

    def form(self, key: str) -> Form | None:
        """The mapping under a key."""
        node = self._get(key)
        return replace(self, node=node) if isinstance(node, Mapping) else None

    def forms(self, key: str) -> Iterator[Form]:
        """The mappings in a list, or in a single one that stands for a list."""
        node = self._get(key)
        nodes = (node,) if isinstance(node, Mapping) else self.nodes(key)
        return (replace(self, node=each) for each in nodes if isinstance(each, Mapping))

    def columns(self, key: str) -> dict[str, tuple[Cell, Scalar]]:
        """The cells of a table row by column, each with its key."""
        node = self._get(key)
        if not isinstance(node, Mapping):
            return {}
        return {
            name.name: (self.cell_of(value, name.name), name)
            for name, value in node.entries
            if isinstance(value, Scalar) and not value.empty
        }

    # --- parts

    def date(self, key: str) -> datetime.date | None:
        """A day. One that does not exist is a problem."""
        cell = self.cell(key)
        if cell is None:
            return None
        match = _DAY.fullmatch(cell.text)
        try:
            if match:
                return datetime.date(*(int(part) for part in match.groups()))
        except ValueError:
            pass
        message = f"`{cell.text}` är ingen dag i kalendern." if match else f"`{cell.text}` är inget datum."
        hint = "Skriv år-månad-dag, som 2024-02-29."
        self.problems.append(cell.problem("datum", message, hint=hint))
        return None

    def check_period(self, first: datetime.date | None, last: datetime.date | None) -> None:
        """A last day before the first is a problem."""
        cell = self.cell("giltig till")
        if first and last and cell and last < first:
            message = f"Den sista dagen, {last}, ligger före den första, {first}."
            self.problems.append(cell.problem("datum", message, hint="Ändra den ena."))

    def yes(self, key: str) -> bool:
        """Whether a ja/nej key says ja."""
        return self.text(key) == "ja"

    def type(self, key: str = "typ") -> DeclaredType | None:
        """A declared type; None when there is none, or none that exists."""
        cell = self.cell(key)
        if cell is None:
            return None
        name = cell.text.removeprefix(_LIST_OF)
        lists = 0 if name == cell.text else 1
        return DeclaredType(FEEL_TYPES[name], lists, cell) if name in FEEL_TYPES else None

    def status(self) -> Status | None:
        """The status; None when there is none, or none that exists."""
        text = self.text("status")
        return Status(text) if text in set(Status) else None

    def allowed(self) -> Allowed | None:
        """`tillåtna`, in any of its three forms."""
        node = self._get("tillåtna")
        if isinstance(node, Sequence):
            scalars = [item for item in node.items if isinstance(item, Scalar) and not item.empty]
            return AllowedValues(tuple(self.cell_of(scalar) for scalar in scalars))
        if isinstance(node, Mapping):
            column = replace(self, node=node).name("ur")
            if column is None or "." not in column[0]:
                return None
            decision, _, output = column[0].rpartition(".")
            return AllowedFrom(decision, output, column[1])
        tests = self.cell("tillåtna")
        return AllowedTests(tests) if tests else None

    def notes(self) -> Notes:
        """Sources, interpretations, status and accepted findings."""
        return Notes(
            tuple(self._references()), tuple(self._interpretations()), self.status(), tuple(self._accepted())
        )

    def _parts(self, key: str) -> Iterator[Node]:
        """One text or mapping, or a list of them."""
        node = self._get(key)
        if isinstance(node, Sequence):
            yield from node.items
        elif node is not None and not (isinstance(node, Scalar) and node.empty):
            yield node

    def _references(self) -> Iterator[Reference]:
        for node in self._parts("källa"):
            part = replace(self, node=node)
            section = part.text("avsnitt") if isinstance(node, Mapping) else self.cell_of(node).text.strip()
            dnr = part.text("dnr") or self.dnr
            at = part.cell("dnr") or part.cell("avsnitt") or self.cell_of(node)
            if dnr is None:
                message = "Källan saknar diarienummer, och det finns inte ett enda ovanför att ta det från."
                self.problems.append(at.problem("källa", message, hint="Skriv {dnr: …, avsnitt: …}."))
            else:
                yield Reference(dnr, section, part.text("fras"), at)

    def _interpretations(self) -> Iterator[Interpretation]:
        for node in self._parts("tolkning"):
            part = replace(self, node=node)
            at = part.cell("text") or self.cell_of(node)
            number = part.text("nr") or ""
            yield Interpretation(int(number) if number.isdecimal() else None, at.text.strip(), at)

    def _accepted(self) -> Iterator[Acceptance]:
        for part in self.forms("accepterad"):
            finding, reason = part.cell("fynd"), part.text("skäl")
            if finding and reason:
                yield Acceptance(finding.text, reason, finding)
