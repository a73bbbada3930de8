"""The pages about rules: what a rule set is, one decision in one version, its sources and its findings."""

from __future__ import annotations

import datetime
import re
import shutil
import threading
from pathlib import Path
from unittest.mock import patch

import pytest

import motor
from motor.documents.model import HitPolicy
from tests.command import LIBRARY
from tests.repository import ROOT
from tests.rulesets import HEAD, decision, write
from tests.test_third_municipality import FILES as THIRD_FILES
from tests.test_third_municipality import HEAD as THIRD_HEAD
from tests.webb import Visitor, visitor
from verktyg.webb.delar.beslutslogik import POLICIES
from verktyg.webb.regelmapp.fynd import findings_soon
from verktyg.webb.regelmapp.serverad import loaded
from verktyg.webb.sidor.regler import default_day

RULES = ROOT / "regler"
SCRIPT = "<script>alert(1)</script>"


def hrefs(anna: Visitor, css: str = "main a") -> list[str]:
    return [each.get("href") for each in anna.page.cssselect(css)]


def rule_set_at(tmp_path: Path, files: dict[str, str], head: str = HEAD) -> Path:
    write(tmp_path, files, head)
    return tmp_path


@pytest.mark.parametrize("name", sorted(path.parent.name for path in RULES.glob("*/regelverk.yaml")))
def test_every_link_of_the_overview_leads_to_a_page(name: str) -> None:
    with visitor() as anna:
        anna.get(f"/regelverk/{name}")
        assert anna.status == 200
        rulebook = motor.load(RULES / name)
        assert set(rulebook.decisions) <= set(anna.texts("table a"))
        assert [text for text in anna.texts("h2") if text] == ["Beslut", "Vad som behöver vad", "Fakta"]
        ids = {each.get("id") for each in anna.page.cssselect("[id]")}
        for href in dict.fromkeys(hrefs(anna)):
            page, _, fragment = href.partition("#")
            if "/beslut/" in page:
                assert anna.get(page).status == 200, href
            elif fragment.startswith("faktum-"):
                assert fragment in ids


@pytest.mark.parametrize("name", sorted(path.parent.name for path in RULES.glob("*/regelverk.yaml")))
def test_every_version_of_every_decision_has_its_page(name: str) -> None:
    rulebook = motor.load(RULES / name)
    with visitor() as anna:
        for one in rulebook.decisions.values():
            for version in one.versions:
                anna.get(f"/regelverk/{name}/beslut/{one.name}?från={version.valid_from}")
                assert anna.status == 200
                assert anna.text.count(version.stamp.sha256) == 1
                assert version.stamp.standing in anna.texts(".ingress .läge")
                for text in version.interpretations:
                    assert " ".join(text.text.split()) in anna.text


def test_the_day_picks_the_rules(tmp_path: Path) -> None:
    later = {"namn/2025-01-01.yaml": decision("namn", "uttryck: '2'\ntyp: tal\n", "2025-01-01")}
    early = {"namn/2024-01-01.yaml": decision("namn", "uttryck: ålder\ntyp: tal\n")}
    with visitor(rule_set_at(tmp_path, early | later)) as anna:
        anna.get("/regelverk/prov?datum=2024-06-01")
        assert anna.texts("tr.gäller td.datum") == ["2024-01-01 till 2024-12-31 gäller"]
        assert anna.texts("svg .nod") == ["namn", "ålder"]
        anna.submit({"datum": "2025-06-01"}, "Visa")
        assert anna.texts("tr.gäller td.datum") == ["från 2025-01-01 gäller"]
        assert anna.texts("svg .nod") == []
        assert "läser inget annat och läses inte av något: namn" in anna.text
        anna.get("/regelverk/prov?datum=2023-06-01")
        assert "Inga regler gäller den 2023-06-01." in anna.text


def test_decisions_that_cannot_be_drawn_together_are_listed(tmp_path: Path) -> None:
    files = {"d0/2024-01-01.yaml": decision("d0", "uttryck: ålder\ntyp: tal\n")}
    for n in range(1, 6):
        text = decision(f"d{n}", f"uttryck: d{n - 1} + 1\ntyp: tal\n")
        files[f"d{n}/2024-01-01.yaml"] = text
    with patch("verktyg.webb.bilder.diagram.MOST", 5), visitor(rule_set_at(tmp_path, files)) as anna:
        anna.get("/regelverk/prov")
        assert "6 beslut hänger ihop, fler än en bild kan visa." in anna.text
        assert anna.texts("figure a") == ["d5"]
        assert anna.get("/regelverk/prov/beslut/d3").texts("svg .nod") == ["d3", "d2", "d4"]


