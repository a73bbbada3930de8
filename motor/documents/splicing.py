"""Changes to a text by offsets, so that what is not changed stays as it was, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """`text` in place of the characters from `start` up to `end`, which count from 0 as those of a node.

    An insertion has `start == end`.
    """

    start: int
    end: int
    text: str


def spliced(text: str, edits: Iterable[Edit]) -> str:
    """The text with every edit made; insertions at one place come in the order given.

    Raises ValueError for edits outside the text, or that overlap.
    """
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    for edit in ordered:
        if not 0 <= edit.start <= edit.end <= len(text):
            raise ValueError(f"{edit} is outside a text of {len(text)} characters")
    for before, after in pairwise(ordered):
        if after.start < before.end:
            raise ValueError(f"{after} overlaps {before}")
    pieces, place = [], 0
    for edit in ordered:
        pieces += [text[place : edit.start], edit.text]
        place = edit.end
    return "".join([*pieces, text[place:]])


def spliced_file(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes of a UTF-8 file with edits made by the offsets of the text that `reader` makes of it.

    Line ends and a byte order mark, which that text does not have, stay as they are; new lines end as the
    file's first line does. Raises ValueError as `spliced`, and UnicodeDecodeError.
    """
    text = data.decode("utf-8")
    places = [match.start() for match in _CHARACTER.finditer(text, text.startswith("\ufeff"))]
    places.append(len(text))
    ends = re.search(r"\r\n|\r|\n", text)
    line_end = ends.group() if ends else "\n"
    moved = [Edit(places[edit.start], places[edit.end], edit.text.replace("\n", line_end)) for edit in edits]
    return spliced(text, moved).encode("utf-8")


_CHARACTER = re.compile(r"\r\n|.", re.DOTALL)
