"""What an expression can see while it runs: its names, its warnings, and how much work is left."""

from __future__ import annotations

from dataclasses import dataclass
from time import thread_time
from typing import Any

from motor.errors import EvaluationError, Location, Problem

MAX_STEPS = 200_000
"""How many iteration steps and function calls one evaluation may take."""

MAX_SECONDS = 0.8
"""How much of the processor's time it may take: for what costs more than its steps."""

STEP_ELEMENTS = 100
"""How many elements of a list or context are gone through in the time of one step."""

STEP_CHARACTERS = 500
"""How many characters of a text."""

STEPS = {"**": 20, "exp": 10, "log": 10, "matches": 20, "replace": 20, "split": 20}
"""How many steps the costly operations are, by operator or built-in; the others by their values."""

LARGE = frozenset({list, dict, str})
"""The kinds of values that can be large."""

_STEPS_BETWEEN_LOOKS = 16
"""How many steps are taken between two looks at the processor's clock, which is slow to read."""


@dataclass(frozen=True, slots=True)
class Warning:
    """Why a null came about: a stable code, a Swedish sentence, and the place in the FEEL text.

    `start` and `end` are character offsets in `text`, the expression's own source. A table where no rule hits
    has its name as text, and `where` says which file it stands in.
    """

    code: str
    message: str
    text: str
    start: int
    end: int
    where: Location | None = None


class Unanswered(Exception):
    """An expression read a fact that nobody has answered: the expression is undecided.

    `and`, `or`, `if`, `some`, `every` and tables catch it where the answer cannot matter.
    """

    def __init__(self, fact: str) -> None:
        self.fact = fact
        super().__init__(fact)


class Run:
    """One evaluation: the warnings it gave, and its budget of steps and of time.

    `interrupted` says that the clock, or the depth of calls, ended some of it: another time it may go on.
    """

    __slots__ = ("_look", "_seconds", "_started", "interrupted", "steps", "warnings")

    def __init__(self, seconds: float = MAX_SECONDS) -> None:
        self.warnings: list[Warning] = []
        self.steps = MAX_STEPS
        self.interrupted = False
        self._seconds = seconds
        self._started: float | None = None
        self._look = MAX_STEPS

    def step(self, count: int = 1) -> None:
        """Count an iteration or a call. Raises EvaluationError when the budget is spent."""
        self.steps -= count
        if self.steps < self._look:
            self._check()

    def charge(self, *values: Any) -> None:
        """Count the work that large values are, to make or to go through. Raises EvaluationError as step."""
        self.step(sum(map(_steps, values)))

    def renew(self) -> None:
        """Begin the budget of time anew: the clock has run for the work of others."""
        self._started = None
        self._look = self.steps

    def _check(self) -> None:
        if self.steps < 0:
            steps = f"{MAX_STEPS:,}".replace(",", " ")
            raise EvaluationError(
                Problem("för många steg", f"Uttrycket tar fler än {steps} steg.", hint=_SMALLER)
            )
        now = thread_time()
        if self._started is None:
            self._started = now
        elif now - self._started > self._seconds:
            self.interrupted = True
            raise EvaluationError(Problem("för lång tid", "Uttrycket tar för lång tid.", hint=_SMALLER))
        self._look = max(self.steps - _STEPS_BETWEEN_LOOKS, 0)


_SMALLER = "Gå igenom färre värden, eller gör mönster och uträkningar enklare."


def _steps(value: Any) -> int:
    if isinstance(value, str):
        return len(value) // STEP_CHARACTERS
    return len(value) // STEP_ELEMENTS if isinstance(value, (list, dict)) else 0


class Scope(dict[str, Any]):
    """Names to FEEL values, and the run that they are read in, which is made when it is first needed.

    A subclass may compute a name when it is first read (`__missing__`).
    """

    __slots__ = ("run",)
    run: Run

    @classmethod
    def within(cls, run: Run) -> Scope:
        """An empty scope of a run that is under way."""
        scope = cls()
        scope.run = run
        return scope

    def __getattr__(self, name: str) -> Any:
        """The run of a scope that none was given."""
        if name != "run":
            raise AttributeError(name)
        self.run = run = Run()
        return run

    def child(self) -> Scope:
        """A copy to bind local names in (for, some, every, filter, a function's parameters)."""
        copy = self.__class__.__new__(self.__class__)
        copy.update(self)
        copy.run = self.run
        return copy
