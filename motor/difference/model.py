"""What a comparison of two editions tells, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from motor.difference.cells import TextChange
from motor.difference.editions import Edition
from motor.difference.region import Region
from motor.difference.trials import Trial
from motor.rulebook.decision import Version


class Kind(StrEnum):
    """What has become of a version."""

    NEW = "ny"
    GONE = "borttagen"
    CHANGED = "ändrad"
    SAME = "samma innehåll"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Where a table's outcome changes, or may. `obstacle` says why it may change elsewhere too."""

    regions: tuple[Region, ...]
    obstacle: str | None = None

    @property
    def complete(self) -> bool:
        """Whether it is proven that nothing else changes."""
        return self.obstacle is None and all(region.exact for region in self.regions)


@dataclass(frozen=True, slots=True)
class DecisionDifference:
    """Two versions of a decision that differ, or stand on other days with the same content.

    `picked_by` is the fact whose day picks the version, where one does. `behaviour` is for tables.
    """

    name: str
    kind: Kind
    left: Version | None
    right: Version | None
    changes: tuple[TextChange, ...] = ()
    behaviour: Behaviour | None = None
    picked_by: str | None = None


@dataclass(frozen=True, slots=True)
class FactDifference:
    """A fact that is declared otherwise."""

    name: str
    kind: Kind
    changes: tuple[TextChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Consequence:
    """A decision that rests on what has changed, `through` what it reads. Functions have no trial."""

    name: str
    through: tuple[str, ...]
    trial: Trial | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two editions."""

    left: Edition
    right: Edition
    decisions: tuple[DecisionDifference, ...]
    facts: tuple[FactDifference, ...]
    constraints: tuple[TextChange, ...]
    consequences: tuple[Consequence, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs but days, sources and words around the rules."""
        changed = [one for one in self.decisions if one.kind is not Kind.SAME]
        return not (changed or self.facts or self.constraints)
