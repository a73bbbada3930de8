"""The decisions of an answer, and the rules that it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from verktyg.skal import Asked


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision's value and reasons, or what it depends on."""


@dataclass(frozen=True, slots=True)
class RulesUsed:
    """The versions, interpretations and documents that an answer rests on."""


def decided(asked: Asked, names: Iterable[str]) -> list[Decided]:
    """Each of those decisions as it came out."""
    return []


def rules_used(asked: Asked) -> RulesUsed:
    """What the answer rests on."""
    return RulesUsed()
