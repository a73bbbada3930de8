"""Findings of a table: everything that is told of it, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from motor.verify import advice, faults
from motor.verify.finding import Finding
from motor.verify.told import Told

TELLING: tuple[Callable[[Told], Iterator[Finding]], ...] = (
    faults.overlaps,
    faults.unhandled,
    faults.gaps,
    faults.unreachable,
    faults.masked,
    faults.misleading,
    advice.subsumed,
    advice.mergeable,
    advice.better,
    advice.unused,
    advice.idle,
    advice.unanalysed,
)


def table_findings(told: Told) -> list[Finding]:
    """Everything that is found in a table, the graver first."""
    return [finding for tell in TELLING for finding in tell(told)]
