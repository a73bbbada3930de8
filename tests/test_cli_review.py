"""`motor granska`, `motor testa` and `motor nytt-regelverk`: findings, differences, and a scaffold."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import LIBRARY, motor
from tests.repository import ROOT

CASES = """\
regelverk: bibliotek
fall:
  - namn: Tolv år
    datum: 2024-03-01
    fakta: {åldern: 12, bor i kommunen: nej}
    väntat: {möjliga kort: [barnkort, gästkort], bästa kort: barnkort, hälsning: Välkommen hit}
  - namn: Avgiften
    datum: 2024-03-01
    fakta: {kort: vuxenkort, försenade dagar: 3}
    väntat: {avgift.dagsavgift: 7.50, avgift.att betala: 1 007.5, kortvillkor: {lånetid: 28, dagsbelopp: 2.5}}
  - namn: Obesvarat
    datum: 2024-03-01
    fakta: {åldern: 40}
    obesvarade: [möjliga kort]
    saknas: [bor i kommunen]
  - namn: För gammal
    datum: 2024-03-01
    fakta: {åldern: 140}
    fel: åldern kan inte vara 140
"""


DRAFT = """\
regelverk: bibliotek
fall:
  - namn: Ett utkast
    datum: 2024-03-01
    utkast: ja
    fakta: {ämnen: [konst]}
    väntat: {tips: 1}
  - namn: Inte utan att säga det
    datum: 2024-03-01
    fakta: {ämnen: [konst]}
    väntat: {tips: 1}
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A folder with a copy of the rule set under regler/, and its cases under tests/fall/."""
    shutil.copytree(LIBRARY, tmp_path / "regler" / "bibliotek")
    folder = tmp_path / "tests" / "fall"
    folder.mkdir(parents=True)
    (folder / "bibliotek.yaml").write_text(CASES, "utf-8")
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


# --- granska


def test_sound_rules_have_no_faults(library: Path) -> None:
    run = motor("granska", str(library / "regler"))
    assert (run.status, run.err) == (0, "")
    assert "0 fel" in run.out.splitlines()[-1]


def test_every_fault_is_shown_with_its_place(library: Path) -> None:
    table = library / "regler" / "bibliotek" / "möjliga kort" / "2024-01-01.yaml"
    change(table, "ger: {kort: barnkort}", "ger: {kort: banrkort}")
    change(table, 'åldern: "null"', 'åldrn: "null"')
    run = motor("granska", str(library / "regler" / "bibliotek"))
    assert run.status == 1
    assert "2024-01-01.yaml:12:" in run.out
    assert "Menade du barnkort?" in run.out
    assert "Menade du åldern?" in run.out
    assert "motor korrigera" in run.out, "the version is adopted and sealed"
    assert "3 fel" in run.out.splitlines()[-1]


def test_strict_stops_on_warnings_too(library: Path) -> None:
    change(
        library / "regler/bibliotek/hälsning/2024-01-01.yaml", "källa: {dnr: BIB-1, avsnitt: Bemötande}\n", ""
    )
    run = motor("granska", str(library / "regler/bibliotek"))
    assert run.status == 0
    assert "1 varning" in run.out.splitlines()[-1]
    assert motor("granska", str(library / "regler/bibliotek"), "--strikt").status == 1


def test_a_file_or_folder_of_a_rule_set_stands_for_it(library: Path) -> None:
    folder = library / "regler/bibliotek"
    whole = motor("granska", str(folder)).out
    assert motor("granska", str(folder / "hälsning")).out == whole
    assert motor("granska", str(folder / "hälsning/2024-01-01.yaml")).out == whole


def test_a_folder_without_rule_sets_says_so(tmp_path: Path) -> None:
    run = motor("granska", str(tmp_path))
    assert run.status == 2
    assert "finns inga regelverk" in run.err


# --- testa


def test_cases_that_come_out_as_expected(library: Path) -> None:
    run = motor("testa", str(library / "tests" / "fall"))
    assert (run.status, run.err) == (0, "")
    assert run.out.splitlines() == [
        "4 fall: 4 som väntat, 0 med skillnad.",
        "Regler som något fall träffar: 3 av 7.",
    ]


def test_a_difference_shows_what_was_expected_what_came_and_why(library: Path) -> None:
    change(library / "regler/bibliotek/kortvillkor/2024-01-01.yaml", "dagsbelopp: 2.50", "dagsbelopp: 3")
    run = motor("testa", str(library / "tests" / "fall"))
    assert run.status == 1
    assert "4 fall: 3 som väntat, 1 med skillnad.\n" in run.out
    words = " ".join(run.out.split())
    assert "bibliotek.yaml: Avgiften" in words
    assert "avgift.att betala: väntat 1 007,5, kom 1 009" in words
    assert "kortvillkor.dagsbelopp: väntat 2,5, kom 3" in words
    assert "kortvillkor.lånetid" not in words
    assert "kortvillkor/2024-01-01.yaml ger lånetid: 28 dagar; dagsbelopp: 3 kr" in words
    assert "regel 2, för kort är vuxenkort" in words
    assert "Tolv år" not in words


DIFFERENCES = {
    ("[barnkort, gästkort]", "[gästkort, barnkort]"): (
        "möjliga kort",
        "gästkort, barnkort",
        "barnkort, gästkort",
    ),
    ("[barnkort, gästkort]", "[barnkort]"): ("möjliga kort", "barnkort", "barnkort, gästkort"),
    ("saknas: [bor i kommunen]", "saknas: []"): ("saknas", "inget", "bor i kommunen"),
    ("obesvarade: [möjliga", "väntat: {möjliga kort: []}\n    #"): ("möjliga kort", "inga", "beror på bor"),
    ("kommunen: nej}", "kommunen: nej, okänt: 1}"): ("svar", "ett svar", "felet: Det finns inget faktum"),
    ("fel: åldern kan inte vara 140", "fel: något annat"): (
        "fel",
        "något annat",
        "felet: åldern kan inte vara 140",
    ),
    ("{åldern: 140}", "{åldern: 12}"): ("fel", "åldern kan inte vara 140", "inget fel"),
    ("bästa kort: barnkort", "bästa kort: null"): ("bästa kort", "inget", "barnkort"),
    ("avgift.dagsavgift", "avgift.dygnsavgift"): ("avgift.dygnsavgift", "7,5", "avgift har ingen del som"),
    ("lånetid: 28, dagsbelopp: 2.5}", "lånetid: 28}"): (
        "kortvillkor",
        "lånetid: 28",
        "lånetid: 28; dagsbelopp: 2,5",
    ),
}
"""A change to the cases, and the difference that it makes: in what, expected, and what came."""


@pytest.mark.parametrize("edit", DIFFERENCES, ids=lambda edit: edit[1])
def test_every_kind_of_difference_is_found(edit: tuple[str, str], library: Path) -> None:
    change(library / "tests/fall/bibliotek.yaml", *edit)
    run = motor("testa", str(library / "tests/fall"))
    what, expected, came = DIFFERENCES[edit]
    assert run.status == 1
    assert f"{what}: väntat {expected}, kom {came}" in " ".join(run.out.split()), run.out


def test_a_part_that_differs_is_told_though_another_has_its_name_within_its_own(library: Path) -> None:
    change(
        library / "regler/bibliotek/avgift/2024-01-01.yaml", "steg:\n", "steg:\n  - {namn: dag, uttryck: 1}\n"
    )
    change(
        library / "tests/fall/bibliotek.yaml",
        "avgift.dagsavgift: 7.50",
        "avgift.dag: 2, avgift.dagsavgift: 9",
    )
    run = motor("testa", str(library / "tests/fall"))
    assert "avgift.dag: väntat 2, kom 1" in run.out
    assert "avgift.dagsavgift: väntat 9, kom 7,5" in run.out
    assert "kortvillkor/2024-01-01.yaml ger" in run.out


def test_a_draft_counts_in_the_cases_that_say_so(library: Path) -> None:
    (library / "tests/fall/bibliotek.yaml").write_text(DRAFT, "utf-8")
    run = motor("testa", str(library / "tests/fall"))
    assert run.status == 1
    assert "2 fall: 1 som väntat, 1 med skillnad." in run.out
    assert "Inte utan att säga det" in run.out


def test_rules_that_are_changed_are_tested_as_they_now_stand(library: Path) -> None:
    assert motor("testa", str(library / "tests/fall")).status == 0
    change(library / "regler/bibliotek/kortvillkor/2024-01-01.yaml", "dagsbelopp: 2.50", "dagsbelopp: 2.75")
    run = motor("testa", str(library / "tests/fall"))
    assert run.status == 1
    assert "kom 8,25" in run.out


def test_a_file_may_lay_made_up_versions_over_the_rules(library: Path) -> None:
    table = (LIBRARY / "hälsning" / "2024-01-01.yaml").read_text("utf-8")
    table = table.replace("2024-01-01", "2025-01-01").replace("Välkommen hem", "Hej")
    extra = "extra:\n  hälsning/2025-01-01.yaml: |\n" + "".join(
        f"    {line}\n" for line in table.splitlines()
    )
    case = """\
