"""What the answers of several resources say alike: sources, interpretations, facts and versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from motor.documents.model import SourceDocument
from motor.rulebook.facts import Fact
from motor.trace import Interpretation, Reference, VersionStamp
from motor.values.convert import to_json
from verktyg.webb.api.data import Data, Date, Sha256, Value, named


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


class DocumentData(Data):
    """A document that rules are taken from."""

    dnr: str = named("dnr")
    title: str = named("titel")
    date: Date | None = named("datum")


class Answerable(Data):
    """How a fact can be answered."""

    question: str | None = named("fråga", "Frågan att ställa till en människa.")
    type: str = named("typ", "tal, text, ja/nej, datum, lista av …")
    unit: str | None = named("enhet")
    allowed: str = named("tillåtet", "Vad som får svaras, i ord.")
    choices: list[Value] | None = named("val", "Svaren att välja bland; null när de inte är uppräknade.")
    unclear: bool = named("oklar", "Om null (bedömt och oklart) är ett svar.")


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


def notes(references: Iterable[Reference], interpretations: Iterable[Interpretation]) -> dict[str, Any]:
    """The fields of NotesData."""
    return {
        "sources": [
            SourceData(dnr=each.dnr, section=each.section, phrase=each.phrase, text=str(each))
            for each in references
        ],
        "interpretations": list(map(interpretation, interpretations)),
    }


def interpretation(found: Interpretation) -> InterpretationData:
    """How an unclear source was read."""
    return InterpretationData(number=found.number, text=found.text)


def document(found: SourceDocument) -> DocumentData:
    """A document that rules are taken from."""
    return DocumentData(dnr=found.dnr, title=found.title, date=found.date)


def answerable(fact: Fact) -> dict[str, Any]:
    """The fields of Answerable."""
    return {
        "question": fact.question,
        "type": fact.type_label,
        "unit": fact.unit,
        "allowed": fact.expected(),
        "choices": None if fact.choices is None else [to_json(choice) for choice in fact.choices],
        "unclear": fact.unclear,
    }


def stamped(stamp: VersionStamp, form: str) -> dict[str, Any]:
    """The fields of VersionName."""
    return {
        "valid_from": stamp.valid_from,
        "valid_to": stamp.valid_to,
        "form": form,
        "status": stamp.status,
        "correction": stamp.correction,
        "file": stamp.file,
        "sha256": stamp.sha256,
    }
