"""The motivering on the page of an answer: made anew with the choice, until a person has written in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from motor.errors import Problem
from verktyg.alternativ import Standing, alternatives
from verktyg.kvitto.innehall import CASE, CHOSEN, DECIDED_BY, MOTIVATION, REASON
from verktyg.kvitto.spara import CHECK_ANSWERS
from verktyg.motivering import Chosen, motivation
from verktyg.ordalag import impossible
from verktyg.skal import Asked
from verktyg.vy import View
from verktyg.webb.formular import Form
from verktyg.webb.fragor.namn import CHOICE


@dataclass(frozen=True, slots=True)
class Draft:
    """The text to show: `hash` tells it as it was made; `own` when a person has written in it.

    `warning` says why the choice cannot be, where it cannot.
    """

    text: str
    hash: str
    own: bool
    warning: str | None


def typed(form: Form) -> dict[str, str]:
    """What was filled in to keep the answer, by field."""
    return {name: form.one(name) or "" for name in (CASE, CHOSEN, REASON, MOTIVATION, DECIDED_BY)}


def chosen(filled_in: Mapping[str, str]) -> str | None:
    """The name of the alternative that was chosen, if any was."""
    value = filled_in.get(CHOSEN, "")
    return value.removeprefix(CHOICE) if value.startswith(CHOICE) else None


def draft(
    asked: Asked, view: View, silent: set[str], filled_in: Mapping[str, str], made: str | None
) -> Draft:
    """The motivering that follows the choice, or a person's own text. `made`: the hash that was sent."""
    name, text = chosen(filled_in), filled_in.get(MOTIVATION, "")
    found = alternatives(asked, view) if view.alternatives and name else []
    picked = next((each for each in found if each.name == name), None)
    warning = None
    if picked is not None and picked.standing is Standing.IMPOSSIBLE:
        warning = f"{impossible(asked, picked)} {CHECK_ANSWERS}"
    if text.strip() and made != _hash(text):
        return Draft(text, made or "", True, warning)
    choice = Chosen(picked.name, filled_in.get(REASON, "")) if picked else None
    text = motivation(asked, view, silent, choice)
    return Draft(text, _hash(text), False, warning)


def not_named(found: Draft, filled_in: Mapping[str, str], reminded: str | None) -> list[Problem]:
    """That a person's own text does not name what was chosen, told once."""
    name = chosen(filled_in)
    if not found.own or name is None or name.casefold() in found.text.casefold() or reminded == name:
        return []
    message = f"Motiveringen nämner inte det du valt ({name})."
    hint = "Ändra den, eller spara en gång till om den ska vara så."
    return [Problem("valet nämns inte", message, hint=hint, about=(MOTIVATION,))]


def kept_as_written(found: Draft) -> list[Problem]:
    """That a person's own text is not made anew."""
    if not found.own:
        return []
    hint = "Töm fältet och tryck igen om du vill ha ett nytt utkast."
    return [
        Problem("egen text", "Du har ändrat motiveringen, så den är kvar.", hint=hint, about=(MOTIVATION,))
    ]


def _hash(text: str) -> str:
    return hashlib.sha256("\n".join(text.split("\r\n")).strip().encode()).hexdigest()
