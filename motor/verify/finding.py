"""A finding: what the verification says of the rules, graded, with its place, its case and what to do."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from motor.documents.model import Cell
from motor.errors import Problem, Severity
from motor.values.convert import to_json
from motor.verify.wording import case_text


class Code(StrEnum):
    """The kinds of findings, by the names under which they are shown and accepted."""

    OVERLAP = "överlapp"
    CONTRADICTION = "olika utdata"
    STALE_ACCEPTANCE = "inaktuellt godtagande"
    UNKNOWN_ACCEPTANCE = "okänt fynd"
    POSSIBLE_OVERLAP = "möjligt överlapp"
    GAP = "lucka"
    UNCLEAR_GAP = "lucka för oklar"
    UNHANDLED_VALUE = "ohanterat värde"
    UNHANDLED_OUTCOME = "ohanterat utfall"
    UNREACHABLE = "onåbar regel"
    MASKED = "maskerad regel"
    MISLEADING = "vilseledande regel"
    SUBSUMED = "inrymd regel"
    MERGEABLE = "sammanslagbara regler"
    BETTER_POLICY = "bättre träffregel"
    UNUSED_VALUE = "oanvänt värde"
    IDLE_COLUMN = "overksam kolumn"
    NOT_ANALYSED = "oanalyserad cell"
    MISREAD_AMOUNT = "misstänkt tusental"
    AMOUNT_LEAP = "stor ändring"


GRADES: Mapping[Code, Severity] = {
    Code.OVERLAP: Severity.FEL,
    Code.CONTRADICTION: Severity.FEL,
    Code.STALE_ACCEPTANCE: Severity.FEL,
    Code.UNKNOWN_ACCEPTANCE: Severity.FEL,
    Code.POSSIBLE_OVERLAP: Severity.VARNING,
    Code.GAP: Severity.VARNING,
    Code.UNCLEAR_GAP: Severity.VARNING,
    Code.UNHANDLED_VALUE: Severity.VARNING,
    Code.UNHANDLED_OUTCOME: Severity.VARNING,
    Code.UNREACHABLE: Severity.VARNING,
    Code.MASKED: Severity.VARNING,
    Code.MISLEADING: Severity.VARNING,
    Code.MISREAD_AMOUNT: Severity.VARNING,
    Code.AMOUNT_LEAP: Severity.VARNING,
    Code.SUBSUMED: Severity.RÅD,
    Code.MERGEABLE: Severity.RÅD,
    Code.BETTER_POLICY: Severity.RÅD,
    Code.UNUSED_VALUE: Severity.RÅD,
    Code.IDLE_COLUMN: Severity.RÅD,
    Code.NOT_ANALYSED: Severity.RÅD,
}

ACCEPTABLE = tuple(code for code in Code if code not in (Code.STALE_ACCEPTANCE, Code.UNKNOWN_ACCEPTANCE))
"""The findings that `accepterad` can silence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the verification found.

    `sentence` says it; `case` is one concrete case, by the names of the table's columns; `rules` are the
    numbers of the rules that it speaks of, `columns` the output columns; `row` is a rule ready to paste.
    `more` marks the one that says that there are more of its kind than are told.
    """

    code: Code
    sentence: str
    at: Cell = field(repr=False)
    decision: str
    valid_from: datetime.date
    rules: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    case: Mapping[str, Any] = field(default_factory=dict)
    row: str | None = None
    hint: str | None = None
    more: bool = False

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return GRADES[self.code]

    @property
    def message(self) -> str:
        """The sentence and the case."""
        example = case_text(self.case)
        return f"{self.sentence} Till exempel: {example}." if example else self.sentence

    @property
    def problem(self) -> Problem:
        """The finding as it is shown among other problems; the row to paste follows the hint."""
        told = [self.hint, self.row and "\n".join(f"      {line}" for line in self.row.split("\n"))]
        hint = "\n".join(part for part in told if part) or None
        return self.at.problem(str(self.code), self.message, hint=hint, severity=self.severity)

    def to_json(self) -> dict[str, Any]:
        """The finding as plain data, for `motor.values.convert.dumps`."""
        return {
            **problem_json(self.problem),
            "gör": self.hint,
            "beslut": self.decision,
            "version": str(self.valid_from),
            "regler": list(self.rules),
            "utdata": list(self.columns),
            "fall": {name: to_json(value) for name, value in self.case.items()},
            "ny regel": self.row,
        }


def problem_json(problem: Problem) -> dict[str, Any]:
    """Any problem as plain data."""
    return {
        "fynd": problem.code,
        "grad": problem.severity.value,
        "text": problem.message,
        "fil": problem.where.file,
        "rad": problem.where.line,
        "kolumn": problem.where.column,
        "gör": problem.hint,
    }
