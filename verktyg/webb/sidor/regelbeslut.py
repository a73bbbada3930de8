"""A decision in one version: its rules as written and in words, its sources, and what it rests on."""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from motor.rulebook.decision import Decision, Version
from motor.rulebook.rulebook import today
from verktyg.regelblad import last_day, origin, period
from verktyg.webb.begaran import RuleSetOf, needs
from verktyg.webb.bilder.diagram import around, nodes, picture
from verktyg.webb.bilder.versioner import band
from verktyg.webb.delar.beslutslogik import formulas_of, parameters_of, table_of
from verktyg.webb.delar.fynd import found_in
from verktyg.webb.delar.versioner import in_force, is_sealed
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.lankar import Links
from verktyg.webb.rendering import show

router = APIRouter(dependencies=[Depends(needs(Role.READER))])


@router.get("/regelverk/{regelverk}/beslut/{beslut}")
def decision_page(
    request: Request,
    served: RuleSetOf,
    beslut: str,
    since: Annotated[str | None, Query(alias="från")] = None,
) -> HTMLResponse:
    """One version: that which is asked for, else the one in force today, else the latest."""
    rulebook = served.rulebook
    decision = rulebook.decisions.get(beslut)
    if decision is None:
        raise HTTPException(404, "Regelverket har inget sådant beslut.")
    current = rulebook.version(beslut, today())
    version = _chosen(decision, since, current)
    day = _day_within(decision, version)
    links = Links(rulebook, day)
    others = [each for each in in_force(rulebook, day) if each.decision != beslut]
    graph = nodes([version, *others])
    logic = version.document.logic
    return show(
        request,
        "regler/beslut.html",
        served=served,
        links=links,
        decision=decision,
        version=version,
        document=version.document,
        period=period(decision, version),
        in_force=version is current,
        sealed=is_sealed(served, version),
        origin=origin(version.document),
        before=_before(decision, version),
        band=band(decision, version, current, today(), links),
        needs=links.links(version.requires),
        needed_by=links.links(each.decision for each in others if beslut in each.requires),
        near=picture(around(beslut, graph), links.href, beslut),
        table=table_of(logic, links),
        formulas=formulas_of(logic),
        parameters=parameters_of(logic),
        found=found_in(served, version.stamp.file),
    )


def _chosen(decision: Decision, since: str | None, current: Version | None) -> Version:
    if since is None:
        return current or decision.versions[-1]
    for version in decision.versions:
        if str(version.valid_from) == since:
            return version
    raise HTTPException(404, "Beslutet har ingen version från den dagen.")


def _before(decision: Decision, version: Version) -> datetime.date | None:
    """The last day before a version on which another was in force."""
    earlier = [each for each in decision.versions if each.valid_from < version.valid_from]
    return last_day(decision, earlier[-1]) if earlier else None


def _day_within(decision: Decision, version: Version) -> datetime.date:
    """The day nearest today on which a version is in force: what it reads is shown as of then."""
    until = last_day(decision, version) or datetime.date.max
    return max(version.valid_from, min(today(), until))
