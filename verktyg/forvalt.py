"""What an answer takes for granted, in words: the defaults of facts that nobody has answered."""

from __future__ import annotations

from motor.rulebook.defaults import Default, defaults
from verktyg.skal import Asked

ASSUMED = "förvalt"


def taken_for_granted(asked: Asked) -> list[Default]:
    """The defaults that an answer rests on, or still may rest on."""
    return defaults(asked.rulebook, asked.result, asked.facts)


def assumed(asked: Asked) -> list[tuple[str, str]]:
    """The facts taken for granted whose values are known, in words: "12 månader (förvalt)"."""
    return [
        (each.fact, f"{asked.shown(each.fact, each.value)} ({ASSUMED})")
        for each in taken_for_granted(asked)
        if each.known
    ]
