"""Changes to a text by offsets, so that what is not changed stays as it was, byte for byte."""

from __future__ import annotations

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
