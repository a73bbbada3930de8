"""The page of an answer: what it leads with, what is folded, and what is on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.webb import Visitor, visitor

PLACEMENT = "/regelverk/nacka/fråga/placering"
ELIGIBLE = "/regelverk/varmdo/fråga/placering"
PAID = "/regelverk/nacka/fråga/ersättning"


@pytest.fixture(scope="module")
def at() -> Iterator[Visitor]:
    with visitor() as one:
        yield one


def answer(at: Visitor, address: str, facts: dict[str, str]) -> Visitor:
    """Answer what is asked, group by group, and the rest with "vet inte"."""
    at.get(address)
    while not at.page.xpath("//form[@id='sparformulär']"):
        fields = {each.name for each in at.page.forms[0].inputs if each.name and each.type != "hidden"}
        asked = {name for name in fields if name.startswith("f:")}
        at.submit({name: facts.get(name.removeprefix("f:"), "?") for name in asked}, "Nästa")
    return at


SFI = {"arbetsförmåga": "45", "behov av sfi": "ja", "etableringsprogrammet": "nej", "pågående insats": "?"}


def test_what_can_be_chosen_comes_first_and_the_rest_is_folded_with_why(at: Visitor) -> None:
    answer(at, PLACEMENT, SFI)
    names = at.texts(".lägeslista .namn")
    assert (names[:2], names[2]) == (["AMI 2", "ISA 2"], "FAI 2")
    assert "AMI 1 arbetsförmåga är 45 procent, men ska vara 100 procent" in at.texts(".omöjlig summary")
    targets = [each.get("href")[1:] for each in at.page.cssselect(".lägeslista a.namn")]
    assert all(at.page.get_element_by_id(target) is not None for target in targets)
    assert at.page.xpath("//a[@href='#spara']")


def test_on_paper_there_is_a_head_line_and_the_motivering(at: Visitor) -> None:
    answer(at, PLACEMENT, SFI)
    [head] = at.texts(".pappershuvud")
    assert head.startswith(
        "Nacka kommun, kundval arbete och etablering · Placeringskontroll · enligt reglerna"
    )
    [written] = at.texts(".skriven-motivering")
    assert "ISA 2 är möjlig, eftersom svaret på behov av sfi är ja" in written
    order = at.page.text_content()
    assert order.index("Uppgifter som svaret") < order.index("har prövats") < order.index("Varje alternativ")


def test_a_refusal_leads_with_the_answer_and_not_with_a_suggestion(at: Visitor) -> None:
    answer(
        at,
        ELIGIBLE,
        {"ålder": "70", "försörjningsstöd": "ja", "unga vuxna": "nej", "behov av arbetsträning": "nej"},
    )
    assert not at.page.cssselect(".förslag")
    assert at.texts(".avgjort h3")[:4] == ["Behörig", "Målgrupp", "Ersättningsnivå", "Insatsvillkor"]
    assert at.texts(".avgjort .utfall")[:2] == ["nej", "inget"]
    assert "ålder är 70 år, men ska vara minst 18 och högst 64 år" in at.texts("textarea")[0]


def test_what_a_provider_is_paid_is_no_part_of_the_terms_shown(at: Visitor) -> None:
    facts = {"ålder": "30", "försörjningsstöd": "ja", "unga vuxna": "nej", "omfattande behov": "nej"}
    answer(at, ELIGIBLE, {**facts, "behov av arbetsträning": "nej"})
    assert at.texts(".avgjort .par dt") == ["Insatslängd"]
    assert "Checkbelopp" not in at.text


def test_the_total_is_before_all_that_it_is_made_of(at: Visitor) -> None:
    facts = {
        "insats": "AMI 1",
        "startdatum": "2024-03-01",
        "slutdatum": "2024-03-31",
        "avslutsorsak": "pågående",
    }
    answer(at, PAID, facts)
    assert at.texts(".totalsumma") == ["Totalt: 3 800 kr"]  # one whole month of AMI 1
    assert at.page.xpath("//p[@class='totalsumma']/following::figure")
