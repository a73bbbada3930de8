"""The page that asks and answers, as somebody without scripts meets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rulesets import write
from tests.test_third_municipality import FILES, HEAD
from tests.webb import Visitor, visitor
from verktyg.webb.inloggning import identitet
from verktyg.webb.inloggning.roller import Person, Role

PLACEMENT = "/regelverk/nacka/fråga/placering"
PAYMENT = "/regelverk/nacka/fråga/ersättning"
FAULTS = "/regelverk/nacka/fråga/tillsyn"
VARMDO = "/regelverk/varmdo/fråga/placering"
THIRD = "/regelverk/prov/fråga/spårval"
SCRIPT = "<script>alert(1)</script>\"'&"


@pytest.fixture(scope="module")
def everyone() -> Iterator[Visitor]:
    with visitor() as one:
        yield one


@pytest.fixture
def at(everyone: Visitor) -> Visitor:
    """Somebody at the server of the rule sets in the project."""
    return everyone


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Visitor]:
    """Somebody at the server of a municipality that nobody has heard of."""
    write(tmp_path, FILES, HEAD)
    with visitor(tmp_path) as one:
        yield one


def fields(one: Visitor) -> set[str]:
    """The facts that are asked for on the page."""
    return {each.get("value") for each in one.page.xpath("//input[@name='visad']")}


def standing(one: Visitor) -> dict[str, str]:
    """Each alternative beside the questions, with where it stands."""
    listed = one.page.cssselect("#läget li")
    return {
        each.cssselect(".namn")[0].text_content(): " ".join(
            " ".join(part.text_content() for part in each.cssselect(".läge, .beror")).split()
        )
        for each in listed
    }


def test_one_group_is_asked_at_a_time_and_only_what_matters(at: Visitor) -> None:
    at.get(PLACEMENT)
    assert at.status == 200
    assert at.texts("h1") == ["Placeringskontroll"]
    assert fields(at) == {"arbetsförmåga", "ställningstagande från förtroendeläkare"}
    assert set(standing(at)) == {"AMI 1", "AMI 2", "ISA 1", "ISA 2", "FAI 1", "FAI 2"}
    assert standing(at)["AMI 1"] == "beror på arbetsförmåga"
    at.submit({"f:arbetsförmåga": "100", "f:ställningstagande från förtroendeläkare": "ja"}, "Nästa")
    assert standing(at)["AMI 1"].startswith("möjlig")
    assert standing(at)["AMI 2"] == "inte möjlig"
    assert standing(at)["FAI 1"] == "inte möjlig"
    at.submit({"f:behov av sfi": "nej", "f:etableringsprogrammet": "nej"}, "Nästa")
    # Full capacity: the extension of an earlier insats decides nothing, so it is not asked for.
    assert fields(at) == {"pågående insats", "behov av förberedande insats"}


def test_what_is_not_known_is_not_asked_again(at: Visitor) -> None:
    at.get(PLACEMENT)
    at.submit({"f:arbetsförmåga": "?", "f:ställningstagande från förtroendeläkare": "?"}, "Nästa")
    seen = fields(at)
    at.submit({f"f:{name}": "?" for name in seen}, "Nästa")
    assert not fields(at) & (seen | {"arbetsförmåga"})
    at.submit({f"f:{name}": "?" for name in fields(at)}, "Nästa")
    at.submit({f"f:{name}": "?" for name in fields(at)}, "Nästa")
    assert at.texts("h1") == ["Placeringskontroll: svar"]
    assert "Fortsätt svara" not in at.text
    assert "Hur stor är kundens bedömda arbetsförmåga, i procent av heltid? (vet inte)" in at.text
    [text] = at.texts("textarea[name=motivering]")
    assert "Inte känt (vet inte): arbetsförmåga" in text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("45,5", "45,5 procent"),
        ("45.5", "45,5 procent"),
        (" 4 5 ", None),
        ("oklar", "oklar"),
        ("25", "25 procent"),
    ],
)
def test_numbers_are_written_as_people_write_them(at: Visitor, written: str, read: str | None) -> None:
    at.get(PLACEMENT)
    at.submit({"f:arbetsförmåga": written, "f:ställningstagande från förtroendeläkare": "?"}, "Nästa")
    if read is None:
        assert "arbetsförmåga" in fields(at)
    else:
        assert f"Arbetsförmåga{read}Ändra arbetsförmåga" in at.text


def test_everything_wrong_is_told_at_once_and_what_was_typed_is_kept(at: Visitor) -> None:
    at.get(PAYMENT)
    at.submit({"f:startdatum": "i går", "f:slutdatum": "2024-02-30"}, "Nästa")
    assert at.page.xpath("//title")[0].text.startswith("Fel:")
    links = [each.get("href") for each in at.page.cssselect(".felruta a")]
    assert links == ["#svar-startdatum", "#svar-slutdatum"]
    assert all(at.page.get_element_by_id(link[1:]) is not None for link in links)
    assert "2024-02-30 finns inte i kalendern." in at.texts(".felrad")[1]
    assert at.page.get_element_by_id("svar-startdatum").get("value") == "i går"
    at.submit({"f:startdatum": "2024-03-01", "f:slutdatum": "2024-02-28", "f:insats": "AMI 2"}, "Nästa")
    assert at.texts(".felruta li") == ["Slutdatum ligger före startdatum. Rätta ett av dem."]
    assert len(at.texts(".felrad")) == 2
    at.submit({"f:slutdatum": "2024-05-31"}, "Nästa")
    assert not at.texts(".felruta")


def test_no_answer_at_all_is_asked_about(at: Visitor) -> None:
    at.get(PLACEMENT)
    at.submit({"f:arbetsförmåga": "40"}, "Nästa")
    assert at.texts(".felruta li") == [
        "Ställningstagande från förtroendeläkare är inte besvarat. Svara, eller välj vet inte."
    ]
    assert at.page.get_element_by_id("svar-arbetsförmåga").get("value") == "40"


def test_an_answer_and_not_knowing_cannot_be_both(at: Visitor) -> None:
    at.get(PLACEMENT)
    at.submit({"f:arbetsförmåga": ["40", "?"], "f:ställningstagande från förtroendeläkare": "?"}, "Nästa")
    assert at.texts(".felruta li") == [
        "Arbetsförmåga: du har både svarat och valt vet inte. Behåll ett av dem."
    ]
    assert at.page.get_element_by_id("svar-arbetsförmåga").get("value") == "40"


def test_a_list_is_answered_with_boxes_and_none_of_them_is_an_answer(at: Visitor) -> None:
    at.get(FAULTS)
    others = {"f:upprepad brist": "nej", "f:rapporterade avvikelser": "nej"}
    at.submit({"f:brist i del": ["A", "C"], **others}, "Nästa")
    assert "Brist i delA, CÄndra" in at.text
    at.get(FAULTS)
    at.submit({"f:brist i del": "[]", **others}, "Visa svaret")
    assert "Brist i delinga" in at.text
    at.get(FAULTS)
    at.submit({"f:brist i del": ["A", "[]"], **others}, "Nästa")
    assert "sagt inget av dem" in at.texts(".felrad")[0]


def test_an_answer_is_changed_with_the_others_kept(at: Visitor) -> None:
    at.get(PLACEMENT)
    at.submit({"f:arbetsförmåga": "40", "f:ställningstagande från förtroendeläkare": "ja"}, "Nästa")
    at.submit({"f:behov av sfi": "ja", "f:etableringsprogrammet": "nej"}, "Nästa")
    at.submit({}, "Ändra arbetsförmåga")
    assert fields(at) == {"arbetsförmåga", "ställningstagande från förtroendeläkare"}
    assert at.page.get_element_by_id("svar-arbetsförmåga").get("value") == "40"
    at.submit({"f:arbetsförmåga": "100"}, "Visa svaret")
    assert "Behov av sfija" in at.text
    assert "Arbetsförmåga100 procent" in at.text
    at.follow("Börja om")
    assert at.page.get_element_by_id("svar-arbetsförmåga").get("value") == ""


def test_the_result_tells_each_condition_and_the_smallest_change(at: Visitor) -> None:
    at.get(PLACEMENT)
    at.submit({"f:arbetsförmåga": "20"}, "Visa svaret")
    assert "beslutsstöd och inget beslut" in at.text
    cards = {
        each.cssselect("h3")[0].text_content().split("\n")[0].strip(): each
        for each in at.page.cssselect("article")
    }
    told = {name[:5]: " ".join(each.text_content().split()) for name, each in cards.items()}
    assert set(told) == {"AMI 1", "AMI 2", "ISA 1", "ISA 2", "FAI 1", "FAI 2"}
    assert "Arbetsförmåga 20 procent minst 25 och under 100 procent inte uppfyllt" in told["AMI 2"]
    assert "NAF-2023-00333, Kundval arbete och etablering, uppgår till minst 25 procent" in told["AMI 2"]
    assert "Blir möjlig om arbetsförmåga vore minst 25 och under 100 procent." in told["AMI 2"]
    assert "Arbetsförmåga 20 procent under 25 procent uppfyllt" in told["FAI 2"]
    assert "Insatslängd6 månader" in told["FAI 2"]
    assert "förslag, från 2024-01-01" in told["FAI 2"]


def test_what_a_provider_is_paid_is_not_on_the_page_of_alternatives(at: Visitor, elsewhere: Visitor) -> None:
    at.get(PLACEMENT)
    at.submit({"f:arbetsförmåga": "40"}, "Visa svaret")
    assert "checkbelopp" not in at.text.replace("Förslag checkbelopp och bonus", "").casefold()
    assert not re.search(r"\bkr\b", at.text)
    elsewhere.get(THIRD)
    elsewhere.submit({"dag": "2030-05-01"}, "Nästa")
    elsewhere.submit({"f:månader utan arbete": "3", "f:körkort": "ja", "f:branscher": "[]"}, "Nästa")
    assert "Taxalåg" in elsewhere.text
    assert "310,50" not in elsewhere.text
    assert "agpeng" not in elsewhere.text


def test_amounts_are_counted_out(at: Visitor) -> None:
    at.get(PAYMENT)
    assert "0 av 4 resultat klara." in at.text
    at.submit({"f:insats": "AMI 1", "f:startdatum": "2024-03-01", "f:slutdatum": "2024-03-31"}, "Nästa")
    at.submit({"f:avslutsorsak": "pågående"}, "Visa svaret")
    assert "3 800 kr" in at.text  # a whole month at the amount of AMI 1


def test_a_view_without_alternatives_shows_its_decisions(at: Visitor) -> None:
    at.get(VARMDO)
    assert "0 av 5 resultat klara." in at.text
    given = {"ålder": "30", "försörjningsstöd": "ja", "unga vuxna": "nej"}
    at.submit({f"f:{name}": value for name, value in given.items()}, "Nästa")
    assert "Behörigja" in at.texts("#läget div")
    at.submit({}, "Visa svaret")
    assert at.texts("h1") == ["Placeringskontroll: svar"]
    assert not at.page.xpath("//input[@name='val']")


def test_a_third_municipality_is_asked_like_the_others(elsewhere: Visitor) -> None:
    elsewhere.get(THIRD)
    assert elsewhere.texts(".felruta li")  # nothing is in force today: the day is what to change
    elsewhere.submit({"dag": "2030-05-01"}, "Nästa")
    assert fields(elsewhere) == {"månader utan arbete", "körkort", "branscher"}
    assert set(standing(elsewhere)) == {"Snabbspår", "Långspår"}
    elsewhere.submit({"f:månader utan arbete": "14", "f:körkort": "?", "f:branscher": "?"}, "Nästa")
    assert elsewhere.texts("h1") == ["Val av spår: svar"]
    assert "Föreslaget spår Långspår" in elsewhere.text
    assert "Blir möjlig om" in elsewhere.text


def test_the_day_decides_which_rules_count(at: Visitor) -> None:
    at.get(VARMDO)
    at.submit({"dag": "2016-01-01"}, "Nästa")
    assert at.texts(".felruta a")
    assert at.page.cssselect(".felruta a")[0].get("href") == "#svar-dag"
    at.submit({"dag": "inte en dag"}, "Nästa")
    assert at.page.get_element_by_id("svar-dag").get("value") == "inte en dag"
    at.submit({"dag": "2019-01-01"}, "Visa svaret")
    assert "Enligt reglerna den 2019-01-01" in at.text


def test_a_fact_that_the_rules_of_the_day_do_not_know_is_told_at_its_field(tmp_path: Path) -> None:
    ends = HEAD.replace("namn: körkort,", "namn: körkort, giltig till: 2031-12-31,")
    later = {
        name: text.replace(
            'när: {månader utan arbete: "< 12", körkort: ja}', 'när: {månader utan arbete: "< 6"}'
        )
        .replace(", körkort, branscher]", ", branscher]")
        .replace("2030-01-01", "2032-01-01")
        for name, text in FILES.items()
        if name.startswith("möjliga")
    }
    files = {**FILES, **{name.replace("2030", "2032"): text for name, text in later.items()}}
    write(tmp_path, files, ends)
    with visitor(tmp_path) as one:
        one.get(THIRD)
        one.submit({"dag": "2030-05-01"}, "Nästa")
        given = {"f:månader utan arbete": "3", "f:körkort": "ja", "f:branscher": "[]"}
        one.submit(given, "Visa svaret")
        one.submit({"dag": "2032-05-01"}, "Räkna om")
        assert one.page.cssselect(".felruta a")[0].get("href") == "#svar-körkort"
        assert "Körkort finns inte i reglerna för 2032-05-01." in one.texts(".felrad")[0]
        assert fields(one) == {"körkort"}
        one.submit({"f:körkort": "?"}, "Nästa")
        assert "Föreslaget spår Snabbspår" in one.text


MARCH = {"f:startdatum": "2024-03-01", "f:slutdatum": "2024-03-31"}
YEAR = {"f:insats": "AMI 2", "f:startdatum": "2024-01-01", "f:slutdatum": "2024-09-30"}
WORK = {"f:avslutsorsak": "arbete", "f:varaktighet": "12"}
GRANTED = "svar-beviljade_månader"


def test_a_fact_with_a_default_is_asked_and_may_be_left(at: Visitor) -> None:
    at.get(PAYMENT)
    assert "beviljade månader" in fields(at)
    assert not at.page.xpath("//input[@name='f:beviljade månader' and @type='checkbox']")
    at.submit(YEAR, "Nästa")
    assert "Beviljade månader12 månader (förvalt)Ändra beviljade månader" in at.text
    at.submit(WORK, "Nästa")
    assert "70 000 kr" in at.text
    assert "Beviljade månader12 månader (förvalt)Ändra beviljade månader" in at.text
    at.submit({}, "Ändra beviljade månader")
    assert "Du kan lämna tomt: då gäller 12 månader." in at.text
    at.submit({"f:beviljade månader": "6"}, "Visa svaret")
    assert "Totalt45 000 kr" in at.text.replace(" 45", "45")  # nine months, no premium, no bonus
    assert "70 000 kr" not in at.text
    assert "Beviljade månader6 månaderÄndra" in at.text
    assert "(förvalt)" not in at.text


def test_a_default_is_told_in_the_motivation(at: Visitor) -> None:
    at.get(PAYMENT)
    at.submit(YEAR, "Nästa")
    at.submit(WORK, "Visa svaret")
    assert "beviljade månader: 12 månader (förvalt)" in at.texts("textarea[name=motivering]")[0]


def test_a_default_that_the_answer_does_not_rest_on_is_not_shown(at: Visitor) -> None:
    at.get(PLACEMENT)
    at.submit({"f:arbetsförmåga": "100"}, "Visa svaret")
    assert "(förvalt)" not in at.text


def test_what_can_change_nothing_is_not_what_the_answer_rests_on(at: Visitor) -> None:
    at.get(PAYMENT)
    at.submit({"f:insats": "AMI 1", **MARCH}, "Nästa")
    at.submit({"f:avslutsorsak": "avbruten", "f:varaktighet": "?"}, "Nästa")
    assert at.texts("h1") == ["Ersättning: svar"]
    assert "vet inte" not in at.text


def test_the_side_tells_what_need_not_be_answered(at: Visitor) -> None:
    at.get(PAYMENT)
    at.submit({"f:insats": "AMI 1", **MARCH}, "Nästa")
    sent = [(name, value) for name, value in at.page.forms[0].form_values()]
    data = {name: [value for key, value in sent if key == name] for name, _ in sent}
    for reason, needless in (("avbruten", ["varaktighet"]), ("arbete", [])):
        more = {"del": "läget", "f:avslutsorsak": reason}
        answer = at.client.post(PAYMENT, data={**data, **more}, headers={"origin": "http://127.0.0.1:8000"})
        assert re.findall('class="onödig" data-svar="([^"]*)"', answer.text) == needless


def test_the_side_tells_what_counts_where_nothing_is_answered(at: Visitor) -> None:
    at.get(PAYMENT)
    sent = dict(at.page.forms[0].form_values())
    for insats, months in (("AMI 1", 3), ("AMI 2", 12)):
        data = {**sent, "visad": "beviljade månader", "del": "läget", "f:insats": insats}
        answer = at.client.post(PAYMENT, data=data, headers={"origin": "http://127.0.0.1:8000"})
        assert f"Du kan lämna tomt: då gäller {months} månader." in answer.text


def test_the_group_before_is_gone_back_to_with_everything_kept(at: Visitor) -> None:
    at.get(PAYMENT)
    assert not at.page.xpath("//button[.='Tillbaka']")
    at.submit({"f:insats": "AMI 1", **MARCH}, "Nästa")
    at.submit({"f:avslutsorsak": "arbete"}, "Tillbaka")
    assert fields(at) == {"insats", "startdatum", "slutdatum", "beviljade månader"}
    assert at.page.get_element_by_id("svar-startdatum").get("value") == "2024-03-01"
    assert not at.page.xpath("//button[.='Tillbaka']")
    at.submit({}, "Nästa")
    assert fields(at) == {"varaktighet"}
    assert "AvslutsorsakarbeteÄndra" in at.text


def test_a_day_is_always_one_that_was_chosen(at: Visitor) -> None:
    at.get(PAYMENT)
    at.submit({"dag": ""}, "Nästa")
    assert at.texts(".felruta li") == ["Skriv den dag som reglerna ska gälla."]
    assert at.page.cssselect(".dag details[open]")
    at.submit({"dag": "2999-01-01"}, "Visa svaret")
    assert "Enligt reglerna den 2999-01-01" in at.text
    assert "Dagen ligger framåt. Reglerna kan ändras till dess." in at.text


def test_a_day_before_the_rules_is_told_with_the_day_they_begin(elsewhere: Visitor) -> None:
    elsewhere.get(THIRD)
    assert elsewhere.texts(".felruta li") == ["Val av spår har regler från 2030-01-01. Välj en senare dag."]
    elsewhere.submit({"dag": "2030-01-01"}, "Nästa")
    assert not elsewhere.texts(".felruta li")


def test_the_side_is_fetched_alone(at: Visitor) -> None:
    at.get(PLACEMENT)
    [stamp] = at.page.xpath("//input[@name='stämpel']/@value")
    sent = {"stämpel": stamp, "del": "läget", "f:arbetsförmåga": "100"}
    answer = at.client.post(PLACEMENT, data=sent, headers={"origin": "http://127.0.0.1:8000"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "<form" not in answer.text
    assert answer.text.count("<li>") == 6


@pytest.mark.parametrize("path", [PLACEMENT, PAYMENT, FAULTS, VARMDO])
def test_what_is_typed_is_never_markup(at: Visitor, path: str) -> None:
    at.get(path)
    texts = at.page.xpath("//form//input[@type='text' or @type='date']/@name")
    at.submit(dict.fromkeys(texts, SCRIPT), "Nästa")
    assert at.status == 200
    assert not at.page.xpath("//script[not(@src)]")
    assert SCRIPT in {each.get("value") for each in at.page.iter("input")}
    hidden = {"stämpel": at.page.xpath("//input[@name='stämpel']/@value")[0], "gör": SCRIPT, "visad": SCRIPT}
    answer = at.client.post(
        path,
        data={**hidden, "ändra": SCRIPT, f"f:{SCRIPT}": SCRIPT},
        headers={"origin": "http://127.0.0.1:8000"},
    )
    assert answer.status_code == 200
    assert SCRIPT[:8] + "alert" not in answer.text


def test_a_view_that_is_not_there_is_not_found(at: Visitor) -> None:
    assert at.get("/regelverk/nacka/fråga/spårval").status == 404
    assert at.get("/regelverk/ingen/fråga/placering").status == 404


def test_only_an_officer_may_ask(at: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identitet, "LOCAL", Person(None, frozenset({Role.READER, Role.EDITOR})))
    assert at.get(PLACEMENT).status == 403


def test_receipts_are_found_from_the_menu_of_every_page(at: Visitor) -> None:
    for path in ("/", "/kvitton", PLACEMENT):
        at.get(path)
        assert at.texts("nav .meny a[href='/kvitton']") == ["Kvitton"]
