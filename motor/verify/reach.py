"""Rules that never hit, or never decide as others, one or several together, always come before them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import prod

from motor.regions import Box, Found, Index, Steps, bits
from motor.regions.outcomes import Rules
from motor.verify.geometry import Geometry
from motor.verify.model import Unreachable

MOST_STEPS = 2_000_000
"""How much work may be spent on all rules of a table together."""

MOST_COVERING = 12
"""How many covering rules are tried, each, for whether the others do without it."""

PROBES = 64
"""At how many places it is tried whether a rule decides, before its whole box is searched."""

Coverers = Callable[[Geometry, int, Rules], Rules]
"""The rules that can cover a rule, when these rules have been found to be unreachable."""


def unreachable(geometry: Geometry, most: int = MOST_STEPS) -> Found[Unreachable]:
    """The rules that never decide, in order, each with rules that cover it; not complete when cut short.

    Under samstämmig and prioritet rules with the same outputs cover each other, and then as many as possible
    of the earlier ones are kept: all that are named can be left out together. `most` is how much work may be
    spent.
    """
    found: dict[int, Unreachable] = {}
    gone: Rules = 0
    steps = Steps(most)
    covering = COVERERS.get(geometry.policy)
    for rule in ORDERS.get(geometry.policy, _as_they_stand)(geometry):
        box = geometry.boxes[rule].box
        if not all(box):
            found[rule] = Unreachable(rule + 1)
        elif covering is not None:
            able = covering(geometry, rule, gone) & geometry.exact & ~(1 << rule)
            by = _covering(geometry, rule, able & geometry.index.meeting(box), steps)
            if by:
                found[rule] = Unreachable(rule + 1, tuple(each + 1 for each in by))
                gone |= 1 << rule
    items = tuple(found[rule] for rule in sorted(found))
    return Found(items, None if steps.spent else len(items), not steps.spent)


def _covering(geometry: Geometry, rule: int, able: Rules, steps: Steps) -> list[int]:
    """Rules among the able that together hold a rule's box; none where they do not, or steps are spent."""
    box = geometry.boxes[rule].box
    single = geometry.index.holding(box) & able
    if single:
        return bits(single)[:1]
    if not able or geometry.index.misses(box, able, PROBES):
        return []
    rules = bits(able)
    if not steps.take(len(rules)):
        return []
    inside = Index([_inside(box, geometry.boxes[each].box) for each in rules], box)
    if not _covered(inside, box, inside.every, steps):
        return []
    return [rules[each] for each in bits(_enough(inside, box, steps))]


def _enough(inside: Index, box: Box, steps: Steps) -> int:
    """Boxes that cover a box, as all do together: the largest that meet its holes, none of them needless."""
    chosen = 0
    while (hole := next(inside.holes(box, chosen, steps), None)) is not None:
        chosen |= 1 << max(bits(inside.meeting(hole)), key=lambda each: _size(inside.boxes[each]))
    if steps.spent:
        return inside.every
    needed = bits(chosen)
    if len(needed) <= MOST_COVERING:
        for each in needed:
            if _covered(inside, box, chosen & ~(1 << each), steps):
                chosen &= ~(1 << each)
    return chosen


def _covered(inside: Index, box: Box, by: int, steps: Steps) -> bool:
    return next(inside.holes(box, by, steps), None) is None and not steps.spent


def _inside(box: Box, other: Box) -> Box:
    return tuple(a & b for a, b in zip(box, other, strict=True))


def _size(box: Box) -> int:
    return prod(cells.bit_count() for cells in box)


def _as_they_stand(geometry: Geometry) -> Iterable[int]:
    return range(len(geometry.rules))


def _last_first(geometry: Geometry) -> Iterable[int]:
    return reversed(range(len(geometry.rules)))


def _earlier(_: Geometry, rule: int, __: Rules) -> Rules:
    return (1 << rule) - 1


def _alike(geometry: Geometry, rule: int, gone: Rules) -> Rules:
    return geometry.alike(rule) & ~gone


def _at_least_as_high(geometry: Geometry, rule: int, gone: Rules) -> Rules:
    return geometry.of_higher_rank(rule) | geometry.of_equal_rank(rule) & ~gone


COVERERS: dict[str, Coverers] = {"F": _earlier, "A": _alike, "P": _at_least_as_high}
"""By hit policy; under the others a rule counts wherever it hits (under unik an overlap is an error)."""

ORDERS: dict[str, Callable[[Geometry], Iterable[int]]] = {"A": _last_first, "P": _last_first}
