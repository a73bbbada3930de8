"""The pages of forecasts: sums, what differs from the printed, the chart, and other rules' cost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rulesets import write
from tests.test_third_municipality import FILES, HEAD, TERMS
from tests.webb import Visitor, visitor

LATER = TERMS.replace("2030-01-01", "2031-01-01").replace("310.50", "320.50")
FORECAST = """
prognos: Storköpings budget
regelverk: prov
datum: 2030-01-01
enhet: deltagare
kostnader:
  - {namn: dagpeng, uttryck: antal * 30 * spårvillkor.dagpeng}
  - {namn: resor, uttryck: antal * 100}
grupp: spårvillkor.taxa
rader:
  - {namn: Snabba, fakta: {spår: Snabbspår}, antal: 10}
  - {namn: Långa, fakta: {spår: Långspår}, antal: 4}
tryckt:
  totalt: {summa: 219 tkr, anmärkning: Tryckfel.}
"""


@pytest.fixture(scope="module")
def anna() -> Iterator[Visitor]:
    """A visitor to the real rule sets."""
    with visitor() as visiting:
        yield visiting


def storköping(folder: Path, forecast: str = FORECAST, terms: str = LATER) -> Path:
    """A municipality with a forecast, whose amounts change the year after."""
    files = {**FILES, "spårvillkor/2031-01-01.yaml": terms, "prognoser/2030.yaml": forecast}
    return write(folder, files, HEAD).parent


def rows(anna: Visitor) -> dict[str, list[str]]:
    """The sums by the name of their row."""
    found = anna.page.cssselect("table.summor tbody tr")
    texts = [[" ".join(cell.text_content().split()) for cell in row] for row in found]
    return {name: cells for name, *cells in texts}


def test_the_forecasts_are_listed_with_their_sums(anna: Visitor) -> None:
    anna.get("/regelverk/nacka/prognos")
    assert anna.texts("h1") == ["Prognoser"]
    assert anna.texts("td.tal") == ["6 386 236 kr", "9 000 000 kr"]
    anna.get("/regelverk/varmdo/prognos")
    assert sorted(anna.texts("td.tal")) == ["5 787 600 kr", "8 421 840 kr", "8 681 400 kr"]


def test_a_budget_to_the_krona(anna: Visitor) -> None:
    anna.get("/regelverk/nacka/prognos").follow("Budget 2024 för kundvalen")
    sums = rows(anna)
    assert sums["AMI 2"] == ["60", "720", "3 600 000", "587 000", "4 187 000"]
    assert sums["= ISA"][-1] == "2 139 000"
    assert sums["Totalt"] == ["175", "1 395", "8 253 000", "747 000", "9 000 000"]
    assert "Alla 30 tryckta tal stämmer." in anna.text
    assert "Varje insats antas pågå i hela sin längd." in anna.text


def test_what_differs_from_the_printed_is_said_with_its_note(anna: Visitor) -> None:
    anna.get("/regelverk/varmdo/prognos/utökad-målgrupp-från-år-2")
    assert "tryckt 8 682 tkr, räknat 8 681 tkr. Det tryckta är en och en halv gång" in anna.text


def test_the_chart_shows_every_row_and_what_the_patterns_mean(tmp_path: Path) -> None:
    # 10 x 30 x 310.50 = 93 150, and 10 x 100 = 1 000; 4 x 30 x 1 045 = 125 400, and 4 x 100 = 400
    with visitor(storköping(tmp_path)) as anna:
        anna.get("/regelverk/prov/prognos/2030")
        assert rows(anna)["Totalt"] == ["14", "218 550", "1 400", "219 950"]
        assert anna.texts(".staplar .namn") == ["Snabba", "94 150 kr", "Långa", "125 800 kr"]
        assert anna.texts(".staplar .gruppnamn") == ["låg", "94 150 kr", "hög", "125 800 kr"]
        assert anna.texts(".serier li") == ["Dagpeng", "Resor"]
        assert anna.texts(".staplar .skala") == ["0", "50", "100", "150", "Tusen kronor"]
        bars = anna.page.cssselect(".staplar g rect[class]")
        # of an axis to 150 000: 93 150 is 62.10 percent, and 1 000 is 0.67
        assert [(bar.get("x"), bar.get("width")) for bar in bars[:2]] == [
            ("0.00%", "62.10%"),
            ("62.10%", "0.67%"),
        ]
        assert "räknat 220 tkr. Tryckfel." in anna.text


def test_what_other_rules_would_cost(tmp_path: Path) -> None:
    with visitor(storköping(tmp_path)) as anna:
        anna.get("/regelverk/prov/prognos/2030").submit({"mot": "2031-01-01"}, "Räkna")
        assert anna.status == 200
        assert rows(anna)["Snabba"] == ["94 150", "97 150", "+3 000"]
        assert rows(anna)["Totalt"] == ["219 950", "222 950", "+3 000"]
        assert anna.texts("table:not(.summor) tbody tr:first-child > *")[:4] == [
            "spårvillkor, regel 1 (spår: Snabbspår): dagpeng",
            "310.50",
            "320.50",
            "+3 000",
        ]
        assert anna.texts(".serier li") == ["Reglerna 2030-01-01", "Reglerna 2031-01-01"]
        assert "97 150 kr (+3 000)" in anna.texts(".staplar .namn")


def test_a_draft_counts_where_that_is_asked_for(tmp_path: Path) -> None:
    with visitor(storköping(tmp_path, terms=LATER.replace("förslag", "utkast"))) as anna:
        anna.get("/regelverk/prov/prognos/2030").follow("2031-01-01 (utkast)")
        assert rows(anna)["Totalt"][-1] == "+3 000"
        anna.get("/regelverk/prov/prognos/2030?mot=2031-01-01")
        assert rows(anna)["Totalt"][-1] == "0"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nästa år", "Nästa år är inget datum."),
        ("2020-01-01", "Inga regler gäller 2020-01-01."),
        ("2024-01-01", "Prognosen är redan räknad med reglerna 2024-01-01."),
        ("<script>alert(1)</script>", "<script>alert(1)</script> är inget datum."),
    ],
)
def test_a_day_that_cannot_be_compared_with(anna: Visitor, text: str, message: str) -> None:
    anna.get("/regelverk/nacka/prognos/2024").submit({"mot": text}, "Räkna")
    assert anna.status == 400
    assert anna.texts("#svar-mot-fel")[0].startswith(f"Fel: {message}")
    assert anna.page.cssselect("#svar-mot")[0].get("value") == text
    assert rows(anna)["Totalt"][-1] == "9 000 000"
    assert not anna.page.xpath("//script[not(@src)]")


def test_rules_that_do_not_know_the_rows_are_told_by_row(anna: Visitor) -> None:
    anna.get("/regelverk/nacka/prognos/2024?mot=2023-06-01")
    assert "Prognosen går inte att räkna med reglerna 2023-06-01." in anna.text
    assert "AMI 1 finns inte i insatsvillkor" in anna.text


def test_a_faulty_forecast_is_told_and_stops_no_other(tmp_path: Path) -> None:
    rules = storköping(tmp_path)
    write(rules, {"prognoser/fel.yaml": FORECAST.replace("antal: 10", "antal: tio")}, HEAD)
    write(rules, {"prognoser/form.yaml": "prognos: [\n"}, HEAD)
    with visitor(rules) as anna:
        anna.get("/regelverk/prov/prognos")
        assert anna.texts("tbody td:last-child") == ["219 950 kr", "kan inte räknas", "kan inte räknas"]
        anna.get("/regelverk/prov/prognos/fel")
        assert "tio" in anna.text
        anna.get("/regelverk/prov/prognos/form")
        assert anna.status == 200
        assert "Prognosen går inte att räkna" in anna.text


def test_texts_of_a_forecast_are_no_html(tmp_path: Path) -> None:
    script = "<script>alert(1)</script>"
    forecast = FORECAST.replace("Storköpings budget", script).replace("Snabba", script)
    with visitor(storköping(tmp_path, forecast.replace("namn: dagpeng", f"namn: '{script}'"))) as anna:
        for page in ("", "/2030", "/2030?mot=2031-01-01"):
            anna.get(f"/regelverk/prov/prognos{page}")
            assert anna.status == 200
            assert not anna.page.xpath("//script[not(@src)]")
            assert script in anna.page.text_content()


@pytest.mark.parametrize("name", ["2099", "%2e%2e%2fregelverk", "2024.yaml"])
def test_an_unknown_forecast_is_no_file(anna: Visitor, name: str) -> None:
    anna.get(f"/regelverk/nacka/prognos/{name}")
    assert anna.status == 404


def test_a_forecast_without_rows_is_told(tmp_path: Path) -> None:
    bare = "prognos: Tom\nregelverk: prov\ndatum: 2030-01-01\n"
    with visitor(storköping(tmp_path, bare)) as anna:
        anna.get("/regelverk/prov/prognos/2030")
        assert "Prognosen går inte att räkna." in anna.text
        assert "prov/prognoser/2030.yaml" in anna.text
        assert str(tmp_path) not in anna.text


def test_amounts_below_nought_are_drawn_to_the_left(tmp_path: Path) -> None:
    forecast = FORECAST.replace("antal * 100}", "antal * -100}")
    with visitor(storköping(tmp_path, forecast)) as anna:
        anna.get("/regelverk/prov/prognos/2030")
        ticks = anna.texts(".staplar .skala")[:-1]
        assert ticks[0] == "-50"
        # of an axis from -50 000 to 150 000: -1 000 stands left of nought, at 24.50 percent
        loss = anna.page.cssselect(".staplar g rect.s1")[0]
        assert (loss.get("x"), loss.get("width")) == ("24.50%", "0.50%")
