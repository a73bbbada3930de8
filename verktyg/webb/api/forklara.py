"""The explanation of an answer, in words: what the page shows, as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Depends

from motor.trace import CellOutcome, RuleOutcome, RuleTrace
from motor.values.convert import from_python, to_json
from verktyg.alternativ import Alternative, Standing, alternatives, depends_on
from verktyg.avgjort import Decided, Item, Named, Pairs, State, decided
from verktyg.belopp import Amounts, Origin, Sum, amounts
from verktyg.regelgrund import Used, rules_used
from verktyg.skal import Asked, Reasons, Rows, Sources, Why
from verktyg.svar import SUPPORT
from verktyg.villkor import Condition
from verktyg.vy import View
from verktyg.webb.api.data import Data, Date, Value, named
from verktyg.webb.api.fragor import Question
from verktyg.webb.api.lasning import ExactJSON
from verktyg.webb.api.ord import (
    DocumentData,
    InterpretationData,
    NotesData,
    VersionName,
    document,
    interpretation,
    notes,
    stamped,
)
from verktyg.webb.api.regelverk import RuleSet
from verktyg.webb.api.saknas import MissingFact, missing_facts
from verktyg.webb.api.uppgifter import QuestionRoute, Scope, asked, understood
from verktyg.webb.begaran import needs
from verktyg.webb.delar.alternativ import Shown, Terms, Way, explained
from verktyg.webb.inloggning.roller import Role

router = APIRouter(
    prefix="/regelverk/{regelverk}",
    route_class=QuestionRoute,
    dependencies=[Depends(needs(Role.OFFICER))],
    tags=["prova"],
)


class ReasonsData(NotesData):
    """What explains one rule."""

    outcome: RuleOutcome = named("utfall")
    cells: list[str] = named("för att", "Villkoren i ord: värdet, gränsen, och om det är uppfyllt.")


class ConditionData(Data):
    """One condition of a rule."""

    column: str = named("kolumn")
    outcome: CellOutcome = named("utfall")
    wanted: str = named("gräns", "Vad kolumnen ska vara.")
    value: str | None = named("värde", "Vad den är; null när det inte är avgjort.")
    waits_for: list[str] = named("väntar på", "Fakta som avgör ett öppet villkor.")


class WayData(ReasonsData):
    """One rule that gives an alternative, with all of its conditions."""

    conditions: list[ConditionData] = named("villkor")


class PairText(Data):
    """A part of a value."""

    name: str = named("namn")
    text: str = named("text")


class TermsData(NotesData):
    """What an alternative comes with."""

    name: str = named("namn")
    standing: str | None = named("status")
    pairs: list[PairText] = named("delar")
    untold: str | None = named("går inte", "Varför villkoren inte går att säga; null när de står i delar.")


class AlternativeData(Data):
    """An alternative."""

    name: str = named("namn")
    value: Value = named("värde")
    standing: Standing = named("läge")
    suggested: bool = named("föreslås")
    depends_on: list[str] = named("beror på", "Fakta som avgör.")
    ways: list[WayData] = named("skäl", "Reglerna som talar om alternativet, och vad som avgör dem.")
    changes: list[str] = named("skulle bli möjligt om", "De minsta ändringarna som gör alternativet möjligt.")
    terms: TermsData | None = named("villkor", "Vad alternativet innebär; null när det inte är möjligt.")


class TableText(Data):
    """Rows as texts."""

    name: str | None = named("namn")
    headers: list[str] = named("rubriker")
    rows: list[list[str]] = named("rader")


class ItemText(Data):
    """One value of a list."""

    text: str = named("text")
    reasons: ReasonsData | None = named("skäl")


class DecidedData(NotesData):
    """A decision in words."""

    name: str = named("namn")
    state: State = named("läge")
    text: str | None = named("text", "Värdet i ord, eller vad det beror på; null när det står i delar.")
    parts: list[PairText] = named("delar")
    tables: list[TableText] = named("tabeller")
    items: list[ItemText] = named("poster")
    reasons: list[ReasonsData] = named("skäl")


class OriginData(NotesData):
    """A decision behind an amount."""

    decision: str = named("beslut")
    text: str | None = named("text")
    description: str | None = named("beskrivning")
    basis: list[str] = named("vilar på")
    reasons: list[ReasonsData] = named("skäl")


class SumData(NotesData):
    """An amount, and how it came about."""

    name: str = named("namn")
    amount: str = named("belopp")
    total: bool = named("totalt")
    computed: str | None = named("räknas som")
    description: str | None = named("beskrivning")
    origins: list[OriginData] = named("kommer av")


class AmountsData(Data):
    """A result in amounts."""

    decision: str = named("beslut")
    depends: str | None = named("beror på", "Vad som saknas; null när beloppen är räknade.")
    text: str | None = named("text")
    lines: TableText | None = named("rader")
    sums: list[SumData] = named("summor")


class UsedVersion(VersionName):
    """A version that the answer rests on."""

    decision: str = named("beslut")
    first: Date = named("första dag")
    last: Date = named("sista dag")


class Explanation(Data):
    """An answer in words."""

    rule_set: str = named("regelverk")
    day: Date = named("datum")
    view: str | None = named("vy")
    support: str = named("obs", "Vad svaret är och inte är.")
    drafts: bool = named("utkast")
    facts: list[PairText] = named("fakta", "Uppgifterna som svaret bygger på.")
    suggestion: DecidedData | None = named("förslag", "null utan vy med förslag.")
    alternatives: list[AlternativeData] = named("alternativ", "Tom utan vy med alternativ.")
    amounts: AmountsData | None = named("belopp", "null utan vy med resultat.")
    decisions: list[DecidedData] = named("beslut", "De andra besluten.")
    missing: list[MissingFact] = named("saknas")
    versions: list[UsedVersion] = named("regler", "Versionerna som svaret bygger på.")
    interpretations: list[InterpretationData] = named("tolkningar")
    documents: list[DocumentData] = named("källor")


@router.post(
    "/förklara",
    summary="Förklara ett svar",
    description="Svaret i ord, som på sidan: förslaget, varje alternativ med sina skäl, sina villkor och det "
    "som skulle göra det möjligt, beloppen och hur de kom till, besluten med skäl och källor, och reglerna "
    "som det bygger på.",
    response_model=Explanation,
)
def explain(served: RuleSet, question: Question) -> ExactJSON:
    """The answer in words."""
    about, values = understood(served, question)
    return ExactJSON(explanation(about, asked(about, values)))


def explanation(about: Scope, found: Asked) -> Explanation:
    """An answer in words; of a view it has the view's parts."""
    used = rules_used(found)
    result, view = found.result, about.view
    others = view.others if view else (*result.values, *result.undecided)
    return Explanation(
        rule_set=result.rulebook,
        day=result.on,
        view=view.name if view else None,
        support=SUPPORT,
        drafts=result.drafts,
        facts=[PairText(name=name, text=found.shown(name, value)) for name, value in found.facts.items()],
        suggestion=_suggestion(found, view) if view else None,
        alternatives=_alternatives(about, found, view) if view else [],
        amounts=_amounts(amounts(found, view)) if view else None,
        decisions=list(map(_decided, decided(found, others))),
        missing=missing_facts(found),
        versions=[_used(found, each) for each in used.versions],
        interpretations=list(map(interpretation, used.interpretations)),
        documents=list(map(document, used.documents)),
    )


