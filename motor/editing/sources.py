"""Sources of a copied version, marked to be filled in, with the old ones kept as comments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from motor.documents.source import Mapping, Node, Scalar, Sequence
from motor.documents.splicing import Edit
from motor.documents.yaml_text import scalar
from motor.editing.layout import Layout, content_end, line_end, line_start
from motor.rulebook.review import TO_FILL_IN

KEY = "källa"


def mark(dnr: str | None = None, section: str | None = None) -> str:
    """A source as YAML: what is not known is to be filled in."""
    number, part = (scalar(text or TO_FILL_IN, flow=True) for text in (dnr, section))
    return f"{{dnr: {number}, avsnitt: {part}}}"


MARK = mark()

_CLOSED = re.compile(r"[\]}\s]*(?:#.*)?")
"""What may follow a value on its line, for a comment to be put after it."""


def marked(layout: Layout, with_amounts: Collection[int], text: str = MARK) -> Iterator[Edit]:
    """Edits that put `text` in place of the version's own source, and of every other one that it cannot keep.

    Those are the sources of what holds amounts (`with_amounts`, offsets of their values), and those that
    take their document from the version's own.
    """
    for holder in _holders(layout.root):
        source = holder.get(KEY)
        if source is None:
            continue
        own = holder is layout.root
        amounts = any(holder.start <= place < holder.end for place in with_amounts)
        if own or amounts or _borrows(source):
            yield from _mark(layout.text, holder, source, text)


def _holders(root: Mapping) -> Iterator[Mapping]:
    """The version itself, its output columns, its rules and its steps."""
    yield root
    body = root.get("funktion")
    for holder in (root, body) if isinstance(body, Mapping) else (root,):
        for key in ("utdata", "regler", "steg"):
            node = holder.get(key)
            if isinstance(node, Sequence):
                yield from (item for item in node.items if isinstance(item, Mapping))


def _borrows(source: Node) -> bool:
    """Whether some part of a source names no document of its own."""
    parts = source.items if isinstance(source, Sequence) else (source,)
    return any(not isinstance(part, Mapping) or part.get("dnr") is None for part in parts)


def _mark(text: str, holder: Mapping, source: Node, new: str) -> Iterator[Edit]:
    """The new source in place of one on the line of its key, or before one that stands below it."""
    key = holder.key(KEY)
    end = content_end(source)
    first_line_end = line_end(text, source.start)
    after = text[end : line_end(text, end)]
    if key is None:
        return
    if source.start > line_end(text, key.start):
        colon = text.index(":", key.end) + 1
        yield Edit(colon, colon, f" {new}")
        yield from _commented(text, source.start, end)
    elif isinstance(source, Scalar) and source.block:
        yield Edit(source.start, first_line_end, new)
        yield from _commented(text, first_line_end + 1, end)
    elif end <= first_line_end and _CLOSED.fullmatch(after):
        yield Edit(source.start, end, new)
        yield Edit(line_end(text, end), line_end(text, end), f"  # {text[source.start : end]}")
    elif end > first_line_end and not holder.flow and _CLOSED.fullmatch(after):
        yield Edit(source.start, first_line_end, f"{new}  # {text[source.start : first_line_end]}")
        yield from _commented(text, first_line_end + 1, end)
    else:
        yield Edit(source.start, end, new)


def _commented(text: str, start: int, end: int) -> Iterator[Edit]:
    """The lines from one place to another made comments, each at its own indent."""
    place = line_start(text, start)
    while place < end:
        stop = line_end(text, place)
        line = text[place:stop]
        indent = place + len(line) - len(line.lstrip())
        if indent < stop:
            yield Edit(indent, indent, "# ")
        place = stop + 1
