"""A document added to those that a rule set's sources name, with the rest of regelverk.yaml as it stands."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from motor.documents.building import read_rulebook
from motor.documents.reader import read
from motor.documents.source import Mapping, Sequence
from motor.documents.splicing import Edit, spliced_file
from motor.documents.yaml_text import scalar
from motor.editing.layout import content_end, line_end, line_start
from motor.errors import EditError, Location, Problem, RuleError

KEY = "källor"


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document that rules come from: its number, its title, and its day where that is known."""

    dnr: str
    title: str
    day: datetime.date | None = None

    @property
    def text(self) -> str:
        """The document as an entry of `källor`."""
        parts = [f"dnr: {scalar(self.dnr, flow=True)}", f"titel: {scalar(self.title, flow=True)}"]
        return "{" + ", ".join([*parts, f"datum: {self.day}"] if self.day else parts) + "}"


def with_document(path: Path, data: bytes, document: NewDocument) -> bytes:
    """regelverk.yaml (its bytes) with a document last among its own.

    Raises RuleError when the file cannot be read, and EditError when there is no place for the document.
    """
    root, _, problems = read((str(path), data.decode("utf-8")))
    if not isinstance(root, Mapping):
        raise RuleError(problems)
    changed = spliced_file(data, [_edit(root, document.text)])
    made, _ = read_rulebook((str(path), changed.decode("utf-8")))
    if made is None or document.dnr not in [each.dnr for each in made.documents]:
        message = f"{document.dnr} går inte att lägga till under {KEY}. Inget är skrivet."
        hint = f"Skriv raden i filen: - {document.text}"
        raise EditError(Problem(KEY, message, Location(str(path)), hint=hint))
    return changed


def _edit(root: Mapping, entry: str) -> Edit:
    """The entry after the last one, or a list of it alone at the end of the file."""
    text, listed = root.source.text, root.get(KEY)
    if not isinstance(listed, Sequence):
        lead = "" if text.endswith("\n") else "\n"
        return Edit(len(text), len(text), f"{lead}{KEY}:\n  - {entry}\n")
    if not listed.items:
        return Edit(listed.start, listed.end, f"[{entry}]")
    last = listed.items[-1]
    end = content_end(last)
    if listed.flow:
        return Edit(end, end, f", {entry}")
    place, dash = line_end(text, end), text.rindex("-", 0, last.start + 1)
    return Edit(place, place, f"\n{text[line_start(text, dash) : dash]}- {entry}")
