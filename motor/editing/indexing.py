"""Amounts indexed exactly and rounded to a step, and written as the old ones were."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction

EXACT = Context(prec=60, traps=[Inexact])
"""Arithmetic that would rather stop than lose a digit."""


@dataclass(frozen=True, slots=True)
class Indexing:
    """`share` more of each amount (0.024 is 2.4 percent), rounded half up to a multiple of `step` kronor.

    `columns` names the output columns (or steps) to index; none: all.
    """

    share: Decimal
    step: Decimal
    columns: tuple[str, ...] = ()

    def apply(self, amount: Decimal) -> Decimal:
        """The new amount; halves go away from zero."""
        raised = EXACT.multiply(amount, EXACT.add(Decimal(1), self.share))
        steps = (2 * abs(Fraction(raised)) / Fraction(self.step) + 1) // 2
        return EXACT.multiply(Decimal(steps).copy_sign(raised), self.step)


def amount_text(amount: Decimal, like: str, group: str) -> str:
    """An amount with as many decimals as `like` has, or as it takes, and its digits in groups by `group`."""
    decimals = len(like.partition(".")[2])
    exponent = amount.normalize().as_tuple().exponent
    shown = max(decimals, -exponent if isinstance(exponent, int) else 0)
    whole, dot, rest = f"{abs(amount):.{shown}f}".partition(".")
    if group:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", group, whole)
    return f"{'-' if amount < 0 else ''}{whole}{dot}{rest}"
