"""A condition of a rule in words: what its column met, what it should be, and whether it is met."""

from __future__ import annotations

from dataclasses import dataclass

from motor.trace import CellOutcome
from verktyg.format import both, reads_as_words

_SAID = {
    CellOutcome.MET: "uppfyllt",
    CellOutcome.NOT_MET: "inte uppfyllt",
    CellOutcome.IRRELEVANT: "spelar ingen roll",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One cell of a rule.

    `wanted` is the limit and `value` what the column met, None while it is open; it then waits for the facts
    `waits_for`, which is empty or the column itself where the column is a fact without an answer.
    """

    column: str
    outcome: CellOutcome
    wanted: str
    value: str | None
    waits_for: tuple[str, ...] = ()

    @property
    def should(self) -> str:
        """What the column should be: "ska vara minst 25 och under 100 procent"."""
        if self.wanted.startswith("inte "):
            return f"ska inte vara {self.wanted.removeprefix('inte ')}"
        return f"ska {'vara' if reads_as_words(self.wanted) else 'uppfylla'} {self.wanted}"

    @property
    def said(self) -> str:
        """Whether it is met, in words; of an open one why it is open."""
        return self.open_because if self.outcome is CellOutcome.OPEN else _SAID[self.outcome]

    @property
    def open_because(self) -> str:
        """Why an open condition is open: "är inte besvarat", or "beror på a och b"."""
        answered = self.waits_for not in ((), (self.column,))
        return f"beror på {both(self.waits_for)}" if answered else "är inte besvarat"

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.column} {self.open_because} ({self.should})"
        if self.value == self.wanted:
            return f"{self.column} är {self.value}"
        link = f" ({self.should})" if self.outcome is CellOutcome.MET else f", men {self.should}"
        return f"{self.column} är {self.value}{link}"
