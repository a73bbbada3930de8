"""From the result on the page to a receipt: the choice, its reason, the motivering, and saving it once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.receipts import kept, store_at
from tests.webb import Visitor, visitor
from verktyg.kvitto.databas import Database
from verktyg.kvitto.lager import Entry, Store

PLACEMENT = "/regelverk/nacka/fråga/placering"
NUMBER = "850101-1236"
SCRIPT = "<script>alert(1)</script>\"'&"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "k.db"


@pytest.fixture
def at(database: Path) -> Iterator[Visitor]:
    """Somebody who has been told that AMI 2 is suggested."""
    with visitor(database=str(database)) as one:
        one.get(PLACEMENT)
        one.submit({"f:arbetsförmåga": "40", "f:ställningstagande från förtroendeläkare": "?"}, "Nästa")
        one.submit({"f:behov av sfi": "nej", "f:etableringsprogrammet": "nej"}, "Visa svaret")
        assert "Föreslagen insats AMI 2" in one.text
        yield one


def save(one: Visitor, **values: str) -> Visitor:
    return one.submit(values, "Spara kvitto", form=1)


def entries(database: Path) -> list[Entry]:
    store = Store(Database(str(database)))
    try:
        return list(store.entries()) if database.exists() else []
    finally:
        store.database.close()


def test_the_person_chooses_and_the_receipt_is_told(at: Visitor, database: Path) -> None:
    assert not at.page.xpath("//input[@name='val'][@checked]")
    [text] = at.page.xpath("//textarea[@name='motivering']")
    assert "arbetsförmåga är 40 procent (ska vara minst 25 och under 100 procent)" in text.value
    assert "”uppgår till minst 25 procent”" in text.value
    save(at, ärende="KAE-17", val="val:AMI 2", beslutsfattare="Bo Ek", motivering="Rad ett\nAMI 2")
    [entry] = entries(database)
    assert at.texts("h1") == ["Kvitto 1 är sparat"]
    assert entry.chain in at.text
    assert at.page.xpath("//a[@href='/kvitton/1']")
    assert "sparas som du skrev dem" in at.text
    told = entry.data
    names = ("ärende", "valt", "föreslaget", "skäl", "motivering", "beslutsfattare", "vyer")
    assert [told[name] for name in names] == [
        "KAE-17",
        "AMI 2",
        "AMI 2",
        None,
        "Rad ett\nAMI 2",
        "Bo Ek",
        ["placering"],
    ]
    assert told["fakta"] == {"arbetsförmåga": 40, "behov av sfi": False, "etableringsprogrammet": False}


def test_everything_that_is_wrong_is_told_at_its_field(at: Visitor, database: Path) -> None:
    save(at, ärende=" ", motivering=f"Gäller {NUMBER}", skäl="för att")
    links = [each.get("href") for each in at.page.cssselect(".felruta a")]
    assert set(links) == {"#svar-val", "#svar-ärende", "#svar-motivering"}
    assert all(at.page.get_element_by_id(link[1:]) is not None for link in links)
    [text] = at.page.xpath("//textarea[@name='motivering']")
    assert text.value == f"Gäller {NUMBER}"
    assert not any(NUMBER in told for told in at.texts(".felruta, .felrad"))
    assert entries(database) == []


def test_a_choice_that_cannot_be_says_why_and_is_kept_with_a_reason(at: Visitor, database: Path) -> None:
    save(at, ärende="KAE-17", val="val:AMI 1")
    told = at.texts(".felrad")[0]
    assert (
        "AMI 1 är inte möjlig enligt svaren: arbetsförmåga är 40 procent, men ska vara 100 procent." in told
    )
    assert "Kontrollera svaren, eller skriv varför reglerna inte ska följas." in told
    assert entries(database) == []
    save(at, skäl="Läkaren har rått till det.")
    assert [entry.data["valt"] for entry in entries(database)] == ["AMI 1"]
    at.get("/kvitton/1")
    assert "AMI 1 (inte möjlig enligt svaret)" in at.texts("dd")
    at.get("/kvitton")
    at.submit({"ärende": "KAE-17"}, "Sök")
    assert "AMI 1 (inte möjlig enligt svaret)" in at.texts("td")


def test_a_choice_before_anything_is_suggested_says_what_that_waits_for(database: Path) -> None:
    with visitor(database=str(database)) as one:
        one.get(PLACEMENT)
        one.submit({"f:arbetsförmåga": "40", "f:ställningstagande från förtroendeläkare": "?"}, "Visa svaret")
        save(one, ärende="KAE-17", val="val:AMI 2")
        told = one.texts(".felrad")[0]
        assert "Inget är föreslaget än: det beror på behov av sfi" in told
        assert "Ett val behöver därför ett skäl." in told


def written(one: Visitor) -> str:
    [text] = one.page.xpath("//textarea[@name='motivering']")
    return str(text.value)


def test_the_motivering_follows_the_choice(at: Visitor, database: Path) -> None:
    assert "Föreslagen insats är AMI 2" in written(at)
    at.submit({"val": "val:FAI 2", "skäl": "Kunden vill det."}, "Uppdatera texten", form=1)
    opening = (
        "Val av insats: FAI 2. Skäl till att välja något annat än det föreslagna (AMI 2): Kunden vill det."
    )
    assert written(at).startswith(opening)
    assert at.page.xpath("//input[@name='val'][@checked]/@value") == ["val:FAI 2"]
    assert entries(database) == []
    save(at, ärende="KAE-17", val="val:AMI 2", skäl="")  # changed again, and kept at once
    [entry] = entries(database)
    assert entry.data["motivering"].startswith("Val av insats: AMI 2.\n\n")


def test_a_motivering_that_a_person_has_written_in_is_left_alone(at: Visitor, database: Path) -> None:
    own = "Kunden ska dit."
    at.submit({"val": "val:AMI 2", "motivering": own}, "Uppdatera texten", form=1)
    assert written(at) == own
    assert "Du har ändrat motiveringen, så den är kvar." in at.texts(".felrad")[0]
    save(at, ärende="KAE-17")
    assert "Motiveringen nämner inte det du valt (AMI 2)." in at.texts(".felrad")[0]
    assert entries(database) == []
    save(at)  # told once only
    assert [entry.data["motivering"] for entry in entries(database)] == [own]


def test_an_emptied_motivering_is_made_anew_when_asked_for_and_else_kept_empty(
    at: Visitor, database: Path
) -> None:
    at.submit({"val": "val:AMI 2", "motivering": " "}, "Uppdatera texten", form=1)
    assert written(at).startswith("Val av insats: AMI 2.")
    save(at, ärende="KAE-17", motivering="")
    assert [entry.data["motivering"] for entry in entries(database)] == [None]


def test_a_choice_that_cannot_be_is_told_at_the_choice(at: Visitor) -> None:
    at.submit({"val": "val:AMI 1"}, "Uppdatera texten", form=1)
    assert at.texts(".valvarning")[0].startswith("AMI 1 är inte möjlig enligt svaren: arbetsförmåga är 40")
    assert "Val av insats: AMI 1. AMI 1 är inte möjlig enligt svaren." in written(at)


def test_the_text_alone_is_given_to_a_page_that_asks(at: Visitor) -> None:
    [button] = at.page.xpath("//button[.='Uppdatera texten']")
    button.set("name", "del")
    button.set("value", "motivering")
    at.submit({"val": "val:ISA 1", "skäl": SCRIPT}, "Uppdatera texten", form=1)
    assert not at.page.xpath("//h1 | //script")
    assert SCRIPT in written(at)


def test_another_choice_than_the_suggested_asks_for_a_reason(at: Visitor, database: Path) -> None:
    save(at, ärende="KAE-17", val="val:FAI 2")
    assert "ett annat än det föreslagna, som är AMI 2" in at.texts(".felrad")[0]
    assert "--" not in " ".join(at.texts(".felruta"))
    assert at.page.cssselect(".felruta a")[0].get("href") == "#svar-skäl"
    assert at.page.xpath("//input[@name='val'][@checked]/@value") == ["val:FAI 2"]
    save(at, skäl="Kunden har redan en plats.")
    [entry] = entries(database)
    assert (entry.data["valt"], entry.data["skäl"]) == ("FAI 2", "Kunden har redan en plats.")


def test_nothing_chosen_yet_can_be_said(at: Visitor, database: Path) -> None:
    save(at, ärende="KAE-17", val="inget")
    assert entries(database)[0].data["valt"] is None
    assert at.texts("h1") == ["Kvitto 1 är sparat"]


def test_a_choice_that_is_no_alternative_is_refused(at: Visitor, database: Path) -> None:
    save(at, ärende="KAE-17", val="val:rymdfärd", skäl="för att")
    assert at.texts(".felruta li")[0].startswith("Valet är inget av alternativen.")
    assert entries(database) == []


def test_pressing_twice_keeps_one_receipt(at: Visitor, database: Path) -> None:
    filled = at.page
    for _ in range(2):
        at.page = filled
        at.url = at.url.partition("/sparat")[0]
        save(at, ärende="KAE-17", val="val:AMI 2")
        assert at.texts("h1") == ["Kvitto 1 är sparat"]
    at.page = filled
    at.url = at.url.partition("/sparat")[0]
    save(at, ärende="KAE-17", val="val:AMI 2", beslutsfattare="Bo Ek")
    assert at.texts("h1") == ["Kvitto 2 är sparat"]
    assert [entry.number for entry in entries(database)] == [1, 2]


def test_the_same_receipt_counts_as_another_later_on_and_without_being_asked_for(tmp_path: Path) -> None:
    store = store_at(tmp_path / "k.db")
    first, second = kept(store), kept(store)
    assert (first.number, second.number) == (1, 2)
    data = second.data
    assert store.save(data, [], once=datetime.timedelta(minutes=10)).number == 2
    assert store.save(data, [], once=datetime.timedelta(0)).number == 3


def test_a_database_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    with visitor(database=str(tmp_path / "ingen" / "k.db")) as one:
        one.get(PLACEMENT)
        one.submit({}, "Visa svaret")
        save(one, ärende="KAE-17", val="inget")
        assert one.status == 200
        assert one.texts(".felruta li")
        assert "sparat" not in one.texts("h1")[0]


def test_what_is_written_in_the_receipt_is_never_markup(at: Visitor) -> None:
    names = ("ärende", "skäl", "motivering", "beslutsfattare")
    save(at, **dict.fromkeys(names, SCRIPT))  # no choice: the page comes back
    assert at.texts(".felruta")
    assert not at.page.xpath("//script[not(@src)]")
    typed = at.page.xpath("//input[@type='text']/@value") + [
        each.value for each in at.page.xpath("//textarea")
    ]
    assert [text for text in typed if text == SCRIPT] == [SCRIPT] * 4
    save(at, val="val:FAI 2")
    assert "Motiveringen nämner inte det du valt (FAI 2)." in at.texts(".felrad")[0]
    save(at)
    assert at.texts("h1") == ["Kvitto 1 är sparat"]
    assert not at.page.xpath("//script[not(@src)]")


def test_a_receipt_that_is_not_there_is_not_found(at: Visitor) -> None:
    assert at.get(f"{PLACEMENT}/sparat/7").status == 404
    assert at.get(f"{PLACEMENT}/sparat/sju").status in (404, 422)
