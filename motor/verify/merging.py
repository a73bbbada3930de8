"""Rules that are alike but in one column, where one cell can say what theirs say together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

from motor.regions import Axis, Cells, runs_of
from motor.regions.outcomes import Rules
from motor.verify.geometry import Geometry
from motor.verify.model import Mergeable


def mergeable(geometry: Geometry) -> tuple[Mergeable, ...]:
    """Groups of rules that one rule can stand for, with nothing lost: sources, interpretations and all.

    A rule is named in one group only.
    """
    found: list[Mergeable] = []
    named: set[int] = set()
    for place, axis in enumerate(geometry.space.axes):
        groups: dict[Hashable, list[int]] = {}
        for rule in range(len(geometry.rules)):
            if rule not in named and all(geometry.boxes[rule].box):
                key = _key(geometry, rule, place)
                if key is not None:
                    groups.setdefault(key, []).append(rule)
        for rules in groups.values():
            for together in _joined(geometry, place, axis, rules):
                found.append(_mergeable(geometry, place, together))
                named.update(together)
    return tuple(sorted(found, key=lambda each: each.rules))


def _mergeable(geometry: Geometry, place: int, rules: list[int]) -> Mergeable:
    cells = 0
    for rule in rules:
        cells |= geometry.boxes[rule].box[place]
    numbers = tuple(sorted(rule + 1 for rule in rules))
    return Mergeable(numbers, geometry.space.axes[place].name, cells)


def _key(geometry: Geometry, rule: int, place: int) -> Hashable | None:
    """All that rules must share to be merged on an axis; None for a rule that cannot be analysed on it."""
    drawn, row = geometry.boxes[rule], geometry.rules[rule]
    axes = geometry.space.axes
    if axes[place].name in drawn.unknown:
        return None
    others = tuple(
        test.text if test is not None and axis.name in drawn.unknown else cells
        for axis, test, cells in zip(axes, row.tests, drawn.box, strict=True)
        if axis is not axes[place]
    )
    null = drawn.box[place] & axes[place].null
    return others, null, geometry.outputs[rule], row.references, row.interpretations, row.status


def _joined(geometry: Geometry, place: int, axis: Axis, rules: list[int]) -> Iterator[list[int]]:
    """The rules of a group that can be merged, as lists of two or more."""
    if len(rules) < 2:
        return
    cells = {rule: geometry.boxes[rule].box[place] for rule in rules}
    if axis.ordered:
        rules = [rule for rule in rules if len(runs_of(cells[rule] & axis.some)) == 1]
        rules.sort(key=lambda rule: (cells[rule] & axis.some) & -(cells[rule] & axis.some))
    together: list[int] = []
    so_far: Cells = 0
    for rule in rules:
        if together and _touches(axis, so_far, cells[rule]) and _keeps(geometry, together, rule):
            together.append(rule)
            so_far |= cells[rule]
            continue
        if len(together) > 1:
            yield together
        together, so_far = [rule], cells[rule]
    if len(together) > 1:
        yield together


def _touches(axis: Axis, so_far: Cells, cells: Cells) -> bool:
    """Whether one cell can say both: neighbouring ranges of numbers or dates, any texts."""
    return not axis.ordered or len(runs_of((so_far | cells) & axis.some)) == 1


def _keeps(geometry: Geometry, together: list[int], rule: int) -> bool:
    """Whether the outcome is the same when a rule is merged with those together."""
    return KEEPS[geometry.policy](geometry, together, rule)


def _always(_: Geometry, __: list[int], ___: int) -> bool:
    return True


def _in_order(geometry: Geometry, together: list[int], rule: int) -> bool:
    """No rule between them, with other outputs, meets any of them."""
    both = [*together, rule]
    between: Rules = (1 << max(both)) - (1 << min(both) + 1)
    between &= ~geometry.alike(rule)
    return not any(geometry.index.meeting(geometry.boxes[each].box) & between for each in both)


def _apart(geometry: Geometry, together: list[int], rule: int) -> bool:
    """They never hit together, so that none is counted twice."""
    meeting = geometry.index.meeting(geometry.boxes[rule].box)
    return not any(meeting >> each & 1 for each in together)


def _apart_in_order(geometry: Geometry, together: list[int], rule: int) -> bool:
    return _apart(geometry, together, rule) and _in_order(geometry, together, rule)


KEEPS: dict[str, Callable[[Geometry, list[int], int], bool]] = {
    "U": _always,
    "A": _always,
    "P": _always,
    "F": _in_order,
    "R": _apart_in_order,
    "O": _apart,
    "C": _apart_in_order,
    "C+": _apart,
    "C<": _always,
    "C>": _always,
    "C#": _apart,
}
