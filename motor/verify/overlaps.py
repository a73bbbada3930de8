"""Rules that hit together, and what that means under the hit policy."""

from __future__ import annotations

from collections.abc import Iterator

from motor.regions import Found, bits, contains, intersection
from motor.regions.outcomes import Rules
from motor.table.hit_policy import ONE_RULE
from motor.verify.geometry import Geometry
from motor.verify.model import Masked, Misleading, Overlap, Subsumed

MOST = 1000
"""How many overlaps are named one by one; the others are only counted."""


def overlaps(geometry: Geometry, limit: int = MOST) -> Found[Overlap]:
    """Every pair of rules that can hit together; those that break the hit policy first when many."""
    items: list[Overlap] = []
    total = 0
    for breaking in (True, False):
        for rule in range(len(geometry.rules)):
            others = later_meeting(geometry, rule) & _breaking(geometry, rule, breaking)
            total += others.bit_count()
            items += (
                _overlap(geometry, rule, other, breaking) for other in _first(others, limit - len(items))
            )
    items.sort(key=lambda each: each.rules)
    return Found(tuple(items), total, len(items) == total)


def later_meeting(geometry: Geometry, rule: int) -> Rules:
    """The rules after a rule that can hit together with it."""
    if not all(geometry.boxes[rule].box):
        return 0
    return geometry.index.meeting(geometry.boxes[rule].box) & (-1 << rule + 1)


def _breaking(geometry: Geometry, rule: int, breaking: bool) -> Rules:
    """The rules whose overlap with a rule breaks the hit policy, or those whose does not."""
    broken = {"U": -1, "A": ~geometry.alike(rule)}.get(geometry.policy, 0)
    return broken if breaking else ~broken


def _overlap(geometry: Geometry, rule: int, other: int, breaks: bool) -> Overlap:
    shared = intersection(geometry.boxes[rule].box, geometry.boxes[other].box)
    if shared is None:
        raise ValueError(f"rules {rule} and {other} do not meet")
    known = geometry.exact if geometry.policy != "A" or not breaks else geometry.exact & geometry.constant
    return Overlap((rule + 1, other + 1), shared, breaks, bool(known >> rule & known >> other & 1))


def subsumed(geometry: Geometry) -> tuple[Subsumed, ...]:
    """Rules within another with the same outputs, where the outcome is one rule's; each with the first such.

    Of two rules with the same box, the later is. Under första no rule between the two, with other outputs,
    may meet the one within.
    """
    if geometry.policy not in ONE_RULE:
        return ()
    found = []
    for rule in range(len(geometry.rules)):
        holding = _holding(geometry, rule) & geometry.alike(rule)
        for other in bits(holding):
            same_box = geometry.boxes[rule].box == geometry.boxes[other].box and geometry.exact >> rule & 1
            if not (same_box and other > rule) and not (
                geometry.policy == "F" and _between(geometry, rule, other)
            ):
                found.append(Subsumed(rule + 1, other + 1))
                break
    return tuple(found)


def masked(geometry: Geometry) -> tuple[Masked, ...]:
    """Under prioritet, rules within a rule of higher priority; each with the first such."""
    if geometry.policy != "P":
        return ()
    held = (
        (rule, _holding(geometry, rule) & geometry.of_higher_rank(rule))
        for rule in range(len(geometry.rules))
    )
    return tuple(Masked(rule + 1, bits(by)[0] + 1) for rule, by in held if by)


def misleading(geometry: Geometry, limit: int = MOST) -> Found[Misleading]:
    """Under prioritet, rules with `-` that take cases from a lower rule, which has a test there."""
    if geometry.policy != "P":
        return Found()
    items: list[Misleading] = []
    for each in _misleading(geometry):
        if len(items) == limit:
            return Found(tuple(items), None, complete=False)
        items.append(each)
    return Found(tuple(items), len(items))


def _misleading(geometry: Geometry) -> Iterator[Misleading]:
    for rule, drawn in enumerate(geometry.boxes):
        if not all(drawn.box) or None not in geometry.rules[rule].tests:
            continue
        for other in bits(geometry.index.meeting(drawn.box) & ~(1 << rule)):
            if not geometry.of_higher_rank(other) >> rule & 1:
                continue
            if drawn.exact and contains(drawn.box, geometry.boxes[other].box):
                continue
            columns = _only_in(geometry, rule, other)
            if columns:
                yield Misleading(rule + 1, other + 1, columns)


def _only_in(geometry: Geometry, rule: int, other: int) -> tuple[str, ...]:
    """The columns where `other` has a test and `rule` has none."""
    tests = zip(
        geometry.table.model.inputs, geometry.rules[rule].tests, geometry.rules[other].tests, strict=True
    )
    return tuple(column.name for column, own, its in tests if own is None and its is not None)


def _holding(geometry: Geometry, rule: int) -> Rules:
    """The other rules that hit wherever a rule hits."""
    box = geometry.boxes[rule].box
    return geometry.index.holding(box) & geometry.exact & ~(1 << rule) if all(box) else 0


def _between(geometry: Geometry, rule: int, other: int) -> bool:
    """Whether leaving a rule out to the good of `other` would let a rule between them decide otherwise."""
    between = (1 << other) - (1 << rule + 1) if rule < other else 0
    return bool(geometry.index.meeting(geometry.boxes[rule].box) & between & ~geometry.alike(rule))


def _first(rules: Rules, count: int) -> Iterator[int]:
    """The first so many of the rules."""
    while rules and count > 0:
        low = rules & -rules
        yield low.bit_length() - 1
        rules ^= low
        count -= 1
