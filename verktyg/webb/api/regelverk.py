"""The rule sets as data: what they ask for, decide and rest on, and their tables."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request

from motor.documents.model import (
    ExpressionDocument,
    FunctionDocument,
    Notes,
    StepsDocument,
    TableDocument,
)
from motor.errors import suggestion
from motor.rulebook.decision import Decision, Version
from motor.rulebook.facts import Fact
from motor.rulebook.types import feel_type, label
from motor.rulebook.workshop import interpretations, references
from verktyg.format import ANY
from verktyg.vy import View
from verktyg.webb.api.fragor import DayInAddress
from verktyg.webb.api.lasning import ExactJSON, ExactRoute
from verktyg.webb.api.modeller import DecisionData, RuleSetData, RuleSets
from verktyg.webb.api.ord import answerable, day, document, notes, stamped
from verktyg.webb.api.problem import Fault, Refusal
from verktyg.webb.begaran import ServerOf, needs, server_of
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.regelmapp.serverad import Refused, Served

router = APIRouter(route_class=ExactRoute, dependencies=[Depends(needs(Role.READER))], tags=["regelverk"])

RuleSetName = Annotated[str, Path(alias="regelverk", description="Regelverkets namn.")]


async def rule_set(request: Request, name: RuleSetName) -> Served:
    """The rule set that the address names, looked up among those served."""
    rules = server_of(request).rules
    if name in rules.served:
        return rules.served[name]
    if name in rules.refused:
        why = [
            Fault("regelverk", None, each.code, str(each), each.hint) for each in rules.refused[name].problems
        ]
        raise Refusal("regelverk-trasigt", None, why)
    hint = suggestion(name, rules.served)
    raise Refusal("okänt-regelverk", " ".join(filter(None, ["Det finns inget sådant regelverk.", hint])))


RuleSet = Annotated[Served, Depends(rule_set)]


@router.get(
    "/regelverk",
    summary="Regelverken",
    description="Regelverken som servern svarar efter, och de som inte går att använda.",
    response_model=RuleSets,
)
def rule_sets(server: ServerOf) -> ExactJSON:
    """The rule sets."""
    return ExactJSON(rule_sets_data(server.rules.served.values(), server.rules.refused.values()))


@router.get(
    "/regelverk/{regelverk}",
    summary="Ett regelverk",
    description="Vad regelverket frågar efter, vilka beslut det ger med sina versioner, vyerna och källorna.",
    response_model=RuleSetData,
)
def one_rule_set(served: RuleSet) -> ExactJSON:
    """A rule set."""
    return ExactJSON(rule_set_data(served))


@router.get(
    "/regelverk/{regelverk}/beslut/{beslut}",
    summary="Ett beslut som data",
    description="Beslutets versioner med kolumner, regler, celler, källor och tolkningar, som de är skrivna.",
    response_model=DecisionData,
)
def one_decision(
    served: RuleSet,
    name: Annotated[str, Path(alias="beslut", description="Beslutets namn.")],
    start: Annotated[
        DayInAddress,
        Query(alias="från", description="Dagen då versionen börjar gälla. Utelämnad: alla versioner."),
    ] = None,
) -> ExactJSON:
    """A decision with its versions."""
    decision = served.rulebook.decisions.get(name)
    if decision is None:
        hint = suggestion(name, served.rulebook.decisions)
        raise Refusal("okänt-beslut", " ".join(filter(None, ["Det finns inget sådant beslut.", hint])))
    return ExactJSON(decision_data(served, decision, start))


def rule_sets_data(served: Iterable[Served], refused: Iterable[Refused]) -> dict[str, Any]:
    """The rule sets, and those that cannot be used."""
    return {
        "regelverk": list(map(_headed, served)),
        "oanvändbara": [{"namn": each.name, "problem": list(map(str, each.problems))} for each in refused],
    }


def rule_set_data(served: Served) -> dict[str, Any]:
    """A rule set."""
    book = served.rulebook
    return {
        **_headed(served),
        "utkast": book.drafts,
        "fakta": list(map(_fact, book.facts.values())),
        "beslut": list(map(_decision, book.decisions.values())),
        "vyer": list(map(_view, served.views)),
        "källor": list(map(document, book.document.documents)),
    }


def decision_data(served: Served, decision: Decision, start: datetime.date | None) -> dict[str, Any]:
    """A decision with its versions, or the one that begins on a day. Raises Refusal when there is none."""
    return {
        "regelverk": served.name,
        "namn": decision.name,
        "funktion": decision.is_function,
        "gäller enligt": decision.as_of,
        "versioner": [_version(each) for each in _versions(decision, start)],
    }


def _versions(decision: Decision, start: datetime.date | None) -> list[Version]:
    """All versions, or the one that begins on a day. Raises Refusal when there is none."""
    found = [each for each in decision.versions if start in (None, each.valid_from)]
    if not found:
        days = ", ".join(str(each.valid_from) for each in decision.versions)
        raise Refusal("okänt-beslut", f"Ingen version börjar gälla {start}. De börjar gälla {days}.")
    return found


def _headed(served: Served) -> dict[str, Any]:
    return {
        "namn": served.name,
        "rubrik": served.rulebook.title,
        "beskrivning": served.rulebook.description,
        "läst": served.read.isoformat(timespec="seconds"),
        "problem": list(map(str, served.problems)),
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "namn": fact.name,
        **answerable(fact),
        "beskrivning": fact.description,
        "annars": fact.default_text,
        "giltig från": day(fact.valid_from),
        "giltig till": day(fact.valid_to),
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "namn": decision.name,
        "funktion": decision.is_function,
        "gäller enligt": decision.as_of,
        "beskrivning": decision.versions[-1].document.description,
        "versioner": [stamped(each.stamp, each.kind) for each in decision.versions],
    }


def _view(view: View) -> dict[str, Any]:
    return {
        "namn": view.name,
        "rubrik": view.title,
        "frågor": [{"rubrik": title, "fakta": list(facts)} for title, facts in view.groups],
        "beslut": view.decisions,
        "förslag": view.suggestion,
        "alternativ": view.alternatives,
        "kriterier": view.criteria,
        "villkor": view.terms,
        "resultat": view.result,
    }


def _version(version: Version) -> dict[str, Any]:
    written = version.document
    logic = written.logic
    body = logic.body if isinstance(logic, FunctionDocument) else logic
    adopted = written.adoption and {
        "av": written.adoption.body,
        "datum": day(written.adoption.date),
        "paragraf": written.adoption.paragraph,
    }
    return {
        **stamped(version.stamp, version.kind),
        "beslutad": adopted,
        "skäl till rättelsen": written.correction and written.correction.reason,
        "beskrivning": written.description,
        "behöver": list(version.requires),
        "parametrar": [each.name for each in logic.parameters] if isinstance(logic, FunctionDocument) else [],
        "tabell": _table(body) if isinstance(body, TableDocument) else None,
        "steg": [] if isinstance(body, TableDocument) else _steps(body),
        **notes(version.references, version.interpretations),
    }


def _steps(body: ExpressionDocument | StepsDocument) -> list[dict[str, Any]]:
    """Expressions in order; what the decision itself gives has no name."""
    if isinstance(body, ExpressionDocument):
        return [_step(None, body.expression.text, body.unit)]
    last = [] if body.result is None else [_step(None, body.result.text)]
    return [_step(each.name, each.expression.text, each.unit, each.notes) for each in body.steps] + last


def _step(name: str | None, text: str, unit: str | None = None, said: Notes | None = None) -> dict[str, Any]:
    return {"namn": name, "uttryck": text, "enhet": unit, **_notes(said or Notes())}


def _table(table: TableDocument) -> dict[str, Any]:
    return {
        "träffregel": table.hit_policy.value,
        "bokstav": table.hit_policy.letter,
        "indata": [
            {
                "namn": column.name,
                "uttryck": column.expression and column.expression.text,
                "typ": column.type and label(feel_type(column.type)),
            }
            for column in table.inputs
        ],
        "utdata": [
            {
                "namn": column.name,
                "typ": label(feel_type(column.type)),
                "enhet": column.unit,
                "beskrivning": column.description,
                "annars": column.default and column.default.text,
                "status": column.notes.status and column.notes.status.value,
                **_notes(column.notes),
            }
            for column in table.outputs
        ],
        "regler": [
            {
                "nummer": rule.number,
                "när": {
                    column.name: rule.when[column.name].text if column.name in rule.when else ANY
                    for column in table.inputs
                },
                "ger": {name: cell.text for name, cell in rule.then.items()},
                "status": rule.notes.status and rule.notes.status.value,
                **_notes(rule.notes),
            }
            for rule in table.rules
        ],
    }


def _notes(said: Notes) -> dict[str, Any]:
    return notes(references(said), interpretations(said))
