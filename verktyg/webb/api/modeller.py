"""What is answered, as models: the schemas of the OpenAPI document, which tests hold answers to.

Answers are made as plain data, with exact numbers, and do not pass through the models.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from verktyg.webb.api.fragor import DAY_SCHEMA

Value = Annotated[
    Any,
    WithJsonSchema({"description": "Ett exakt tal, en text, true, false, null, en lista eller ett objekt."}),
]
Date = Annotated[str, WithJsonSchema({**DAY_SCHEMA})]
Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]


def named(alias: str, description: str | None = None) -> Any:
    """A field by its name in JSON."""
    return Field(alias=alias, description=description)


def optional(alias: str, description: str | None = None) -> Any:
    """A field that is left out where it does not apply; it is never null."""
    return Field(None, alias=alias, description=description, json_schema_extra=_no_default)


def _no_default(schema: dict[str, Any]) -> None:
    schema.pop("default")


class Data(BaseModel):
    """A part of an answer: just its own fields."""

    model_config = ConfigDict(extra="forbid")


# --- problems


class FaultData(Data):
    """What is wrong with one field."""

    field: str = named("fält", "Fältets eller faktumets namn.")
    pointer: str | None = named(
        "pekare", "JSON-pekare (RFC 6901) in i frågans kropp; null när felet är utanför den."
    )
    code: str = named("kod", "Vilket fel det är, som inte ändras med orden.")
    message: str = named("meddelande", "Vad som är fel.")
    advice: str | None = named("råd", "Vad man kan göra.")


class ProblemData(Data):
    """Problem details."""

    type: str = named("type", "Adressen som förklarar felet.")
    title: str = named("title", "Vilket slags fel det är.")
    status: int = Field(alias="status", description="HTTP-statusen.", ge=400, le=599)
    detail: str = named("detail", "Vad som är fel just här.")
    faults: list[FaultData] = named("fel", "Varje fält som är fel; tom när felet inte hör till något fält.")


class ProblemKind(Data):
    """A kind of problem, explained."""

    type: str = named("type")
    title: str = named("title")
    status: int = named("status")
    meaning: str = named("förklaring", "När felet uppstår.")
    advice: str = named("gör", "Vad man kan göra.")


# --- rule sets


class SourceData(Data):
    """Where something stands."""

    dnr: str | None = named("dnr")
    section: str | None = named("avsnitt")
    phrase: str | None = named("fras")
    text: str = named("text", "Källan i ord.")


class InterpretationData(Data):
    """How an unclear source was read."""

    number: int | None = named("nummer")
    text: str = named("text")


class NotesData(Data):
    """Sources and interpretations."""

    sources: list[SourceData] = named("källor")
    interpretations: list[InterpretationData] = named("tolkningar")


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


class FactData(Data):
    """A fact that may be answered."""

    name: str = named("namn")
    type: str = named("typ", "tal, text, ja/nej, datum, lista av …")
    question: str | None = named("fråga", "Frågan att ställa till en människa.")
    description: str | None = named("beskrivning")
    unit: str | None = named("enhet")
    allowed: str = named("tillåtet", "Vad som får svaras, i ord.")
    choices: list[Value] | None = named("val", "Svaren att välja bland; null när de inte är uppräknade.")
    unclear: bool = named("oklar", "Om null (bedömt och oklart) är ett svar.")
    default: str | None = named("annars", "FEEL-uttryck som ger värdet när faktumet inte är besvarat.")
    valid_from: Date | None = named("giltig från")
    valid_to: Date | None = named("giltig till")


class VersionName(Data):
    """A version of a decision."""

    valid_from: Date = named("giltig från")
    valid_to: Date | None = named("giltig till", "Sista dagen; null: tills en senare version börjar gälla.")
    form: str = named("form", "tabell, uttryck, steg eller funktion.")
    status: str = named("status", "utkast, förslag eller beslutad.")
    correction: int | None = named(
        "rättelse", "Rättelsens nummer, när texten är rättad sedan den beslutades."
    )
    file: str = named("fil")
    sha256: Sha256 = named("sha256", "Filens innehåll.")


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


class DocumentData(Data):
    """A document that rules are taken from."""

    dnr: str = named("dnr")
    title: str = named("titel")
    date: Date | None = named("datum")


class RuleSetData(RuleSetName):
    """A rule set with what it asks for and decides."""

    drafts: bool = named("utkast", "Om utkast räknas.")
    facts: list[FactData] = named("fakta")
    decisions: list[DecisionName] = named("beslut")
    views: list[ViewData] = named("vyer")
    documents: list[DocumentData] = named("källor")


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


# --- receipts


class Entry(Data):
    """A link of the chain."""

    number: Annotated[int, Field(ge=1)] = named("nummer")
    time: Moment = named("tid")
    kind: Literal["kvitto", "gallring"] = named("slag")
    content: dict[str, Value] | None = named(
        "innehåll",
        "ärende, regelverk, datum, fakta, svar, motor, föreslaget, valt, skäl, motivering, beslutsfattare "
        "och regler; null när det är gallrat.",
    )
    salt: str | None = named("salt")
    content_hash: Sha256 = named("innehållets hash")
    before: Sha256 = named("före", "Hashen för kvittot före.")
    chain: Sha256 = named("kedja", "Kvittots hash.")


class Found(Data):
    """The receipts of a case."""

    receipts: list[Entry] = named("kvitton")


class BreakData(Data):
    """Where the chain does not hold."""

    number: int = named("nummer")
    why: str = named("varför")


class ProofData(Data):
    """What a check of the chain found."""

    holds: bool = named("håller")
    receipts: Count = named("kvitton")
    removed: Count = named("gallrade")
    rule_texts: Count = named("regelfiler")
    last_number: Count = named("sista nummer")
    last: Sha256 = named("sista hash")
    found_at: int | None = named("hashen finns vid")
    breaks: list[BreakData] = named("brott")


class ChangeData(Data):
    """What came out otherwise."""

    what: str = named("vad")
    was: Value = named("var")
    became: Value = named("blev")


class OtherData(Data):
    """What came of trying it by other rules."""

    day: Date = named("datum")
    same: bool = named("samma")
    changes: list[ChangeData] = named("ändringar")
    why_not: str | None = named("går inte")


class ReplayData(Data):
    """What came of trying a receipt again."""

    number: int = named("nummer")
    same: bool = named("samma", "Om svaret blir detsamma med kvittots egna regler.")
    same_engine: bool = named(
        "samma motor", "Om kvittot sparades med den version av motorn som prövade det nu."
    )
    changes: list[ChangeData] = named("ändringar", "Vad som blev annorlunda.")
    why_not: str | None = named("går inte", "Varför kvittot inte går att pröva.")
    other: OtherData | None = named("enligt", "Utfallet mot en annan dags regler; null när ingen dag gavs.")
