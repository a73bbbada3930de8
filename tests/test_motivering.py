"""The motivering: what an answer came to and why, as text for a person to edit."""

from __future__ import annotations

import datetime
import re
from functools import cache
from typing import Any

import pytest

import motor
from tests.repository import ROOT
from verktyg.motivering import CLOSING, Chosen, motivation
from verktyg.skal import Asked
from verktyg.vy import View, in_force, view_of

DAY = datetime.date(2024, 3, 1)


@cache
def rulebook(name: str) -> motor.Rulebook:
    return motor.load(ROOT / "regler" / name)


def told(
    rule_set: str,
    view_name: str,
    facts: dict[str, Any],
    silent: tuple[str, ...] = (),
    chosen: Chosen | None = None,
) -> str:
    book = rulebook(rule_set)
    view: View = next(view_of(document) for document in book.views if document.name == view_name)
    asked = Asked.of(book, facts, DAY, in_force(book, view, DAY))
    return motivation(asked, view, silent, chosen)


def paragraphs(text: str) -> list[str]:
    return text.split("\n\n")


def test_it_names_facts_values_limits_and_sources() -> None:
    text = told("nacka", "placering", {"arbetsförmåga": 20, "behov av sfi": False})
    assert text.startswith("Placeringskontroll har prövats enligt reglerna den 2024-03-01 (Nacka kommun,")
    assert "uppgifterna: behov av sfi: nej; arbetsförmåga: 20 procent." in text  # in the order of the view
    assert (
        "AMI 2 är inte möjlig: arbetsförmåga är 20 procent, men ska vara minst 25 och under 100 procent"
        in text
    )
    assert "”uppgår till minst 25 procent”" in text
    assert "FAI 2 är möjlig, eftersom arbetsförmåga är 20 procent (ska vara under 25 procent)" in text
    assert "ISA 1 är inte möjlig: svaret på behov av sfi är nej (" in text
    assert text.endswith(f"\n\n{CLOSING}")


def test_what_is_suggested_is_told_first_and_in_full_then_the_others_in_one_paragraph() -> None:
    text = told(
        "nacka", "placering", {"arbetsförmåga": 45, "behov av sfi": True, "etableringsprogrammet": False}
    )
    main, others = paragraphs(text)[2:4]
    assert main.startswith(
        "Föreslagen insats är ISA 2 (källa: NAF-2023-00333, Kundval arbete och etablering)"
    )
    assert "ISA 2 är möjlig, eftersom svaret på behov av sfi är ja" in main
    assert "AMI" not in main
    assert [name for name in ("AMI 1", "AMI 2", "ISA 1", "FAI 1", "FAI 2") if f"{name} " not in others] == []
    assert (
        others.index("AMI 2 är möjlig")
        < others.index("FAI 2 beror på")
        < others.index("AMI 1 är inte möjlig")
    )


def test_several_ways_are_numbered_and_a_source_is_told_in_full_once() -> None:
    facts = {
        "arbetsförmåga": 45,
        "behov av sfi": False,
        "förlängd kundvalsinsats": False,
        "pågående insats": True,
    }
    text = told("nacka", "placering", facts)
    assert "FAI 2 är inte möjlig på någon av de tre vägarna: (1) arbetsförmåga är 45 procent, men ska" in text
    assert (
        "(2) svaret på pågående insats är ja (källa: samma avsnitt, ”kunder utan insats idag”), (3)" in text
    )
    assert text.count("NAF-2023-00333, Kundval arbete och etablering") == 1
    assert text.count("NAF-2023-00285, Förslag checkbelopp och bonus 2024") == 1


SFI = {"arbetsförmåga": 45, "behov av sfi": True, "etableringsprogrammet": False}


def test_what_was_chosen_opens_it_with_the_reason() -> None:
    text = told("nacka", "placering", SFI, chosen=Chosen("AMI 2", "Kunden har ett arbete på gång"))
    first, _, _, main, *_ = paragraphs(text)
    assert first == (
        "Val av insats: AMI 2. Skäl till att välja något annat än det föreslagna (ISA 2): "
        "Kunden har ett arbete på gång."
    )
    assert main.startswith("AMI 2 är möjlig, eftersom arbetsförmåga är 45 procent")
    assert "Föreslagen insats är" not in text


def test_what_was_chosen_as_suggested_needs_no_reason() -> None:
    assert told("nacka", "placering", SFI, chosen=Chosen("ISA 2")).startswith("Val av insats: ISA 2.\n\n")