regelverk: bibliotek
fall:
  - {namn: Nyår, datum: 2025-01-01, fakta: {bor i kommunen: ja}, väntat: {hälsning: Hej}}
  - {namn: Nyårsafton, datum: 2024-12-31, fakta: {bor i kommunen: ja}, väntat: {hälsning: Välkommen hem}}
"""
    path = library / "tests/fall/nyår.yaml"
    path.write_text(case + extra, "utf-8")
    run = motor("testa", str(path))
    assert (run.status, run.out.splitlines()[0]) == (0, "2 fall: 2 som väntat, 0 med skillnad.")


def test_a_case_file_that_cannot_be_read_is_told_and_the_others_are_run(library: Path) -> None:
    (library / "tests/fall/trasig.yaml").write_text("regelverk: bibliotek\nfal: []\n", "utf-8")
    run = motor("testa", str(library / "tests/fall"))
    assert run.status == 1
    assert "trasig.yaml" in run.err
    assert "4 fall: 4 som väntat, 0 med skillnad. 1 fil kunde inte köras." in run.out


def run_pytest(folder: Path, *options: str) -> str:
    """What pytest prints about the cases in a folder."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "verktyg.pytest_plugin",
        "-p",
        "no:cacheprovider",
        *options,
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*command, *options, "--rootdir", "."],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def test_faulty_rules_are_told_once_however_many_files_test_them(library: Path) -> None:
    shutil.copy(library / "tests/fall/bibliotek.yaml", library / "tests/fall/fler.yaml")
    change(library / "regler/bibliotek/hälsning/2024-01-01.yaml", "typ: text", "typ: ord")
    run = motor("testa", str(library / "tests/fall"))
    assert run.status == 1
    assert run.err.count("hälsning/2024-01-01.yaml:5:") == 1
    assert "0 fall: 0 som väntat, 0 med skillnad. 2 filer kunde inte köras." in run.out


