"""sort() (DMN 1.5, 10.3.4.9)."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from motor.feel.functions.builtin import builtins
from motor.values.compare import less
from motor.values.functions import FeelFunction
from motor.values.kinds import describe
from motor.values.null import Null


def sort(items: list[Any], precedes: FeelFunction | None = None) -> list[Any]:
    """The list in the order of `precedes(x, y)`, else in its elements' own; equal ones keep their order."""
    if precedes is None:
        return sorted(items, key=cmp_to_key(_natural))
    if not precedes.accepts(2):
        raise Null("fel funktion", "sort: precedes ska ta två argument.")

    def compare(left: Any, right: Any) -> int:
        if _decides(precedes, left, right):
            return -1
        return 1 if _decides(precedes, right, left) else 0

    return sorted(items, key=cmp_to_key(compare))


def _natural(left: Any, right: Any) -> int:
    before = less(left, right)
    if before is None:
        message = f"sort: {describe(left)} och {describe(right)} har ingen inbördes ordning."
        raise Null("går inte att jämföra", message)
    return -1 if before else int(bool(less(right, left)))


def _decides(precedes: FeelFunction, left: Any, right: Any) -> bool:
    answer = precedes.call([left, right])
    if not isinstance(answer, bool):
        raise Null("fel typ", f"sort: precedes ska ge sant eller falskt, inte {describe(answer)}.")
    return answer


FUNCTIONS = builtins({"sort": [("list: list", sort), ("list: list, precedes: function", sort)]})
