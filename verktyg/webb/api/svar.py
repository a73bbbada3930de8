"""The form of an answer, as `motor prova --json` prints it. `Result.to_json` makes it."""

from __future__ import annotations

from typing import Literal

from motor.trace import CellOutcome, RuleOutcome
from verktyg.webb.api.data import Count, Data, Date, Sha256, Value, named, optional


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
    outcome: CellOutcome = named("utfall")


class RuleOutcomeData(Data):
    """One rule, and whether it hit."""

    number: int = named("regel")
    outcome: RuleOutcome = named("utfall")
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


class RowAnswer(BriefAnswer):
    """The answer to one of many, with its trace where that was asked for."""

    trace: list[TraceData] = optional("spår")
