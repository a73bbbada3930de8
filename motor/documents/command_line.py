"""What to write at the command line: the commands that a message tells of, and their words."""

from __future__ import annotations

import re
from pathlib import Path

from motor.documents.model import DecisionDocument


def ways_to_change(version: str, start: str) -> str:
    """What to do instead of an edit of a sealed version; `version` is REGELVERK BESLUT of a command line."""
    return (
        f"Nya regler skrivs i en ny version: motor ny-version {version} --från DATUM\n"
        f"    Ett skrivfel, eller ett beslut bakåt i tiden: "
        f'motor korrigera {version} {start} --skäl "…"'
    )


def adoption_command(rule_set: Path, document: DecisionDocument) -> str:
    """The command that adopts a version as its `beslutad` says, or with the places to fill in."""
    adoption = document.adoption
    body, day, paragraph = ("…", "DATUM", "…")
    if adoption:
        body, day, paragraph = adoption.body, adoption.date.isoformat(), adoption.paragraph or ""
    command = f"motor besluta {word(rule_set)} {word(document.name)} {document.valid_from}"
    command += f" --organ {word(body)} --beslutsdatum {day}"
    return command + (f" --paragraf {word(paragraph)}" if paragraph else "")


def word(text: str | Path) -> str:
    """A text as one word of a command line."""
    shown = str(text)
    return shown if re.fullmatch(r"[\w./:…-]+", shown) else '"' + re.sub(r'(["\\$`])', r"\\\1", shown) + '"'
