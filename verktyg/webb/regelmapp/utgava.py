"""The rules of a day as pages ask for them: the day that was written, and with drafts or without."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import motor
from motor.errors import MotorError, Problem
from motor.rulebook.decision import DRAFT
from motor.rulebook.loading import load_texts
from verktyg.regelverk import day_of
from verktyg.skillnad.skillnad import edition_of
from verktyg.webb.regelmapp.serverad import Served

_EMPTY = Problem("inget datum", "Dagen saknas.", hint="Skriv år-månad-dag, till exempel 2024-03-01.")


@dataclass(frozen=True, slots=True)
class Start:
    """A day on which versions begin, and the decisions that they are of, drafts told apart."""

    day: datetime.date
    decisions: tuple[str, ...]
    drafts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayField:
    """A field for a day: the text as it was written, and the day or what is wrong with it."""

    name: str
    text: str
    day: datetime.date | None = None
    problem: Problem | None = None

    @classmethod
    def read(cls, name: str, text: str, rulebook: motor.Rulebook) -> DayField:
        """The day that was written, which must be one with rules."""
        try:
            day = day_of(text)
        except MotorError as error:
            return cls(name, text, problem=error.problems[0] if text else _EMPTY)
        try:
            edition_of(rulebook, day)
        except MotorError as error:
            message = f"Inga regler gäller {day}."
            return cls(name, text, problem=replace(error.problems[0], message=message))
        return cls(name, text, day)


def rules_of(served: Served, drafts: bool) -> motor.Rulebook:
    """The rule set that is served, with drafts counted where that is asked for."""
    rulebook = served.rulebook
    if not drafts or rulebook.drafts:
        return rulebook
    texts = {name: source.text for name, source in rulebook.sources.items()}
    return served.heavy.of("utkast", lambda: load_texts(rulebook.path, texts, drafts=True))


def has_drafts(rulebook: motor.Rulebook) -> bool:
    """Whether some version has status utkast."""
    return any(start.drafts for start in starts(rulebook))


def starts(rulebook: motor.Rulebook) -> list[Start]:
    """The days on which some version begins, the first first."""
    versions = [each for decision in rulebook.decisions.values() for each in decision.versions]
    days = sorted({version.valid_from for version in versions})
    return [
        Start(
            day,
            tuple(each.decision for each in versions if each.valid_from == day and each.status != DRAFT),
            tuple(each.decision for each in versions if each.valid_from == day and each.status == DRAFT),
        )
        for day in days
    ]


def drafts_between(rulebook: motor.Rulebook, days: tuple[datetime.date, datetime.date]) -> list[str]:
    """The drafts that would count on one of two days and not on the other, were they asked for."""
    if rulebook.drafts:
        return []
    first, last = sorted(days)
    return [
        f"{name} från {start.day}"
        for start in starts(rulebook)
        if first < start.day <= last
        for name in start.drafts
    ]
