"""The texts of a version that a form shows beside its rules: where they stand, and the edits of new ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from motor.documents import source
from motor.documents.splicing import Edit
from motor.documents.yaml_text import entry_text, scalar
from motor.editing.layout import content_end, line_end, line_start

Path = tuple[str | int, ...]
"""Where a node stands in a file: the keys and the places on the way to it."""

DESCRIPTION, SOURCE, EXPRESSION = "beskrivning", "källa", "uttryck"
_PARTS = {"dnr": "diarienummer", "avsnitt": "avsnitt", "fras": "ord ur källan"}
_HINTS = {"fras": "Några få ord, ordagrant."}


@dataclass(frozen=True, slots=True)
class Entry:
    """A text of a version. `kind` is what it is, `rule` the number of the rule that it belongs to."""

    path: Path
    label: str
    text: str
    kind: str
    rule: int | None = None
    hint: str | None = None

    @property
    def key(self) -> str:
        """The key that it stands under."""
        return next(str(each) for each in reversed(self.path) if isinstance(each, str))

    @property
    def long(self) -> bool:
        """Whether it may take several lines."""
        return self.kind in (DESCRIPTION, EXPRESSION)


def entries_of(root: source.Mapping) -> list[Entry]:
    """The texts of a version that can be edited, in the order in which they are shown."""
    return [
        Entry((DESCRIPTION,), "Beskrivning", _text(root.get(DESCRIPTION)), DESCRIPTION),
        *_sources(("källa",), root.get(SOURCE), "Källa"),
        *_table(root),
        *_expressions((), root),
    ]


def _table(root: source.Mapping) -> Iterator[Entry]:
    for index, column in enumerate(_items(root.get("indata"))):
        expression = column.get("uttryck")
        if expression is not None:
            label = f"Villkoret {_text(column.get('namn'))} räknas fram så här"
            yield Entry(("indata", index, "uttryck"), label, _text(expression), EXPRESSION)
    for index, column in enumerate(_items(root.get("utdata"))):
        name = _text(column.get("namn"))
        if column.get("standard") is not None:
            label = f"{name} när ingen regel träffar"
            yield Entry(("utdata", index, "standard"), label, _text(column.get("standard")), "standard")
        yield from _sources(("utdata", index, SOURCE), column.get(SOURCE), f"Källa för {name}")
    for index, rule in enumerate(_items(root.get("regler"))):
        yield from _sources(("regler", index, SOURCE), rule.get(SOURCE), "Källa", index + 1)


def _expressions(path: Path, body: source.Mapping) -> Iterator[Entry]:
    function = body.get("funktion")
    if isinstance(function, source.Mapping):
        yield from _expressions((*path, "funktion"), function)
    for index, step in enumerate(_items(body.get("steg"))):
        name = _text(step.get("namn"))
        place = (*path, "steg", index)
        unit = f" ({_text(step.get('enhet'))})" if step.get("enhet") else ""
        yield Entry((*place, "uttryck"), f"Steget {name}{unit}", _text(step.get("uttryck")), EXPRESSION)
        yield from _sources((*place, SOURCE), step.get(SOURCE), f"Källa för {name}")
    for key, label in {"uttryck": "Uttryck", "resultat": "Resultat"}.items():
        if body.get(key) is not None:
            yield Entry((*path, key), label, _text(body.get(key)), EXPRESSION)


def _sources(path: Path, node: source.Node | None, label: str, rule: int | None = None) -> Iterator[Entry]:
    """The parts of each source: its document, its section, and its words."""
    if isinstance(node, source.Sequence):
        for index, item in enumerate(node.items):
            numbered = f"{label} {index + 1}" if len(node.items) > 1 else label
            yield from _sources((*path, index), item, numbered, rule)
    elif isinstance(node, source.Scalar):
        yield Entry(path, f"{label}, avsnitt", node.text, SOURCE, rule)
    elif isinstance(node, source.Mapping):
        for key, part in _PARTS.items():
            if key != "dnr" or node.get(key) is not None:
                text = _text(node.get(key))
                yield Entry((*path, key), f"{label}, {part}", text, SOURCE, rule, _HINTS.get(key))


def _items(node: source.Node | None) -> list[source.Mapping]:
    """The mappings of a list; what is not one has no texts of its own, and keeps its place."""
    items: Sequence[source.Node] = node.items if isinstance(node, source.Sequence) else ()
    return [item if isinstance(item, source.Mapping) else _NOTHING for item in items]


def _text(node: source.Node | None) -> str:
    return node.text.strip() if isinstance(node, source.Scalar) else ""


_NOTHING = source.Mapping(source.Source("", ""), 1, 1, 0, 0, ())

# --- a new text


def text_edit(root: source.Mapping, path: Path, text: str) -> Edit:
    """The edit that gives a text. An empty one takes away a text that need not be there.

    Raises KeyError for a place that the file does not have.
    """
    holder = node_at(root, path[:-1])
    key = path[-1]
    if isinstance(holder, source.Sequence) and isinstance(key, int):
        value = holder.items[key]
        return Edit(value.start, content_end(value), scalar(text, holder.flow, _commented(value)))
    if not isinstance(holder, source.Mapping) or not isinstance(key, str):
        raise KeyError(path)
    value_there = holder.get(key)
    if value_there is None:
        return _added(holder, key, text)
    if not text and key in (DESCRIPTION, "avsnitt", "fras") and len(holder.entries) > 1:
        return _removed(holder, key)
    return _replaced(holder, key, value_there, text)


def node_at(root: source.Node, path: Path) -> source.Node:
    """The node at a path. Raises KeyError."""
    node = root
    for step in path:
        found: source.Node | None = None
        if isinstance(node, source.Mapping) and isinstance(step, str):
            found = node.get(step)
        elif isinstance(node, source.Sequence) and isinstance(step, int) and step < len(node.items):
            found = node.items[step]
        if found is None:
            raise KeyError(path)
        node = found
    return node


def path_at(root: source.Node, offset: int) -> Path:
    """The path to the innermost node whose text, or key, holds the character at `offset`."""
    parts: list[tuple[str | int, int, source.Node]] = []
    if isinstance(root, source.Mapping):
        parts = [(key.name, key.start, value) for key, value in root.entries]
    elif isinstance(root, source.Sequence):
        parts = [(index, item.start, item) for index, item in enumerate(root.items)]
    for step, start, node in parts:
        if start <= offset <= max(content_end(node), node.start):
            return (step, *path_at(node, offset))
    return ()


def _commented(value: source.Node) -> bool:
    """Whether a comment follows on the line: after it a text stands in quotes, on one line."""
    end = content_end(value)
    return "#" in value.source.text[end : line_end(value.source.text, end)]


def _replaced(holder: source.Mapping, key: str, value: source.Node, text: str) -> Edit:
    name = holder.key(key)
    end = content_end(value)
    on_one_line = holder.flow or _commented(value)
    if on_one_line or name is None:
        return Edit(value.start, end, scalar(text, holder.flow, not holder.flow))
    return Edit(name.start, end, entry_text(key, text, name.column - 1).lstrip())


def _added(holder: source.Mapping, key: str, text: str) -> Edit:
    """The key last; in the version itself after its status."""
    after = holder.get("status") or holder.entries[-1][1]
    end = content_end(after)
    if holder.flow:
        return Edit(end, end, f", {scalar(key, True)}: {scalar(text, True)}")
    place = line_end(holder.source.text, end)
    return Edit(place, place, "\n" + entry_text(key, text, holder.entries[0][0].column - 1))


def _removed(holder: source.Mapping, key: str) -> Edit:
    """The key and its text taken away, with their lines where they have lines of their own."""
    index = [name.name for name, _ in holder.entries].index(key)
    name, value = holder.entries[index]
    file = holder.source.text
    if index == 0:
        return Edit(name.start, holder.entries[1][0].start, "")
    if holder.flow:
        return Edit(content_end(holder.entries[index - 1][1]), content_end(value), "")
    return Edit(line_start(file, name.start), min(line_end(file, content_end(value)) + 1, len(file)), "")
