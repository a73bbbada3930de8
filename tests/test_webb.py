"""The first page and the frame around every page."""

from __future__ import annotations

from tests.webb import visitor


def test_the_first_page_leads_to_each_rule_set_and_view() -> None:
    with visitor() as anna:
        anna.get("/")
        assert anna.status == 200
        assert anna.texts("h1") == ["Vad vill du göra?"]
        assert {"Placeringskontroll", "Ersättning", "Regler"} <= set(anna.texts(".val a"))


def test_an_unknown_address_is_told_in_words() -> None:
    with visitor() as anna:
        anna.get("/regelverk/finns-inte")
        assert anna.status == 404
        assert anna.texts("h1") == ["Sidan kan inte visas"]


def test_health_answers() -> None:
    with visitor() as anna:
        assert anna.client.get("/hälsa").text == "ok\n"
