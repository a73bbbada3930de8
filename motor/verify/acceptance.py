"""Findings that somebody has accepted, and acceptances that no longer accept anything.

`accepterad` beside a rule silences the findings of that name that speak of the rule, beside an output column
those that speak of the column, and beside a decision those of the whole version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from motor.documents.model import Acceptance, DecisionDocument, TableDocument
from motor.errors import suggestion
from motor.verify.finding import ACCEPTABLE, Code, Finding


@dataclass(frozen=True, slots=True)
class _Place:
    """An acceptance and where it holds: a rule, an output column, or (neither) the whole version."""

    acceptance: Acceptance
    document: DecisionDocument
    rule: int | None = None
    column: str | None = None

    def silences(self, finding: Finding) -> bool:
        """Whether the finding is one that is accepted here."""
        return (
            self._concerns(finding)
            and (self.rule is None or self.rule in finding.rules)
            and (self.column is None or self.column in finding.columns)
        )

    def may_silence(self, finding: Finding) -> bool:
        """Whether there are more findings than are told, which may be accepted here."""
        return finding.more and self._concerns(finding)

    def _concerns(self, finding: Finding) -> bool:
        version = self.document.name, self.document.valid_from
        return (finding.code, finding.decision, finding.valid_from) == (self.acceptance.finding, *version)

    @property
    def where(self) -> str:
        """The place in words."""
        if self.rule is not None:
            return f"regel {self.rule}"
        return f"utdata {self.column}" if self.column is not None else self.document.name


class Acceptances:
    """All that is accepted in some versions of decisions."""

    def __init__(self, documents: Iterable[DecisionDocument]) -> None:
        self.places = [place for document in documents for place in _places(document)]

    def silence(self, finding: Finding) -> bool:
        """Whether somebody has accepted the finding."""
        return any(place.silences(finding) for place in self.places)

    def left(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that nobody has accepted, and what is wrong with the acceptances."""
        told = list(findings)
        left = [finding for finding in told if not self.silence(finding)]
        return [*left, *(fault for place in self.places for fault in _faults(place, told))]


def _places(document: DecisionDocument) -> Iterator[_Place]:
    yield from (_Place(each, document) for each in document.notes.accepted)
    if isinstance(document.logic, TableDocument):
        for rule in document.logic.rules:
            yield from (_Place(each, document, rule=rule.number) for each in rule.notes.accepted)
        for column in document.logic.outputs:
            yield from (_Place(each, document, column=column.name) for each in column.notes.accepted)


def _faults(place: _Place, findings: list[Finding]) -> Iterator[Finding]:
    name = place.acceptance.finding
    if name not in ACCEPTABLE:
        hint = suggestion(name, ACCEPTABLE) or f"Fynd som går att godta: {', '.join(ACCEPTABLE)}."
        yield _fault(Code.UNKNOWN_ACCEPTANCE, place, f"Det finns inget fynd som heter {name}.", hint)
    elif not any(place.silences(finding) or place.may_silence(finding) for finding in findings):
        sentence = f"accepterad vid {place.where} accepterar ett fynd som inte finns längre: {name}."
        yield _fault(Code.STALE_ACCEPTANCE, place, sentence, "Ta bort fyndet ur accepterad.")


def _fault(code: Code, place: _Place, sentence: str, hint: str) -> Finding:
    rules = () if place.rule is None else (place.rule,)
    document = place.document
    return Finding(
        code, sentence, place.acceptance.at, document.name, document.valid_from, rules=rules, hint=hint
    )
