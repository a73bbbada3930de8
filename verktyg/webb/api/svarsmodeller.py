"""What questions are answered with, as models: an answer, what is missing, and the explanation."""

from __future__ import annotations

from typing import Literal

from verktyg.webb.api.modeller import (
    Count,
    Data,
    Date,
    DocumentData,
    InterpretationData,
    NotesData,
    ProblemData,
    Sha256,
    Value,
    VersionName,
    named,
    optional,
)

# --- an answer, as `motor prova --json` gives it


class WarningData(Data):
    """Why a null came about."""

    code: str = named("kod")
    text: str = named("text")
    expression: str = named("uttryck")
    start: Count = named("från")
    place: str = optional("plats")


class StampData(Data):
    """The version of a decision that was used."""

    file: str = named("fil")
    valid_from: Date = named("giltig från")
    status: str = named("status")
    sha256: Sha256 = named("sha256")
    correction: int = optional("rättelse")


class CellData(Data):
    """One condition of a rule."""

    column: str = named("kolumn")
    test: str = named("test")
    value: Value = named("värde")
    outcome: Literal["uppfyllt", "ej uppfyllt", "öppen", "spelar ingen roll"] = named("utfall")


class RuleOutcomeData(Data):
    """One rule, and whether it hit."""

    number: int = named("regel")
    outcome: Literal["träff", "ej träff", "öppen"] = named("utfall")
    cells: list[CellData] = named("villkor")
    gives: dict[str, str] = named("ger")
    status: str = optional("status")
    sources: list[str] = named("källor")
    interpretations: list[str] = named("tolkningar")


class PartData(Data):
    """A step or an output column."""

    name: str = named("namn")
    status: str = optional("status")
    sources: list[str] = named("källor")
    interpretations: list[str] = named("tolkningar")


class TraceData(Data):
    """How one decision came about."""

    decision: str = named("beslut")
    day: Date = named("dag")
    version: StampData = named("version")
    value: Value = optional("värde", "Utelämnat när beslutet inte är avgjort.")
    inputs: dict[str, Value] = named("indata")
    rules: list[RuleOutcomeData] = named("regler")
    parts: list[PartData] = named("delar")
    sources: list[str] = named("källor")
    interpretations: list[str] = named("tolkningar")


class ReceiptNumber(Data):
    """Under which number an answer was kept."""

    number: int = named("nummer")
    chain: Sha256 = named("kedja")


class BriefAnswer(Data):
    """An answer without its trace."""

    rule_set: str = named("regelverk")
    day: Date = named("datum")
    values: dict[str, Value] = named("beslut", "De avgjorda besluten med sina värden.")
    undecided: dict[str, list[Value]] = named(
        "obesvarade", "De andra besluten, med vad de fortfarande kan bli."
    )
    certain: dict[str, list[Value]] = named("säkra", "Vad som kommer med i en lista vad som än svaras.")
    not_listed: list[str] = named("ej uppräknade", "Beslut vars möjliga värden inte alla är uppräknade.")
    missing: list[str] = named("saknas", "Fakta som ännu kan ändra något, de viktigaste att fråga om först.")
    warnings: list[WarningData] = named("upplysningar", "Varför ett null uppstod.")
    drafts: Literal[True] = optional("utkast", "Finns bara när utkast räknas.")


class Answer(BriefAnswer):
    """An answer."""

    trace: list[TraceData] = named("spår", "Hur varje beslut kom till.")


class KeptAnswer(Answer):
    """An answer that has been kept."""

    receipt: ReceiptNumber = named("kvitto")


class RowAnswer(BriefAnswer):
    """The answer to one of many, with its trace where that was asked for."""

    trace: list[TraceData] = optional("spår")


class Row(Data):
    """One of many: its answer, or its own problem."""

    answer: RowAnswer | None = named("svar", "null när raden inte gick att svara på.")
    problem: ProblemData | None = named("problem", "null när raden fick ett svar.")


class Rows(Data):
    """The answers to many, in order."""

    rows: list[Row] = named("rader", "Lika många som frågans rader och i samma ordning.")
    faulty: Count = named("fel", "Hur många rader som inte fick något svar.")


# --- what is missing


class MissingFact(Data):
    """A fact that can still change something."""

    fact: str = named("faktum")
    question: str | None = named("fråga")
    type: str = named("typ")
    unit: str | None = named("enhet")
    allowed: str = named("tillåtet")
    choices: list[Value] | None = named("val")
    unclear: bool = named("oklar")
    decides: list[str] = named("avgör", "Besluten som beror på det.")


class Missing(Data):
    """The facts that can still change something."""

    rule_set: str = named("regelverk")
    day: Date = named("datum")
    undecided: list[str] = named("obesvarade", "Besluten som inte är avgjorda.")
    missing: list[MissingFact] = named("saknas", "De viktigaste att fråga om först; tom när allt är avgjort.")


# --- the explanation


class ReasonsData(NotesData):
    """What explains one rule."""

    outcome: Literal["träff", "ej träff", "öppen"] = named("utfall")
    cells: list[str] = named("för att", "Villkoren i ord: värdet, gränsen, och om det är uppfyllt.")


class AlternativeData(Data):
    """An alternative."""

    name: str = named("namn")
    value: Value = named("värde")
    standing: Literal["möjlig", "beror på", "inte möjlig"] = named("läge")
    suggested: bool = named("föreslås")
    depends_on: list[str] = named("beror på", "Fakta som avgör.")
    reasons: list[ReasonsData] = named("skäl", "Reglerna som talar om alternativet, och vad som avgör dem.")


class TableText(Data):
    """Rows as texts."""

    name: str | None = named("namn")
    headers: list[str] = named("rubriker")
    rows: list[list[str]] = named("rader")


class PairText(Data):
    """A part of a value."""

    name: str = named("namn")
    text: str = named("text")


class ItemText(Data):
    """One value of a list."""

    text: str = named("text")
    reasons: ReasonsData | None = named("skäl")


class DecidedData(NotesData):
    """A decision in words."""

    name: str = named("namn")
    state: Literal["avgjort", "beror på", "har inga regler"] = named("läge")
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


class FactText(Data):
    """A fact that the answer rests on, in words."""

    name: str = named("namn")
    text: str = named("text")


class Explanation(Data):
    """An answer in words."""

    rule_set: str = named("regelverk")
    day: Date = named("datum")
    view: str | None = named("vy")
    support: str = named("obs", "Vad svaret är och inte är.")
    drafts: bool = named("utkast")
    facts: list[FactText] = named("fakta", "Uppgifterna som svaret bygger på.")
    suggestion: DecidedData | None = named("förslag", "null utan vy med förslag.")
    alternatives: list[AlternativeData] = named("alternativ", "Tom utan vy med alternativ.")
    amounts: AmountsData | None = named("belopp", "null utan vy med resultat.")
    decisions: list[DecidedData] = named("beslut", "De andra besluten.")
    missing: list[MissingFact] = named("saknas")
    versions: list[UsedVersion] = named("regler", "Versionerna som svaret bygger på.")
    interpretations: list[InterpretationData] = named("tolkningar")
    documents: list[DocumentData] = named("källor")
