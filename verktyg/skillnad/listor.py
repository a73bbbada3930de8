"""Regions of a table that gives lists, gathered by what comes into the lists and what falls out of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from motor.difference import Form, Region
from motor.regions import merged
from motor.values.compare import key_of


@dataclass(frozen=True)
class Exchange:
    """A region where the same items fall out of the list and come into it, whatever else it holds."""

    region: Region
    gone: list[Any]
    new: list[Any]


def exchanges(regions: Sequence[Region]) -> list[Exchange]:
    """The regions by what their lists lose and gain; nothing where some outcome is no list."""
    groups: dict[Any, list[Exchange]] = {}
    for region in regions:
        sides = region.before, region.after
        if not all(side.form is Form.VALUE and isinstance(side.value, list) for side in sides):
            return []
        gone, new = (
            _beyond(*(side.value for side in sides)),
            _beyond(*(side.value for side in reversed(sides))),
        )
        key = key_of(gone), key_of(new), region.exact
        groups.setdefault(key, []).append(Exchange(region, gone, new))
    return [
        replace(group[0], region=replace(group[0].region, box=box))
        for group in groups.values()
        for box in merged([each.region.box for each in group])
    ]


def _beyond(one: list[Any], other: list[Any]) -> list[Any]:
    """The items of a list that another lacks, as often as they are more in it."""
    left = Counter(map(key_of, other))
    found = []
    for item in one:
        if left[key_of(item)]:
            left[key_of(item)] -= 1
        else:
            found.append(item)
    return found
