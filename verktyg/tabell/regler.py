"""The rules of a version's file as they are to be, spliced into its text: what is not changed stays as it is.

A new rule is written as the others are, and where they name sources, it gets one of its own. A
rule moves with the comments above it, and goes with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from motor.documents import source
from motor.documents.splicing import Edit, spliced
from motor.documents.yaml_text import WIDTH, scalar
from motor.editing.layout import content_end, line_end, line_start
from motor.editing.sources import KEY, MARK
from verktyg.format import ANY
from verktyg.tabell.andringar import Wanted
from verktyg.tabell.kolumner import THEN, WHEN, Key

PARTS = {WHEN: "när", THEN: "ger"}
"""The key of a rule under which each kind of column stands."""

Order = Sequence[Key]


def rule_edits(
    root: source.Mapping, wanted: Sequence[Wanted], order: Order, new_source: str = MARK
) -> list[Edit]:
    """The edits that give a version's file its rules as wanted; `order` is the table's columns.

    `root` is the file as a tree. Raises TypeError when it is no table.
    """
    text = root.source.text
    rules = root.get("regler")
    if not isinstance(rules, source.Sequence):
        raise TypeError("a table has a list of rules")
    edits = {
        one.number: list(_edits(rules.items[one.number - 1], one.cells, order))
        for one in wanted
        if one.number
    }
    if [one.number for one in wanted] == list(range(1, len(rules.items) + 1)):
        return [edit for listed in edits.values() for edit in listed]
    spans = list(_spans_in_line(rules) if rules.flow else _spans(text, rules))
    pieces = [
        _moved(text, spans[one.number - 1], edits[one.number])
        if one.number
        else _new_rule(one.cells, order, rules, new_source)
        for one in wanted
    ]
    if rules.flow:
        return [Edit(spans[0][0], spans[-1][1], ", ".join(pieces))]
    whole = "".join(piece if piece.endswith("\n") else f"{piece}\n" for piece in pieces)
    return [Edit(spans[0][0], spans[-1][1], whole)]


# --- a rule that is there


def _edits(rule: source.Node, cells: Mapping[Key, str], order: Order) -> Iterator[Edit]:
    """The edits of a rule's cells, in the order of the columns."""
    for kind, part in PARTS.items():
        names = [name for what, name in order if what == kind]
        node = rule.get(part) if isinstance(rule, source.Mapping) else None
        if not isinstance(node, source.Mapping):
            raise TypeError("a rule has conditions and outcomes")
        for name in names:
            if (kind, name) in cells:
                yield _edit(node, name, cells[kind, name], names)


def _edit(node: source.Mapping, name: str, text: str, names: Sequence[str]) -> Edit:
    value = node.get(name)
    if value is not None:
        after = node.source.text[value.end : line_end(node.source.text, value.end)]
        commented = not node.flow and "#" in after  # a comment after a plain text is refused
        tail = "\n" if value.written.endswith("\n") else ""
        return Edit(value.start, value.end, scalar(text, node.flow, commented) + tail)
    entry = f"{scalar(name, node.flow)}: {scalar(text, node.flow)}"
    if not node.entries:
        return Edit(node.start, node.end, f"{{{entry}}}")
    earlier = [each for each in names[: names.index(name)] if node.get(each) is not None]
    first = node.entries[0][0]
    if not earlier:
        return Edit(first.start, first.start, f"{entry}, " if node.flow else f"{entry}\n{_indent(first)}")
    end = content_end(_known(node, earlier[-1]))
    if node.flow:
        return Edit(end, end, f", {entry}")
    place = line_end(node.source.text, end)
    return Edit(place, place, f"\n{_indent(first)}{entry}")


def _known(node: source.Mapping, name: str) -> source.Node:
    value = node.get(name)
    if value is None:
        raise KeyError(name)
    return value


def _indent(key: source.Scalar) -> str:
    return " " * (key.column - 1)


# --- rules that are new, gone or moved


def _spans(text: str, rules: source.Sequence) -> Iterator[tuple[int, int]]:
    """From where to where each rule reaches, whole lines; a comment belongs to the rule below it."""
    first = rules.items[0]
    start = line_start(text, text.rindex("-", 0, first.start))
    for item in rules.items:
        end = min(line_end(text, content_end(item)) + 1, len(text))
        yield start, end
        start = end


def _spans_in_line(rules: source.Sequence) -> Iterator[tuple[int, int]]:
    return ((item.start, item.end) for item in rules.items)


def _moved(text: str, span: tuple[int, int], edits: Sequence[Edit]) -> str:
    """A rule's lines, edited, wherever they are to stand."""
    start, end = span
    return spliced(text[start:end], [Edit(one.start - start, one.end - start, one.text) for one in edits])


def _new_rule(cells: Mapping[Key, str], order: Order, rules: source.Sequence, new_source: str) -> str:
    """A new rule as the last one is written: in one line where that is, with its indents where it is not."""
    like = rules.items[-1]
    sourced = any(isinstance(item, source.Mapping) and item.get(KEY) is not None for item in rules.items)
    parts = {part: _entries(kind, cells, order) for kind, part in PARTS.items()}
    if rules.flow:
        listed = [f"{part}: {_flow(entries)}" for part, entries in parts.items()]
        return "{" + ", ".join([*listed, f"{KEY}: {new_source}"] if sourced else listed) + "}"
    indent = " " * (like.column - 1)
    dash = like.source.text.rindex("-", 0, like.start)
    lead = like.source.text[line_start(like.source.text, dash) : dash]
    lines = []
    for part, entries in parts.items():
        model = like.get(part) if isinstance(like, source.Mapping) else None
        line = f"{indent}{part}: {_flow(entries)}"
        in_line = not isinstance(model, source.Mapping) or model.flow or not entries
        if in_line and (len(line) <= WIDTH or not entries):
            lines.append(line)
            continue
        deeper = indent + "  "
        lines.append(f"{indent}{part}:")
        lines += [f"{deeper}{scalar(name)}: {scalar(text)}" for name, text in entries.items()]
    if sourced:
        lines.append(f"{indent}{KEY}: {new_source}")
    first = f"{lead}-{indent[len(lead) + 1 :]}"
    return "\n".join([first + lines[0].lstrip(), *lines[1:]]) + "\n"


def _entries(kind: str, cells: Mapping[Key, str], order: Order) -> dict[str, str]:
    """A new rule's conditions, those that do not matter left out, or its outcomes."""
    names = [name for what, name in order if what == kind]
    return {name: cells[kind, name] for name in names if kind == THEN or cells[kind, name] != ANY}


def _flow(entries: Mapping[str, str]) -> str:
    return (
        "{" + ", ".join(f"{scalar(name, True)}: {scalar(text, True)}" for name, text in entries.items()) + "}"
    )