def test_a_day_that_is_none_is_told_at_the_field() -> None:
    with visitor() as anna:
        anna.get("/regelverk/nacka?datum=2024-02-30")
        assert anna.status == 400
        assert anna.page.findtext(".//title").startswith("Fel: ")
        assert "2024-02-30 är inget datum." in anna.texts(".felruta a")[0]
        assert anna.texts(".felrad") == ["2024-02-30 är inget datum."]


def test_a_table_is_a_table_with_its_sources() -> None:
    with visitor(LIBRARY.parent) as anna:
        anna.get("/regelverk/bibliotek/beslut/möjliga kort")
        assert anna.texts("h1") == ["Möjliga kort"]
        assert "Träffregel: samla (C)." in anna.text
        rows = [
            [" ".join(cell.text_content().split()) for cell in row]
            for row in anna.page.cssselect(".beslutstabell tbody tr:not(.noter)")
        ]
        assert rows[0] == ["1", "< 18under 18 år", "–vad som helst", "barnkort"]
        assert rows[1][1:] == ["[18..120]minst 18 och högst 120 år", "ja", "vuxenkort"]
        assert "Beslutad av kulturnämnden 2023-05-02 § 7." in anna.text
        assert "Tolkning 1. Den som fyller arton i dag är vuxen." in anna.text
        assert "BIB-1, Lånekort: under arton år" in anna.text
        assert anna.texts(".ingress .läge") == ["beslutad"]
        assert "förseglad" in anna.texts(".ingress .sigill")[0]


def test_amounts_stand_to_the_right_with_their_unit() -> None:
    with visitor(LIBRARY.parent) as anna:
        anna.get("/regelverk/bibliotek/beslut/kortvillkor")
        heads = set(anna.texts(".beslutstabell th.tal"))
        assert "lånetid (dagar)" in heads
        assert anna.texts(".beslutstabell td.tal")


def test_steps_stand_by_name_and_expressions_as_written() -> None:
    with visitor(LIBRARY.parent) as anna:
        anna.get("/regelverk/bibliotek/beslut/avgift")
        assert "påminnelse" in " ".join(anna.texts(".steg h3"))
        assert "if försenade dagar > 2 then 1000 else 0" in anna.texts(".steg code")
        anna.get("/regelverk/bibliotek/beslut/hälsning")
        assert any(text.startswith("if bor i kommunen") for text in anna.texts(".steg code"))


def test_needs_are_links_both_ways() -> None:
    with visitor(LIBRARY.parent) as anna:
        anna.get("/regelverk/bibliotek/beslut/bästa kort")
        anna.follow("möjliga kort")
        assert anna.texts("h1") == ["Möjliga kort"]
        needs, needed_by = anna.page.cssselect("dl.par")[0].findall("dd")
        assert [each.text for each in needs.iter("a")] == ["åldern", "bor i kommunen"]
        assert "bästa kort" in [each.text for each in needed_by.iter("a")]
        nodes = set(anna.texts("svg .nod"))
        assert {"möjliga kort", "åldern", "bor i kommunen", "bästa kort"} <= nodes


def test_a_version_is_picked_and_the_others_are_links(tmp_path: Path) -> None:
    files = {
        "namn/2024-01-01.yaml": decision("namn", "uttryck: ålder\ntyp: tal\n"),
        "namn/2025-01-01.yaml": decision("namn", "uttryck: ålder + 1\ntyp: tal\n", "2025-01-01"),
        "namn/2999-01-01.yaml": decision("namn", "uttryck: ålder + 2\ntyp: tal\n", "2999-01-01"),
    }
    with visitor(rule_set_at(tmp_path, files)) as anna:
        anna.get("/regelverk/prov/beslut/namn")
        assert anna.texts(".steg code") == ["ålder + 1"]
        assert "gäller i dag" in anna.texts(".ingress .nu")
        bars = anna.page.cssselect("svg.tidsband a")
        assert [each.get("aria-current") for each in bars] == [None, "page", None]
        assert "gäller i dag" in bars[1].get("aria-label")
        anna.get(bars[2].get("href"))
        assert anna.texts(".steg code") == ["ålder + 2"]
        assert "gäller inte i dag" in anna.texts(".ingress .nu")
        assert anna.get("/regelverk/prov/beslut/namn?från=2024-01-02").status == 404
        assert anna.get("/regelverk/prov/beslut/namn?från=../../x").status == 404
        assert anna.get("/regelverk/prov/beslut/finns inte").status == 404
        assert anna.get("/regelverk/prov/beslut/..%2F..%2Fetc").status == 404


