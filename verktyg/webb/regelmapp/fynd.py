"""What `motor granska` finds in the rules that are served: worked out once, aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import motor
from motor.errors import Problem
from verktyg.granska import findings_in, gathered, problem_of
from verktyg.webb.regelmapp.serverad import Served


def findings_soon(served: Served, seconds: float | None = None) -> tuple[Problem, ...] | None:
    """The findings, the same said of several lines as one; None when they are not ready yet."""
    heavy, rulebook = served.heavy, served.rulebook
    return heavy.soon("fynd", lambda: tuple(gathered(_findings(rulebook, heavy.check))), seconds)


def _findings(rulebook: motor.Rulebook, check: Callable[[], None]) -> Iterator[Problem]:
    return map(problem_of, findings_in(rulebook, check))
