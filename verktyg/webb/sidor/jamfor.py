"""What the rules of one day decide otherwise than those of another."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

import motor
from motor.errors import Problem, RuleError
from motor.rulebook.rulebook import today
from verktyg.skillnad.skillnad import between_days
from verktyg.webb.begaran import RuleSetOf, needs
from verktyg.webb.delar.jamforelse import Compared, Days
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.lankar import Links
from verktyg.webb.regelmapp.serverad import Served
from verktyg.webb.regelmapp.utgava import DayField, drafts_between, has_drafts, rules_of, starts
from verktyg.webb.rendering import show

router = APIRouter(dependencies=[Depends(needs(Role.READER))])


def compared(rulebook: motor.Rulebook, days: Days) -> Compared:
    """The comparison of two days. Raises MotorError."""
    comparison, cases = between_days(rulebook, days)
    return Compared.of(comparison, days, Links(rulebook, days[1]), cases)


@router.get("/regelverk/{regelverk}/jämför")
def compare(
    request: Request,
    served: RuleSetOf,
    förr: Annotated[str | None, Query()] = None,
    nu: Annotated[str | None, Query()] = None,
    utkast: Annotated[str | None, Query()] = None,
) -> HTMLResponse:
    """Two days to choose, and what differs between their rules."""
    drafts = served.rulebook.drafts or utkast == "ja"
    rulebook = rules_of(served, drafts)
    fields = _fields(rulebook, förr, nu)
    found: Compared | None = None
    problems: tuple[Problem, ...] = ()
    if (förr or nu) and all(field.day for field in fields):
        try:
            found = _remembered(served, rulebook, fields)
        except RuleError as error:
            problems = tuple(error.problems)
    wrong = [replace(each.problem, about=(each.name,)) for each in fields if each.problem]
    return show(
        request,
        "jamfor/jamfor.html",
        400 if wrong else 200,
        served=served,
        links=Links(served.rulebook, fields[1].day or today()),
        fields=fields,
        wrong=wrong,
        drafts=drafts,
        may_draft=not served.rulebook.drafts and has_drafts(served.rulebook),
        pairs=list(pairwise(starts(served.rulebook))),
        found=found,
        left_out=drafts_between(rulebook, found.days) if found else [],
        problems=problems,
    )


def _remembered(served: Served, rulebook: motor.Rulebook, fields: tuple[DayField, DayField]) -> Compared:
    first, second = fields[0].day, fields[1].day
    assert first is not None  # noqa: S101 - asked for where both are days
    assert second is not None  # noqa: S101
    key = "jämför", first, second, rulebook.drafts
    return served.heavy.of(key, lambda: compared(rulebook, (first, second)))


def _fields(rulebook: motor.Rulebook, before: str | None, now: str | None) -> tuple[DayField, DayField]:
    """The two days; the latest change where nothing is asked for."""
    days = [str(day) for day in rulebook.model.first_days]
    if before is None and now is None:
        return DayField("förr", "".join(days[-2:-1])), DayField("nu", "".join(days[-1:]))
    fields = tuple(
        DayField.read(name, (text or "").strip(), rulebook) for name, text in (("förr", before), ("nu", now))
    )
    if fields[0].day and fields[0].day == fields[1].day:
        same = Problem("samma dag", "Båda dagarna är samma, så inget kan skilja.", hint="Ge två olika datum.")
        return fields[0], replace(fields[1], day=None, problem=same)
    return fields[0], fields[1]