def test_a_draft_says_that_it_does_not_count(tmp_path: Path) -> None:
    draft = decision("namn", "uttryck: ålder\ntyp: tal\n").replace("förslag", "utkast")
    folder = rule_set_at(tmp_path, {"namn/2024-01-01.yaml": draft})
    with visitor(folder) as anna:
        anna.get("/regelverk/prov/beslut/namn")
        assert anna.texts(".ingress .nu") == ["utkastet räknas inte"]
    with visitor(folder, drafts=True) as anna:
        anna.get("/regelverk/prov/beslut/namn")
        assert anna.texts(".ingress .nu") == ["gäller i dag"]


def test_the_fact_that_picks_the_version_is_told(tmp_path: Path) -> None:
    text = decision("namn", "uttryck: ålder\ntyp: tal\n", more="gäller enligt: start\n")
    files = {"namn/2024-01-01.yaml": text}
    with visitor(rule_set_at(tmp_path, files)) as anna:
        anna.get("/regelverk/prov/beslut/namn")
        assert "Vilken version som gäller avgörs av start, inte av dagen då man frågar." in anna.text


def test_every_hit_policy_is_explained() -> None:
    assert list(POLICIES) == list(HitPolicy)


@pytest.mark.parametrize("name", sorted(path.parent.name for path in RULES.glob("*/regelverk.yaml")))
def test_every_source_is_told_with_where_it_is_used(name: str) -> None:
    rulebook = motor.load(RULES / name)
    with visitor() as anna:
        anna.get(f"/regelverk/{name}/källor")
        assert anna.texts("h2") == [document.dnr for document in rulebook.document.documents]
        for one in rulebook.decisions.values():
            for version in one.versions:
                for reference in version.references:
                    assert one.name in anna.texts("td a")
                    assert f"{reference.phrase or '–'}" in anna.text


# --- findings

GAP = decision(
    "avgift",
    """
    träffregel: unik
    indata: [ålder]
    utdata: [{namn: avgift, typ: tal, enhet: kr}]
    regler:
      - {när: {ålder: "< 18"}, ger: {avgift: 0}}
      - {när: {ålder: "[10..20]"}, ger: {avgift: 100}}
    """,
)


def test_findings_are_told_with_grade_place_and_what_to_do(tmp_path: Path) -> None:
    with visitor(rule_set_at(tmp_path, {"avgift/2024-01-01.yaml": GAP})) as anna:
        anna.get("/regelverk/prov/fynd")
        assert anna.texts("section.grad h2")[:2] == ["Fel", "Varningar"]
        assert any("avgift/2024-01-01.yaml, rad" in text for text in anna.texts(".fynd .källa"))
        assert any("Överlapp" in text for text in anna.texts(".grad.fel .fynd .källa"))
        assert anna.texts(".fynd mark")
        anna.follow("avgift från 2024-01-01")
        assert anna.texts("h1") == ["Avgift"]
        assert anna.texts(".fynd h3")


def test_findings_that_take_long_do_not_keep_anyone_waiting(tmp_path: Path) -> None:
    go = threading.Event()
    real = motor.verify

    def slow(rulebook: motor.Rulebook, names: list[str]) -> object:
        go.wait(30)
        return real(rulebook, names)

    folder = rule_set_at(tmp_path, {"avgift/2024-01-01.yaml": GAP})
    with patch("verktyg.granska.motor.verify", slow):
        served = loaded(folder / "prov", drafts=False)
        assert findings_soon(served, 0) is None
        go.set()
        found = findings_soon(served, 30)
    assert found is not None
    assert {problem.code for problem in found} >= {"överlapp", "lucka"}


def test_a_page_says_that_findings_are_being_worked_out(tmp_path: Path) -> None:
    with visitor(rule_set_at(tmp_path, {"avgift/2024-01-01.yaml": GAP})) as anna:
        with patch("verktyg.webb.delar.fynd.findings_soon", lambda served, seconds=0: None):
            anna.get("/regelverk/prov/fynd")
            assert "Fynden räknas fram." in anna.text
            assert anna.texts("main a.knapp") == ["Titta igen"]
            anna.get("/regelverk/prov/beslut/avgift")
            assert "Granskningen räknas fram." in anna.text
        anna.get("/regelverk/prov/fynd")
        assert anna.texts("section.grad")


# --- others


