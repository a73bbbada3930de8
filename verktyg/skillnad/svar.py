"""What `motor skillnad` is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from motor.difference import Comparison
from motor.documents.command_line import word
from verktyg.fall import proposals
from verktyg.skillnad.testfall import Cases
from verktyg.skillnad.utgavor import Side


@dataclass(frozen=True)
class Order:
    """What was asked on the command line, as it was written."""

    rule_set: str
    first: str | None
    second: str | None
    day: str | None
    cases: str | None
    drafts: bool
    as_json: bool
    rules: str | None

    @property
    def command(self) -> str:
        """The command, as it can be run again."""
        sides = [word(side) for side in (self.first, self.second) if side is not None]
        options = [f"--datum {self.day}"] if self.day else []
        options += [f"--fall {word(self.cases)}"] if self.cases else []
        return " ".join(["motor skillnad", word(self.rule_set), *sides, *options]) + self.rest

    @property
    def test(self) -> str:
        """The command that runs the same cases on their own days."""
        return "motor testa" + (f" {word(self.cases)}" if self.cases else "") + self.rest

    @property
    def propose(self) -> str:
        """The command that proposes more of them."""
        return f"{self.test} --skriv {word(proposals(self.cases))}"

    @property
    def rest(self) -> str:
        """The options that other commands take too."""
        drafts = " --utkast" if self.drafts else ""
        return drafts + (f" --regler {word(self.rules)}" if self.rules else "")


@dataclass(frozen=True)
class Answer:
    """What came of it: the two sides as they were named, the comparison, and the cases when there are any."""

    order: Order
    name: str
    sides: tuple[Side, Side]
    comparison: Comparison
    whole: bool
    cases: Cases | None