def _suggestion(found: Asked, view: View) -> DecidedData | None:
    if view.suggestion is None or view.suggestion not in found:
        return None
    return _decided(decided(found, [view.suggestion])[0])


def _alternatives(about: Scope, found: Asked, view: View) -> list[AlternativeData]:
    if view.alternatives not in found:
        return []
    shown = {each.name: each for each in explained(found, view)}
    return [_alternative(found, each, shown[each.name]) for each in alternatives(found, view)]


def _alternative(found: Asked, each: Alternative, shown: Shown) -> AlternativeData:
    return AlternativeData(
        name=each.name,
        value=to_json(from_python(each.value)),
        standing=each.standing,
        suggested=shown.suggested,
        depends_on=depends_on(found, each),
        ways=[_way(found, each, *pair) for pair in zip(each.rules, shown.ways, strict=True)],
        changes=list(shown.changes),
        terms=_terms(shown.terms) if shown.terms else None,
    )


def _way(found: Asked, each: Alternative, rule: RuleTrace, way: Way) -> WayData:
    return WayData(
        outcome=way.outcome,
        cells=found.reasons(rule, each.met),
        conditions=list(map(_condition, way.conditions)),
        **_sources(way.sources),
    )


def _condition(each: Condition) -> ConditionData:
    return ConditionData(
        column=each.column,
        outcome=each.outcome,
        wanted=each.wanted,
        value=each.value,
        waits_for=list(each.waits_for),
    )


