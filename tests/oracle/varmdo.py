"""Värmdö's rules in plain Python, as a second reading to hold the rule engine against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]


def group(facts: Facts) -> str | None:
    """The decision målgrupp."""
    if facts["behov av arbetsträning"] and facts["missbruksvård eller socialpsykiatri"]:
        return "utökad"
    if 18 <= facts["ålder"] <= 64 and (facts["försörjningsstöd"] or facts["unga vuxna"]):
        return "primär"
    return None


def eligible(facts: Facts) -> bool:
    """The decision behörig."""
    return group(facts) is not None


def level(facts: Facts) -> str | None:
    """The decision ersättningsnivå."""
    if group(facts) is None:
        return None
    if group(facts) == "utökad" or facts["omfattande behov"]:
        return "förstärkt peng"
    return "peng"


def terms(facts: Facts) -> dict[str, int] | None:
    """The decision insatsvillkor."""
    if group(facts) is None:
        return None
    return {
        "insatslängd": 18 if group(facts) == "utökad" else 12,
        "checkbelopp": 4823 if level(facts) == "förstärkt peng" else 3668,
    }


DECISIONS: dict[str, Callable[[Facts], Any]] = {
    "målgrupp": group,
    "behörig": eligible,
    "ersättningsnivå": level,
    "insatsvillkor": terms,
}
