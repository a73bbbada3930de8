"""What the answers of several resources say alike: sources, interpretations, facts and versions as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from motor.documents.model import SourceDocument
from motor.rulebook.facts import Fact
from motor.trace import Interpretation, Reference, VersionStamp
from motor.values.convert import to_json


def source(reference: Reference) -> dict[str, Any]:
    """Where something stands."""
    return {
        "dnr": reference.dnr,
        "avsnitt": reference.section,
        "fras": reference.phrase,
        "text": str(reference),
    }


def notes(references: Iterable[Reference], interpretations: Iterable[Interpretation]) -> dict[str, Any]:
    """Sources and interpretations."""
    return {
        "källor": list(map(source, references)),
        "tolkningar": list(map(interpretation, interpretations)),
    }


def interpretation(found: Interpretation) -> dict[str, Any]:
    """How an unclear source was read."""
    return {"nummer": found.number, "text": found.text}


def document(found: SourceDocument) -> dict[str, Any]:
    """A document that rules are taken from."""
    return {"dnr": found.dnr, "titel": found.title, "datum": day(found.date)}


def answerable(fact: Fact) -> dict[str, Any]:
    """How a fact can be answered."""
    return {
        "fråga": fact.question,
        "typ": fact.type_label,
        "enhet": fact.unit,
        "tillåtet": fact.expected(),
        "val": None if fact.choices is None else [to_json(choice) for choice in fact.choices],
        "oklar": fact.unclear,
    }


def stamped(stamp: VersionStamp, form: str) -> dict[str, Any]:
    """A version by its days, status and file."""
    return {
        "giltig från": day(stamp.valid_from),
        "giltig till": day(stamp.valid_to),
        "form": form,
        "status": stamp.status,
        "rättelse": stamp.correction,
        "fil": stamp.file,
        "sha256": stamp.sha256,
    }


def day(found: Any) -> str | None:
    """A day as text."""
    return None if found is None else found.isoformat()
