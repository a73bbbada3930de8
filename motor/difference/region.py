"""A part of the space of two tables where they differ, and such parts joined to fewer."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

from motor.regions import Box, Space, cell_text, merged, witness
from motor.regions.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Region:
    """A box of inputs where the outcome changes. `exact` is False where it may, which facts will tell."""

    space: Space
    box: Box
    before: Outcome
    after: Outcome
    exact: bool = True

    @property
    def condition(self) -> dict[str, str]:
        """The box as one would write it in a table, by column; columns that do not matter are left out."""
        texts = {
            axis.name: cell_text(axis, cells)
            for axis, cells in zip(self.space.axes, self.box, strict=True)
            if cells != axis.all
        }
        return {name: text for name, text in texts.items() if text != "-"}

    @property
    def witness(self) -> dict[str, Any]:
        """One case in the region: a value for each column."""
        return witness(self.space, self.box)


def joined(regions: list[Region]) -> list[Region]:
    """Regions with the same change put together, along one axis after the other, until nothing more fits."""
    groups: dict[Hashable, list[Region]] = {}
    for region in regions:
        groups.setdefault((region.before.key, region.after.key, region.exact), []).append(region)
    return [
        replace(group[0], box=box)
        for group in groups.values()
        for box in merged([region.box for region in group])
    ]
