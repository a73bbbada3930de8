"""Golden cases that come out otherwise: each is run with the rules of both sides."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
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
    """What came of the cases: how many were run, the changes, and the files that could not be run."""

    count: int
    changes: tuple[CaseChange, ...]
    problems: tuple[MotorError, ...] = ()

    @property
    def changed(self) -> int:
        """How many cases come out otherwise."""
        return len({(change.file, change.case) for change in self.changes})


def run_both(
    folder: Path, name: str, sides: tuple[Side, Side], days: tuple[datetime.date, datetime.date], drafts: bool
) -> Cases:
    """Every case of the rule set, with the rules of both sides.

    With two days each side answers as of its own, else both as of the case's day.
    """
    loads = [_loader(side) for side in sides]
    problems: dict[str, MotorError] = {}
    changes: list[CaseChange] = []
    count = 0
    for path in case_paths(folder):
        try:
            file = read_cases(path)
            cases = [case for case in file.cases if case.confirmed] if file.rulebook == name else []
            extra = tuple((part, text.text) for part, text in file.extra.items())
            for case in cases:
                before, after = (load(extra, drafts or case.drafts) for load in loads)
                found = _changes(case, (before, after), days)
                changes += [CaseChange(str(path), case.name, *change) for change in found]
            count += len(cases)
        except MotorError as error:
            problems.setdefault(str(error), error)
    return Cases(count, tuple(changes), tuple(problems.values()))


def _loader(side: Side) -> Load:
    @lru_cache(maxsize=64)
    def load(extra: tuple[tuple[str, str], ...], drafts: bool) -> motor.Rulebook:
        return side.load(drafts, dict(extra))

    return load


def _changes(
    case: Case, books: tuple[motor.Rulebook, motor.Rulebook], days: tuple[datetime.date, datetime.date]
) -> Iterator[tuple[str, Any, Any]]:
    """What comes out otherwise: its path, and the two answers."""
    own = case.date or today()
    ons = days if days[0] != days[1] else (own, own)
    before, after = (_answers(case, book, on) for book, on in zip(books, ons, strict=True))
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
