"""The explanation of an answer, in words: what the page shows, as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Depends

from motor.trace import RuleTrace
from motor.values.convert import from_python, to_json
from verktyg.alternativ import Alternative, alternatives, depends_on
from verktyg.avgjort import Decided, Item, Named, Pairs, decided
from verktyg.belopp import Amounts, Origin, Sum, amounts
from verktyg.regelgrund import Used, rules_used
from verktyg.skal import Asked, Reasons, Rows, Sources, Why
from verktyg.svar import SUPPORT
from verktyg.vy import View
from verktyg.webb.api.fragor import Question
from verktyg.webb.api.lasning import ExactJSON, ExactRoute
from verktyg.webb.api.ord import document, interpretation, notes, stamped
from verktyg.webb.api.prova import missing_facts
from verktyg.webb.api.regelverk import RuleSet
from verktyg.webb.api.svarsmodeller import Explanation
from verktyg.webb.api.uppgifter import asked, understood
from verktyg.webb.begaran import needs
from verktyg.webb.inloggning.roller import Role

router = APIRouter(
    prefix="/regelverk/{regelverk}",
    route_class=ExactRoute,
    dependencies=[Depends(needs(Role.OFFICER))],
    tags=["prova"],
)


@router.post(
    "/förklara",
    summary="Förklara ett svar",
    description="Svaret i ord, som på sidan: förslaget, varje alternativ med sina villkor, beloppen och "
    "hur de kom till, besluten med skäl och källor, och reglerna som det bygger på.",
    response_model=Explanation,
)
def explain(served: RuleSet, question: Question) -> ExactJSON:
    """The answer in words."""
    about, values = understood(served, question)
    return ExactJSON(explanation(asked(about, values), about.view))


def explanation(found: Asked, view: View | None) -> dict[str, Any]:
    """An answer in words; of a view it has the view's parts."""
    used = rules_used(found)
    result = found.result
    others = view.others if view else (*result.values, *result.undecided)
    return {
        "regelverk": result.rulebook,
        "datum": result.on.isoformat(),
        "vy": view and view.name,
        "obs": SUPPORT,
        "utkast": result.drafts,
        "fakta": [{"namn": name, "text": found.shown(name, value)} for name, value in found.facts.items()],
        "förslag": _suggestion(found, view) if view else None,
        "alternativ": _alternatives(found, view) if view else [],
        "belopp": _amounts(amounts(found, view)) if view else None,
        "beslut": list(map(_decided, decided(found, others))),
        "saknas": missing_facts(found),
        "regler": [_used(found, each) for each in used.versions],
        "tolkningar": list(map(interpretation, used.interpretations)),
        "källor": list(map(document, used.documents)),
    }


def _suggestion(found: Asked, view: View) -> dict[str, Any] | None:
    asked_for = {*found.result.values, *found.result.undecided}
    return _decided(decided(found, [view.suggestion])[0]) if view.suggestion in asked_for else None


def _alternatives(found: Asked, view: View) -> list[dict[str, Any]]:
    asked_for = {*found.result.values, *found.result.undecided}
    if view.alternatives not in asked_for:
        return []
    suggested = found.result.values.get(view.suggestion or "")
    return [_alternative(found, each, suggested) for each in alternatives(found, view)]


def _alternative(found: Asked, each: Alternative, suggested: Any) -> dict[str, Any]:
    return {
        "namn": each.name,
        "värde": to_json(from_python(each.value)),
        "läge": each.standing.value,
        "föreslås": suggested is not None and each.value == suggested,
        "beror på": depends_on(found, each),
        "skäl": [_rule(found, rule, each) for rule in each.rules],
    }


def _rule(found: Asked, rule: RuleTrace, each: Alternative) -> dict[str, Any]:
    return {
        "utfall": rule.outcome.value,
        "för att": found.reasons(rule, each.met),
        **notes(rule.references, rule.interpretations),
    }


def _decided(each: Decided) -> dict[str, Any]:
    pairs = [pair for part in each.parts if isinstance(part, Pairs) for pair in part.pairs]
    tables = [_table(part.name, part.rows) for part in each.parts if isinstance(part, Named)]
    return {
        "namn": each.name,
        "läge": each.state.value,
        "text": each.text,
        "delar": [{"namn": name, "text": text} for name, text in pairs],
        "tabeller": tables,
        "poster": list(map(_item, each.items)),
        **_why(each.why),
    }


def _item(item: Item) -> dict[str, Any]:
    return {"text": item.text, "skäl": item.reasons and _reasons(item.reasons)}


def _why(why: Why) -> dict[str, Any]:
    return {"skäl": list(map(_reasons, why.rules)), **_sources(why.sources)}


def _reasons(told: Reasons) -> dict[str, Any]:
    """Reasons of a rule that hit: no others are given for a value."""
    return {"utfall": "träff", "för att": list(told.cells), **_sources(told.sources)}


def _sources(sources: Sources) -> dict[str, Any]:
    return notes(sources.references, sources.interpretations)


def _table(name: str | None, rows: Rows) -> dict[str, Any]:
    return {"namn": name, "rubriker": list(rows.headers), "rader": list(map(list, rows.cells))}


def _amounts(found: Amounts | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "beslut": found.decision,
        "beror på": found.open,
        "text": found.plain,
        "rader": None if found.lines is None else _table(None, found.lines),
        "summor": list(map(_sum, found.sums)),
    }


def _sum(each: Sum) -> dict[str, Any]:
    return {
        "namn": each.name,
        "belopp": each.amount,
        "totalt": each.total,
        "räknas som": each.computed,
        "beskrivning": each.description,
        "kommer av": list(map(_origin, each.origins)),
        **_sources(each.sources),
    }


def _origin(each: Origin) -> dict[str, Any]:
    return {
        "beslut": each.decision,
        "text": each.value,
        "beskrivning": each.description,
        "vilar på": list(each.basis),
        **_why(each.why),
    }


def _used(found: Asked, each: Used) -> dict[str, Any]:
    return {
        "beslut": each.decision,
        **stamped(each.version, _form(found, each)),
        "första dag": each.first.isoformat(),
        "sista dag": each.last.isoformat(),
    }


def _form(found: Asked, each: Used) -> str:
    versions: Iterable[Any] = found.rulebook.decisions[each.decision].versions
    return str(next(version.kind for version in versions if version.stamp == each.version))
