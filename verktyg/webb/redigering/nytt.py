"""A draft begun in the browser: the form of `motor ny-version`, each refusal at its field."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import motor
from motor.editing.indexing import Indexing
from motor.errors import EditError, MotorError, Problem
from verktyg.fel import UsageError
from verktyg.kallor import GivenSource
from verktyg.nyversion import Begun, begin, share_of, step_of
from verktyg.regelverk import day_of
from verktyg.webb.formular import Form
from verktyg.webb.redigering.blankett import Told

DECISION, START, PERCENT, STEP, COLUMNS = "beslut", "från", "räkna-upp", "avrunda", "kolumn"
DNR, SECTION, TITLE, DAY = "dnr", "avsnitt", "titel", "dokumentdatum"

LABELS = {
    DECISION: "Beslut",
    START: "Gäller från",
    PERCENT: "Räkna upp beloppen med",
    STEP: "Avrunda till närmaste",
    COLUMNS: "Bara i kolumnerna",
    DNR: "Diarienummer",
    SECTION: "Avsnitt",
    TITLE: "Dokumentets titel",
    DAY: "Dokumentets dag",
}
"""What each field is called."""

T = TypeVar("T")

_OPTION = re.compile(r"--([\wåäö-]+)(?: (?:\"…\"|DATUM|(\d[\d,-]*%?)))?")
"""An option of the command in a sentence, with the example that follows it."""


@dataclass(slots=True)
class Beginning:
    """The form as somebody sent it, and what is wrong with it."""

    values: dict[str, str] = field(default_factory=lambda: dict.fromkeys(LABELS, ""))
    told: Told = field(default_factory=Told)

    @classmethod
    def of(cls, form: Form) -> Beginning:
        """What was sent."""
        return cls({name: form.one(name) or "" for name in LABELS})

    def begun(self, rulebook: motor.Rulebook) -> Begun | None:
        """The draft that was asked for; None where something is wrong, which is told."""
        decision = self.values[DECISION]
        if decision not in rulebook.decisions:
            self.told.add(DECISION, Problem("okänt beslut", "Välj ett beslut."))
        day = self._read(START, day_of, "Skriv den första dagen, till exempel 2026-01-01.")
        indexing = self._indexing()
        document_day = self._read(DAY, day_of)
        given = {name: self.values[name] or None for name in (DNR, SECTION, TITLE, DAY)}
        source = GivenSource(given[DNR], given[SECTION], given[TITLE], given[DAY])
        if not (self.values[DAY] and document_day is None):
            self._try(lambda: source.files(rulebook), DNR)
        if len(self.told) or day is None:
            return None
        return self._try(lambda: begin(rulebook, decision, day, indexing, source), START)

    def _indexing(self) -> Indexing | None:
        columns = tuple(part.strip() for part in self.values[COLUMNS].split(",") if part.strip())
        if not self.values[PERCENT]:
            for name in (STEP, COLUMNS):
                if self.values[name]:
                    message = f"{LABELS[name]} hör till {LABELS[PERCENT].lower()}."
                    self.told.add(name, Problem("användning", message, hint="Skriv också procenten."))
            return None
        share = self._read(PERCENT, share_of)
        step = self._read(STEP, step_of) if self.values[STEP] else step_of(None)
        return Indexing(share, step, columns) if share is not None and step is not None else None

    def _read(self, name: str, read: Callable[[str], T], lacking: str | None = None) -> T | None:
        """The value of a field; None where it is empty (told when it is `lacking`) or wrong (told)."""
        text = self.values[name]
        if not text:
            if lacking:
                self.told.add(name, Problem("saknas", lacking))
            return None
        return self._try(lambda: read(text), name)

    def _try(self, make: Callable[[], T], name: str) -> T | None:
        try:
            return make()
        except (UsageError, EditError) as error:
            for problem in error.problems:
                self.told.add(self._field(problem, name), _in_words(problem))
        except MotorError as error:
            for problem in error.problems:
                self.told.add(None, problem)
        return None

    def _field(self, problem: Problem, otherwise: str) -> str:
        """The field that a sentence is about: the option that it begins with, or `otherwise`."""
        option = _OPTION.match(problem.message)
        if option and option[1] in LABELS:
            return option[1]
        if self.values[PERCENT] and "belopp i kronor" in problem.message:
            return COLUMNS if self.values[COLUMNS] else PERCENT
        if problem.hint == "Utelämna --titel.":
            return TITLE
        return otherwise


def _in_words(problem: Problem) -> Problem:
    """A problem that speaks of the form's fields instead of a command's options."""
    hint = _OPTION.sub(_label, problem.hint).replace("” ”", "” och ”") if problem.hint else None
    return Problem(problem.code, _OPTION.sub(_label, problem.message), hint=hint)


def _label(match: re.Match[str]) -> str:
    """The field instead of the option, or the example alone."""
    if match[2]:
        return match[2]
    return f"”{LABELS[match[1]]}”" if match[1] in LABELS else match[0]


def is_written_inside(begun: Begun, folder: Path, own: Callable[[Path, Path], bool]) -> bool:
    """Whether every file of the draft stands in the rule set's own folder."""
    return all(own(folder, path) for path in begun.files)
