"""Input columns that no outcome rests on."""

from __future__ import annotations

from motor.regions import Box, Found, Steps, bits
from motor.regions.outcomes import Rules
from motor.verify.geometry import Geometry

MOST_STEPS = 400_000
"""How much work may be spent on all columns together."""


def idle(geometry: Geometry) -> Found[str]:
    """The columns whose value never changes the outcome.

    Not complete where the search was cut short or a rule cannot be analysed. Where several rules' outputs are
    put together, a column that changes them, but not what they make, is taken to matter.
    """
    names, known = [], True
    steps = Steps(MOST_STEPS)
    for place, column in enumerate(geometry.table.model.inputs):
        if all(rule.tests[place] is None for rule in geometry.rules):
            names.append(column.name)
            continue
        answer = _Influence(geometry, place, steps).none()
        known = known and answer is not None
        if answer:
            names.append(column.name)
    return Found(tuple(names), len(names) if known else None, known)


class _Influence:
    """Whether one column can change an outcome, whatever the others say."""

    def __init__(self, geometry: Geometry, place: int, steps: Steps) -> None:
        self.geometry = geometry
        self.place = place
        self.index = geometry.index
        self.steps = steps
        self.everything: Box = geometry.space.everything
        self.full = [
            axis.holding(cells) for axis, cells in zip(self.index.axes, self.everything, strict=True)
        ]
        self.seen: set[tuple[Rules, int]] = set()

    def none(self) -> bool | None:
        """Whether it cannot; None where that is not known, as a rule cannot be analysed or it takes long."""
        if self.geometry.exact != (1 << len(self.geometry.rules)) - 1:
            return None
        axes = sum(1 << place for place in range(len(self.everything)) if place != self.place)
        answer = self._same(self.index.every, axes)
        return None if self.steps.spent else answer

    def _same(self, hits: Rules, axes: int) -> bool:
        """Whether the column matters nowhere in the part with these rules, where these axes are uncut."""
        if not hits & ~self.full[self.place] or (hits, axes) in self.seen:
            return True
        uncut = [axis for axis in bits(axes) if hits & ~self.full[axis]]
        if not uncut:
            return self._same_outcome(hits)
        present = {axis: self.index.axes[axis].present(hits) for axis in uncut}
        if not self.steps.take(sum(map(len, present.values()))):
            return False
        best = min(uncut, key=lambda axis: len(present[axis]))
        parts = self.index.axes[best].groups(present[best], self.everything[best])
        if not all(self._same(part, axes & ~(1 << best)) for part in parts):
            return False
        self.seen.add((hits, axes))
        return True

    def _same_outcome(self, hits: Rules) -> bool:
        axis = self.index.axes[self.place]
        present = axis.present(hits)
        if not self.steps.take(len(present)):
            return False
        groups = axis.groups(present, self.everything[self.place])
        return len({self.geometry.outcome(part) for part in groups}) == 1
