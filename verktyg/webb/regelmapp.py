"""The rule sets on disk: a changed folder is picked up, a broken one leaves the old one serving."""

from __future__ import annotations

import datetime
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import motor
from motor.errors import MotorError, Problem
from motor.rulebook.rulebook import today
from verktyg.regelverk import rule_sets
from verktyg.vy import View, view_of
from verktyg.webb.svaren import Answers

SECONDS = 1.0
"""How often the folder is looked at."""

Seen = tuple[tuple[str, int, int], ...]
"""Each file of a rule set with when it was changed and its size: alike as long as nothing has changed."""


@dataclass(frozen=True, slots=True)
class Served:
    """A rule set as it is served. `problems` are those of a newer state on disk, which was refused."""

    folder: Path
    rulebook: motor.Rulebook
    views: tuple[View, ...]
    answers: Answers
    read: datetime.datetime
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """The rule set's short name."""
        return self.rulebook.name

    def view(self, name: str) -> View | None:
        """The view of that name."""
        return next((view for view in self.views if view.name == name), None)


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule set that has not been possible to load since the server started."""

    name: str
    problems: tuple[Problem, ...]


class RuleFolder:
    """The rule sets of a folder. Reading is safe from every thread; `look` takes in what has changed."""

    def __init__(self, folder: Path, drafts: bool = False) -> None:
        self.folder = folder
        self.drafts = drafts
        self._served: dict[str, Served] = {}
        self._refused: dict[str, Refused] = {}
        self._seen: dict[str, Seen] = {}
        self._looking = threading.Lock()
        self._ended = threading.Event()

    @property
    def served(self) -> dict[str, Served]:
        """The rule sets that answer, by name."""
        return self._served

    @property
    def refused(self) -> dict[str, Refused]:
        """The rule sets that have not answered since the start, by name."""
        return self._refused

    def look(self) -> None:
        """Load what has changed since the last look."""
        with self._looking:
            there = {path.name: path for path in rule_sets(self.folder)}
            for name in there.keys() | self._served.keys():
                self._look_at(name, there.get(name, self.folder / name))
            self._refused = {name: each for name, each in self._refused.items() if name in there}

    def _look_at(self, name: str, path: Path) -> None:
        seen = tuple(_files(path))
        if self._seen.get(name) == seen:
            return
        try:
            found = _loaded(path, self.drafts)
        except MotorError as error:
            self._refuse(name, tuple(error.problems))
        except OSError as error:
            self._refuse(name, (Problem("oläslig", f"Mappen {name} gick inte att läsa: {error.strerror}."),))
        else:
            if tuple(_files(path)) != seen:  # changed while it was read: the next look takes it in
                return
            self._served = {**self._served, name: found}
            self._refused = {each: why for each, why in self._refused.items() if each != name}
        self._seen[name] = seen

    def _refuse(self, name: str, problems: tuple[Problem, ...]) -> None:
        if name in self._served:
            self._served = {**self._served, name: replace(self._served[name], problems=problems)}
        else:
            self._refused = {**self._refused, name: Refused(name, problems)}

    def watch(self) -> None:
        """Look every second until `close`, in a thread of its own."""
        threading.Thread(target=self._watch, name="regelmapp", daemon=True).start()

    def _watch(self) -> None:
        while not self._ended.wait(SECONDS):
            self.look()

    def close(self) -> None:
        """Stop looking."""
        self._ended.set()


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Every file that is not hidden. Seals, forecasts and examples count: pages show them too."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = os.path.join(parent, name)  # noqa: PTH118 - a walk each second
            try:
                told = os.stat(path)  # noqa: PTH116
            except FileNotFoundError:
                continue
            yield path, told.st_mtime_ns, told.st_size


def _loaded(folder: Path, drafts: bool) -> Served:
    """A rule set, ready to answer: what the first question would compile is compiled. Raises MotorError."""
    rulebook = motor.load(folder, drafts=drafts)
    if rulebook.in_force(today()):
        rulebook.evaluate({}, on=today()).trace  # noqa: B018 - made so that no visitor waits for it
    views = tuple(view_of(document) for document in rulebook.views)
    return Served(folder, rulebook, views, Answers(rulebook), datetime.datetime.now().astimezone())