def test_a_new_municipality_has_the_same_pages(tmp_path: Path) -> None:
    with visitor(rule_set_at(tmp_path, THIRD_FILES, THIRD_HEAD)) as anna:
        anna.get("/regelverk/prov")
        assert anna.texts("h1") == ["Storköpings kommun"]
        assert "spårvillkor" in anna.texts("svg .nod")
        for name in ("möjliga spår", "föreslaget spår", "spårvillkor", "ersättning"):
            assert anna.get(f"/regelverk/prov/beslut/{name}").status == 200
        assert anna.get("/regelverk/prov/fynd").status == 200
        assert anna.get("/regelverk/prov/källor").texts("h2") == ["SK-2030-7"]


def test_before_the_first_rules_the_latest_are_shown(tmp_path: Path) -> None:
    rulebook = motor.load(write(tmp_path, THIRD_FILES, THIRD_HEAD))
    with patch("verktyg.webb.sidor.regler.today", lambda: datetime.date(2029, 1, 1)):
        assert default_day(rulebook) == datetime.date(2030, 1, 1)
    with patch("verktyg.webb.sidor.regler.today", lambda: datetime.date(2031, 1, 1)):
        assert default_day(rulebook) == datetime.date(2031, 1, 1)


def test_markup_in_rules_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    nasty = f'"{SCRIPT}\'&quot;"'
    head = HEAD.replace("Ett påhittat regelverk", SCRIPT).replace("Hur gammal är personen?", SCRIPT)
    head = head.replace("Ett påhittat dokument", SCRIPT)
    table = GAP.replace("status: förslag", f"status: förslag\nbeskrivning: {nasty}")
    table = table.replace("avsnitt: A", f"avsnitt: {nasty}, fras: {nasty}")
    text = decision("text", f"uttryck: '\"{SCRIPT}\"'\ntyp: text\ntolkning: [{{nr: 1, text: {nasty}}}]\n")
    files = {"avgift/2024-01-01.yaml": table, "text/2024-01-01.yaml": text}
    with visitor(rule_set_at(tmp_path, files, head)) as anna:
        pages = ("", "/beslut/avgift", "/beslut/text", "/källor", "/fynd", f"?datum={SCRIPT}")
        for page in pages:
            anna.get(f"/regelverk/prov{page}")
            assert anna.status in (200, 400)
            assert [each.text for each in anna.page.iter("script") if each.text] == []
            assert SCRIPT in anna.page.text_content()


def test_pages_hold_what_the_policy_and_a_screen_reader_ask_for() -> None:
    with visitor(LIBRARY.parent) as anna:
        for page in ("", "/beslut/möjliga kort", "/beslut/avgift", "/källor", "/fynd"):
            anna.get(f"/regelverk/bibliotek{page}")
            assert anna.page.cssselect("[style]") == []
            ids = [each.get("id") for each in anna.page.cssselect("[id]")]
            assert len(ids) == len(set(ids))
            for part in anna.page.cssselect(".rullbar"):
                assert (part.get("tabindex"), part.get("role")) == ("0", "region")
                assert part.get("aria-label")
            for link in anna.page.cssselect("svg a"):
                assert re.sub(r"\s+", " ", link.text_content()).strip() in link.get("aria-label")


def test_what_is_served_is_shown_while_the_folder_is_broken(tmp_path: Path) -> None:
    shutil.copytree(LIBRARY, tmp_path / "bibliotek")
    with visitor(tmp_path) as anna:
        rules = anna.client.app.state.server.rules  # type: ignore[attr-defined]
        (tmp_path / "bibliotek" / "avgift" / "2024-01-01.yaml").write_text("beslut: [", encoding="utf-8")
        rules.look()
        anna.get("/regelverk/bibliotek/beslut/möjliga kort")
        assert anna.status == 200
        assert "används inte" in anna.page.text_content()
        assert anna.texts(".ingress .sigill") == ["och förseglad"]


def test_a_rule_set_that_is_refused_says_where_to_look(tmp_path: Path) -> None:
    broken = GAP.replace("unik", "unnik").replace(
        "status: förslag", f'status: förslag\nbeskrivning: "{SCRIPT}'
    )
    write(tmp_path, {"avgift/2024-01-01.yaml": broken})
    with visitor(tmp_path) as anna:
        anna.get("/regelverk/prov")
        assert anna.status == 503
        assert "står på startsidan" in anna.text
        anna.follow("Till startsidan")
        assert anna.texts(".varsel h2") == ["Prov går inte att använda"]
        assert any(text.startswith("prov/avgift/2024-01-01.yaml:") for text in anna.texts(".regelfel .källa"))
        assert str(tmp_path) not in anna.text
