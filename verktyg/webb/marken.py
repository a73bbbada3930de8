"""How an outcome is marked on a page: the class that says yes, no or perhaps, beside its words."""

from __future__ import annotations

from enum import StrEnum

from motor.trace import CellOutcome
from verktyg.alternativ import Standing

YES, NO, PERHAPS = "ja", "nej", "kanske"
MARKS: dict[StrEnum, str] = {
    Standing.POSSIBLE: YES,
    Standing.OPEN: PERHAPS,
    Standing.IMPOSSIBLE: NO,
    CellOutcome.MET: YES,
    CellOutcome.NOT_MET: NO,
    CellOutcome.OPEN: PERHAPS,
    CellOutcome.IRRELEVANT: PERHAPS,
}


def mark(outcome: StrEnum) -> str:
    """The class of a standing or of a cell's outcome. Raises KeyError for anything else."""
    return MARKS[outcome]
