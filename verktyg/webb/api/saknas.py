"""Which facts are missing."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from motor.values.convert import from_python, to_json
from verktyg.forvalt import taken_for_granted
from verktyg.skal import Asked
from verktyg.webb.api.data import Data, Date, Value, named
from verktyg.webb.api.fragor import Question
from verktyg.webb.api.lasning import ExactJSON
from verktyg.webb.api.ord import Answerable, answerable
from verktyg.webb.api.regelverk import RuleSet
from verktyg.webb.api.uppgifter import QuestionRoute, asked, understood
from verktyg.webb.begaran import needs
from verktyg.webb.inloggning.roller import Role

router = APIRouter(
    prefix="/regelverk/{regelverk}",
    route_class=QuestionRoute,
    dependencies=[Depends(needs(Role.OFFICER))],
    tags=["prova"],
)


class MissingFact(Answerable):
    """A fact that can still change something."""

    fact: str = named("faktum")
    decides: list[str] = named("avgör", "Besluten som beror på det.")


class AssumedFact(Answerable):
    """A fact that nobody has answered, and what then counts."""

    fact: str = named("faktum")
    known: bool = named("känt", "Om värdet går att räkna ut av de andra svaren.")
    value: Value = named("värde", "Det som gäller utan svar; null när det inte är känt.")


class Missing(Data):
    """The facts that can still change something."""

    rule_set: str = named("regelverk")
    day: Date = named("datum")
    undecided: list[str] = named("obesvarade", "Besluten som inte är avgjorda.")
    missing: list[MissingFact] = named("saknas", "De viktigaste att fråga om först; tom när allt är avgjort.")
    assumed: list[AssumedFact] = named(
        "förvalda", "Obesvarade fakta som reglerna har ett förval för, och som svaret kan bygga på."
    )


@router.post(
    "/saknas",
    summary="Vad som saknas",
    description="Bara de fakta som ännu kan ändra svaret, med fråga, typ och val. Nästa fråga står först.",
    response_model=Missing,
)
def missing(served: RuleSet, question: Question) -> ExactJSON:
    """The facts that are missing."""
    return ExactJSON(missing_answer(asked(*understood(served, question))))


def missing_answer(found: Asked) -> Missing:
    """The facts that are missing for an answer."""
    result = found.result
    return Missing(
        rule_set=result.rulebook,
        day=result.on,
        undecided=list(result.undecided),
        missing=missing_facts(found),
        assumed=assumed_facts(found),
    )


def assumed_facts(found: Asked) -> list[AssumedFact]:
    """The facts that are taken for granted, with the values that they have then."""
    return [
        AssumedFact(
            fact=each.fact,
            **answerable(found.rulebook.facts[each.fact]),
            known=each.known,
            value=to_json(from_python(each.value)),
        )
        for each in taken_for_granted(found)
    ]


def missing_facts(found: Asked) -> list[MissingFact]:
    """The facts that could still change something, with what rests on each."""
    result = found.result
    return [
        MissingFact(
            fact=name,
            **answerable(found.rulebook.facts[name]),
            decides=[each for each in result.undecided if name in result.missing_for(each)],
        )
        for name in result.missing
    ]