def _terms(terms: Terms) -> TermsData:
    return TermsData(
        name=terms.name,
        standing=terms.standing,
        pairs=_pairs(terms.pairs),
        untold=terms.untold,
        **_sources(terms.sources or Sources()),
    )


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[PairText]:
    return [PairText(name=name, text=text) for name, text in pairs]


def _decided(each: Decided) -> DecidedData:
    return DecidedData(
        name=each.name,
        state=each.state,
        text=each.text,
        parts=_pairs(pair for part in each.parts if isinstance(part, Pairs) for pair in part.pairs),
        tables=[_table(part.name, part.rows) for part in each.parts if isinstance(part, Named)],
        items=list(map(_item, each.items)),
        **_why(each.why),
    )


def _item(item: Item) -> ItemText:
    return ItemText(text=item.text, reasons=_reasons(item.reasons) if item.reasons else None)


def _why(why: Why) -> dict[str, Any]:
    """The reasons, and the fields of NotesData."""
    return {"reasons": list(map(_reasons, why.rules)), **_sources(why.sources)}


def _reasons(told: Reasons) -> ReasonsData:
    """Reasons of a rule that hit: no others are given for a value."""
    return ReasonsData(outcome=RuleOutcome.HIT, cells=list(told.cells), **_sources(told.sources))


def _sources(sources: Sources) -> dict[str, Any]:
    return notes(sources.references, sources.interpretations)


def _table(name: str | None, rows: Rows) -> TableText:
    return TableText(name=name, headers=list(rows.headers), rows=list(map(list, rows.cells)))


def _amounts(found: Amounts | None) -> AmountsData | None:
    if found is None:
        return None
    return AmountsData(
        decision=found.decision,
        depends=found.open,
        text=found.plain,
        lines=_table(None, found.lines) if found.lines else None,
        sums=list(map(_sum, found.sums)),
    )


def _sum(each: Sum) -> SumData:
    return SumData(
        name=each.name,
        amount=each.amount,
        total=each.total,
        computed=each.computed,
        description=each.description,
        origins=list(map(_origin, each.origins)),
        **_sources(each.sources),
    )


def _origin(each: Origin) -> OriginData:
    return OriginData(
        decision=each.decision,
        text=each.value,
        description=each.description,
        basis=list(each.basis),
        **_why(each.why),
    )


def _used(found: Asked, each: Used) -> UsedVersion:
    return UsedVersion(
        decision=each.decision,
        **stamped(each.version, _form(found, each)),
        first=each.first,
        last=each.last,
    )


def _form(found: Asked, each: Used) -> str:
    versions: Iterable[Any] = found.rulebook.decisions[each.decision].versions
    return str(next(version.kind for version in versions if version.stamp == each.version))
