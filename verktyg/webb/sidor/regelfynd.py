"""What `motor granska` finds in the rules that are served, graded, with its place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from motor.errors import Problem, Severity
from motor.rulebook.rulebook import today
from verktyg.webb.begaran import RuleSetOf, needs
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.lankar import Link, Links
from verktyg.webb.regelmapp.mapp import Served
from verktyg.webb.rendering import show

router = APIRouter(dependencies=[Depends(needs(Role.READER))])

GRADES = {
    Severity.FEL: ("fel", "fel", "Det här måste rättas."),
    Severity.VARNING: ("varning", "varningar", "Kontrollera att det är meningen."),
    Severity.RÅD: ("råd", "råd", "Reglerna svarar rätt, men kan skrivas enklare."),
}
"""One and several of each grade, and what to make of it."""


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
    problems = served.findings.soon()
    return None if problems is None else [_found(served, problem) for problem in problems]


def found_in(served: Served, file: str) -> list[Found] | None:
    """The findings of one file; None when they are not worked out yet."""
    problems = served.findings.soon(0)
    if problems is None:
        return None
    return [found for problem in problems if (found := _found(served, problem)).file == file]


def _found(served: Served, problem: Problem) -> Found:
    path = served.findings.path_of(problem)
    if path is None:
        return Found(problem, problem.where.file, None)
    decision = served.rulebook.decisions.get(path.parts[0])
    versions = decision.versions if decision else ()
    links = Links(served.rulebook, today())
    for version in versions:
        if version.stamp.file == path.as_posix():
            href = links.version(version.decision, version.valid_from)
            return Found(
                problem, path.as_posix(), Link(f"{version.decision} från {version.valid_from}", href)
            )
    return Found(problem, path.as_posix(), None)


@router.get("/regelverk/{regelverk}/fynd")
def findings(request: Request, served: RuleSetOf) -> HTMLResponse:
    """The findings, the gravest first; or that they are being worked out."""
    found = findings_of(served)
    counted = Counter(each.problem.severity for each in found or ())
    grouped = [
        (severity, [each for each in found or () if each.problem.severity is severity])
        for severity in Severity
        if counted[severity]
    ]
    return show(
        request,
        "regler/fynd.html",
        served=served,
        links=Links(served.rulebook, today()),
        ready=found is not None,
        counted=counted,
        grouped=grouped,
        grades=GRADES,
    )
