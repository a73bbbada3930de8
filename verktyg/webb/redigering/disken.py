"""A rule set as it lies on disk, drafts counted: loaded once for each state of its files and of a draft."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fastapi import HTTPException

import motor
from motor.errors import MotorError, Problem, Severity
from verktyg.fel import os_sentence
from verktyg.webb.regelmapp.filer import State
from verktyg.webb.regelmapp.tungt import Heavy

WORK = Heavy()
"""The latest rules that have been loaded, and what drafts would mean; worked out in the server's queue."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rules, or their errors."""

    rulebook: motor.Rulebook | None
    faults: tuple[Problem, ...] = ()

    @property
    def sound(self) -> motor.Rulebook:
        """The rules. Raises RuleError with their errors."""
        if self.rulebook is None:
            raise motor.RuleError(list(self.faults))
        return self.rulebook


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A rule set's folder in one state, which `digest` tells from others, and its rules."""

    folder: Path
    digest: str
    rules: Loaded

    @classmethod
    def of(cls, folder: Path) -> OnDisk:
        """The folder as it is. Raises HTTPException: 409 where it cannot be read, 503 when too much waits."""
        try:
            digest = State.of(folder).digest
        except OSError as error:
            raise HTTPException(409, os_sentence(error)) from None
        return cls(folder, digest, WORK.of((folder, digest), lambda: _loaded(folder, {})))

    def with_text(self, name: str, text: str) -> Loaded:
        """The rules with a text instead of a file's. Raises HTTPException (503) when too much waits."""
        return WORK.of((self.folder, self.digest, name, text), lambda: _loaded(self.folder, {name: text}))


def as_commands_name(folder: Path) -> Path:
    """A rule set's folder as the handbook's commands name it, from beside `regler`; else as it is."""
    return folder.relative_to(folder.parent.parent) if folder.parent.name == "regler" else folder


def _loaded(folder: Path, extra: dict[str, str]) -> Loaded:
    try:
        return Loaded(motor.load(folder, drafts=True, extra=extra))
    except MotorError as error:
        return Loaded(None, tuple(one for one in error.problems if one.severity is Severity.FEL))
