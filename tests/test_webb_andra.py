# ruff: noqa: F401, F811 - fixtures are imported by their names
"""Drafts begun and edited in the browser: written as the command does, checked in the cells, tried, saved."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.command import motor
from tests.drafts import (
    DRAFT,
    EDIT,
    FILE,
    LOOKS,
    OLD,
    SCRIPT,
    anna,
    begin,
    lines,
    place,
    rules,
    served,
    tried,
    untried,
)
from tests.repository import ROOT
from tests.webb import Visitor, visitor

EMPTY = "Cellen är tom."

# --- off, and where it is


def test_there_is_no_such_page_unless_asked_for(rules: Path) -> None:
    with visitor(rules) as anna:
        assert anna.get(EDIT).status == 404
        assert anna.get(f"{EDIT}/sanktioner/2024-01-01").status == 404
        assert "Ändra regler" not in anna.get("/regelverk/nacka").page.text_content()


def test_the_menu_leads_to_the_versions(anna: Visitor) -> None:
    anna.get("/regelverk/nacka").follow("Ändra regler")
    assert anna.status == 200
    assert anna.texts("h1") == ["Ändra regler"]
    rows = dict.fromkeys(anna.texts("td:last-child"))
    assert {"Förseglad", "Räknas med i svaren"} <= set(rows)
    assert anna.texts(".utkast a") == ["sanktioner från 2024-01-01"]


# --- a draft begun


def test_a_draft_is_written_as_the_command_writes_it(anna: Visitor, rules: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(ROOT / "regler", tmp_path / "andra" / "regler"))
    given = {"räkna-upp": "2,4", "avrunda": "10", "kolumn": "checkbelopp", "dnr": "KF-1", "titel": "Budget",
             "dokumentdatum": "2024-11-18"}  # fmt: skip
    begin(anna, **given)
    assert anna.texts("h1") == ["Utkastet är skrivet"]
    options = ["--räkna-upp", "2,4%", "--avrunda", "10", "--kolumn", "checkbelopp", "--avsnitt", "Nya belopp"]
    options += ["--dnr", "KF-1", "--titel", "Budget", "--dokumentdatum", "2024-11-18"]
    run = motor("ny-version", str(other / "nacka"), "insatsvillkor", "--från", "2025-01-01", *options)
    assert run.status == 0
    for name in (FILE, "nacka/regelverk.yaml"):
        assert (rules / name).read_bytes() == (other / name).read_bytes()
    anna.follow("Ändra utkastet")
    assert anna.status == 200


@pytest.mark.parametrize(
    ("values", "name", "sentence"),
    [
        ({"beslut": ""}, "beslut", "Välj ett beslut."),
        ({"från": ""}, "från", "Skriv den första dagen"),
        ({"från": "2025-02-30"}, "från", "2025-02-30 är inget datum."),
        ({"från": "2024-01-01"}, "från", "har redan en version från 2024-01-01"),
        ({"räkna-upp": "mycket"}, "räkna-upp", "är ingen procentsats. Skriv procenten, till exempel 2,4%."),
        ({"räkna-upp": "101"}, "räkna-upp", "101 är mer än 100 procent."),
        ({"räkna-upp": "2", "avrunda": "tio"}, "avrunda", "Det går inte att avrunda till tio."),
        ({"avrunda": "10"}, "avrunda", "”Avrunda till närmaste” hör till ”Räkna upp beloppen med”."),
        ({"räkna-upp": "2", "kolumn": "insatslängd"}, "kolumn", "inga belopp i kronor i kolumnen"),
        ({"dnr": ""}, "avsnitt", "”Avsnitt” hör till ”Diarienummer”."),
        ({"dnr": "KF-9"}, "dnr", "Inget dokument i nacka har dnr KF-9."),
        ({"titel": "Annan"}, "titel", "NAF-2023-00285 finns redan bland källor"),
        ({"dnr": "KF-9", "titel": "Nytt", "dokumentdatum": "nyss"}, "dokumentdatum", "nyss är inget datum."),
    ],
)  # fmt: skip
def test_what_cannot_be_begun_is_told_at_its_field(
    anna: Visitor, rules: Path, values: dict[str, str], name: str, sentence: str
) -> None:
    before = (rules / "nacka/regelverk.yaml").read_bytes()
    begin(anna, **values)
    assert anna.status == 422
    field = anna.page.get_element_by_id(name)
    assert sentence in " ".join(field.getparent().text_content().split())
    assert f"#{name}" in [link.get("href") for link in anna.page.cssselect(".felruta a")]
    assert not (rules / FILE).exists()
    assert (rules / "nacka/regelverk.yaml").read_bytes() == before
    assert anna.page.forms[0].fields["från"] == values.get("från", "2025-01-01")


def test_several_refusals_are_told_together(anna: Visitor) -> None:
    begin(anna, beslut="", **{"från": "nyss", "räkna-upp": "x"})
    assert len(anna.texts(".felruta li")) == 3
    assert anna.page.findtext(".//title").startswith("Fel: ")


# --- a draft edited


def test_exactly_the_edited_cell_differs(anna: Visitor, rules: Path) -> None:
    begin(anna)
    before = (rules / FILE).read_text("utf-8")
    assert "  # {dnr: NAF-2023-00285" in before  # the old sources, as comments
    LOOKS.reset_mock()
    anna.get(DRAFT).submit({"c1-3": "3950"}, "Spara utkastet")
    assert anna.status == 200
    LOOKS.assert_called_once_with()  # what is served is what was written
    after = (rules / FILE).read_text("utf-8")
    assert lines(before, after) == [
        "-     ger: {kundval: AMI, insatslängd: 3, checkbelopp: 3 800, resultatbonus: 20 000}",
        "+     ger: {kundval: AMI, insatslängd: 3, checkbelopp: 3 950, resultatbonus: 20 000}",
    ]
    assert "Utkastet är sparat." in anna.text
    shown = motor("visa", str(rules / "nacka"), "insatsvillkor", "--datum", "2025-02-01", "--utkast").out
    assert "3 950" in shown


@pytest.mark.usefixtures("tried")
def test_the_page_says_what_the_commands_say(anna: Visitor, rules: Path) -> None:
    """An amount more than half again as large is a finding, and cases that reach into 2025 differ."""
    begin(anna)
    anna.get(DRAFT).submit({"c2-3": "8 000"}, "Spara utkastet")
    reviewed = motor("granska", str(rules / "nacka"), "--utkast").out
    assert "5 000" in reviewed
    assert "1 varning" in reviewed
    told = anna.texts(".fynd li")
    assert len(told) == 1
    assert told[0].startswith("Varning")
    assert "Regel 2, utfall checkbelopp" in told[0]
    tested = motor("testa", str(ROOT / "tests/fall"), "--utkast", "--regler", str(rules)).out
    named = re.findall(r"SKILLNAD \S*nacka-\S+: (.+)", tested)
    assert named
    headings = anna.texts("#följder th[scope=rowgroup]")
    assert [each.rsplit("nacka-", 1)[0] for each in headings] == named
    assert "förr" not in anna.texts("#följder caption")
    assert "förr 5 000 nu 8 000" in anna.texts("#följder .bytt")


@pytest.mark.usefixtures("tried")
def test_what_it_changes_is_shown_before_it_is_saved(anna: Visitor, rules: Path) -> None:
    begin(anna)
    before = (rules / FILE).read_bytes()
    anna.get(DRAFT).submit({"c1-3": "3 950"}, "Visa vad det ändrar")
    assert "Inget är sparat än." in anna.text
    assert "Inget av fallen frågar om" not in anna.text  # cases that reach into 2025 rest on the draft
    costs = [
        each.text_content()
        for each in anna.page.cssselect("#följder li")
        if each.cssselect("a[href*=prognos]")
    ]
    told = " ".join(costs[-1].split())  # 150 kr more in each of 10 * 3 months
    assert told.replace("\u00a0", " ") == "Budget 2024 för kundvalen +4 500 kr"
    address = anna.page.cssselect("#följder a[href*='prognos/2024']")[0].get("href")
    assert address == "/regelverk/nacka/prognos/2024?mot=2025-01-01&utkast=ja"
    assert "checkbelopp 3 800 kr/månad" in anna.text
    assert "checkbelopp 3 950 kr/månad" in anna.text
    assert (rules / FILE).read_bytes() == before
    assert anna.page.forms[0].fields["c1-3"] == "3 950"


def test_every_fault_stands_at_its_cell_and_nothing_is_written(anna: Visitor, rules: Path) -> None:
    begin(anna)
    before = (rules / FILE).read_bytes()
    values = {"c1-3": "tre", "c2-3": "", "c3-1": SCRIPT, "t2": "KF-OKÄND", "c5-2": "1,5"}
    anna.get(DRAFT).submit(values, "Spara utkastet")
    assert anna.status == 422
    assert (rules / FILE).read_bytes() == before
    links = {link.get("href") for link in anna.page.cssselect(".felruta a")}
    assert {"#c1-3", "#c2-3", "#c3-1", "#c5-2"} <= links
    for name in ("c1-3", "c2-3", "c3-1", "c5-2"):
        field = anna.page.get_element_by_id(name)
        assert field.get("aria-invalid") == "true"
        first = field.get("aria-describedby").split()[0]
        assert anna.page.get_element_by_id(first).text_content().strip()
    assert anna.page.forms[0].fields["c3-1"] == SCRIPT
    assert not anna.page.xpath("//main//script")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("c1-3", "tre", "Här ska stå ett tal, som 5 000."),
        ("c1-3", "", f"{EMPTY} Skriv ett tal, som 5 000."),
        ("c1-3", "-", "Ett bindestreck går bara i villkor. Skriv ett tal, som 5 000."),
        ("c1-3", "5,5", "5,5 är inte ett tal här. Skriv 5.5."),
        ("c1-3", "3 950,50", "3 950,50 är inte ett tal här. Skriv 3 950.50."),
        (
            "c1-0",
            "",
            f"{EMPTY} Skriv ett villkor, eller ett bindestreck om det inte spelar någon roll.",
        ),
    ],
)
def test_a_cell_is_spoken_of_in_words_of_the_form(anna: Visitor, name: str, text: str, message: str) -> None:
    begin(anna)
    anna.get(DRAFT).submit({name: text}, "Spara utkastet")
    assert anna.status == 422
    assert anna.texts(".felrad") == [message]


def test_a_table_without_rules_is_refused_at_the_table(anna: Visitor, rules: Path) -> None:
    begin(anna)
    before = (rules / FILE).read_bytes()
    anna.get(DRAFT)
    while anna.page.cssselect("tr.regel"):
        anna.submit(button="× Ta bort regel 1")
    for button in ("Spara utkastet", "Visa vad det ändrar"):
        anna.submit({"t0": "Ny text."}, button)
        assert anna.status == 422
        assert anna.texts(".felruta a") == ["En tabell behöver minst en regel."]
        assert anna.page.cssselect(".felruta a")[0].get("href") == "#regler"
        assert anna.texts(".felrad") == ["En tabell behöver minst en regel."]
        assert anna.page.forms[0].fields["t0"].strip() == "Ny text."
        assert not anna.page.cssselect("tr.regel")
    assert (rules / FILE).read_bytes() == before


def test_the_old_description_is_told_until_it_is_another(anna: Visitor) -> None:
    begin(anna)
    told = "Beskrivningen är den gamla. Läs igenom den."
    assert told in anna.get(DRAFT).text
    assert told in anna.submit({"c1-3": "3 950"}, "Spara utkastet").text
    assert told not in anna.submit({"t0": "Beloppen från 2025."}, "Spara utkastet").text
    assert told not in anna.get(DRAFT).text


def test_a_rule_is_added_moved_and_taken_away(anna: Visitor, rules: Path) -> None:
    begin(anna)
    before = (rules / FILE).read_text("utf-8")
    anna.get(DRAFT).submit(button="Lägg till en regel")
    assert anna.page.forms[0].fields["cn1-0"] == "-"
    anna.submit({"cn1-0": "Jobbpeng grund", "cn1-1": "FAI", "cn1-2": "2", "cn1-3": "1000", "cn1-4": "0"},
                "× Ta bort regel 7")  # fmt: skip
    for _ in range(2):
        anna.submit(button="↑ Flytta regel 9 uppåt" if _ == 0 else "↑ Flytta regel 8 uppåt")
    assert (rules / FILE).read_text("utf-8") == before
    anna.submit(button="Spara utkastet")
    assert anna.status == 200
    after = (rules / FILE).read_text("utf-8")
    gone = [line for line in lines(before, after) if line[0] == "-"]
    new = [line for line in lines(before, after) if line[0] == "+"]
    assert [line.strip("- ").partition("  #")[0] for line in gone] == [
        f"ger: {{kundval: {OLD}, insatslängd: 3, checkbelopp: 3 686, resultatbonus: 18 000}}",
        "källa: {dnr: NAF-2023-00285, avsnitt: Nya belopp}",
    ]
    assert [line.strip("+ ") for line in new] == [
        "ger: {kundval: FAI, insatslängd: 2, checkbelopp: 1 000, resultatbonus: 0}",
        "källa: {dnr: NAF-2023-00285, avsnitt: Nya belopp}",
    ]
    assert after.index("insats: Jobbpeng grund") < after.index("insats: Förstärkt jobbpeng")


def test_texts_and_sources_are_edited_where_they_stand(anna: Visitor, rules: Path) -> None:
    begin(anna)
    before = (rules / FILE).read_text("utf-8")
    fields = anna.get(DRAFT).page.forms[0].fields
    assert fields["t1"] == "NAF-2023-00285"
    anna.submit({"t0": "Kort: med kolon # och tecken.", "t3": "ord ur källan"}, "Spara utkastet")
    assert anna.status == 200
    after = (rules / FILE).read_text("utf-8")
    assert 'beskrivning: "Kort: med kolon # och tecken."' in after
    assert "källa: {dnr: NAF-2023-00285, avsnitt: Nya belopp, fras: ord ur källan}" in after
    assert len(lines(before, after)) == 6  # three lines of the description in one, and the source
    anna.submit({"t0": "", "t3": ""}, "Spara utkastet")
    assert "beskrivning" not in (rules / FILE).read_text("utf-8")
    assert "källa: {dnr: NAF-2023-00285, avsnitt: Nya belopp}\n" in (rules / FILE).read_text("utf-8")


def test_steps_are_edited_as_text(anna: Visitor, rules: Path) -> None:
    begin(anna, beslut="ersättning")
    file = rules / "nacka/ersättning/2025-01-01.yaml"
    before = file.read_text("utf-8")
    anna.get(f"{EDIT}/ersättning/2025-01-01")
    fields = anna.page.forms[0].fields
    names = [name for name in fields if fields[name].strip() == "sum(rader.belopp)"]
    anna.submit({names[0]: "sum(rader.belopp) +"}, "Spara utkastet")
    assert anna.status == 422
    assert f"#{names[0]}" in [link.get("href") for link in anna.page.cssselect(".felruta a")]
    anna.submit({names[0]: "sum(\n  rader.belopp\n)"}, "Spara utkastet")
    assert anna.status == 200
    assert lines(before, file.read_text("utf-8")) == [
        "-     uttryck: sum(rader.belopp)",
        "+     uttryck: |-",
        "+       sum(",
        "+         rader.belopp",
        "+       )",
    ]


def test_line_ends_stay(anna: Visitor, rules: Path) -> None:
    begin(anna)
    data = (rules / FILE).read_bytes().replace(b"\n", b"\r\n")
    (rules / FILE).write_bytes(data)
    anna.get(DRAFT).submit({"c1-3": "3 950"}, "Spara utkastet")
    assert (rules / FILE).read_bytes() == data.replace(b"checkbelopp: 3 800", b"checkbelopp: 3 950")
    (rules / FILE).write_bytes(data.replace(b"\r\n", b"\n", 3))
    assert anna.get(DRAFT).status == 409
