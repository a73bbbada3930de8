"""People to be at the pages: each fact of a rule set answered in some way, some things not known."""

from __future__ import annotations

import random
from collections.abc import Iterator

import motor
from bench.visitors import UNKNOWN, Person
from motor.documents.model import ViewDocument
from motor.rulebook.facts import UNCLEAR, Fact

UNKNOWN_SHARE, UNCLEAR_SHARE, KEPT_SHARE = 0.1, 0.2, 0.25


def people(rulebook: motor.Rulebook, view: ViewDocument, draw: random.Random) -> Iterator[Person]:
    """Ever new people, drawn; a quarter of them keep a receipt."""
    path = f"/regelverk/{rulebook.name}/fråga/{view.name}"
    number = 0
    while True:
        number += 1
        answers = {name: _answer(fact, draw) for name, fact in rulebook.facts.items()}
        case = f"B-{draw.randrange(10**9)}-{number}" if draw.random() < KEPT_SHARE else None
        yield Person(path, answers, case)


def _answer(fact: Fact, draw: random.Random) -> str:
    """An answer as a person gives it; not known where no answer can be made up."""
    if draw.random() < UNKNOWN_SHARE:
        return UNKNOWN
    if fact.unclear and draw.random() < UNCLEAR_SHARE:
        return UNCLEAR
    if fact.choices:
        return str(draw.choice(fact.choices))
    made = {"ja/nej": draw.choice(["ja", "nej"]), "tal": str(draw.randint(0, 100))}
    return made.get(fact.type_label, UNKNOWN)
