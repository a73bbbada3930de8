"""A version's file as it is laid out: where its keys stand, and edits that leave all else byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from motor.documents.building import read_decision
from motor.documents.model import DecisionDocument
from motor.documents.reader import read
from motor.documents.source import Mapping, Node, Scalar, Sequence
from motor.documents.splicing import Edit, spliced_file
from motor.errors import EditError, Location, Problem, RuleError


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's bytes, its tree and its document. Offsets count in `text`, whose lines end in a line feed."""

    path: Path
    data: bytes
    root: Mapping
    document: DecisionDocument

    @property
    def text(self) -> str:
        """The file as it is read."""
        return self.root.source.text

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The file with edits made. Raises RuleError when it no longer is a version that can be read."""
        data = spliced_file(self.data, edits)
        layout_of(self.path, data)
        return data

    # --- edits

    def value(self, key: str, text: str) -> Iterator[Edit]:
        """Another text as the value of a key, in the quotes of the old one."""
        node = self.root.get(key)
        if isinstance(node, Scalar):
            written = f"{node.style}{text}{node.style}" if node.quoted else text
            yield Edit(node.start, content_end(node), written)

    def removed(self, key: str) -> Iterator[Edit]:
        """A key of the top level taken away with its value, and its lines."""
        names = [name.name for name, _ in self.root.entries]
        if key not in names:
            return
        index = names.index(key)
        name, value = self.root.entries[index]
        if not self.root.flow:
            end = min(line_end(self.text, content_end(value)) + 1, len(self.text))
            yield Edit(line_start(self.text, name.start), end, "")
        elif index:
            yield Edit(content_end(self.root.entries[index - 1][1]), content_end(value), "")
        else:
            yield Edit(name.start, self.root.entries[1][0].start, "")

    def added(self, after: str, key: str, value: str) -> Iterator[Edit]:
        """A key of the top level with its value, written as YAML, after another key."""
        name, node = self.root.key(after), self.root.get(after)
        if name is None or node is None:
            raise EditError(Problem("saknad nyckel", f"Nyckeln `{after}` saknas.", Location(str(self.path))))
        end = content_end(node)
        if self.root.flow:
            yield Edit(end, end, f", {key}: {value}")
        else:
            place = line_end(self.text, end)
            yield Edit(place, place, f"\n{' ' * (name.column - 1)}{key}: {value}")


def layout_of(path: Path, data: bytes) -> Layout:
    """A version of a decision as it is laid out. Raises RuleError with everything that is wrong with it."""
    try:
        file = str(path), data.decode("utf-8")
    except UnicodeDecodeError:
        message = "Filen är inte sparad som UTF-8."
        raise RuleError(Problem("inte UTF-8", message, Location(str(path)))) from None
    node, _, _ = read(file)
    document, problems = read_decision(file)
    if problems or document is None or not isinstance(node, Mapping):
        raise RuleError(problems)
    return Layout(path, data, node, document)


def content_end(node: Node) -> int:
    """Where a node's last character stands, plus one: before the blanks and comments that follow it."""
    if isinstance(node, Mapping) and not node.flow and node.entries:
        return content_end(node.entries[-1][1])
    if isinstance(node, Sequence) and not node.flow and node.items:
        return content_end(node.items[-1])
    return node.start + len(node.written.rstrip())


def line_start(text: str, place: int) -> int:
    """Where the line of a place begins."""
    return text.rfind("\n", 0, place) + 1


def line_end(text: str, place: int) -> int:
    """Where the line of a place ends, before its line feed."""
    end = text.find("\n", place)
    return len(text) if end < 0 else end
