"""Golden cases that come out otherwise: each is run with the rules of both sides.

Where days are compared, a case is run with the rules of each day as if they had always been in force,
whatever days it speaks of itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import motor
from motor.documents.cases import Case
from motor.errors import MotorError
from motor.rulebook.rulebook import today
from verktyg.fall import ask, case_paths, read_cases
from verktyg.skillnad.delar import differing_parts
from verktyg.skillnad.utgavor import Side

Load = Callable[[tuple[tuple[str, str], ...], bool], motor.Rulebook]
Days = tuple[datetime.date, datetime.date] | None
"""The days whose rules are compared; None where all versions are."""


class Mark(StrEnum):
    """What stands for an answer without one value."""

    UNDECIDED = "obesvarat"
    ANSWERED = "ett svar"


UNDECIDED, ANSWERED = Mark.UNDECIDED, Mark.ANSWERED


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a case has no answer."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One answer of a case that comes out otherwise: a decision, or a part of it, by its path."""

    file: str
    case: str
    what: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Cases:
    """What came of the cases: how many were run, the changes, and the files that could not be run.

    `left_out` is how many lay made-up versions over those that are compared.
    """

    count: int
    changes: tuple[CaseChange, ...]
    problems: tuple[MotorError, ...] = ()
    left_out: int = 0

    @property
    def changed(self) -> int:
        """How many cases come out otherwise."""
        return len({(change.file, change.case) for change in self.changes})


def run_both(
    folder: Path, name: str, sides: tuple[Side, Side], days: Days, drafts: bool, same: bool
) -> Cases:
    """Every case of the rule set, with the rules of both sides: those of `days`, else all versions.

    `same`: the rules of the two sides say the same, so that no case on two days needs to be run.
    """
    loads = [_loader(side, day) for side, day in zip(sides, days or (None, None), strict=True)]
    problems: dict[str, MotorError] = {}
    changes: list[CaseChange] = []
    count = left_out = 0
    for path in case_paths(folder):
        try:
            file = read_cases(path)
            cases = [case for case in file.cases if case.confirmed] if file.rulebook == name else []
            if same and days:
                count += len(cases)
                continue
            extra = tuple((part, text.text) for part, text in file.extra.items())
            for case in cases:
                before, after = (load(extra, drafts or case.drafts) for load in loads)
                bare = [load((), drafts or case.drafts) for load in loads] if extra else []
                if any(_differ(part, books) for part in file.extra for books in (bare, (before, after))):
                    left_out += 1
                    continue
                found = _changes(case, (before, after), days)
                changes += [CaseChange(str(path), case.name, *change) for change in found]
                count += 1
        except MotorError as error:
            problems.setdefault(str(error), error)
    return Cases(count, tuple(changes), tuple(problems.values()), left_out)


def _loader(side: Side, day: datetime.date | None) -> Load:
    @lru_cache(maxsize=64)
    def load(extra: tuple[tuple[str, str], ...], drafts: bool) -> motor.Rulebook:
        rulebook = side.load(drafts, dict(extra))
        return rulebook.as_if_always(day) if day else rulebook

    return load


def _differ(part: str, books: Iterable[motor.Rulebook]) -> bool:
    """Whether a made-up file belongs to a decision whose rules are not the same on the two days."""
    decision = part.split("/", maxsplit=1)[0]
    return len({_in_force(book, decision) for book in books}) > 1


def _in_force(book: motor.Rulebook, decision: str) -> str | None:
    """The sha256 of the version that is held; None where there is none."""
    if decision not in book.decisions or book.held is None:
        return None
    version = book.version(decision, book.held)
    return version.stamp.sha256 if version else None


def _changes(
    case: Case, books: tuple[motor.Rulebook, motor.Rulebook], days: Days
) -> Iterator[tuple[str, Any, Any]]:
    """What comes out otherwise: its path, and the two answers."""
    own = case.date or today()
    before, after = (_answers(case, book, on) for book, on in zip(books, days or (own, own), strict=True))
    if isinstance(before, Failed) or isinstance(after, Failed):
        yield from _parts("svar", *(one if isinstance(one, Failed) else ANSWERED for one in (before, after)))
        return
    for what in dict.fromkeys([*before, *after]):
        yield from _parts(what, before.get(what), after.get(what))


def _answers(case: Case, rulebook: motor.Rulebook, on: datetime.date) -> dict[str, Any] | Failed:
    """What the case's decisions give, by name, or why there is no answer."""
    try:
        result = ask(case, rulebook, on).result
    except MotorError as error:
        return Failed(error.problems[0].code, error.problems[0].message)
    return {**result.values, **dict.fromkeys(result.undecided, UNDECIDED)}


def _parts(path: str, was: Any, now: Any) -> Iterator[tuple[str, Any, Any]]:
    """The parts of an answer that differ, with their paths."""
    if isinstance(was, Failed) and isinstance(now, Failed):
        if was.code != now.code:
            yield path, was, now
    elif isinstance(was, Mark | Failed) or isinstance(now, Mark | Failed):
        if was != now:
            yield path, was, now
    else:
        yield from differing_parts(path, was, now)
