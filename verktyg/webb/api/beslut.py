"""A decision as data: its versions with their tables or steps, as they are written."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from motor.documents.model import (
    DecisionDocument,
    ExpressionDocument,
    FunctionDocument,
    Notes,
    StepsDocument,
    TableDocument,
)
from motor.errors import suggestion
from motor.rulebook.decision import Decision, Version
from motor.rulebook.types import feel_type, label
from motor.rulebook.workshop import interpretations, references
from verktyg.format import ANY
from verktyg.webb.api.data import Data, Date, named
from verktyg.webb.api.fragor import DayInAddress
from verktyg.webb.api.lasning import ExactJSON, ExactRoute
from verktyg.webb.api.ord import NotesData, VersionName, notes, stamped
from verktyg.webb.api.problem import Refusal
from verktyg.webb.api.regelverk import RuleSet
from verktyg.webb.begaran import needs
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.regelmapp.serverad import Served

router = APIRouter(route_class=ExactRoute, dependencies=[Depends(needs(Role.READER))], tags=["regelverk"])


class InputData(Data):
    """A column that a table tests."""

    name: str = named("namn")
    expression: str | None = named("uttryck", "FEEL; null när kolumnen är ett faktum eller beslut.")
    type: str | None = named("typ")


class OutputData(NotesData):
    """A column that a table gives."""

    name: str = named("namn")
    type: str = named("typ")
    unit: str | None = named("enhet")
    description: str | None = named("beskrivning")
    default: str | None = named("annars", "Värdet när ingen regel träffar.")
    status: str | None = named("status")


class RuleData(NotesData):
    """A rule."""

    number: int = named("nummer", "Från 1, i filens ordning.")
    when: dict[str, str] = named("när", "Villkoren som de är skrivna, för varje kolumn; - är vad som helst.")
    then: dict[str, str] = named("ger", "Cellerna som de är skrivna.")
    status: str | None = named("status")


class TableData(Data):
    """A decision table."""

    hit_policy: str = named("träffregel")
    letter: str = named("bokstav", "Träffregelns bokstav i DMN.")
    inputs: list[InputData] = named("indata")
    outputs: list[OutputData] = named("utdata")
    rules: list[RuleData] = named("regler")


class StepData(NotesData):
    """A step, or the only expression."""

    name: str | None = named("namn", "null för det som beslutet självt ger.")
    expression: str = named("uttryck", "FEEL, som det är skrivet.")
    unit: str | None = named("enhet")


class AdoptionData(Data):
    """Who adopted a version."""

    body: str = named("av")
    date: Date = named("datum")
    paragraph: str | None = named("paragraf")


class VersionData(VersionName, NotesData):
    """A version of a decision, whole."""

    adopted: AdoptionData | None = named("beslutad")
    reason: str | None = named("skäl till rättelsen")
    description: str | None = named("beskrivning")
    requires: list[str] = named("behöver", "Fakta och beslut som den läser.")
    parameters: list[str] = named("parametrar", "Funktionens parametrar; tom för annat.")
    table: TableData | None = named("tabell", "null för det som inte är en tabell.")
    steps: list[StepData] = named("steg", "Uttryck i ordning; tom för en tabell.")


class DecisionData(Data):
    """A decision with its versions."""

    rule_set: str = named("regelverk")
    name: str = named("namn")
    function: bool = named("funktion")
    as_of: str | None = named("gäller enligt")
    versions: list[VersionData] = named("versioner")


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


def decision_data(served: Served, decision: Decision, start: datetime.date | None) -> DecisionData:
    """A decision with its versions, or the one that begins on a day. Raises Refusal when there is none."""
    return DecisionData(
        rule_set=served.name,
        name=decision.name,
        function=decision.is_function,
        as_of=decision.as_of,
        versions=[_version(each) for each in _versions(decision, start)],
    )


def _versions(decision: Decision, start: datetime.date | None) -> list[Version]:
    """All versions, or the one that begins on a day. Raises Refusal when there is none."""
    found = [each for each in decision.versions if start in (None, each.valid_from)]
    if not found:
        days = ", ".join(str(each.valid_from) for each in decision.versions)
        raise Refusal("okänt-beslut", f"Ingen version börjar gälla {start}. De börjar gälla {days}.")
    return found


def _version(version: Version) -> VersionData:
    written = version.document
    logic = written.logic
    body = logic.body if isinstance(logic, FunctionDocument) else logic
    return VersionData(
        **stamped(version.stamp, version.kind),
        adopted=_adoption(written),
        reason=written.correction.reason if written.correction else None,
        description=written.description,
        requires=list(version.requires),
        parameters=[each.name for each in logic.parameters] if isinstance(logic, FunctionDocument) else [],
        table=_table(body) if isinstance(body, TableDocument) else None,
        steps=[] if isinstance(body, TableDocument) else _steps(body),
        **notes(version.references, version.interpretations),
    )


def _adoption(written: DecisionDocument) -> AdoptionData | None:
    found = written.adoption
    if found is None:
        return None
    return AdoptionData(body=found.body, date=found.date, paragraph=found.paragraph)


def _steps(body: ExpressionDocument | StepsDocument) -> list[StepData]:
    """Expressions in order; what the decision itself gives has no name."""
    if isinstance(body, ExpressionDocument):
        return [_step(None, body.expression.text, body.unit)]
    last = [] if body.result is None else [_step(None, body.result.text)]
    return [_step(each.name, each.expression.text, each.unit, each.notes) for each in body.steps] + last


def _step(name: str | None, text: str, unit: str | None = None, said: Notes | None = None) -> StepData:
    return StepData(name=name, expression=text, unit=unit, **_notes(said or Notes()))


def _table(table: TableDocument) -> TableData:
    return TableData(
        hit_policy=table.hit_policy.value,
        letter=table.hit_policy.letter,
        inputs=[
            InputData(
                name=column.name,
                expression=column.expression.text if column.expression else None,
                type=label(feel_type(column.type)) if column.type else None,
            )
            for column in table.inputs
        ],
        outputs=[
            OutputData(
                name=column.name,
                type=label(feel_type(column.type)),
                unit=column.unit,
                description=column.description,
                default=column.default.text if column.default else None,
                status=column.notes.status and column.notes.status.value,
                **_notes(column.notes),
            )
            for column in table.outputs
        ],
        rules=[
            RuleData(
                number=rule.number,
                when={
                    column.name: rule.when[column.name].text if column.name in rule.when else ANY
                    for column in table.inputs
                },
                then={name: cell.text for name, cell in rule.then.items()},
                status=rule.notes.status and rule.notes.status.value,
                **_notes(rule.notes),
            )
            for rule in table.rules
        ],
    )


def _notes(said: Notes) -> dict[str, Any]:
    return notes(references(said), interpretations(said))
