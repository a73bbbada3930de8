"""What `motor granska` finds in the rules that are served, graded, with its place."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from motor.errors import Severity
from motor.rulebook.rulebook import today
from verktyg.webb.begaran import RuleSetOf, needs
from verktyg.webb.delar.fynd import findings_of
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.lankar import Links
from verktyg.webb.rendering import show

router = APIRouter(dependencies=[Depends(needs(Role.READER))])

GRADES = {
    Severity.FEL: ("fel", "fel", "Det här måste rättas."),
    Severity.VARNING: ("varning", "varningar", "Kontrollera att det är meningen."),
    Severity.RÅD: ("råd", "råd", "Reglerna svarar rätt, men kan skrivas enklare."),
}
"""One and several of each grade, and what to make of it."""


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
