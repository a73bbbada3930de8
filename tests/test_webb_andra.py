"""Drafts edited in the browser: begun, checked in the cells, tried, saved, merged; and every refusal."""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.command import motor
from tests.repository import ROOT
from tests.test_third_municipality import CRITERIA, HEAD, SUGGESTION, TERMS
from tests.webb import ADDRESS, Visitor, visitor
from verktyg.webb.redigering.blankett import print_of
from verktyg.webb.redigering.foljder import Following, Part
from verktyg.webb.regelmapp import RuleFolder
from verktyg.webb.sidor import andra

EDIT = "/regelverk/nacka/ändra"
DRAFT = f"{EDIT}/insatsvillkor/2025-01-01"
FILE = "nacka/insatsvillkor/2025-01-01.yaml"
BEGUN = {"beslut": "insatsvillkor", "från": "2025-01-01", "dnr": "NAF-2023-00285", "avsnitt": "Nya belopp"}
OLD = "arbetsmarknadsinsatser 2023"
SCRIPT = "<script>alert(1)</script>\"'"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the copy of the rule sets lies."""
    return Path(shutil.copytree(ROOT / "regler", tmp_path_factory.mktemp("ändra") / "regler"))


@pytest.fixture(scope="module")
def served(place: Path) -> Iterator[Visitor]:
    """A server of the copy, which looks at it when something is written here and not each second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RuleFolder, "watch", lambda _: None)
        with visitor(place, edit=True) as found:
            yield found


@pytest.fixture
def rules(place: Path) -> Path:
    """The rule sets as they are, whatever the test before wrote."""
    shutil.rmtree(place)
    return Path(shutil.copytree(ROOT / "regler", place))


