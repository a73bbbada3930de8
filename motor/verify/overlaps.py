"""Rules that hit together, and what that means under the hit policy."""

from __future__ import annotations

from collections.abc import Iterator

from motor.regions import Found, bits, contains, intersection
from motor.regions.outcomes import Rules
from motor.table.hit_policy import ONE_RULE
from motor.verify.layout import Layout
from motor.verify.model import Masked, Misleading, Overlap, Subsumed

MOST = 1000
"""How many overlaps are named one by one; the others are only counted."""


def overlaps(layout: Layout, limit: int = MOST) -> Found[Overlap]:
    """Every pair of rules that can hit together; those that break the hit policy first when many."""
    items: list[Overlap] = []
    total = 0
    for breaking in (True, False):
        for rule in range(len(layout.rules)):
            others = later_meeting(layout, rule) & _breaking(layout, rule, breaking)
            total += others.bit_count()
            items += (_overlap(layout, rule, other, breaking) for other in _first(others, limit - len(items)))
    items.sort(key=lambda each: each.rules)
    return Found(tuple(items), total, len(items) == total)


def later_meeting(layout: Layout, rule: int) -> Rules:
    """The rules after a rule that can hit together with it."""
    if not all(layout.boxes[rule].box):
        return 0
    return layout.index.meeting(layout.boxes[rule].box) & (-1 << rule + 1)


def _breaking(layout: Layout, rule: int, breaking: bool) -> Rules:
    """The rules whose overlap with a rule breaks the hit policy, or those whose does not."""
    broken = {"U": -1, "A": ~layout.alike(rule)}.get(layout.policy, 0)
    return broken if breaking else ~broken


def _overlap(layout: Layout, rule: int, other: int, breaks: bool) -> Overlap:
    shared = intersection(layout.boxes[rule].box, layout.boxes[other].box)
    if shared is None:
        raise ValueError(f"rules {rule} and {other} do not meet")
    known = layout.exact if layout.policy != "A" or not breaks else layout.exact & layout.constant
    return Overlap((rule + 1, other + 1), shared, breaks, bool(known >> rule & known >> other & 1))


def subsumed(layout: Layout) -> tuple[Subsumed, ...]:
    """Rules within another with the same outputs, where the outcome is one rule's; each with the first such.

    Of two rules with the same box, the later is. Under första no rule between the two, with other outputs,
    may meet the one within.
    """
    if layout.policy not in ONE_RULE:
        return ()
    found = []
    for rule in range(len(layout.rules)):
        holding = _holding(layout, rule) & layout.alike(rule)
        for other in bits(holding):
            same_box = layout.boxes[rule].box == layout.boxes[other].box and layout.exact >> rule & 1
            if not (same_box and other > rule) and not (
                layout.policy == "F" and _between(layout, rule, other)
            ):
                found.append(Subsumed(rule + 1, other + 1))
                break
    return tuple(found)


def masked(layout: Layout) -> tuple[Masked, ...]:
    """Under prioritet, rules within a rule of higher priority; each with the first such."""
    if layout.policy != "P":
        return ()
    held = ((rule, _holding(layout, rule) & layout.of_higher_rank(rule)) for rule in range(len(layout.rules)))
    return tuple(Masked(rule + 1, bits(by)[0] + 1) for rule, by in held if by)


def misleading(layout: Layout, limit: int = MOST) -> Found[Misleading]:
    """Under prioritet, rules with `-` that take cases from a lower rule, which has a test there."""
    if layout.policy != "P":
        return Found()
    items: list[Misleading] = []
    for each in _misleading(layout):
        if len(items) == limit:
            return Found(tuple(items), None, complete=False)
        items.append(each)
    return Found(tuple(items), len(items))


def _misleading(layout: Layout) -> Iterator[Misleading]:
    for rule, drawn in enumerate(layout.boxes):
        if not all(drawn.box) or None not in layout.rules[rule].tests:
            continue
        for other in bits(layout.index.meeting(drawn.box) & ~(1 << rule)):
            if not layout.of_higher_rank(other) >> rule & 1:
                continue
            if drawn.exact and contains(drawn.box, layout.boxes[other].box):
                continue
            columns = _only_in(layout, rule, other)
            if columns:
                yield Misleading(rule + 1, other + 1, columns)


def _only_in(layout: Layout, rule: int, other: int) -> tuple[str, ...]:
    """The columns where `other` has a test and `rule` has none."""
    tests = zip(layout.table.model.inputs, layout.rules[rule].tests, layout.rules[other].tests, strict=True)
    return tuple(column.name for column, own, its in tests if own is None and its is not None)


def _holding(layout: Layout, rule: int) -> Rules:
    """The other rules that hit wherever a rule hits."""
    box = layout.boxes[rule].box
    return layout.index.holding(box) & layout.exact & ~(1 << rule) if all(box) else 0


def _between(layout: Layout, rule: int, other: int) -> bool:
    """Whether leaving a rule out to the good of `other` would let a rule between them decide otherwise."""
    between = (1 << other) - (1 << rule + 1) if rule < other else 0
    return bool(layout.index.meeting(layout.boxes[rule].box) & between & ~layout.alike(rule))


def _first(rules: Rules, count: int) -> Iterator[int]:
    """The first so many of the rules."""
    while rules and count > 0:
        low = rules & -rules
        yield low.bit_length() - 1
        rules ^= low
        count -= 1
