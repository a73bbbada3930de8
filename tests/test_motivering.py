"""The motivering: what an answer came to and why, as text for a person to edit."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

import pytest

import motor
from tests.repository import ROOT
from verktyg.motivering import CLOSING, motivation
from verktyg.skal import Asked
from verktyg.vy import View, in_force, view_of

DAY = datetime.date(2024, 3, 1)


@cache
def rulebook(name: str) -> motor.Rulebook:
    return motor.load(ROOT / "regler" / name)


def told(rule_set: str, view_name: str, facts: dict[str, Any], silent: tuple[str, ...] = ()) -> str:
    book = rulebook(rule_set)
    view: View = next(view_of(document) for document in book.views if document.name == view_name)
    asked = Asked.of(book, facts, DAY, in_force(book, view, DAY))
    return motivation(asked, view, silent)


def test_it_names_facts_values_limits_and_sources() -> None:
    text = told("nacka", "placering", {"arbetsförmåga": 20, "behov av sfi": False})
    assert text.startswith("Placeringskontroll enligt reglerna den 2024-03-01 (Nacka kommun,")
    assert "- arbetsförmåga: 20 procent\n- behov av sfi: nej" not in text  # in the order of the view
    assert "- behov av sfi: nej\n- arbetsförmåga: 20 procent" in text
    assert (
        "AMI 2 är inte möjlig: arbetsförmåga är 20 procent, men ska vara minst 25 och under 100 procent"
        in text
    )
    assert "NAF-2023-00333, Kundval arbete och etablering, ”uppgår till minst 25 procent”" in text
    assert "FAI 2 är möjlig, eftersom arbetsförmåga är 20 procent (ska vara under 25 procent)" in text
    assert text.endswith(CLOSING)


def test_what_is_not_known_is_told_apart_from_what_was_not_asked() -> None:
    text = told("nacka", "placering", {"arbetsförmåga": None}, ("pågående insats",))
    assert "Inte känt (vet inte): pågående insats. Det kan ändra utfallet." in text
    [left] = [line for line in text.splitlines() if line.startswith("Inte besvarat:")]
    assert "pågående insats" not in left
    assert "- arbetsförmåga: oklar" in text
    assert "FAI 1 beror på förlängd kundvalsinsats." in text


@pytest.mark.parametrize("facts", [{}, {"arbetsförmåga": 100}, {"arbetsförmåga": 45, "behov av sfi": True}])
def test_what_a_provider_is_paid_is_no_reason_to_choose(facts: dict[str, Any]) -> None:
    text = told("nacka", "placering", facts)
    assert "kr" not in text.replace("kriterier", "").split()


def test_amounts_are_in_it_where_they_are_what_was_asked() -> None:
    facts = {
        "insats": "AMI 1",
        "startdatum": datetime.date(2024, 3, 1),
        "slutdatum": datetime.date(2024, 3, 31),
        "avslutsorsak": "pågående",
    }
    assert "Månadsersättning: 3 800 kr." in told("nacka", "ersättning", facts)  # one whole month of AMI 1
    assert "Ersättning beror på startdatum" in told("nacka", "ersättning", {})


def test_a_view_of_decisions_tells_each() -> None:
    text = told("varmdo", "placering", {"ålder": 30, "försörjningsstöd": True, "unga vuxna": False})
    assert "Behörig: ja" in text
    assert "Ersättningsnivå beror på" in text
