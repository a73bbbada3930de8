"""Receipts on pages: found, read, tried again, and what is said when something is wrong with them."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import motor
from tests.receipts import kept, store_at
from tests.repository import ROOT
from tests.rulesets import write
from tests.test_third_municipality import DAY, FILES, HEAD
from tests.webb import Visitor, visitor
from verktyg.kvitto import spela_upp
from verktyg.kvitto.avskrift import told
from verktyg.kvitto.innehall import Notes
from verktyg.kvitto.lager import Entry, Store
from verktyg.kvitto.spara import keep
from verktyg.skal import Asked
from verktyg.vy import in_force, view_of
from verktyg.webb.sidor import kvitton as sidan

SCRIPT = "<script>alert(1)</script>\"'&"
SPELL = {
    "insats": "AMI 2",
    "startdatum": datetime.date(2024, 1, 1),
    "slutdatum": datetime.date(2024, 9, 30),
    "avslutsorsak": "arbete",
    "varaktighet": 12,
}
PERSON = {"månader utan arbete": 3, "körkort": True, "branscher": ["vård", "skog"]}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "kvitton.db"


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    made = store_at(database)
    yield made
    made.database.close()


@pytest.fixture
def anna(database: Path) -> Iterator[Visitor]:
    """Somebody at a server whose rule sets are all gone: a receipt rests on what was kept with it."""
    (database.parent / "regler").mkdir()
    with visitor(database.parent / "regler", database=str(database)) as one:
        yield one


def save(
    store: Store,
    folder: Path,
    view: str,
    facts: Mapping[str, Any],
    on: datetime.date = DAY,
    **notes: str,
) -> Entry:
    rulebook = motor.load(folder)
    shown = next(each for each in map(view_of, rulebook.views) if each.name == view)
    asked = Asked.of(rulebook, facts, on, in_force(rulebook, shown, on))
    return keep(store, asked, [shown], Notes("A-17", **notes))


def change(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(statement)


def pairs(one: Visitor) -> dict[str, str]:
    return dict(zip(one.texts("dl.par dt"), one.texts("dl.par dd"), strict=True))


def test_before_anything_is_kept_the_page_says_how(anna: Visitor, database: Path) -> None:
    anna.get("/kvitton")
    assert anna.status == 200
    assert "Inga kvitton har sparats än." in anna.text
    anna.submit({"ärende": "A-17"}, "Sök")
    assert (anna.status, "Det finns inget kvitto med ärendereferensen A-17." in anna.text) == (200, True)
    assert anna.get("/kvitton/1").status == 404
    assert not database.exists()


def test_a_case_is_found_without_its_reference_in_the_address(anna: Visitor, store: Store) -> None:
    kept(store, "A-17")
    kept(store, "B-2")
    anna.get("/kvitton").submit({"ärende": "A-17"}, "Sök")
    assert anna.texts("tbody tr th") == ["Kvitto 1"]
    assert anna.url.endswith("/kvitton")
    anna.follow("Kvitto 1")
    assert (anna.status, anna.texts("h1")) == (200, ["Kvitto 1"])


def test_an_identity_number_is_refused_and_never_shown_again(anna: Visitor) -> None:
    anna.get("/kvitton").submit({"ärende": "19811218-9876"}, "Sök")
    assert anna.status == 422
    assert anna.page.findtext(".//title").startswith("Fel: ")
    assert "samordningsnummer" in anna.texts(".felruta")[0]
    assert "9876" not in anna.page.text_content()
    [link] = anna.page.cssselect(".felruta a")
    assert anna.page.get_element_by_id(link.get("href").removeprefix("#")).get("name") == "ärende"


def test_what_is_written_comes_back_as_text(anna: Visitor, store: Store) -> None:
    anna.get("/kvitton").submit({"ärende": SCRIPT}, "Sök")
    assert anna.texts(".ruta[role=status]") == [f"Det finns inget kvitto med ärendereferensen {SCRIPT}."]
    rules, facts = ROOT / "regler" / "varmdo", {"ålder": 30}
    save(store, rules, "placering", facts, motivation=f"{SCRIPT}\nrad två", decided_by=SCRIPT)
    anna.get("/kvitton/1")
    assert pairs(anna)["Beslutsfattare"] == SCRIPT
    assert anna.texts(".ordagrant") == [f"{SCRIPT} rad två"]
    assert not anna.page.xpath("//main//script")


def test_a_payment_is_read_with_units_reasons_and_hashes(anna: Visitor, store: Store) -> None:
    entry = save(store, ROOT / "regler" / "nacka", "ersättning", SPELL, datetime.date(2024, 10, 1))
    anna.get("/kvitton/1")
    told = pairs(anna)
    assert (told["Varaktighet"], told["Startdatum"]) == ("12 månader", "2024-01-01")
    assert anna.texts(".summor .totalt td") == ["70 000 kr"]
    assert "månad 7-10 erhåller 50 procent" in anna.text
    assert anna.page.cssselect("svg[role=img]")
    assert "Oförändrat" in anna.text
    for hashed in (entry.chain, entry.before, entry.content_hash, *entry.data["regler"].values()):
        assert hashed in anna.text


def test_a_choice_is_read_with_its_reason_and_every_alternative(anna: Visitor, store: Store) -> None:
    facts = {"etableringsprogrammet": True, "behov av sfi": True, "arbetsförmåga": 40}
    day = datetime.date(2024, 10, 1)
    save(store, ROOT / "regler" / "nacka", "placering", facts, day, chosen="AMI 2", reason="Plats finns.")
    anna.get("/kvitton/1")
    assert (pairs(anna)["Valt"], anna.texts(".ordagrant")) == ("AMI 2", ["Plats finns."])
    assert len(anna.texts(".alternativkort")) == 6
    assert "kunde ha ändrat svaret" in anna.text


def test_tried_again_it_is_the_same_by_its_own_rules_though_they_changed_here(
    tmp_path: Path, store: Store, database: Path
) -> None:
    folder = write(tmp_path, FILES, HEAD)
    save(store, folder, "spårval", PERSON)
    table = folder / "möjliga spår" / "2030-01-01.yaml"
    table.write_text(table.read_text("utf-8").replace("körkort: ja", "körkort: nej"), "utf-8")
    with visitor(folder.parent, database=str(database)) as bo:
        bo.get("/kvitton/1")
        assert "Snabbspår" in bo.text
        bo.submit({}, "Pröva igen")
        own, here = bo.texts(".prövat h3")
        assert (own, "prov" in here) == ("Med reglerna som sparades med kvittot", True)
        assert bo.texts(".prövat .läge") == ["Samma svar", "Ett annat svar"]
        assert "Föreslaget spår: Snabbspår blir Långspår" in bo.texts(".prövat li")


def test_the_rules_of_a_day_are_tried_when_the_rule_set_is_gone(anna: Visitor, store: Store) -> None:
    kept(store)
    anna.get("/kvitton/1").submit({"dag": "2024-03-01"}, "Pröva igen")
    assert "som om de för 2024-03-01 alltid hade gällt" in anna.texts(".prövat h3")[1]
    assert anna.texts(".prövat .läge") == ["Samma svar", "Samma svar"]
    anna.get("/kvitton/1").submit({"dag": "i går"}, "Pröva igen")
    assert (anna.status, len(anna.texts(".felruta li"))) == (422, 1)


def test_another_engine_is_told(anna: Visitor, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(store)
    monkeypatch.setattr(spela_upp, "engine", lambda: {"version": "99", "sha256": "0"})
    anna.get("/kvitton/1").submit({}, "Pröva igen")
    assert "med en annan version av motorn" in anna.texts(".prövat")[0]


def test_edited_content_is_told(anna: Visitor, store: Store, database: Path) -> None:
    kept(store)
    change(database, "update kvitto set innehåll = replace(innehåll, 'bibliotek', 'bibliotes')")
    assert "Innehållet är ändrat." in anna.get("/kvitton/1").text
    change(database, "update kvitto set innehåll = '[1, 2'")
    anna.get("/kvitton/1")
    assert (anna.status, "Innehållet går inte att läsa." in anna.text) == (200, True)
    anna.get("/kvitton").submit({"ärende": "A-17"}, "Sök")
    assert "går inte att läsa" in anna.text


def test_an_answer_that_cannot_be_had_again_is_read_as_it_was_kept(
    anna: Visitor, store: Store, database: Path
) -> None:
    kept(store)
    change(database, "update regelfil set text = replace(text, 'träffregel', 'traffregel')")
    anna.get("/kvitton/1")
    assert "Svaret visas som det sparades" in anna.text
    assert pairs(anna)["Bästa kort"] == "vuxenkort"
    assert "saknas eller är ändrad" in anna.text


def test_removed_content_is_told_and_not_tried(anna: Visitor, store: Store) -> None:
    kept(store)
    store.remove(datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC), {"form": 1, "före": "2999-01-01"})
    anna.get("/kvitton/1")
    assert (anna.status, "Innehållet är gallrat." in anna.text) == (200, True)
    assert "Oförändrat" in anna.text
    assert not anna.page.forms
    assert "innehållet bort i 1 kvitto från tiden före 2999-01-01" in anna.get("/kvitton/2").text


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999", "abc", "-1", "1.0"])
def test_a_number_without_a_receipt_is_told_in_words(anna: Visitor, store: Store, number: str) -> None:
    kept(store)
    anna.get(f"/kvitton/{number}")
    assert (anna.status, anna.texts("h1")) == (404, ["Sidan kan inte visas"])


def test_a_database_that_cannot_be_used_is_told_in_words(anna: Visitor, database: Path) -> None:
    database.write_text("ingen databas " * 100)
    anna.get("/kvitton")
    assert (anna.status, "ingen databas med kvitton" in anna.text) == (503, True)


def test_a_number_that_no_receipt_can_have_leads_nowhere(anna: Visitor) -> None:
    for number in ("0", "-1", "9" * 10, "9" * 5_000, "1e3", "\N{ARABIC-INDIC DIGIT ONE}"):
        assert anna.get(f"/kvitton/{number}").status == 404, number[:20]


def test_the_reasons_of_a_receipt_are_worked_out_once(
    anna: Visitor, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[int]()
    monkeypatch.setattr(sidan, "told", lambda entry, at: asked.append(entry.number) or told(entry, at))
    entry = kept(store)
    assert [anna.get(f"/kvitton/{entry.number}").status for _ in range(3)] == [200, 200, 200]
    assert asked == [entry.number]
