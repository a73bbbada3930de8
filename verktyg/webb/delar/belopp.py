"""The amounts of an answer, the same data as the text commands show, with the picture of their time."""

from __future__ import annotations

from dataclasses import dataclass

from verktyg import belopp
from verktyg.skal import Asked
from verktyg.vy import View
from verktyg.webb.bilder.tidslinje import Timeline, timeline


@dataclass(frozen=True, slots=True)
class Amounts:
    """The lines, the sums and how each came about; `timeline` where the lines have days."""

    found: belopp.Amounts
    timeline: Timeline | None
    not_yet: str = belopp.NOT_YET


def amounts(asked: Asked, view: View) -> Amounts | None:
    """The amounts of the view's result; None where it has no result that was asked for."""
    found = belopp.amounts(asked, view)
    return Amounts(found, timeline(asked, view)) if found else None
