"""Roles, and the person behind a request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do. No role holds another: a person may have several."""

    READER = "läsare"
    OFFICER = "handläggare"
    EDITOR = "regelredaktör"


@dataclass(frozen=True, slots=True)
class Person:
    """Who is asking. `name` is None on loopback, where nobody has logged in."""

    name: str | None
    roles: frozenset[Role]

    def may(self, role: Role) -> bool:
        """Whether the person has the role. What a reader may see, everyone with a role may."""
        return role in self.roles or (role is Role.READER and bool(self.roles))


NOBODY = Person(None, frozenset())
"""Whoever has not logged in where that is needed."""

LOCAL = Person(None, frozenset(Role))
"""Whoever sits at the machine itself."""
