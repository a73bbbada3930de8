"""What the rules of one day decide otherwise than those of another."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

import motor
from motor.errors import Problem, RuleError
from motor.rulebook.rulebook import today
from verktyg.skillnad import utsaga
from verktyg.skillnad.skillnad import between_days
from verktyg.skillnad.tabeller import TablePair, side_by_side
from verktyg.webb.begaran import RuleSetOf, needs
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.lankar import Links
from verktyg.webb.regelmapp.serverad import Served
from verktyg.webb.regelmapp.utgava import DayField, has_drafts, rules_of, starts
from verktyg.webb.rendering import show

router = APIRouter(dependencies=[Depends(needs(Role.READER))])

Days = tuple[datetime.date, datetime.date]


@dataclass(frozen=True, slots=True)
class Changed:
    """What is written otherwise in one place, and both tables laid over each other where it is one."""

    written: utsaga.Written
    tables: TablePair | None
    href: str | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison of two days as the page tells it."""

    days: Days
    scope: str
    same: bool
    changed: tuple[Changed, ...]
    outcomes: tuple[utsaga.Outcomes, ...]
    resting: tuple[utsaga.Resting, ...]
    moved: tuple[str, ...]
    cases: utsaga.CasesTold | None


def compared(rulebook: motor.Rulebook, days: Days) -> Compared:
    """The comparison of two days. Raises MotorError."""
    comparison, cases = between_days(rulebook, days)
    return Compared(
        days,
        utsaga.scope(comparison, False, rulebook.drafts),
        comparison.same,
        tuple(_changed(one, Links(rulebook, days[1])) for one in utsaga.written(comparison)),
        tuple(utsaga.outcomes(comparison)),
        tuple(utsaga.resting(comparison)),
        tuple(utsaga.moved(comparison)),
        utsaga.cases_told(cases) if cases else None,
    )


def _changed(one: utsaga.Written, links: Links) -> Changed:
    if one.decision is None:
        return Changed(one, None, None)
    before, after = one.decision.left, one.decision.right
    latest = after or before
    href = links.version(latest.decision, latest.valid_from) if latest else None
    return Changed(one, side_by_side(before, after), href)


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
    wrong = any(field.problem for field in fields)
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