@pytest.fixture(autouse=True)
def untried(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Try no draft out in the tests that do not ask for `tried`: it takes seconds."""
    part: Part[Any] = Part(why="Inte prövat.")
    if "tried" not in request.fixturenames:
        monkeypatch.setattr(andra, "following", lambda *_: Following(part, part, part))


@pytest.fixture
def tried() -> None:
    """Asks for what a draft would mean."""


@pytest.fixture
def anna(rules: Path, served: Visitor) -> Visitor:
    """An editor at the pages."""
    return Visitor(served.client)


def begin(anna: Visitor, **values: str) -> Visitor:
    """Begin a draft of the terms from 2025."""
    return anna.get(EDIT).submit({**BEGUN, **values}, "Skriv utkastet")


def lines(before: str, after: str) -> list[str]:
    """The lines that differ between two texts."""
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def post(anna: Visitor, path: str, values: dict[str, str]) -> Visitor:
    """Send fields that no form on the page has, with the token of the page that is shown."""
    stamp = anna.page.forms[0].fields["stämpel"]
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": ADDRESS}
    sent = anna.client.post(quote(path), content=urlencode({"stämpel": stamp, **values}), headers=headers)
    return anna._shown(sent)


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
        ({"avrunda": "10"}, "avrunda", "Avrunda till närmaste hör till räkna upp beloppen med."),
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
    anna.get(DRAFT).submit({"c1-3": "3950"}, "Spara utkastet")
    assert anna.status == 200
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
    changed = anna.texts("#följder table")[0]
    assert "2checkbelopp5 0008 000" in changed


@pytest.mark.usefixtures("tried")
def test_what_it_changes_is_shown_before_it_is_saved(anna: Visitor, rules: Path) -> None:
    begin(anna)
    before = (rules / FILE).read_bytes()
    anna.get(DRAFT).submit({"c1-3": "3 950"}, "Visa vad det ändrar")
    assert "Inget är sparat än." in anna.text
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


# --- two editors


def test_the_last_of_two_is_told_and_keeps_what_both_wrote(anna: Visitor, rules: Path) -> None:
    begin(anna)
    anna.get(DRAFT)
    bo = Visitor(anna.client)
    bo.get(DRAFT).submit({"c2-3": "5 200", "c3-3": "6 300"}, "Spara utkastet")
    anna.submit({"c1-3": "3 950", "c3-3": "6 400"}, "Spara utkastet")
    assert anna.status == 409
    assert "Någon annan har ändrat utkastet under tiden" in anna.text
    assert "checkbelopp: 5 200" in " ".join(anna.texts("ins"))
    text = (rules / FILE).read_text("utf-8")
    assert "3 950" not in text
    fields = anna.page.forms[0].fields
    assert (fields["c1-3"], fields["c2-3"], fields["c3-3"]) == ("3 950", "5 200", "6 400")
    assert "Någon annan har skrivit 6 300 här under tiden." in anna.text
    anna.submit(button="Spara utkastet")
    assert anna.status == 200
    text = (rules / FILE).read_text("utf-8")
    assert all(f"checkbelopp: {amount}," in text for amount in ("3 950", "5 200", "6 400"))


def test_edits_that_do_not_go_together_are_kept_in_the_form(anna: Visitor, rules: Path) -> None:
    begin(anna)
    anna.get(DRAFT)
    Visitor(anna.client).get(DRAFT).submit(button="× Ta bort regel 9").submit(button="Spara utkastet")
    before = (rules / FILE).read_bytes()
    for _ in range(2):
        anna.submit({"c1-3": "3 950"}, "Spara utkastet")
        assert anna.status == 409
        assert anna.page.forms[0].fields["c1-3"] == "3 950"
        assert "går inte att lägga ihop" in anna.text
    assert (rules / FILE).read_bytes() == before


# --- doors that are shut


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("ersättning/2024-01-01", "beslutad och förseglad"),
        ("insatsvillkor/2024-01-01", "ett förslag, och räknas med"),
    ],
)
def test_what_is_adopted_or_counts_is_not_edited(
    anna: Visitor, rules: Path, version: str, sentence: str
) -> None:
    begin(anna)
    file = rules / "nacka" / f"{version}.yaml"
    before = file.read_bytes()
    text = before.decode()
    forged = {"underlag": text, "avtryck": print_of(text), "gör": "spara", "t0": "Ändrad", "c1-3": "1"}
    for path in (f"{EDIT}/{version}", f"{EDIT}/{version}/ta-bort"):
        anna.get(DRAFT)
        assert post(anna, path, forged).status == 409
        assert sentence in anna.text
    assert anna.get(f"{EDIT}/{version}").status == 409
    assert file.read_bytes() == before


def test_a_sealed_file_that_is_called_a_draft_stays_shut(anna: Visitor, rules: Path) -> None:
    file = rules / "nacka/ersättning/2024-01-01.yaml"
    text = re.sub(r"status: beslutad\nbeslutad: .*\n", "status: utkast\n", file.read_text("utf-8"))
    assert "status: utkast" in text
    file.write_text(text, "utf-8")
    anna.get(f"{EDIT}/ersättning/2024-01-01")
    assert anna.status == 409
    assert "förseglad" in anna.text


def test_the_text_of_another_version_cannot_be_sent_as_the_draft(anna: Visitor, rules: Path) -> None:
    begin(anna)
    before = (rules / FILE).read_bytes()
    other = (rules / "nacka/insatsvillkor/2024-01-01.yaml").read_text("utf-8")
    anna.get(DRAFT)
    assert post(anna, DRAFT, {"underlag": other, "avtryck": print_of(other), "gör": "spara"}).status == 409
    anna.get(DRAFT)
    assert post(anna, DRAFT, {"underlag": before.decode(), "avtryck": "0", "gör": "spara"}).status == 400
    anna.get(DRAFT)
    assert post(anna, DRAFT, {"gör": "spara"}).status == 400
    assert (rules / FILE).read_bytes() == before


@pytest.mark.parametrize(
    "path",
    [
        f"{EDIT}/insatsvillkor/2031-01-01",
        f"{EDIT}/finns inte/2025-01-01",
        f"{EDIT}/..%2Fvarmdo/2025-01-01",
        f"{EDIT}/%2Fetc/passwd",
        f"{EDIT}/exempel/2025-01-01",
        "/regelverk/..%2Fregler%2Fnacka/ändra",
    ],
)
def test_names_are_never_paths(anna: Visitor, path: str) -> None:
    assert anna.get(path).status == 404


def test_links_are_not_followed(anna: Visitor, rules: Path, tmp_path: Path) -> None:
    begin(anna)
    outside = tmp_path / "utanför.yaml"
    (rules / FILE).rename(outside)
    (rules / FILE).symlink_to(outside)
    before = outside.read_bytes()
    anna.get(DRAFT)
    assert anna.status == 409
    assert "länk" in anna.text
    (rules / FILE).unlink()
    folder = rules / "nacka/insatsvillkor"
    folder.rename(tmp_path / "insatsvillkor")
    folder.symlink_to(tmp_path / "insatsvillkor")
    begin(anna)
    assert anna.status == 409
    assert not (tmp_path / "insatsvillkor/2025-01-01.yaml").exists()
    assert outside.read_bytes() == before


# --- broken rules on disk, and a draft taken away


def test_errors_elsewhere_are_told_and_hinder_nothing(anna: Visitor, rules: Path) -> None:
    begin(anna)
    other = rules / "nacka/aktivering/2024-01-01.yaml"
    other.write_text(other.read_text("utf-8").replace("träffregel: ", "träffregel: o"), "utf-8")
    assert anna.get(EDIT).status == 200
    assert "Reglerna på disken har" in anna.text
    anna.get(DRAFT)
    assert "Reglerna på disken har" in anna.text
    anna.submit({"c1-3": "tre"}, "Spara utkastet")
    assert anna.status == 422
    anna.submit({"c1-3": "3 950"}, "Spara utkastet")
    assert anna.status == 200
    assert "checkbelopp: 3 950" in (rules / FILE).read_text("utf-8")
    begin(anna, från="2026-01-01")
    assert anna.status == 422
    assert not (rules / "nacka/insatsvillkor/2026-01-01.yaml").exists()


def test_a_draft_is_taken_away_when_asked_twice(anna: Visitor, rules: Path) -> None:
    begin(anna)
    anna.get(DRAFT).follow("Ta bort utkastet")
    text = (rules / FILE).read_text("utf-8")
    (rules / FILE).write_text(text + "# mer\n", "utf-8")
    anna.submit(button="Ta bort utkastet")
    assert anna.status == 409
    assert (rules / FILE).exists()
    anna.submit(button="Ta bort utkastet")
    assert anna.status == 200
    assert not (rules / FILE).exists()
    assert anna.get(DRAFT).status == 404


def test_the_commands_to_adoption_are_said(anna: Visitor, rules: Path) -> None:
    begin(anna)
    steps = anna.get(DRAFT).texts(".steg code")
    assert steps[0] == f"motor granska {rules / 'nacka'} --utkast"
    assert steps[-1].startswith("motor besluta nacka insatsvillkor 2025-01-01 --organ")


# --- other rule sets


def test_a_third_municipality_is_edited_alike(tmp_path: Path) -> None:
    folder = tmp_path / "regler" / "prov"
    texts = {"regelverk": HEAD, "möjliga spår/2030-01-01": CRITERIA, "föreslaget spår/2030-01-01": SUGGESTION,
             "spårvillkor/2030-01-01": TERMS}  # fmt: skip
    for name, text in texts.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), "utf-8")
    with visitor(tmp_path / "regler", edit=True) as anna:
        anna.get("/regelverk/prov/ändra").submit(
            {"beslut": "möjliga spår", "från": "2031-01-01", "dnr": "SK-2030-7", "avsnitt": SCRIPT},
            "Skriv utkastet",
        )
        assert anna.status == 200
        anna.follow("Ändra utkastet")
        assert not anna.page.xpath("//main//script")
        anna.submit({"c1-0": "< 6"}, "Spara utkastet")
        assert anna.status == 200, anna.text
    text = (folder / "möjliga spår/2031-01-01.yaml").read_text("utf-8")
    assert 'när: {månader utan arbete: "< 6", körkort: ja}' in text


def test_the_other_rule_set_too(anna: Visitor) -> None:
    anna.get("/regelverk/varmdo/ändra")
    assert anna.status == 200
    choices = [
        each.get("value") or each.text for each in anna.page.get_element_by_id("beslut").iter("option")
    ]
    assert len(choices) > 2
