"""The rules that an answer rests on: versions with days and status, interpretations, and documents."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from motor.documents.model import SourceDocument
from motor.trace import Interpretation, VersionStamp
from verktyg.sida import Page
from verktyg.skal import Asked, Sources, show_sources


@dataclass(frozen=True, slots=True)
class Used:
    """A decision in one version, and the first and last day that it was read for."""

    decision: str
    version: VersionStamp
    first: datetime.date
    last: datetime.date

    @property
    def days(self) -> str:
        """The days as text."""
        return str(self.first) if self.first == self.last else f"{self.first} till {self.last}"


@dataclass(frozen=True, slots=True)
class RulesUsed:
    """What an answer rests on. `interpretations` are all that matter, in the order of their numbers."""

    rule_set: str
    versions: tuple[Used, ...]
    interpretations: tuple[Interpretation, ...]
    documents: tuple[SourceDocument, ...]


def rules_used(asked: Asked) -> RulesUsed:
    """The rules that an answer rests on."""
    days: dict[tuple[str, VersionStamp], list[datetime.date]] = {}
    for trace in asked.result.trace:
        days.setdefault((trace.decision, trace.version), []).append(trace.day)
    found = {text: None for trace in asked.result.trace for text in asked.interpretations(trace)}
    return RulesUsed(
        asked.rulebook.name,
        tuple(Used(*key, min(used), max(used)) for key, used in days.items()),
        tuple(sorted(found, key=lambda text: text.number or 0)),
        _documents(asked),
    )


def _documents(asked: Asked) -> tuple[SourceDocument, ...]:
    """The documents that the answer cites."""
    cited = {reference.dnr for trace in asked.result.trace for reference in trace.references}
    cited |= {found.dnr for trace in asked.result.trace for rule in trace.rules for found in rule.references}
    return tuple(source for source in asked.rulebook.document.documents if source.dnr in cited)


def document_line(source: SourceDocument) -> str:
    """A document by its dnr, title and day."""
    return f"{source.dnr}: {source.title}" + (f", {source.date}" if source.date else "")


def show_rules_used(page: Page, used: RulesUsed) -> None:
    """The rules as a table, what else was read into unclear sources, and the documents."""
    page.heading("Regler som svaret bygger på")
    rows = [
        (each.decision, str(each.version.valid_from), each.version.standing, each.days)
        for each in used.versions
    ]
    page.table(["beslut", "gäller från", "status", "för dagen"], rows)
    left = [text for text in used.interpretations if text.text not in page.told]
    if left:
        page.blank()
        page.text("Fler tolkningar som svaret bygger på:")
        show_sources(page, Sources.of((), left), 0)
    page.blank()
    for source in used.documents:
        page.item(document_line(source))
