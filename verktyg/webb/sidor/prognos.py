"""The forecasts of a rule set: what volumes cost by its rules, and by those of another day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

import motor
from motor.errors import MotorError, Problem
from motor.rulebook.rulebook import today
from verktyg.prognos.orsaker import Edition
from verktyg.prognos.prognos import of_days, of_volumes
from verktyg.prognos.svar import Answer, kronor
from verktyg.prognos.underlag import of_document
from verktyg.prognos.utsaga import told
from verktyg.webb.begaran import RuleSetOf, needs
from verktyg.webb.bilder.staplar import chart
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.lankar import Links
from verktyg.webb.regelmapp.serverad import Served, ServedForecast
from verktyg.webb.regelmapp.utgava import DayField, has_drafts, rules_of, starts
from verktyg.webb.rendering import show

router = APIRouter(dependencies=[Depends(needs(Role.READER))])


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A forecast by the rules: its answer, or why there is none."""

    answer: Answer | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A forecast among the others."""

    name: str
    title: str
    day: datetime.date | None
    total: str | None


def reckoned(
    served: Served, forecast: ServedForecast, drafts: bool = False, against: datetime.date | None = None
) -> Reckoned:
    """What a forecast comes to, remembered while the rule set is served."""
    rulebook = rules_of(served, drafts)
    key = "prognos", forecast.path.name, rulebook.drafts, against
    return served.heavy.of(key, lambda: _reckoned(rulebook, forecast, against))


def _reckoned(rulebook: motor.Rulebook, forecast: ServedForecast, against: datetime.date | None) -> Reckoned:
    if forecast.document is None or forecast.problems:
        return Reckoned(None, forecast.problems)
    day = forecast.document.date
    try:
        base, other = of_days(rulebook, day, against) if against else (Edition(rulebook, day, str(day)), None)
        return Reckoned(of_volumes(of_document(forecast.document, rulebook.name), base, other, forecast.path))
    except MotorError as error:
        return Reckoned(None, tuple(error.problems))


@router.get("/regelverk/{regelverk}/prognos")
def every(request: Request, served: RuleSetOf) -> HTMLResponse:
    """The forecasts that the rule set has."""
    return show(
        request,
        "prognos/alla.html",
        served=served,
        links=Links(served.rulebook, today()),
        forecasts=[_listed(served, each) for each in served.forecasts],
    )


def _listed(served: Served, forecast: ServedForecast) -> Listed:
    document, answer = forecast.document, reckoned(served, forecast).answer
    name = forecast.path.stem
    return Listed(
        name,
        document.title if document else name,
        document.date if document else None,
        f"{kronor(answer.forecast.total.total)} kr" if answer else None,
    )


@router.get("/regelverk/{regelverk}/prognos/{prognos}")
def one(
    request: Request,
    served: RuleSetOf,
    prognos: str,
    mot: Annotated[str | None, Query()] = None,
    utkast: Annotated[str | None, Query()] = None,
) -> HTMLResponse:
    """A forecast, and with `mot` what the rules of another day would cost."""
    forecast = next((each for each in served.forecasts if each.path.stem == prognos), None)
    if forecast is None:
        raise HTTPException(404, "Regelverket har ingen sådan prognos.")
    drafts = served.rulebook.drafts or utkast == "ja"
    field = _against(served, forecast, drafts, mot)
    wrong = [replace(field.problem, about=(field.name,))] if field.problem else []
    found = reckoned(served, forecast, drafts, field.day)
    answer = found.answer
    links = Links(served.rulebook, answer.base.day if answer else today())
    return show(
        request,
        "prognos/prognos.html",
        400 if wrong else 200,
        served=served,
        links=links,
        name=prognos,
        title=forecast.document.title if forecast.document else prognos,
        field=field,
        wrong=wrong,
        drafts=drafts,
        may_draft=not served.rulebook.drafts and has_drafts(served.rulebook),
        starts=[each for each in starts(served.rulebook) if answer and each.day != answer.base.day],
        problems=found.problems,
        told=told(answer) if answer else None,
        chart=chart(answer) if answer else None,
    )


def _against(served: Served, forecast: ServedForecast, drafts: bool, text: str | None) -> DayField:
    """The day whose rules the forecast is compared with; none where none is asked for."""
    if not (text or "").strip():
        return DayField("mot", "")
    field = DayField.read("mot", (text or "").strip(), rules_of(served, drafts))
    if field.day is not None and forecast.document and field.day == forecast.document.date:
        hint = "Ge dagen då andra regler gäller."
        same = Problem("samma dag", f"Prognosen är redan räknad med reglerna {field.day}.", hint=hint)
        return DayField("mot", field.text, problem=same)
    return field
