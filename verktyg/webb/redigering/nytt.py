"""A draft begun in the browser: the form of `motor ny-version`, each refusal at its field."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import motor
from motor.errors import MotorError, Problem
from verktyg.kallor import DAY, DNR, SECTION, TITLE, GivenSource
from verktyg.nyversion import COLUMNS, PERCENT, STEP, Begun, begin, indexing_of
from verktyg.regelverk import day_of
from verktyg.tilltal import Labels
from verktyg.webb.formular import Form
from verktyg.webb.redigering.blankett import Told

DECISION, START = "beslut", "från"

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

WORDING = Labels(LABELS)

T = TypeVar("T")


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
        if not self.values[START]:
            self.told.add(START, Problem("saknas", "Skriv den första dagen, till exempel 2026-01-01."))
        given = {name: text or None for name, text in self.values.items()}
        columns = tuple(part.strip() for part in self.values[COLUMNS].split(",") if part.strip())
        day = self._day(START)
        indexing = self._try(lambda: indexing_of(given[PERCENT], given[STEP], columns, WORDING))
        source = GivenSource(given[DNR], given[SECTION], given[TITLE], given[DAY], WORDING)
        if self._day(DAY) is not None or not given[DAY]:
            self._try(lambda: source.files(rulebook))
        if len(self.told) or day is None:
            return None
        return self._try(lambda: begin(rulebook, decision, day, indexing, source))

    def _day(self, name: str) -> datetime.date | None:
        """The day in a field; None where it is empty, or no day, which is told."""
        text = self.values[name]
        return self._try(lambda: day_of(text), name) if text else None

    def _try(self, make: Callable[[], T], name: str | None = None) -> T | None:
        """What `make` gives; its refusals are told at the fields that they are about, or at `name`."""
        try:
            return make()
        except MotorError as error:
            for problem in error.problems:
                about = next((each for each in problem.about if each in LABELS), name)
                self.told.add(about, problem)
        return None


def is_written_inside(begun: Begun, folder: Path, own: Callable[[Path, Path], bool]) -> bool:
    """Whether every file of the draft stands in the rule set's own folder."""
    return all(own(folder, path) for path in begun.files)
