"""What a draft would mean: its findings, the golden cases that differ, and where answers become others.

Each part runs in a thread of its own, and is left out when it takes too long: the page says so then.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from motor.difference import Comparison, DecisionDifference, Edition, Kind, TextChange, compare
from motor.documents.cases import CaseFile
from motor.errors import MotorError, Problem, RuleError
from motor.rulebook.files import RULEBOOK_FILE, decision_files
from motor.rulebook.loading import load_texts
from verktyg.fall import FOLDER, Outcome, Trial, case_paths, loaded, read_cases, run_case
from verktyg.fel import UsageError
from verktyg.granska import findings_of, problem_of
from verktyg.skillnad import ordval as words
from verktyg.skillnad.listor import exchanges
from verktyg.webb.redigering.versioner import VersionFile

SECONDS = 20.0
"""How long the three parts may take together before the page is shown without what is not ready."""

MOST = 40
"""How many regions, cases and changes are shown of each kind."""

T = TypeVar("T")

_RUNNING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="följder")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A part of the answer: its value, or why there is none."""

    value: T | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class CaseRun:
    """The golden cases of the rule set with the draft in force from its day."""

    count: int
    differing: list[tuple[str, Outcome]]
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Shift:
    """Where an answer becomes another: when, what it was and is, and an example."""

    where: str
    before: str
    after: str
    example: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Resting:
    """A decision that rests on what has changed: how it was tried, and one case that comes out otherwise."""

    name: str
    count: int
    differing: int
    exact: bool
    shift: Shift | None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The draft against the version that it replaces (None: it replaces none), as if always in force."""

    replaced: datetime.date | None
    changes: tuple[TextChange, ...]
    shifts: list[Shift]
    more: int
    proof: str | None
    resting: list[Resting]

    @property
    def same(self) -> bool:
        """Whether nothing but words around the rules differs."""
        return not self.changes and self.replaced is not None


@dataclass(frozen=True, slots=True)
class Following:
    """What a draft would mean."""

    findings: Part[list[Problem]]
    cases: Part[CaseRun]
    behaviour: Part[Behaviour]


def following(folder: Path, version: VersionFile, text: str, command: str) -> Following:
    """What the text would mean as the draft. `command` does the same without a limit of time."""
    end = time.monotonic() + SECONDS
    findings = _RUNNING.submit(_findings, folder, version, text)
    cases = _RUNNING.submit(_cases, folder, version, text)
    behaviour = _RUNNING.submit(_behaviour, folder, version, text)
    return Following(
        _part(findings, end, command), _part(cases, end, command), _part(behaviour, end, command)
    )


def _part(future: Future[T], end: float, command: str) -> Part[T]:
    try:
        return Part(future.result(max(0.0, end - time.monotonic())))
    except TooLong:
        future.cancel()
        return Part(why=f"Det tog mer än {SECONDS:.0f} sekunder, och är inte klart. Kör {command} i stället.")
    except MotorError as error:
        return Part(why=" ".join(problem.message for problem in error.problems))


def _findings(folder: Path, version: VersionFile, text: str) -> list[Problem]:
    """The findings of `motor granska --utkast` that stand in the draft."""
    found = map(problem_of, findings_of(folder, True, {version.name: text}))
    return [one for one in found if one.where.file == str(version.path)]


# --- golden cases


def _cases(folder: Path, version: VersionFile, text: str) -> CaseRun:
    """Every confirmed case of the rule set, with drafts. Raises UsageError where there are none."""
    count = 0
    differing: list[tuple[str, Outcome]] = []
    problems: list[Problem] = []
    for path in case_paths(_case_folder(folder)):
        try:
            file = read_cases(path)
            if file.rulebook == folder.name:
                trials = list(_trials(path, file, folder, version, text))
                outcomes = [
                    run_case(one.case, book) for one, book in zip(trials, loaded(trials), strict=True)
                ]
                count += len(outcomes)
                differing += [(path.name, outcome) for outcome in outcomes if not outcome.passed]
        except RuleError as error:
            problems += error.problems
    return CaseRun(count, differing, problems)


def _case_folder(folder: Path) -> Path:
    """The folder of golden cases beside the one with the rule sets, or where commands look."""
    beside = folder.resolve().parent.parent / FOLDER
    found = beside if beside.is_dir() else FOLDER
    if not found.is_dir():
        raise UsageError(Problem("inga fall", f"Här finns inga testfall: mappen {FOLDER} saknas."))
    return found


def _trials(path: Path, file: CaseFile, folder: Path, version: VersionFile, text: str) -> Iterator[Trial]:
    extra = {version.name: text} | {name: scalar.text for name, scalar in file.extra.items()}
    for case in file.cases:
        if case.confirmed:
            yield Trial(case, path, folder, tuple(extra.items()), True)


# --- the difference


def _behaviour(folder: Path, version: VersionFile, text: str) -> Behaviour:
    """The draft's day with and without the draft. Raises RuleError."""
    start = version.document.valid_from
    names = [RULEBOOK_FILE, *decision_files(folder, [])]
    texts = {name: (folder / name).read_bytes().decode("utf-8") for name in names if name != version.name}
    with_draft = load_texts(str(folder), {**texts, version.name: text}, True)
    try:
        without = Edition(load_texts(str(folder), texts, True), start)
    except RuleError:  # something else rests on what is new in the draft
        without = Edition(with_draft, start - datetime.timedelta(days=1))
    if not without.rulebook.in_force(without.day):
        return Behaviour(None, (), [], 0, None, [])
    comparison = compare(without, Edition(with_draft, start))
    one = next((each for each in comparison.decisions if each.name == version.decision), None)
    resting = list(_resting(comparison))
    if one is None or one.kind is Kind.SAME:
        replaced = without.version(version.decision)
        return Behaviour(replaced.valid_from if replaced else None, (), [], 0, None, resting)
    shifts = list(_shifts(one))
    left = one.left.valid_from if one.left else None
    return Behaviour(left, one.changes, shifts[:MOST], max(0, len(shifts) - MOST), _proof(one), resting)


