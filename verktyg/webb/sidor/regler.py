"""What a rule set is: its decisions along time, its diagram, its facts, and the sources they come from."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

import motor
from motor.dmn.diagram import Node
from motor.documents.model import Notes, Reference, SourceDocument
from motor.errors import MotorError
from motor.rulebook.decision import Decision, Version
from motor.rulebook.facts import Fact
from motor.rulebook.rulebook import today
from verktyg.regelblad import allowed_answers, parts, period, version_on
from verktyg.regelverk import day_of
from verktyg.webb.begaran import RuleSetOf, needs
from verktyg.webb.bilder.diagram import Picture, clusters, nodes, picture, tops
from verktyg.webb.delar.versioner import in_force, is_sealed
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.lankar import Link, Links
from verktyg.webb.regelmapp.serverad import Served
from verktyg.webb.rendering import show

router = APIRouter(dependencies=[Depends(needs(Role.READER))])


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version among a decision's own."""

    version: Version
    period: str
    href: str
    sealed: bool
    in_force: bool


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision, its versions, and what it reads on the day."""

    decision: Decision
    kind: str
    versions: list[VersionRow]
    href: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact, and what reads it on the day."""

    fact: Fact
    id: str
    answers: str
    read_by: list[Link]
    notes: Notes


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the decision diagram: what it leads to, its size, and its picture unless it is too large."""

    tops: list[Link]
    decisions: int
    picture: Picture | None


def default_day(rulebook: motor.Rulebook) -> datetime.date:
    """Today; before the first rules, the day on which the latest begin."""
    first = rulebook.model.first_days
    return today() if not first or first[0] <= today() else first[-1]


@router.get("/regelverk/{regelverk}")
def overview(
    request: Request, served: RuleSetOf, asked: Annotated[str | None, Query(alias="datum")] = None
) -> HTMLResponse:
    """The rule set as of a day."""
    rulebook = served.rulebook
    day, problem = default_day(rulebook), None
    if asked:
        try:
            day = day_of(asked)
        except MotorError as error:
            problem = error.problems[0]
    links = Links(rulebook, day)
    versions = in_force(rulebook, day)
    parts_of_all = clusters(nodes(versions))
    return show(
        request,
        "regler/oversikt.html",
        400 if problem else 200,
        served=served,
        links=links,
        day=day,
        asked=asked or str(day),
        problem=problem,
        any_in_force=bool(versions),
        decisions=[_decision_row(served, decision, day, links) for decision in rulebook.decisions.values()],
        facts=_facts(rulebook, day, links),
        diagrams=[_part(part, links) for part in parts_of_all if len(part) > 1],
        alone=links.links(part[0].name for part in parts_of_all if len(part) == 1),
        turns=[turn for turn in rulebook.model.first_days if turn != day],
    )


def _part(graph: list[Node], links: Links) -> Part:
    decisions = sum(node.id in links.rulebook.decisions for node in graph)
    return Part(links.links(tops(graph)), decisions, picture(graph, links.href))


def _decision_row(served: Served, decision: Decision, day: datetime.date, links: Links) -> DecisionRow:
    current = version_on(served.rulebook, decision, day)
    rows = [
        VersionRow(
            version,
            period(decision, version),
            links.version(decision.name, version.valid_from),
            is_sealed(served, version),
            version is current,
        )
        for version in decision.versions
    ]
    return DecisionRow(decision, (current or decision.versions[-1]).kind, rows, links.href(decision.name))


def _facts(rulebook: motor.Rulebook, day: datetime.date, links: Links) -> list[FactRow]:
    """The facts that exist on a day."""
    versions = in_force(rulebook, day)
    notes = {document.name: document.notes for document in rulebook.document.facts}
    return [
        FactRow(
            fact,
            links.fact_id(fact.name),
            allowed_answers(rulebook, fact.name),
            links.links(version.decision for version in versions if fact.name in version.requires),
            notes[fact.name],
        )
        for fact in rulebook.facts.values()
        if fact.applies(day)
    ]


# --- sources


@dataclass(frozen=True, slots=True)
class Citation:
    """A place of the rules that refers to a document."""

    reference: Reference
    place: Link
    within: str | None
    since: datetime.date | None


@router.get("/regelverk/{regelverk}/källor")
def sources(request: Request, served: RuleSetOf) -> HTMLResponse:
    """Every document, and where the rules refer to it."""
    links = Links(served.rulebook, default_day(served.rulebook))
    cited = list(_citations(served.rulebook, links))
    found: list[tuple[SourceDocument, list[Citation]]] = [
        (document, [each for each in cited if each.reference.dnr == document.dnr])
        for document in served.rulebook.document.documents
    ]
    known = {document.dnr for document, _ in found}
    unknown = [each for each in cited if each.reference.dnr not in known]
    return show(request, "regler/kallor.html", served=served, links=links, documents=found, unknown=unknown)


def _citations(rulebook: motor.Rulebook, links: Links) -> Iterator[Citation]:
    for fact in rulebook.document.facts:
        yield from (Citation(each, links.link(fact.name), None, None) for each in fact.notes.references)
    rules = Link("Kontroll av fakta", links.page())
    for constraint in rulebook.document.constraints:
        yield from (Citation(each, rules, constraint.message, None) for each in constraint.notes.references)
    for decision in rulebook.decisions.values():
        for version in decision.versions:
            place = Link(decision.name, links.version(decision.name, version.valid_from))
            for part, notes in parts(version.document):
                for each in notes.references:
                    yield Citation(each, place, part, version.valid_from)
