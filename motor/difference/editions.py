"""An edition of a rule set: its rules as they are on one day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from motor.rulebook import Rulebook
from motor.rulebook.decision import Version


@dataclass(frozen=True)
class Edition:
    """A rule set as of a day."""

    rulebook: Rulebook
    day: datetime.date

    def as_if_always(self) -> Edition:
        """The rules of the day as if they had always been in force."""
        return replace(self, rulebook=self.rulebook.as_if_always(self.day))

    def version(self, decision: str) -> Version | None:
        """The version of a decision in force, or None."""
        return self.rulebook.version(decision, self.day) if decision in self.rulebook.decisions else None

    def knows(self, fact: str) -> bool:
        """Whether a fact can be given."""
        return fact in self.rulebook.facts
