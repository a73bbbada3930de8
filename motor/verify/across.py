"""Across decisions: what one can give and a later one, or the rows that a view leads to, has no rule for."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from motor import feel
from motor.documents.model import AllowedFrom, Cell, DecisionDocument, FactDocument, TableDocument
from motor.feel.syntax import Node
from motor.regions import value_text
from motor.rulebook.catalog import column_texts
from motor.rulebook.decision import Version
from motor.rulebook.model import Model
from motor.rulebook.rulebook import Rulebook
from motor.values.compare import key_of
from motor.verify.finding import Code, Finding
from motor.verify.possible_values import PossibleValues, outcomes, outcomes_of, parsed
from motor.verify.wording import row_text, value_words


@dataclass(frozen=True, slots=True)
class Feed:
    """What an input column reads from decisions: their names, and what it can hold (None: not known)."""

    sources: tuple[str, ...]
    outcomes: PossibleValues | None


def days_of(model: Model, version: Version) -> list[datetime.date]:
    """A day from each period of versions in which a version is in force."""
    name = version.decision
    days = [version.valid_from, *(day for day in model.turns if day > version.valid_from)]
    return [day for day in days if model.decisions[name].at(day, model.drafts) is version]


def feeds(model: Model, version: Version) -> dict[str, Feed]:
    """The input columns of a version's table that read decisions, with all that these can give meanwhile.

    Where another date picks the version of a decision than that of the table, any version of it is meant.
    """
    logic = version.document.logic
    if not isinstance(logic, TableDocument):
        return {}
    found = {}
    for column in logic.inputs:
        node = parsed((column.expression or column.at).text, model)
        read = {name.name for name in feel.free_names(node)} & model.decisions.keys() if node else set()
        if node is not None and read:
            found[column.name] = Feed(tuple(sorted(read)), _over_time(node, read, model, version))
    return found


def _over_time(node: Node, read: set[str], model: Model, version: Version) -> PossibleValues | None:
    as_of = model.decisions[version.decision].as_of
    if any(model.decisions[name].as_of not in (None, as_of) for name in read):
        return outcomes(node, model, None)
    found: PossibleValues | None = None
    for index, day in enumerate(days_of(model, version)):
        one = outcomes(node, model, day)
        found = one if index == 0 or found is None else found.joined(one)
        if found is None:
            return None
    return found


# --- views


def views(rulebook: Rulebook) -> Iterator[Finding]:
    """Alternatives that a decision can give, but that the fact they answer does not have that day."""
    facts = {fact.name: fact for fact in rulebook.document.facts}
    told: set[tuple[Any, ...]] = set()
    for view in rulebook.views:
        if view.alternatives is None or view.alternatives.fact is None:
            continue
        fact = facts.get(view.alternatives.fact.text)
        for cell in (view.alternatives.decision, view.suggestion):
            if fact is not None and cell is not None and cell.text in rulebook.decisions:
                yield from _alternatives(rulebook, cell.text, fact, told)


def _alternatives(
    rulebook: Rulebook, decision: str, fact: FactDocument, told: set[tuple[Any, ...]]
) -> Iterator[Finding]:
    model = rulebook.model
    for version in rulebook.decisions[decision].counted(model.drafts):
        for day in days_of(model, version):
            given = outcomes_of(decision, model, day)
            choices = _choices(rulebook, fact, day)
            if given is None or choices is None:
                continue
            for key, value in given.values.items():
                place = choices.document or version.document
                if key not in choices.keys and (fact.name, key, place.valid_from) not in told:
                    told.add((fact.name, key, place.valid_from))
                    case = {decision: [value] if given.listed else value}
                    yield _missing(case, value, fact, choices, place)


@dataclass(frozen=True, slots=True)
class _Choices:
    """What a fact can be on a day, and the version of the table that lists it, when one does."""

    keys: frozenset[Any]
    document: DecisionDocument | None
    column: str | None


def _choices(rulebook: Rulebook, fact: FactDocument, day: datetime.date) -> _Choices | None:
    if isinstance(fact.allowed, AllowedFrom):
        version = rulebook.version(fact.allowed.decision, day)
        if version is None:
            return None
        texts = column_texts(version.document, fact.allowed.column)
        return _Choices(frozenset(map(key_of, texts)), version.document, fact.allowed.column)
    domain = rulebook.facts[fact.name].domain
    if domain is None or domain.values is None:
        return None
    return _Choices(frozenset(map(key_of, domain.values)), None, None)


def _missing(
    case: Mapping[str, Any], value: Any, fact: FactDocument, choices: _Choices, place: DecisionDocument
) -> Finding:
    (decision,), words = case, value_words(value)
    if choices.document is None:
        sentence = f"{decision} kan ge {words}, som {fact.name} inte kan vara."
        hint = f"Lägg till {words} bland de tillåtna värdena för {fact.name} i regelverk.yaml."
        return _finding(fact.at, place, sentence, case, None, hint)
    table = choices.document.logic
    sentence = f"{decision} kan ge {words}, som {place.name} från {place.valid_from} inte har någon rad för."
    row = None
    if isinstance(table, TableDocument) and choices.column in [column.name for column in table.inputs]:
        row = row_text(choices.document, table, {str(choices.column): value_text(value, bare=True)})
    hint = f"Lägg till en rad för {words}, eller ta bort {words} ur {decision}."
    return _finding(choices.document.at, place, sentence, case, row, hint)


def _finding(
    at: Cell,
    place: DecisionDocument,
    sentence: str,
    case: Mapping[str, Any],
    row: str | None,
    hint: str,
) -> Finding:
    return Finding(
        Code.UNHANDLED_OUTCOME, sentence, at, place.name, place.valid_from, case=case, row=row, hint=hint
    )
