"""What an expression can see while it runs: its names, its warnings, and how much work is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from motor.errors import EvaluationError, Problem

MAX_STEPS = 200_000
"""How many iteration steps and function calls one evaluation may take."""


@dataclass(frozen=True, slots=True)
class Warning:
    """Why a null came about: a stable code, a Swedish sentence, and the place in the FEEL text.

    `start` and `end` are character offsets in `text`, the expression's own source.
    """

    code: str
    message: str
    text: str
    start: int
    end: int


class Unanswered(Exception):
    """An expression read a fact that nobody has answered: the expression is undecided.

    `and`, `or`, `if`, `some`, `every` and tables catch it where the answer cannot matter.
    """

    def __init__(self, fact: str) -> None:
        self.fact = fact
        super().__init__(fact)


class Run:
    """One evaluation: the warnings it gave, and its budget of steps."""

    __slots__ = ("steps", "warnings")

    def __init__(self) -> None:
        self.warnings: list[Warning] = []
        self.steps = MAX_STEPS

    def step(self) -> None:
        """Count one iteration or call. Raises EvaluationError when the budget is spent."""
        self.steps -= 1
        if self.steps < 0:
            raise EvaluationError(
                Problem("för många steg", f"Uttrycket tar fler än {MAX_STEPS:,} steg.".replace(",", " "))
            )


class Scope(dict[str, Any]):
    """Names to FEEL values. A subclass may compute a name when it is first read (`__missing__`)."""

    __slots__ = ("run",)

    def __init__(self, names: dict[str, Any] | None = None, run: Run | None = None) -> None:
        super().__init__(names or {})
        self.run = run or Run()

    def child(self) -> Scope:
        """A copy to bind local names in (for, some, every, filter, a function's parameters)."""
        copy = self.__class__.__new__(self.__class__)
        copy.update(self)
        copy.run = self.run
        return copy
