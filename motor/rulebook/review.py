"""Findings in rules that compile: sources nobody declared, facts nobody reads, names in views."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from motor.documents.model import (
    Cell,
    DecisionDocument,
    FunctionDocument,
    Notes,
    Status,
    StepsDocument,
    TableDocument,
    ViewDocument,
)
from motor.errors import Problem, Severity, suggestion

if TYPE_CHECKING:
    from motor.rulebook.rulebook import Rulebook


TO_FILL_IN = "FYLL I"
"""What stands in a source until somebody has written what it is."""

UNFILLED = "källa att fylla i"
"""The code of the finding that a source is not filled in."""


def review(rulebook: Rulebook) -> Iterator[Problem]:
    """All findings of a rule set that compiles."""
    yield from _sources(rulebook)
    yield from _facts(rulebook)
    for view in rulebook.views:
        yield from _view(view, rulebook)


def _sources(rulebook: Rulebook) -> Iterator[Problem]:
    """Every decision says where it comes from, and every dnr is one of the rule set's documents.

    A source that is still to be filled in may stand in what is not adopted yet.
    """
    known = [document.dnr for document in rulebook.document.documents]
    for fact in rulebook.document.facts:
        yield from _unknown_dnr(fact.notes, known)
    for decision in rulebook.decisions.values():
        for version in decision.versions:
            document = version.document
            if not document.notes.references:
                yield document.at.problem(
                    "saknad källa",
                    f"{document.name} säger inte varifrån regeln kommer.",
                    severity=Severity.VARNING,
                    hint="Lägg till källa: {dnr: …, avsnitt: …, fras: …}.",
                )
            for notes in _all_notes(document):
                yield from _unknown_dnr(notes, known)
            adopted = document.status is Status.ADOPTED
            yield from unfilled_sources(document, Severity.FEL if adopted else Severity.VARNING)


def unfilled_sources(document: DecisionDocument, severity: Severity = Severity.VARNING) -> Iterator[Problem]:
    """The sources of a version that say only that they are to be filled in."""
    for notes in _all_notes(document):
        for reference in notes.references:
            if TO_FILL_IN in (reference.dnr, reference.section, reference.phrase):
                yield reference.at.problem(
                    UNFILLED,
                    f"Källan är inte ifylld: {TO_FILL_IN} står kvar.",
                    severity=severity,
                    hint="Skriv beslutets dnr och avsnitt, och ha dokumentet bland källor i regelverk.yaml.",
                )


def _all_notes(document: DecisionDocument) -> Iterator[Notes]:
    yield document.notes
    match document.logic:
        case TableDocument(outputs=outputs, rules=rules):
            yield from (output.notes for output in outputs)
            yield from (rule.notes for rule in rules)
        case StepsDocument(steps=steps):
            yield from (step.notes for step in steps)
        case FunctionDocument(body=StepsDocument(steps=steps)):
            yield from (step.notes for step in steps)


def _unknown_dnr(notes: Notes, known: list[str]) -> Iterator[Problem]:
    for reference in notes.references:
        if reference.dnr not in (*known, TO_FILL_IN):
            entry = f"- {{dnr: {reference.dnr}, titel: …, datum: …}}"
            add = f"lägg till dokumentet under källor i regelverk.yaml: {entry}"
            near = suggestion(reference.dnr, known)
            hint = f"{near} Annars {add}" if near else f"L{add[1:]}"
            yield reference.at.problem(
                "okänd källa", f"Inget dokument i regelverket har dnr {reference.dnr}.", hint=hint
            )


def _facts(rulebook: Rulebook) -> Iterator[Problem]:
    """Facts that no rule reads, and facts without words to ask for them in."""
    read = {
        name
        for decision in rulebook.decisions.values()
        for version in decision.versions
        for name in version.requires
    }
    read |= {decision.as_of for decision in rulebook.decisions.values() if decision.as_of}
    for fact in rulebook.document.facts:
        if fact.name not in read:
            message = f"Inget beslut läser faktumet {fact.name}."
            yield fact.at.problem(
                "oanvänt faktum", message, severity=Severity.RÅD, hint="Ta bort det om det inte behövs."
            )
        if fact.question is None:
            message = f"Faktumet {fact.name} saknar fråga."
            hint = "Skriv hur en handläggare ska få frågan: fråga: …"
            yield fact.at.problem("saknad fråga", message, severity=Severity.RÅD, hint=hint)


def _view(view: ViewDocument, rulebook: Rulebook) -> Iterator[Problem]:
    """A view names facts and decisions that exist."""
    facts = [fact for group in view.questions for fact in group.facts]
    decisions = [view.suggestion, view.terms, view.result, *view.others]
    if view.alternatives is not None:
        facts += [view.alternatives.fact] if view.alternatives.fact else []
        decisions += [view.alternatives.decision, view.alternatives.criteria]
    for cell in facts:
        yield from _unknown(cell, "faktum", list(rulebook.facts))
    for cell in filter(None, decisions):
        yield from _unknown(cell, "beslut", list(rulebook.decisions))
    yield from _terms_on_page(view, rulebook)


def _terms_on_page(view: ViewDocument, rulebook: Rulebook) -> Iterator[Problem]:
    """The terms to show on a page are parts of the terms, in some version."""
    terms = rulebook.decisions.get(view.terms.text) if view.terms else None
    if view.terms and terms is None:
        return
    known = [part.name for version in terms.versions for part in version.parts] if terms else []
    for cell in view.terms_on_page:
        if cell.text not in known:
            message = f"{cell.text} är ingen del av {terms.name if terms else 'villkoren, som vyn inte har'}."
            hint = suggestion(cell.text, known) or _parts_told(known)
            yield cell.problem("okänt namn", message, hint=hint)


def _parts_told(known: list[str]) -> str:
    if not known:
        return "Ta bort villkor på sidan, eller ge villkor: …"
    return f"Delarna är {', '.join(dict.fromkeys(known))}."


def _unknown(cell: Cell, kind: str, known: list[str]) -> Iterator[Problem]:
    if cell.text not in known:
        message = f"{cell.text} är inget {kind} i regelverket."
        yield cell.problem("okänt namn", message, hint=suggestion(cell.text, known))
