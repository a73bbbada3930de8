"""What a draft would mean: its findings, the golden cases that differ, and where answers become others.

Each part is worked out in the server's queue of heavy work, and kept: the page says which are not ready.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import motor
from motor.difference import Edition, compare
from motor.documents.command_line import word
from motor.errors import MotorError, Problem, RuleError
from motor.rulebook.loading import load_texts
from motor.rulebook.rulebook import today
from verktyg.fall import FOLDER, Outcome, case_paths, read_cases, run_case
from verktyg.fel import UsageError
from verktyg.granska import findings_in, problem_of
from verktyg.prognos.prognos import of_days
from verktyg.prognos.rakning import reckon
from verktyg.prognos.svar import kronor
from verktyg.prognos.underlag import Underlag, of_document
from verktyg.webb.delar.jamforelse import Compared, Cut
from verktyg.webb.lankar import Links
from verktyg.webb.redigering.disken import WORK, Loaded, OnDisk, as_commands_name
from verktyg.webb.redigering.versioner import VersionFile
from verktyg.webb.regelmapp.serverad import ServedForecast

SECONDS = 20.0
"""How long the parts may take together before the page is shown without what is not ready."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A part of the answer: its value, or why there is none."""

    value: T | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class CaseRun:
    """The golden cases of the rule set with the draft in force from its day: each with its file's name.

    `asking` are those that ask about a day from which it counts, or whose answer rests on it.
    """

    count: int
    asking: int
    differing: int
    shown: Cut[tuple[str, Outcome]]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Replacing:
    """The draft against the version that it replaces (None: it replaces none), as if always in force."""

    replaced: datetime.date | None
    compared: Compared | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a forecast changes by with the draft's rules, in kronor; None where it cannot be counted."""

    name: str
    title: str
    change: str | None


@dataclass(frozen=True, slots=True)
class Following:
    """What a draft would mean."""

    findings: Part[list[Problem]]
    cases: Part[CaseRun]
    difference: Part[Replacing]
    cost: Part[list[Cost]]


@dataclass(frozen=True, slots=True)
class Tried:
    """A draft that is tried out: its text, and the rules of its folder with it."""

    disk: OnDisk
    version: VersionFile
    text: str
    rules: Loaded
    forecasts: tuple[ServedForecast, ...] = ()

    @property
    def rulebook(self) -> motor.Rulebook:
        """The rules. Raises RuleError with their errors."""
        return self.rules.sound


def following(tried: Tried) -> Following:
    """What the text would mean as the draft."""
    end = time.monotonic() + SECONDS
    command = f"motor granska {word(as_commands_name(tried.disk.folder))} --utkast"

    def part(name: str, make: Callable[[Tried], T]) -> Part[T]:
        def made() -> Part[T]:
            try:
                return Part(make(tried))
            except MotorError as error:
                return Part(why=" ".join(problem.message for problem in error.problems))

        key = name, tried.disk.folder, tried.disk.digest, tried.version.name, tried.text
        found = WORK.soon(key, made, max(0.0, end - time.monotonic()))
        return found or Part(why=f"Det här är inte klart än. Försök igen om en stund, eller kör {command}.")

    findings, cases = part("fynd", _findings), part("testfall", _cases)
    return Following(findings, cases, part("skillnad", _difference), part("prognoser", _costs))


def _findings(tried: Tried) -> list[Problem]:
    """The findings of `motor granska --utkast` that stand in the draft."""
    found = map(problem_of, findings_in(tried.rulebook, WORK.check))
    return [one for one in found if one.where.file == str(tried.version.path)]


# --- golden cases


def _cases(tried: Tried) -> CaseRun:
    """Every confirmed case of the rule set, with drafts. Raises UsageError where there are none."""
    folder = tried.disk.folder
    outcomes: list[tuple[str, Outcome]] = []
    problems: list[Problem] = []
    for path in case_paths(_case_folder(folder)):
        try:
            outcomes += [(path.name, outcome) for outcome in _outcomes(path, tried)]
        except RuleError as error:
            problems += error.problems
    differing = [each for each in outcomes if not each[1].passed]
    asking = sum(_asks(outcome, tried) for _, outcome in outcomes)
    return CaseRun(len(outcomes), asking, len(differing), Cut.of(differing), tuple(problems))


def _asks(outcome: Outcome, tried: Tried) -> bool:
    """Whether a case asks about the draft's days, or its answer takes the decision on one of them."""
    start, decision = tried.version.document.valid_from, tried.version.decision
    days = outcome.asked.result.days.get(decision, []) if outcome.asked else []
    return (outcome.case.date or today()) >= start or any(day >= start for day in days)


def _case_folder(folder: Path) -> Path:
    """The folder of golden cases beside the one with the rule sets, or where commands look."""
    beside = folder.resolve().parent.parent / FOLDER
    found = beside if beside.is_dir() else FOLDER
    if not found.is_dir():
        raise UsageError(Problem("inga fall", f"Här finns inga testfall: mappen {FOLDER} saknas."))
    return found


def _outcomes(path: Path, tried: Tried) -> Iterator[Outcome]:
    """The cases of a file, its made-up versions laid over the draft. Raises RuleError."""
    file = read_cases(path)
    if file.rulebook != tried.disk.folder.name:
        return
    rulebook = tried.rulebook
    if file.extra:
        extra = {tried.version.name: tried.text} | {name: each.text for name, each in file.extra.items()}
        rulebook = motor.load(tried.disk.folder, drafts=True, extra=extra)
    yield from (run_case(case, rulebook) for case in file.cases if case.confirmed)


# --- the difference


def _difference(tried: Tried) -> Replacing:
    """The draft's day with and without the draft. Raises RuleError."""
    start, decision = tried.version.document.valid_from, tried.version.decision
    texts = {name: source.text for name, source in tried.rulebook.sources.items()}
    del texts[tried.version.name]
    try:
        without = Edition(load_texts(str(tried.disk.folder), texts, True), start)
    except RuleError:  # something else rests on what is new in the draft
        without = Edition(tried.rulebook, start - datetime.timedelta(days=1))
    replaced = without.version(decision) if without.rulebook.in_force(without.day) else None
    if replaced is None:
        return Replacing(None)
    comparison = compare(without, Edition(tried.rulebook, start))
    days = replaced.valid_from, start
    return Replacing(replaced.valid_from, Compared.of(comparison, days, Links(tried.rulebook, start)))


# --- the cost


def _costs(tried: Tried) -> list[Cost]:
    """What each forecast changes by when its volumes are counted by the rules of the draft's day."""
    start, rulebook = tried.version.document.valid_from, tried.rulebook
    documents = [(each.path.stem, each.document) for each in tried.forecasts if not each.problems]
    return [
        Cost(name, document.title, _change(of_document(document, rulebook.name), rulebook, start))
        for name, document in documents
        if document is not None and document.date < start
    ]


def _change(underlag: Underlag, rulebook: motor.Rulebook, start: datetime.date) -> str | None:
    problems: list[Problem] = []
    try:
        sides = of_days(rulebook, underlag.document.date, start)
        before, after = (reckon(underlag, side.rulebook, side.day, problems) for side in sides)
    except MotorError:
        return None
    return None if problems else kronor(after.total.total - before.total.total, sign=True)