def test_a_choice_against_the_rules_says_so() -> None:
    text = told("nacka", "placering", SFI, chosen=Chosen("FAI 1", "Läkaren har rått till det."))
    assert text.startswith(
        "Val av insats: FAI 1. FAI 1 är inte möjlig enligt svaren. "
        "Skäl till att reglerna inte följs: Läkaren har rått till det.\n\n"
    )


def test_what_is_not_known_is_told_apart_from_what_was_not_asked() -> None:
    text = told("nacka", "placering", {"arbetsförmåga": None}, ("pågående insats",))
    assert "Inte känt (vet inte): pågående insats. Inte besvarat: " in text
    assert "pågående insats" not in text.partition("Inte besvarat: ")[2]
    assert "arbetsförmåga: oklar" in text
    assert "FAI 1 beror på förlängd kundvalsinsats." in text


@pytest.mark.parametrize("facts", [{}, {"arbetsförmåga": 100}, {"arbetsförmåga": 45, "behov av sfi": True}])
def test_what_a_provider_is_paid_is_no_reason_to_choose(facts: dict[str, Any]) -> None:
    text = told("nacka", "placering", facts)
    assert "kr" not in text.replace("kriterier", "").split()


def test_each_amount_that_is_not_0_has_a_reason_and_a_source() -> None:
    facts = {
        "insats": "AMI 1",
        "startdatum": datetime.date(2024, 3, 1),
        "slutdatum": datetime.date(2024, 3, 31),
        "avslutsorsak": "pågående",
    }
    text = told("nacka", "ersättning", facts)
    assert "Månadsersättning är 3 800 kr (källa: NAF-2023-00285, " in text  # one whole month of AMI 1
    assert "Snabbhetspremie, resultatbonus och avslutsersättning är 0 kr. Totalt är 3 800 kr." in text
    assert "Bonusandel" not in text
    assert "Ersättning beror på startdatum" in told("nacka", "ersättning", {})


def test_what_is_behind_an_amount_is_told() -> None:
    facts = {
        "insats": "AMI 1",
        "startdatum": datetime.date(2024, 1, 10),
        "slutdatum": datetime.date(2024, 2, 20),
        "avslutsorsak": "arbete",
        "varaktighet": 7,
    }
    text = told("nacka", "ersättning", facts)
    bonus = text.partition("Resultatbonus är ")[2]
    assert "bonusandel är 1" in bonus.partition(". ")[0]
    assert "Bonusandel är 1, eftersom svaret på bonusgrundande är ja" in text


def test_a_view_of_decisions_tells_each() -> None:
    text = told("varmdo", "placering", {"ålder": 30, "försörjningsstöd": True, "unga vuxna": False})
    assert "Svaret på behörig är ja" in text
    assert re.search(r"Inte avgjort än: .*ersättningsnivå", text)


def test_money_stays_out_where_the_view_leaves_it_out() -> None:
    facts = {
        "ålder": 30,
        "försörjningsstöd": True,
        "unga vuxna": False,
        "omfattande behov": True,
        "behov av arbetsträning": False,
    }
    text = told("varmdo", "placering", facts)
    assert "Insatsvillkor: insatslängd: 12 månader (källa: " in text
    assert "checkbelopp" not in text
    order = ("behörig är ja", "Målgrupp är primär", "Ersättningsnivå är förstärkt peng", "Insatsvillkor: ")
    places = [text.index(told_) for told_ in order]
    assert places == sorted(places)


def test_a_refusal_names_the_condition_that_failed_with_its_value() -> None:
    facts = {
        "ålder": 70,
        "försörjningsstöd": True,
        "unga vuxna": False,
        "omfattande behov": True,
        "behov av arbetsträning": False,
    }
    text = told("varmdo", "placering", facts)
    assert "Svaret på behörig är nej, eftersom målgrupp är inget (källa: 2016NÄN/0142, " in text
    assert "ålder är 70 år, men ska vara minst 18 och högst 64 år" in text
    assert (
        "Inget av de tre sätten att uppfylla villkoren för målgrupp är uppfyllt: (1) svaret på behov av"
        in text
    )
    assert re.search(r"Ersättningsnivå och insatsvillkor är därför också inget", text)


def test_a_list_is_told_with_its_sources() -> None:
    facts = {"brist i del": ["A"], "upprepad brist": False, "rapporterade avvikelser": True}
    text = told("nacka", "tillsyn", {**facts, "konsekvens för kund": "ingen", "ekonomisk konsekvens": False})
    assert "Tillsynsfaktorer: allvaret i bristen, rapporterade avvikelser (källa: NAF-2023-00333, " in text
