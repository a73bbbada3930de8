"""Sources and interpretations as people read them in a model."""

from __future__ import annotations

from motor.documents.model import Notes
from motor.rulebook.workshop import interpretations, references

SOURCE, INTERPRETATION = "Källa", "Tolkning"
"""The columns that say where a rule comes from, and how it was read."""


def notes_in_words(text: str | None, notes: Notes) -> str | None:
    """A description with its sources and interpretations, a line each; None when there is nothing to say."""
    lines = [text] if text else []
    lines += [f"{SOURCE}: {reference}" for reference in references(notes)]
    lines += [f"{INTERPRETATION}: {interpretation}" for interpretation in interpretations(notes)]
    return "\n".join(lines) or None


def notes_in_line(sources: str, read: str) -> str | None:
    """The same of a rule in one line, since dmn-js shows no more of it."""
    parts = [f"{SOURCE}: {sources}"] if sources else []
    parts += [f"{INTERPRETATION}: {read}"] if read else []
    return " ".join(parts) or None
