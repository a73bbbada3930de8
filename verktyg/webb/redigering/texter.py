"""A draft's file as text, and back to bytes with the line ends that it had."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from motor.errors import Location, Problem, RuleError


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, whose lines end in a line feed, and what they end in on disk."""

    text: str
    line_end: str

    def data(self, text: str) -> bytes:
        """Another text as this file would have it."""
        return text.replace("\n", self.line_end).encode("utf-8")


def read_text(path: Path) -> Text:
    """A file's text. Raises RuleError for one that could not be written back as it stands."""
    data = path.read_bytes()
    try:
        original = data.decode("utf-8")
    except UnicodeDecodeError:
        raise _refusal(path, "Filen är inte sparad som UTF-8.") from None
    line_end = "\r\n" if "\r\n" in original else "\n"
    file = Text(original.replace("\r\n", "\n"), line_end)
    if "\r" in file.text or file.data(file.text) != data:
        raise _refusal(path, "Filens rader slutar på olika sätt.")
    return file


def _refusal(path: Path, message: str) -> RuleError:
    hint = "Spara den på nytt i en textredigerare."
    return RuleError(Problem("oläslig", f"{message} {hint}", Location(str(path))))
