"""What `motor granska` finds, as pages show it: each finding with its file and the page that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from motor.errors import Problem
from motor.rulebook.rulebook import today
from verktyg.webb.lankar import Link, Links
from verktyg.webb.regelmapp.fynd import findings_soon
from verktyg.webb.regelmapp.serverad import Served

ROW = " " * 6
"""How the lines of a rule to paste begin among what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, the file within the rule set that it is in, and the page that shows it."""

    problem: Problem
    file: str | None
    place: Link | None

    @property
    def where(self) -> str:
        """The file and line."""
        line = self.problem.where.line
        return f"{self.file}, rad {line}" if line else self.file or ""

    @property
    def to_do(self) -> str:
        """What to do about it, in words."""
        return "\n".join(line for line in self._hint() if not line.startswith(ROW))

    @property
    def row(self) -> str:
        """A rule to paste."""
        return "\n".join(line.removeprefix(ROW) for line in self._hint() if line.startswith(ROW))

    def _hint(self) -> list[str]:
        return (self.problem.hint or "").splitlines()


def findings_of(served: Served) -> list[Found] | None:
    """The findings by file and place; None when they are not worked out yet."""
    problems = findings_soon(served)
    return None if problems is None else [_found(served, problem) for problem in problems]


def found_in(served: Served, file: str) -> list[Found] | None:
    """The findings of one file; None when they are not worked out yet."""
    problems = findings_soon(served, 0.0)
    if problems is None:
        return None
    return [found for problem in problems if (found := _found(served, problem)).file == file]


def _found(served: Served, problem: Problem) -> Found:
    if problem.where.file is None:
        return Found(problem, None, None)
    file = problem.where.file.removeprefix(f"{served.name}/")
    decision = served.rulebook.decisions.get(file.partition("/")[0])
    for version in decision.versions if decision else ():
        if version.stamp.file == file:
            href = Links(served.rulebook, today()).version(version.decision, version.valid_from)
            return Found(problem, file, Link(f"{version.decision} från {version.valid_from}", href))
    return Found(problem, file, None)
