"""Many people at the real server at once, and the server killed: every answer right, no receipt lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lxml.html
import pytest

import motor
from bench.killing import WHOLE
from bench.visitors import UNKNOWN, Person
from bench.webb import check_view, kill, load
from motor.documents.model import ViewDocument
from motor.rulebook.rulebook import today

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("webbläsare")]

USERS, LIVES = 6, 2
PATIENCE = 120


def standings(page: str) -> dict[str, str]:
    """Each alternative of an answer, and where it stands."""
    shown = lxml.html.fromstring(page).cssselect(".lägeslista.bred li")
    names = [each.cssselect(".namn")[0].text_content() for each in shown]
    words = {name: each.cssselect(".läge")[0].text_content() for name, each in zip(names, shown, strict=True)}
    return {name: said.partition(",")[0].strip() for name, said in words.items()}


def expected(
    rulebook: motor.Rulebook, view: ViewDocument, person: Person, names: list[str]
) -> dict[str, str]:
    """The same by the engine, from all that the person knows."""
    assert view.alternatives is not None
    decision = view.alternatives.decision.text
    asked = [fact.text for group in view.questions for fact in group.facts]
    known = {name: person.answers[name] for name in asked if person.answers[name] != UNKNOWN}
    facts: dict[str, Any] = {name: rulebook.fact_value(name, text) for name, text in known.items()}
    result = rulebook.evaluate(facts, today(), [decision])
    if decision in result.values:
        return {name: "möjlig" if name in result[decision] else "inte möjlig" for name in names}
    open_ = result.undecided[decision]
    sure = {name: "möjlig" if name in open_.certain else "beror på" for name in names}
    return {name: said if name in open_ else "inte möjlig" for name, said in sure.items()}


def test_everybody_gets_the_right_answer(tmp_path: Path) -> None:
    rulebook, view = check_view()
    tally = load(tmp_path, USERS, PATIENCE, 0, LIVES)
    assert tally.wrong == []
    assert len(tally.ended) == USERS * LIVES
    for ended in tally.ended:
        found = standings(ended.page)
        assert len(found) > 2
        assert found == expected(rulebook, view, ended.person, list(found))
    numbers = [ended.receipt for ended in tally.ended if ended.person.case]
    assert None not in numbers
    assert len(set(numbers)) == len(numbers)


def test_killed_while_saving_nothing_is_lost(tmp_path: Path) -> None:
    outcome = kill(tmp_path, WHOLE)
    assert outcome.kills == WHOLE
    assert len(outcome.acknowledged) >= WHOLE
    assert outcome.cut_off, "nobody was cut off: the kills hit nothing"
    assert (outcome.lost, outcome.breaks, outcome.twice) == ([], 0, 0)
