"""A rule set as it is served: all that pages and programs are shown comes from it.

Places are told within the folder of the rule sets: where that lies is not for a page to tell.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import motor
from motor.documents.forecast_building import read_forecast
from motor.documents.forecasts import ForecastDocument
from motor.documents.seals import Seals, read_seals
from motor.errors import MotorError, Problem
from motor.rulebook.files import FORECASTS
from motor.rulebook.loading import load_texts
from motor.rulebook.rulebook import today
from verktyg.vy import View, view_of
from verktyg.webb.regelmapp.tungt import Heavy


@dataclass(frozen=True, slots=True)
class ServedForecast:
    """A forecast's file as it was read: its document, or what is wrong with its form."""

    path: Path
    document: ForecastDocument | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Served:
    """A rule set as it is served. `problems` are those of a newer state on disk, which was refused.

    All that a request shows comes from one of these: nothing is read from the folder again. `folder` is where
    the rules are written; every other path and place is within the folder of the rule sets.
    """

    folder: Path
    rulebook: motor.Rulebook
    views: tuple[View, ...]
    seals: Seals
    read: datetime.datetime
    forecasts: tuple[ServedForecast, ...] = ()
    problems: tuple[Problem, ...] = ()
    heavy: Heavy = field(default_factory=Heavy)

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


def within(folder: Path, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems with paths from the folder of the rule sets on."""
    return tuple(_within(f"{folder}/", problem) for problem in problems)


def _within(above: str, problem: Problem) -> Problem:
    where, hint = problem.where, problem.hint
    return replace(
        problem,
        message=problem.message.replace(above, ""),
        hint=hint and hint.replace(above, ""),
        where=replace(where, file=where.file and where.file.removeprefix(above)),
    )


def loaded(folder: Path, drafts: bool) -> Served:
    """A rule set, ready to answer: what the first question would compile is compiled. Raises MotorError."""
    rulebook = _told_within(folder, motor.load(folder, drafts=drafts))
    if rulebook.in_force(today()):
        with suppress(MotorError):  # rules that contradict themselves say so where they are asked
            rulebook.evaluate({}, on=today()).trace  # noqa: B018 - made so that no visitor waits for it
    return Served(
        folder,
        rulebook,
        tuple(map(view_of, rulebook.views)),
        read_seals(folder)[0],
        datetime.datetime.now().astimezone(),
        tuple(_forecast(folder, path) for path in sorted((folder / FORECASTS).glob("[!.]*.yaml"))),
    )


def _told_within(folder: Path, rulebook: motor.Rulebook) -> motor.Rulebook:
    """The same rules, which tell their places within the folder of the rule sets."""
    texts = {name: source.text for name, source in rulebook.sources.items()}
    told = load_texts(folder.name, texts, rulebook.drafts)
    return replace(told, problems=within(folder.parent, rulebook.problems))


def _forecast(folder: Path, path: Path) -> ServedForecast:
    told = path.relative_to(folder.parent)
    document, problems = read_forecast(path)
    if document is not None:  # read again as a text that tells where it lies within the folder
        document, _ = read_forecast((str(told), document.at.scalar.source.text))
    return ServedForecast(told, document, within(folder.parent, problems))
