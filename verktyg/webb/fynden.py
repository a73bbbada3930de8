"""The findings of a served rule set, worked out once, aside: they may take longer than anyone waits."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path

import motor
from motor.errors import Problem
from verktyg.granska import findings_in, gathered, problem_of

SECONDS = 1.5
"""How long a page waits for them before it says that they are being worked out."""


class Findings:
    """What `motor granska` finds in the rules that are served. Safe from every thread."""

    def __init__(self, rulebook: motor.Rulebook) -> None:
        self._rulebook = rulebook
        self._found: Future[tuple[Problem, ...]] = Future()
        self._begun = threading.Lock()

    def soon(self, seconds: float = SECONDS) -> tuple[Problem, ...] | None:
        """The findings, the same said of several lines as one; None when they are not ready yet."""
        if self._begun.acquire(blocking=False):  # never given back: they are worked out once
            threading.Thread(target=self._work_out, name="fynd", daemon=True).start()
        try:
            return self._found.result(seconds)
        except NotYet:
            return None

    def _work_out(self) -> None:
        try:
            problems = [problem_of(finding) for finding in findings_in(self._rulebook)]
            self._found.set_result(tuple(gathered(problems)))
        except BaseException as error:  # noqa: BLE001 - whoever asks gets it
            self._found.set_exception(error)

    def path_of(self, problem: Problem) -> Path | None:
        """The file of a problem, within the rule set's folder."""
        if problem.where.file is None:
            return None
        try:
            return Path(problem.where.file).relative_to(self._rulebook.path)
        except ValueError:
            return None
