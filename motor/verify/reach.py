"""Rules that never hit, or never decide as others, one or several together, always come before them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from motor.regions import Steps, bits, intersection
from motor.verify.layout import Layout, Rules
from motor.verify.model import Found, Unreachable

MOST_STEPS = 4_000_000
"""How much work may be spent on all rules of a table together."""

MOST_COVERING = 12
"""How many covering rules are tried, each, for whether the others do without it."""

Coverers = Callable[[Layout, int, Rules], Rules]
"""The rules that can cover a rule, when these rules have been found to be unreachable."""


def unreachable(layout: Layout) -> Found[Unreachable]:
    """The rules that never decide, in order, each with rules that cover it; not complete when cut short.

    Under samstämmig and prioritet rules with the same outputs cover each other, and then as many as possible
    of the earlier ones are kept: all that are named can be left out together.
    """
    found: dict[int, Unreachable] = {}
    gone: Rules = 0
    steps = Steps(MOST_STEPS)
    covering = COVERERS.get(layout.policy)
    for rule in ORDERS.get(layout.policy, _as_they_stand)(layout):
        box = layout.boxes[rule].box
        if not all(box):
            found[rule] = Unreachable(rule + 1)
        elif covering is not None:
            able = covering(layout, rule, gone) & layout.exact & ~(1 << rule)
            by = _covering(layout, rule, able & layout.index.meeting(box), steps)
            if by:
                found[rule] = Unreachable(rule + 1, tuple(each + 1 for each in by))
                gone |= 1 << rule
    items = tuple(found[rule] for rule in sorted(found))
    return Found(items, None if steps.spent else len(items), not steps.spent)


def _covering(layout: Layout, rule: int, able: Rules, steps: Steps) -> list[int]:
    """Rules among the able that together hold a rule's box; none where they do not, or steps are spent."""
    box = layout.boxes[rule].box
    single = layout.index.holding(box) & able
    if single:
        return bits(single)[:1]
    if not able or not _covered(layout, rule, able, steps):
        return []
    chosen: Rules = 0
    while True:
        hole = next(layout.index.holes(box, chosen, steps), None)
        if hole is None:
            break
        candidates = bits(layout.index.meeting(hole) & able)
        chosen |= 1 << max(candidates, key=lambda each: _size(intersection(layout.boxes[each].box, box)))
    needed = bits(chosen)
    if len(needed) <= MOST_COVERING:
        for each in needed:
            if _covered(layout, rule, chosen & ~(1 << each), steps):
                chosen &= ~(1 << each)
    return bits(chosen)


def _covered(layout: Layout, rule: int, by: Rules, steps: Steps) -> bool:
    hole = next(layout.index.holes(layout.boxes[rule].box, by, steps), None)
    return hole is None and not steps.spent


def _size(box: Iterable[int] | None) -> int:
    size = 1
    for cells in box or (0,):
        size *= cells.bit_count()
    return size


def _as_they_stand(layout: Layout) -> Iterable[int]:
    return range(len(layout.rules))


def _last_first(layout: Layout) -> Iterable[int]:
    return reversed(range(len(layout.rules)))


def _earlier(_: Layout, rule: int, __: Rules) -> Rules:
    return (1 << rule) - 1


def _alike(layout: Layout, rule: int, gone: Rules) -> Rules:
    return layout.alike(rule) & ~gone


def _at_least_as_high(layout: Layout, rule: int, gone: Rules) -> Rules:
    return layout.of_higher_rank(rule) | layout.of_equal_rank(rule) & ~gone


COVERERS: dict[str, Coverers] = {"F": _earlier, "A": _alike, "P": _at_least_as_high}
"""By hit policy; under the others a rule counts wherever it hits (under unik an overlap is an error)."""

ORDERS: dict[str, Callable[[Layout], Iterable[int]]] = {"A": _last_first, "P": _last_first}
