"""The amounts of an answer, with the picture of their time."""

from __future__ import annotations

from dataclasses import dataclass

from verktyg.skal import Asked
from verktyg.vy import View


@dataclass(frozen=True, slots=True)
class Amounts:
    """The lines, the sums and how each came about."""


def amounts(asked: Asked, view: View) -> Amounts | None:
    """The amounts of the view's result; None where it has no result."""
    return None
