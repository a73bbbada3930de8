"""The versions of a rule set as pages show them: which are in force on a day, and which are sealed."""

from __future__ import annotations

import datetime

import motor
from motor.rulebook.decision import Version
from verktyg.webb.regelmapp.serverad import Served


def in_force(rulebook: motor.Rulebook, day: datetime.date) -> list[Version]:
    """The versions in force on a day, functions too."""
    found = (rulebook.version(name, day) for name in rulebook.decisions)
    return [version for version in found if version is not None]


def is_sealed(served: Served, version: Version) -> bool:
    """Whether a seal holds the very text of a version."""
    return served.seals.by_name.get(version.stamp.file) == version.stamp.sha256
