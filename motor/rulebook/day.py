"""What an expression of a rule set sees: the answered facts, and every decision as of one day."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Protocol

from motor.errors import EvaluationError, FactError, Problem
from motor.feel.scope import Run, Scope
from motor.values.temporal import Date

Day = datetime.date


class Reader(Protocol):
    """What a scope asks for the names that are not answered facts or local names."""

    facts: dict[str, Any]
    run: Run

    def read(self, name: str, day: Day) -> Any:
        """The value as of `day`. Raises Unanswered, KeyError for a name that nobody declared."""

    def remembered(
        self, name: str, day: Day, arguments: list[Any], compute: Callable[[Any], Any], given: Any
    ) -> Any:
        """What a function with these arguments gave before; else `compute(given)`."""


class DayScope(Scope):
    """Names to values, where decisions are computed as of `day` when first read."""

    __slots__ = ("day", "reader")

    def __init__(self, reader: Reader, day: Day) -> None:
        super().__init__(reader.facts)
        self.run = reader.run
        self.reader = reader
        self.day = day

    def __missing__(self, name: str) -> Any:
        return self.reader.read(name, self.day)

    def child(self) -> DayScope:
        """A copy to bind local names in; it reads the same decisions as of the same day."""
        return self.at(self.day)

    def at(self, day: Day) -> DayScope:
        """A copy, local names kept, that reads decisions as of another day."""
        copy = DayScope.__new__(DayScope)
        copy.update(self)
        copy.run = self.run
        copy.reader = self.reader
        copy.day = day
        return copy


def as_day(value: Any, name: str) -> Day:
    """The stdlib date of a FEEL date, to pick versions by.

    Raises EvaluationError for anything but a date, FactError for one beyond the stdlib's years.
    """
    if not isinstance(value, Date):
        raise EvaluationError(Problem("inte en dag", f"{name} ska vara ett datum för att välja version."))
    try:
        return value.python()
    except (ValueError, OverflowError):
        message = f"{name} är {value}, och så långt bort finns inga regler."
        raise FactError(Problem("inga regler", message, about=(name,))) from None