def _shifts(one: DecisionDifference) -> Iterator[Shift]:
    """Where the table's outcome changes."""
    if one.behaviour is None:
        return
    units = words.units_of(one.left, one.right)
    table = one.right.table if one.right else None
    names = [column.name for column in table.model.outputs] if table else []
    only = names[0] if len(names) == 1 else None
    for each in exchanges(one.behaviour.regions):
        told = " ".join(f"{mark} {text}" for mark, text in words.exchange(each.gone, each.new).items())
        region = each.region
        yield Shift(words.where(region), "", told, words.case_text(region.witness), region.exact)
    if exchanges(one.behaviour.regions):
        return
    for region in one.behaviour.regions:
        before, after = words.outcomes(region, units, only)
        yield Shift(words.where(region), before, after, words.case_text(region.witness), region.exact)


def _proof(one: DecisionDifference) -> str | None:
    if one.behaviour is None:
        return None
    if one.behaviour.obstacle is not None:
        return f"Alla fall i tabellen går inte att jämföra: {one.behaviour.obstacle}."
    if not one.behaviour.regions:
        return "Tabellen är omskriven men ger samma utfall för alla indata."
    return "Inget annat utfall ändras i tabellen."


def _resting(comparison: Comparison) -> Iterator[Resting]:
    for one in comparison.consequences:
        trial = one.trial
        if trial is None or not trial.count:
            continue
        shift = None
        if trial.shifts:
            first = trial.shifts[0]
            units = words.units_of(comparison.left.version(one.name), comparison.right.version(one.name))
            before, after = words.answers(first.before, first.after, units)
            shift = Shift("", before, after, words.case_text(first.facts) or "alla fakta")
        yield Resting(one.name, trial.count, trial.differing, trial.exact, shift)
