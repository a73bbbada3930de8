"""What a run asks: which decisions as of which day, the facts behind them, and how those are told apart."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter

from motor.errors import FactError, Problem, suggestion
from motor.feel.spelling import name_of
from motor.feel.typing import common
from motor.rulebook import Rulebook
from motor.rulebook.coding import Coding, codings
from motor.rulebook.memory import footing
from motor.rulebook.model import Model
from motor.rulebook.rulebook import today
from motor.values.types import Type

MISSING, FAULT, TRACE = "saknas", "fel", "spår"
"""The columns besides the decisions: unanswered facts, what is wrong, and the rules that hit."""


@dataclass(frozen=True)
class Plan:
    """What is asked of each row.

    `day` is the day asked about, or None where `day_column` holds each row's own. `asked` is None where each
    row gets all decisions in force. `as_text` are the decisions whose values are written as JSON text. A null
    in the column of a fact in `unclear` is an answer: assessed, and found unclear.
    """

    rulebook: Rulebook
    day: datetime.date | None
    day_column: str | None
    asked: tuple[str, ...] | None
    decisions: tuple[str, ...]
    types: Mapping[str, Type]
    facts: tuple[str, ...]
    codings: Mapping[str, Coding] | None
    trace: bool = False
    unclear: frozenset[str] = frozenset()
    as_text: frozenset[str] = frozenset()

    @property
    def own_columns(self) -> tuple[str, ...]:
        """The columns besides those of the decisions."""
        return (MISSING, FAULT, TRACE) if self.trace else (MISSING, FAULT)

    def writing_as_text(self, decision: str) -> Plan:
        """The same plan with one more decision written as JSON text."""
        return replace(self, as_text=self.as_text | {decision})


def make(
    rulebook: Rulebook,
    on: datetime.date | None = None,
    day_column: str | None = None,
    decisions: Iterable[str] | None = None,
    trace: bool = False,
    unclear: Iterable[str] = (),
) -> Plan:
    """The plan of a run. Raises FactError for names that do not exist, and for a day without rules."""
    if on is not None and day_column is not None:
        raise FactError(Problem("två dagar", "Ge antingen en dag eller en kolumn med dagar, inte båda."))
    day = None if day_column is not None else on or today()
    asked = None if decisions is None else rulebook.prepare(decisions, day or today()).decisions
    if asked is None and day is not None:
        rulebook.prepare(None, day)  # refuses a day without rules
    columns = _columns(rulebook, day) if asked is None else asked
    return Plan(
        rulebook=rulebook,
        day=day,
        day_column=None if day_column is None else name_of(day_column),
        asked=asked,
        decisions=columns,
        types=_types(rulebook.model, columns),
        facts=_facts(rulebook.model, columns),
        codings=_codings(rulebook.model, columns, [day] if day else rulebook.model.first_days),
        trace=trace,
        unclear=frozenset(_unclear(rulebook, unclear)),
    )


def fingerprint(rulebook: Rulebook) -> str:
    """A hash of the rules' texts, by which another process knows that it has the same."""
    texts = [rulebook.document.source.sha256]
    texts += [version.stamp.sha256 for each in rulebook.decisions.values() for version in each.versions]
    return hashlib.sha256(" ".join(texts).encode()).hexdigest()


def turns(model: Model) -> list[datetime.date]:
    """Every day on which other versions or other facts come into force: between two, days are alike."""
    spans = [(fact.valid_from, fact.valid_to) for fact in model.facts.values()]
    spans += [(each.valid_from, each.valid_to) for all_ in model.decisions.values() for each in all_.versions]
    begun = {start for start, _ in spans if start is not None}
    ended = {end + datetime.timedelta(days=1) for _, end in spans if end not in (None, datetime.date.max)}
    return sorted(begun | ended)


def _columns(rulebook: Rulebook, day: datetime.date | None) -> tuple[str, ...]:
    """The decisions that a row can get: those in force on the day, or that pick their version otherwise."""
    return tuple(
        name
        for name, decision in rulebook.decisions.items()
        if not decision.is_function and decision.counted(rulebook.drafts)
        if day is None or decision.as_of is not None or rulebook.version(name, day) is not None
    )


def _facts(model: Model, decisions: Iterable[str]) -> tuple[str, ...]:
    """What the decisions rest on, and what the conditions that touch those facts rest on in their turn."""
    names = _behind(model, decisions)
    waiting = list(model.constraints)
    while touching := [each for each in waiting if names.intersection(each.expression.reads)]:
        waiting = [each for each in waiting if each not in touching]
        names |= _behind(model, [read for each in touching for read in each.expression.reads])
    return tuple(name for name in model.facts if name in names)


def _behind(model: Model, names: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(footing(name, model.facts, model.decisions).facts for name in names))


def _codings(
    model: Model, decisions: Iterable[str], days: list[datetime.date]
) -> Mapping[str, Coding] | None:
    """How the values of each fact are told apart; None where the same facts can give another answer."""
    if not all(footing(name, model.facts, model.decisions).steady for name in decisions):
        return None
    known = {each.fact.name: each for day in days for each in codings(model, decisions, day)}
    return {name: known.get(name) or Coding(fact, None) for name, fact in model.facts.items()}


def _types(model: Model, wanted: Iterable[str]) -> Mapping[str, Type]:
    """The FEEL type of each decision: what its versions have in common."""
    reads = {
        name: {read for version in each.versions for read in version.requires if read in model.decisions}
        for name, each in model.decisions.items()
    }
    types: dict[str, Type] = {name: fact.type for name, fact in model.facts.items()}
    for name in TopologicalSorter(reads).static_order():
        types[name] = common(*(each.logic.typing(types, []) for each in model.decisions[name].versions))
    return {name: types[name] for name in wanted}


def _unclear(rulebook: Rulebook, names: Iterable[str]) -> Iterable[str]:
    """The facts whose nulls are answers. Raises FactError for one that cannot be unclear."""
    for name in map(name_of, names):
        fact = rulebook.facts.get(name)
        if fact is None:
            hint = suggestion(name, rulebook.facts)
            raise FactError(Problem("okänt faktum", f"Det finns inget faktum som heter {name}.", hint=hint))
        if not fact.unclear:
            message = f"{name} kan inte vara oklar, så tomma celler kan inte läsas så."
            raise FactError(Problem("kan inte vara oklar", message))
        yield name
