"""Errors as data: what is wrong, where, and what to do about it.

Every error that can reach a user is a `MotorError` holding one or more `Problem`s::

    MotorError
    ├── RuleError         the rules cannot be used (YAML, schema, names, types, versions)
    │   └── FeelError     a FEEL text cannot be read
    ├── FactError         the facts cannot be used (unknown name, wrong type, out of range, no rules that day)
    ├── EvaluationError   the rules contradict themselves or run away on these facts
    ├── EditError         the rules cannot be changed in the way asked for
    └── Undecided         a decision was read that rests on unanswered facts

Messages are Swedish, since policy staff and handläggare read them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Severity(StrEnum):
    """How grave a problem is, in the order in which problems are shown."""

    FEL = "fel"
    VARNING = "varning"
    RÅD = "råd"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a problem stands. Lines and columns count from 1; a part that is not known is None."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    rule: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        named = [f"{label} {value}" for label, value in (("regel", self.rule), ("cell", self.cell)) if value]
        return ", ".join(part for part in (place, *named) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a stable code, a sentence, its place, the line, and what to do.

    `about` names the facts, or the fields of a form, that it is about; it is not printed.
    """

    code: str
    message: str
    where: Location = field(default_factory=Location)
    severity: Severity = Severity.FEL
    excerpt: str | None = None
    width: int = 1
    hint: str | None = None
    about: tuple[str, ...] = ()

    def at(self, **parts: str | int | None) -> Problem:
        """The same problem with some parts of its place filled in."""
        return replace(self, where=replace(self.where, **parts))  # type: ignore[arg-type]

    def __str__(self) -> str:
        place = str(self.where)
        lines = [f"{place}: {self.severity}: {self.message}" if place else self.message]
        if self.excerpt is not None:
            lines.append(f"    {self.excerpt}")
            if self.where.column is not None:
                lines.append("    " + _caret(self.excerpt, self.where.column, self.width))
        if self.hint:
            lines.append(f"    {self.hint}")
        return "\n".join(lines).translate(_INVISIBLE)


_INVISIBLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)), "\ufffd")
"""Control characters, which a terminal would obey, and the mark that is shown for each."""


def _caret(excerpt: str, column: int, width: int) -> str:
    """A line of carets under `excerpt` that keeps its tabs, so that it lines up."""
    lead = "".join("\t" if char == "\t" else " " for char in excerpt[: column - 1])
    return lead + "^" * max(1, min(width, len(excerpt) - column + 1))


class MotorError(Exception):
    """Base of every error that the engine raises on purpose."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class RuleError(MotorError):
    """The rules cannot be used; holds every problem found, not the first."""


class FeelError(RuleError):
    """A FEEL text cannot be read. Lines and columns count within the text itself."""


class FactError(MotorError):
    """The facts, or the day asked about, cannot be used with these rules."""


class EvaluationError(MotorError):
    """The rules contradict themselves on these facts, or run past a limit."""


class EditError(MotorError):
    """The rules cannot be changed in the way asked for; nothing was changed."""


class Undecided(MotorError):
    """A decision was read that still rests on unanswered facts."""


LONGEST_NAME = 200
"""How many characters a name may have to be compared with others."""

MOST_NAMES = 500
"""How many others it is compared with: among more, finding one takes long, and many are close."""


def suggestion(name: str, candidates: Iterable[str]) -> str | None:
    """`Menade du …?` with the candidate closest to `name`, or None when none is close."""
    if len(name) > LONGEST_NAME:
        return None
    by_folded = {candidate.casefold(): candidate for candidate in candidates}
    if len(by_folded) > MOST_NAMES:
        return None
    close = difflib.get_close_matches(name.casefold(), list(by_folded), n=1, cutoff=0.6)
    return f"Menade du {by_folded[close[0]]!s}?" if close else None
