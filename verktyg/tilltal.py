"""What the options of a command, and the fields of a form with the same names, are called in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from motor.errors import Problem
from verktyg.fel import UsageError


class Wording(Protocol):
    """How a sentence speaks of a field."""

    def name(self, field: str) -> str:
        """The field."""

    def example(self, field: str, value: str) -> str:
        """What is to be written there."""


class Options:
    """As a command's options."""

    def name(self, field: str) -> str:
        """The option: `--titel`."""
        return f"--{field}"

    def example(self, field: str, value: str) -> str:
        """The option and its value: `--titel "…"`."""
        return f"--{field} {value}"


@dataclass(frozen=True, slots=True)
class Labels:
    """As a form's fields, which stand before the reader."""

    labels: Mapping[str, str]

    def name(self, field: str) -> str:
        """The field's label: `”Dokumentets titel”`."""
        return f"”{self.labels[field]}”"

    def example(self, field: str, value: str) -> str:
        """What to write in the field."""
        return value


OPTIONS: Wording = Options()


def refused(message: str, hint: str, *about: str) -> UsageError:
    """A UsageError of one sentence about those fields, and what to do about it."""
    return UsageError(Problem("användning", message, hint=hint, about=about))
