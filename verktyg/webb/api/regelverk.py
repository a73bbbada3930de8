"""The rule sets as data: what they ask for, decide and rest on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request

from motor.errors import suggestion
from motor.rulebook.decision import Decision
from motor.rulebook.facts import Fact
from verktyg.vy import View
from verktyg.webb.api.data import Data, Date, Moment, named
from verktyg.webb.api.lasning import ExactJSON, ExactRoute
from verktyg.webb.api.ord import Answerable, DocumentData, VersionName, answerable, document, stamped
from verktyg.webb.api.problem import Fault, Refusal
from verktyg.webb.begaran import ServerOf, needs, server_of
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.regelmapp.serverad import Refused, Served

router = APIRouter(route_class=ExactRoute, dependencies=[Depends(needs(Role.READER))], tags=["regelverk"])


class RuleSetName(Data):
    """A rule set."""

    name: str = named("namn", "Namnet i adresser.")
    title: str = named("rubrik")
    description: str | None = named("beskrivning")
    read: Moment = named("läst", "När reglerna lästes.")
    problems: list[str] = named("problem", "Fel i ett nyare läge på disken, som inte används.")


class RefusedName(Data):
    """A rule set that cannot be used."""

    name: str = named("namn")
    problems: list[str] = named("problem")


class RuleSets(Data):
    """The rule sets."""

    rule_sets: list[RuleSetName] = named("regelverk")
    refused: list[RefusedName] = named("oanvändbara", "Regelverk som inte har gått att läsa.")


class FactData(Answerable):
    """A fact that may be answered."""

    name: str = named("namn")
    description: str | None = named("beskrivning")
    default: str | None = named("annars", "FEEL-uttryck som ger värdet när faktumet inte är besvarat.")
    valid_from: Date | None = named("giltig från")
    valid_to: Date | None = named("giltig till")


class DecisionName(Data):
    """A decision."""

    name: str = named("namn")
    function: bool = named("funktion", "Om det är en funktion, som andra beslut anropar.")
    as_of: str | None = named(
        "gäller enligt", "Datumfaktumet som väljer version; null: dagen som frågan gäller."
    )
    description: str | None = named("beskrivning")
    versions: list[VersionName] = named("versioner")


class QuestionsData(Data):
    """Facts that are asked for together."""

    title: str | None = named("rubrik")
    facts: list[str] = named("fakta")


class ViewData(Data):
    """What a page asks and shows."""

    name: str = named("namn")
    title: str = named("rubrik")
    questions: list[QuestionsData] = named("frågor")
    decisions: list[str] = named("beslut", "Besluten som vyn visar.")
    suggestion: str | None = named("förslag")
    alternatives: str | None = named("alternativ")
    criteria: str | None = named("kriterier")
    terms: str | None = named("villkor")
    result: str | None = named("resultat")


class RuleSetData(RuleSetName):
    """A rule set with what it asks for and decides."""

    drafts: bool = named("utkast", "Om utkast räknas.")
    facts: list[FactData] = named("fakta")
    decisions: list[DecisionName] = named("beslut")
    views: list[ViewData] = named("vyer")
    documents: list[DocumentData] = named("källor")


RuleSetInAddress = Annotated[str, Path(alias="regelverk", description="Regelverkets namn.")]


async def rule_set(request: Request, name: RuleSetInAddress) -> Served:
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


def rule_sets_data(served: Iterable[Served], refused: Iterable[Refused]) -> RuleSets:
    """The rule sets, and those that cannot be used."""
    return RuleSets(
        rule_sets=[RuleSetName(**_headed(each)) for each in served],
        refused=[RefusedName(name=each.name, problems=list(map(str, each.problems))) for each in refused],
    )


def rule_set_data(served: Served) -> RuleSetData:
    """A rule set."""
    book = served.rulebook
    return RuleSetData(
        **_headed(served),
        drafts=book.drafts,
        facts=list(map(_fact, book.facts.values())),
        decisions=list(map(_decision, book.decisions.values())),
        views=list(map(_view, served.views)),
        documents=list(map(document, book.document.documents)),
    )


def _headed(served: Served) -> dict[str, Any]:
    """The fields of RuleSetName."""
    return {
        "name": served.name,
        "title": served.rulebook.title,
        "description": served.rulebook.description,
        "read": served.read.isoformat(timespec="seconds"),
        "problems": list(map(str, served.problems)),
    }


def _fact(fact: Fact) -> FactData:
    return FactData(
        name=fact.name,
        **answerable(fact),
        description=fact.description,
        default=fact.default_text,
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
    )


def _decision(decision: Decision) -> DecisionName:
    return DecisionName(
        name=decision.name,
        function=decision.is_function,
        as_of=decision.as_of,
        description=decision.versions[-1].document.description,
        versions=[VersionName(**stamped(each.stamp, each.kind)) for each in decision.versions],
    )


def _view(view: View) -> ViewData:
    return ViewData(
        name=view.name,
        title=view.title,
        questions=[QuestionsData(title=title, facts=list(facts)) for title, facts in view.groups],
        decisions=view.decisions,
        suggestion=view.suggestion,
        alternatives=view.alternatives,
        criteria=view.criteria,
        terms=view.terms,
        result=view.result,
    )