def test_the_plugin_makes_one_test_of_each_case(library: Path) -> None:
    change(library / "tests/fall/bibliotek.yaml", "hälsning: Välkommen hit", "hälsning: Hej")
    out = run_pytest(library, "-v")
    assert "bibliotek.yaml::Avgiften PASSED" in out
    assert "bibliotek.yaml::Tolv år FAILED" in out
    assert "hälsning: väntat Hej, kom Välkommen hit" in out
    assert "1 failed, 3 passed" in out
    assert "1 passed, 3 deselected" in run_pytest(library, "-k", "gammal")


# --- nytt-regelverk


def test_a_new_rule_set_has_no_findings_and_passes_its_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = motor("nytt-regelverk", "byköping")
    assert (made.status, made.err) == (0, "")
    assert (tmp_path / "regler/byköping/README.md").is_file()
    review = motor("granska", "--strikt")
    assert review.status == 0, review.out
    tested = motor("testa")
    assert tested.out.splitlines()[0] == "6 fall: 6 som väntat, 0 med skillnad."
    answer = motor("prova", "byköping", "--indata", "regler/byköping/exempel/hushåll.yaml").out
    assert "familjestöd: möjlig" in answer
    assert "1 700 kr/månad" in answer
    assert "grundstöd: inte möjlig" in answer
    assert motor("prova", "byköping").status == 0


def test_a_new_rule_set_finds_the_schemas_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scheman").mkdir()
    assert motor("nytt-regelverk", "byköping").status == 0
    first = {path: path.read_text("utf-8").splitlines()[0] for path in tmp_path.rglob("*.yaml")}
    schemas = {path.name: (path.parent / line.split("$schema=")[1]).resolve() for path, line in first.items()}
    assert {schema.parent for schema in schemas.values()} == {tmp_path / "scheman"}
    assert schemas["regelverk.yaml"].name == "regelverk.schema.json"
    assert schemas["byköping.yaml"].name == "fall.schema.json"


def test_a_new_rule_set_can_be_laid_elsewhere(tmp_path: Path) -> None:
    assert motor("nytt-regelverk", "byköping", "--i", str(tmp_path / "här")).status == 0
    assert motor("granska", str(tmp_path / "här"), "--strikt").status == 0
    assert motor("testa", str(tmp_path / "tests/fall"), "--regler", str(tmp_path / "här")).status == 0


def test_nothing_is_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    case = tmp_path / "tests/fall/byköping.yaml"
    case.parent.mkdir(parents=True)
    case.write_text("mitt eget", "utf-8")
    run = motor("nytt-regelverk", "byköping")
    assert run.status == 2
    assert "byköping.yaml finns redan. Inget är ändrat." in run.err
    assert case.read_text("utf-8") == "mitt eget"
    assert not (tmp_path / "regler").exists()


@pytest.mark.parametrize("name", ["", " ", "../ut", "a/b", ".gömd", "-x-", "_", "Stor Kommun"])
def test_a_name_that_cannot_be_a_folder_is_refused(name: str, tmp_path: Path) -> None:
    run = motor("nytt-regelverk", "--i", str(tmp_path), "--", name)
    assert run.status == 2
    assert "kan inte vara ett regelverks namn" in run.err
