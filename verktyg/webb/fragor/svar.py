"""The answers of a posted form: each fact as typed, as a value, marked as not known, or wrong and why."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import motor
from motor.errors import FactError, Problem
from motor.rulebook.facts import UNANSWERED, Fact
from motor.rulebook.rulebook import today
from motor.values.types import ListType
from verktyg.fakta import text_of, typed
from verktyg.fel import UsageError
from verktyg.format import value_text
from verktyg.forvalt import assumed
from verktyg.fraga import UNKNOWN, with_point
from verktyg.regelverk import read_day
from verktyg.skal import Asked
from verktyg.webb.formular import Form
from verktyg.webb.fragor.namn import DAY

PREFIX = "f:"
"""What the name of a field of a fact begins with."""
NONE_OF_THEM = "[]"
"""The answer to a list that none of its items belongs in it."""
_BOTH = "{}: du har både svarat och valt vet inte. Behåll ett av dem."
_NONE_AND_SOME = "{}: du har både valt något och sagt inget av dem. Behåll ett av dem."
NO_DAY = "Skriv den dag som reglerna ska gälla."
AHEAD = "Dagen ligger framåt. Reglerna kan ändras till dess."
_SEVERAL = "{}: du har gett flera svar. Behåll ett av dem."


@dataclass(slots=True)
class Sent:
    """What a person has answered so far.

    `said` holds each fact's fields as they were sent, `facts` the values, `silent` what the person does not
    know, `passed` the facts with a default that were asked for and left to it, and `problems` what is wrong,
    each about facts or fields of the form.
    """

    on: datetime.date
    day: str
    said: dict[str, tuple[str, ...]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def nothing(cls) -> Sent:
        """Before the first answer: today's rules."""
        return cls(today(), today().isoformat())

    @property
    def ahead(self) -> str | None:
        """What to know of a day that has not come."""
        return AHEAD if self.on > today() else None

    def problems_of(self, name: str) -> list[Problem]:
        """What is wrong with one fact or field."""
        return [problem for problem in self.problems if name in problem.about]


def read_answers(form: Form, rulebook: motor.Rulebook) -> Sent:
    """The answers of a form, everything wrong with them told. Names that are no facts are passed over."""
    sent = _on_day(form.one(DAY))
    for name, fact in rulebook.facts.items():
        said = tuple(value.strip() for value in form.all(PREFIX + name) if value.strip())
        if fact.default and said in ((), (UNANSWERED,)):
            if PREFIX + name in form:
                sent.passed.add(name)
            continue
        if not said:
            continue
        sent.said[name] = said
        if said == (UNANSWERED,):
            sent.silent.add(name)
            continue
        try:
            sent.facts[name] = _value(rulebook, fact, said, sent.on)
        except FactError as error:
            sent.problems += error.problems
    return sent


def _on_day(text: str | None) -> Sent:
    """The day whose rules count: today's where the form has no such field."""
    sent = Sent.nothing()
    if text is None:
        return sent
    sent.day = text
    if not text:
        sent.problems.append(Problem("obesvarat", NO_DAY, about=(DAY,)))
        return sent
    try:
        sent.on = read_day(text) or sent.on
    except UsageError as error:
        sent.problems += at_fields(error.problems, ())
    return sent


def _value(rulebook: motor.Rulebook, fact: Fact, said: tuple[str, ...], on: datetime.date) -> Any:
    """What was meant by what was sent for one fact. Raises FactError."""
    if UNANSWERED in said:
        raise FactError(_two(_BOTH, fact))
    if isinstance(fact.type, ListType) and fact.choices:
        if NONE_OF_THEM in said:
            if len(said) > 1:
                raise FactError(_two(_NONE_AND_SOME, fact))
            return []
        return typed(rulebook, fact.name, text_of(said[0] if len(said) == 1 else list(said)), on)
    if len(said) > 1:
        raise FactError(_two(_SEVERAL, fact))
    return typed(rulebook, fact.name, text_of(with_point(said[0], fact)), on)


def _two(message: str, fact: Fact) -> Problem:
    return Problem("två svar", message.format(fact.name), about=(fact.name,))


def at_fields(problems: Iterable[Problem], said: Collection[str]) -> list[Problem]:
    """Problems at the fields that can mend them: of the facts they are about, those `said`; else the day."""
    return [
        replace(problem, about=tuple(name for name in said if name in problem.about) or (DAY,))
        for problem in problems
    ]


def hidden(sent: Sent, shown: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The answers that a form carries along: each field's name and text, those `shown` left out."""
    left_out = set(shown)
    said = [(name, text) for name, texts in sent.said.items() for text in texts]
    passed = [(name, "") for name in sorted(sent.passed)]
    return [(PREFIX + name, text) for name, text in [*said, *passed] if name not in left_out]


def answered(sent: Sent, rulebook: motor.Rulebook, asked: Asked | None) -> list[tuple[str, str]]:
    """What has been answered, in words, and what is taken for granted besides.

    What cannot be read stands as it was typed.
    """
    told = [(name, _told(sent, name, rulebook.facts[name].unit)) for name in sent.said]
    return [*told, *(assumed(asked) if asked else ())]


def rests_on(sent: Sent, asked: Asked) -> list[tuple[str, str]]:
    """The same for the answer: what is not known is left out where it can change nothing."""
    return [
        (name, text)
        for name, text in answered(sent, asked.rulebook, asked)
        if name not in sent.silent or name in asked.result.missing
    ]


def _told(sent: Sent, name: str, unit: str | None) -> str:
    if name in sent.silent:
        return UNKNOWN
    return value_text(sent.facts[name], unit) if name in sent.facts else ", ".join(sent.said[name])
