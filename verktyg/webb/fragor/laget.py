"""Where the answer stands while questions are asked, in short: what a page shows beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from verktyg.alternativ import SUMMARY, Standing
from verktyg.format import capital, count
from verktyg.skal import Asked, is_rows
from verktyg.vy import View
from verktyg.webb.delar.alternativ import Shown, standings

LONGEST = 120
"""How many characters a value may have to be shown in short."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A decision with its value, or what it depends on, on a line."""

    name: str
    text: str
    decided: bool


@dataclass(frozen=True, slots=True)
class Side:
    """The alternatives, else the decisions of a view; `summary` says it in one sentence."""

    summary: str
    alternatives: tuple[Shown, ...]
    decisions: tuple[Brief, ...]


def side(asked: Asked, view: View) -> Side:
    """Where the answer stands."""
    if view.alternatives:
        found = tuple(standings(asked, view))
        return Side(_counted(found), found, ())
    decisions = tuple(_decisions(asked, view))
    decided = sum(each.decided for each in decisions)
    return Side(f"{decided} av {count(len(decisions), 'resultat', 'resultat')} klara.", (), decisions)


def _counted(found: tuple[Shown, ...]) -> str:
    """How many there are of each standing: "1 möjlig, 2 beror på det som saknas, 3 inte möjliga."."""
    amounts = {standing: sum(each.standing is standing for each in found) for standing in Standing}
    told = [
        count(amount, SUMMARY[standing] if standing is Standing.OPEN else standing, SUMMARY[standing])
        for standing, amount in amounts.items()
        if amount
    ]
    return f"{', '.join(told) or 'Inga alternativ'}."


def _decisions(asked: Asked, view: View) -> list[Brief]:
    total = [brief(asked, view.result, view.total)] if view.result else []
    others = [view.suggestion, *view.others]
    return total + [brief(asked, name, view=view) for name in others if name and name in asked]


def brief(asked: Asked, name: str, part: str | None = None, view: View | None = None) -> Brief:
    """A decision, or that part of it, in short."""
    label = capital(part or name)
    if name in asked.result.undecided:
        return Brief(label, asked.depends(name), False)
    value = asked.result.values[name]
    value = view.on_page(name, value) if view else value
    if part is not None and isinstance(value, Mapping) and part in value:
        return Brief(label, _short(asked.shown(name, value[part], part), value[part]), True)
    return Brief(label, _short(asked.shown(name, value), value), True)


def _short(text: str, value: Any) -> str:
    if is_rows(value):
        return count(len(value), "rad", "rader")
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0]} …"
