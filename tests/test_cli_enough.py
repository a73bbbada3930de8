"""`motor testa`: coverage, changes on trial, proposed cases, and cases that wait for a person."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from motor.documents.building import read_cases
from tests.command import Run, motor
from tests.repository import ROOT
from tests.swimming import CASES, lay_out


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of cases of the made-up rule set, which stands under the current folder."""
    path = lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    return path


def without(cases: Path, *names: str) -> None:
    """Leave the named cases out of the file."""
    lead, *parts = cases.read_text("utf-8").split("  - namn: ")
    kept = [part for part in parts if part.split("\n", 1)[0] not in names]
    cases.write_text("  - namn: ".join([lead, *kept]), "utf-8")


def as_json(*arguments: str) -> Any:
    return json.loads(motor("testa", *arguments, "--json").out)


def in_words(run: Run) -> str:
    return " ".join(run.out.split())


# --- coverage


def test_a_run_ends_by_saying_how_many_rules_are_hit(cases: Path) -> None:
    assert motor("testa").out.splitlines() == [
        "6 fall: 6 som väntat, 0 med skillnad.",
        "Regler som något fall träffar: 7 av 8.",
    ]
    without(cases, "Sextiofem år", "Medlem på sommaren")
    assert "Regler som något fall träffar: 5 av 8." in motor("testa").out


def test_coverage_names_the_cases_of_each_rule_and_the_rules_without(cases: Path) -> None:
    run = motor("testa", "--täckning")
    assert run.status == 0
    words = in_words(run)
    assert "2 ålder: [18..65) 2 Arton år Sextiofyra år" in words
    assert "Regler som inget fall träffar" in words
    assert "rabatt/2024-01-01.yaml, regel 2 (rad 12): medlem: ja" in words
    assert "motor testa --skriv tests/fall/förslag.yaml" in words


def test_coverage_tells_the_sides_of_a_bound_and_versions_without_cases(cases: Path) -> None:
    without(cases, "Sjutton år", "Medlem på sommaren", "Inte medlem på sommaren")
    words = in_words(motor("testa", "--täckning"))
    assert "pris/2024-01-01.yaml, regel 1, ålder < 18: inget fall under 18" in words
    assert "Versioner som inget fall använder ------------------------------ --- - sommar" not in words
    assert "- sommar/2024-06-01.yaml" in words
    assert "inget fall under 65" not in words


def test_coverage_as_json(cases: Path) -> None:
    data = as_json("--täckning")
    assert data["fall"] == {"prövade": 6, "skillnader": [], "väntar": 0, "oläsliga filer": 0}
    assert data["regler"] == {"träffade": 7, "alla": 8}
    [coverage] = data["täckning"]
    [price] = [version for version in coverage["versioner"] if version["beslut"] == "pris"]
    assert (price["fil"], price["slag"], price["status"], price["fall"]) == (
        "pris/2024-01-01.yaml",
        "tabell",
        "förslag",
        4,
    )
    assert price["regler"][1] == {
        "regel": 2,
        "rad": 13,
        "fall": 2,
        "exempel": ["tests/fall/simhall.yaml: Arton år", "tests/fall/simhall.yaml: Sextiofyra år"],
        "celler": [
            {
                "kolumn": "ålder",
                "test": "[18..65)",
                "prövad": True,
                "ensam hindrat": 2,
                "gränser": [
                    {"gräns": 18, "under": 1, "på": 1, "över": 2},
                    {"gräns": 65, "under": 3, "på": 1, "över": 0},
                ],
            }
        ],
    }
    assert "mutation" not in data


# --- changes on trial


def test_changes_are_counted_and_those_that_cannot_differ_are_named(cases: Path) -> None:
    run = motor("testa", "--mutera")
    words = in_words(run)
    assert run.status == 0, run.out
    assert "36 ändringar på prov" in words
    assert "Ändringar som bevisligen inte gör någon skillnad" in words
    assert "rabatt/2024-01-01.yaml:13: regel 2, rabatt: 15 blir 14" in words
    assert "rabatt/2024-01-01.yaml:13: regel 2, rabatt: 15 blir 16" in words
    assert words.endswith("Ändringar som något fall märker: 34 av 34, 100 procent.")


UNNOTICED: dict[str, list[tuple[str, str, str]]] = {
    "Sjutton år": [
        ("regel 1, ålder", "< 18", "< 17"),
        ("regel 1, belopp", "20", "19"),
        ("regel 1, belopp", "20", "21"),
        ("regel 1, biljett", "ung", "vuxen"),
        ("regel 1, biljett", "ung", "senior"),
        ("regel 2, ålder", "[18..65)", "[17..65)"),
        ("regel 1, rabatt", "10", "9"),
        ("regel 1, rabatt", "10", "11"),
    ],
    "Sextiofyra år": [
        ("regel 2, ålder", "[18..65)", "[18..64)"),
        ("regel 3, ålder", ">= 65", ">= 64"),
    ],
}


@pytest.mark.parametrize("name", UNNOTICED)
def test_a_change_that_no_case_notices_is_named(name: str, cases: Path) -> None:
    without(cases, name)
    run = motor("testa", "--mutera", "--json")
    [mutation] = json.loads(run.out)["mutation"]
    missed = [
        (one["plats"], one["förr"], one["nu"]) for one in mutation["lista"] if one["utfall"] == "omärkt"
    ]
    assert run.status == 1
    assert sorted(missed) == sorted(UNNOTICED[name])
    assert mutation["omärkta"] == len(missed)
    assert mutation["märkta"] + mutation["omärkta"] + mutation["likvärdiga"] == mutation["ändringar"] == 36
    assert f"Ändringar som något fall märker: {mutation['märkta']} av 34" in motor("testa", "--mutera").out


def test_each_change_says_what_it_was_and_who_noticed_it(cases: Path) -> None:
    [mutation] = as_json("--mutera")["mutation"]
    assert {
        "beslut": "pris",
        "fil": "pris/2024-01-01.yaml",
        "rad": 13,
        "plats": "regel 2, ålder",
        "slag": "gräns",
        "förr": "[18..65)",
        "nu": "(18..65)",
        "utfall": "märkt",
        "fall": "tests/fall/simhall.yaml: Arton år",
    } in mutation["lista"]
    assert mutation["procent"] == 100


def test_changes_are_tried_only_when_every_case_comes_out_as_expected(cases: Path) -> None:
    cases.write_text(CASES.replace("rabatt: 10", "rabatt: 12"), "utf-8")
    run = motor("testa", "--mutera")
    assert run.status == 1
    assert "Inga ändringar är prövade: rätta först fallen" in run.out
    assert "blir" not in run.out


def test_the_rules_stay_as_they_are(cases: Path) -> None:
    before = {path: path.read_bytes() for path in Path().rglob("*.yaml")}
    motor("testa", "--mutera", "--täckning")
    assert {path: path.read_bytes() for path in Path().rglob("*.yaml")} == before


# --- proposed cases


def test_proposals_are_cases_that_wait_for_a_person(cases: Path) -> None:
    without(cases, "Sextiofem år", "Sextiofyra år")
    new = Path("tests/fall/förslag.yaml")
    run = motor("testa", "--mutera", "--skriv", str(new))
    assert "tests/fall/förslag.yaml: 2 nya förslag." in run.out
    assert "För det här hittades inget fall att föreslå: - rabatt/2024-01-01.yaml, regel 2" in in_words(run)
    text = new.read_text("utf-8")
    assert "    fakta: {ålder: 65}\n    # Motorn svarar pris.belopp: 40\n" in text
    assert '    väntat: {pris.belopp: "?", pris.biljett: "?"}\n' in text
    file, problems = read_cases(new)
    assert problems == []
    assert file is not None
    assert [case.confirmed for case in file.cases] == [False, False]
    summary = in_words(motor("testa"))
    assert "4 fall: 4 som väntat, 0 med skillnad. Regler som något fall träffar: 6 av 8." in summary
    assert "2 fall väntar på att någon räknar ut det väntade värdet (bekräftad: nej)" in summary


def test_a_proposal_counts_once_somebody_has_confirmed_it(cases: Path) -> None:
    without(cases, "Sextiofem år", "Sextiofyra år")
    new = Path("tests/fall/förslag.yaml")
    motor("testa", "--mutera", "--skriv", str(new))
    new.write_text(new.read_text("utf-8").replace("bekräftad: nej", "bekräftad: ja"), "utf-8")
    unanswered = motor("testa")
    assert unanswered.status == 1
    assert "väntat är inte ifyllt: pris.belopp är ?." in unanswered.err
    text = new.read_text("utf-8").replace(
        'väntat: {pris.belopp: "?", pris.biljett: "?"}', "väntat: {pris: {belopp: 40, biljett: senior}}"
    )
    text = text.replace('väntat: {pris: "?"}', "väntat: {pris.belopp: 60}")
    new.write_text(text.replace('{pris.belopp: "?"}', "{pris.belopp: 60}"), "utf-8")
    assert motor("testa", "--mutera").status == 0


def test_proposals_are_added_last_in_a_file_and_only_once(cases: Path) -> None:
    without(cases, "Sjutton år")
    before = cases.read_text("utf-8")
    order = ("testa", "--mutera", "--skriv", "tests/fall/simhall.yaml")
    assert "tests/fall/simhall.yaml: 3 nya förslag." in motor(*order).out
    grown = cases.read_text("utf-8")
    assert grown.startswith(before)
    again = motor(*order)
    assert "tests/fall/simhall.yaml: förslagen står redan där." in again.out
    assert cases.read_text("utf-8") == grown


def test_a_version_that_is_a_draft_gets_cases_with_drafts(cases: Path) -> None:
    without(cases, "Medlem på sommaren")
    data = as_json("--skriv", "tests/fall/nya.yaml")
    assert data["förslag"]["filer"] == [
        {"fil": "tests/fall/nya.yaml", "nya": ["sommar/2024-06-01.yaml, regel 1"]}
    ]
    text = Path("tests/fall/nya.yaml").read_text("utf-8")
    assert "utkast: ja\n    bekräftad: nej\n    fakta: {medlem: ja}\n" in text


REFUSED = {
    "regelverk: annat\nfall:\n  - {namn: a, datum: 2024-01-01, fakta: {}, saknas: []}\n": "fall för annat",
    "regelverk: simhall\nfall: [{namn: a, datum: 2024-03-01, fakta: {}, saknas: []}]\n": "står på en rad",
    "regelverk: simhall\nfal: []\n": "fal",
}
"""Files that proposals cannot be added to, and what is said."""


@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.values())
def test_a_file_that_cannot_grow_is_refused_and_left_as_it_is(text: str, cases: Path) -> None:
    without(cases, "Sextiofem år")
    other = Path("annan.yaml")
    other.write_text(text, "utf-8")
    run = motor("testa", "tests/fall", "--skriv", str(other))
    assert run.status in (1, 2)
    assert REFUSED[text] in run.err
    assert other.read_text("utf-8") == text


def test_proposals_go_to_a_file_that_is_found_as_cases(cases: Path) -> None:
    run = motor("testa", "--skriv", "tests/fall")
    assert run.status == 2
    assert "tests/fall slutar inte på .yaml." in run.err


def test_nothing_to_propose_writes_nothing(cases: Path) -> None:
    rules = Path("regler/simhall/rabatt/2024-01-01.yaml")
    rules.write_text(
        rules.read_text("utf-8").replace("  - när: {medlem: ja}\n    ger: {rabatt: 15}\n", ""), "utf-8"
    )
    run = motor("testa", "--mutera", "--skriv", "tests/fall/nya.yaml")
    assert run.status == 0
    assert "Det finns inget att föreslå." in run.out
    assert not Path("tests/fall/nya.yaml").exists()


# --- drafts, and cases that are not confirmed


def test_drafts_count_in_every_case_when_asked(cases: Path) -> None:
    cases.write_text(CASES.replace("    utkast: ja\n", ""), "utf-8")
    assert motor("testa").status == 1
    run = motor("testa", "--utkast")
    assert (run.status, run.out.splitlines()[0]) == (0, "6 fall: 6 som väntat, 0 med skillnad.")


UNCONFIRMED = """\
  - namn: Inte uträknat
    datum: 2024-03-01
    bekräftad: nej
    fakta: {ålder: 30}
    väntat: {pris.belopp: "?"}
"""


def test_a_case_that_is_not_confirmed_is_no_test(cases: Path) -> None:
    cases.write_text(CASES + UNCONFIRMED, "utf-8")
    run = motor("testa")
    assert run.status == 0
    assert run.out.splitlines()[:2] == [
        "6 fall: 6 som väntat, 0 med skillnad.",
        "Regler som något fall träffar: 7 av 8.",
    ]
    assert "1 fall väntar på att någon räknar ut" in run.out
    assert as_json()["fall"]["väntar"] == 1
    out = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "verktyg.pytest_plugin",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            ".",
        ],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    assert "6 passed" in out
    assert "skipped" not in out


def test_a_word_that_is_neither_ja_nor_nej_is_refused(cases: Path) -> None:
    cases.write_text(CASES + UNCONFIRMED.replace("bekräftad: nej", "bekräftad: kanske"), "utf-8")
    run = motor("testa")
    assert run.status == 1
    assert "bekräftad" in run.err


# --- what a run tells


def test_the_next_command_proposes_beside_the_cases_that_were_run(cases: Path) -> None:
    without(cases, "Sextiofem år", "Medlem på sommaren")
    proposals = Path(cases).parent.relative_to(Path.cwd()) / "förslag.yaml"
    folder = proposals.parent
    told = in_words(motor("testa", str(folder), "--täckning", "--utkast"))
    assert f"motor testa {folder} --utkast --skriv {proposals}" in told
    file = Path(cases).relative_to(Path.cwd())
    assert f"motor testa {file} --skriv {proposals}" in in_words(motor("testa", str(file), "--täckning"))


@pytest.mark.parametrize("value", ['"?"', '{a: 1, b: "?"}'])
def test_a_proposal_that_is_confirmed_but_not_worked_out_is_an_error(cases: Path, value: str) -> None:
    text = cases.read_text("utf-8")
    case = f"  - namn: Kvar\n    datum: 2024-03-01\n    fakta: {{}}\n    väntat: {{nytt: {value}}}\n"
    cases.write_text(f"{text}{case}", "utf-8")
    run = motor("testa")
    line = len(text.splitlines()) + 4
    assert run.status == 1
    assert f"rad {line}" in run.err or f":{line}:" in run.err
    assert "väntat är inte ifyllt: " in run.err
    cases.write_text(text + case.replace("    fakta", "    bekräftad: nej\n    fakta"), "utf-8")
    assert motor("testa").status == 0


def test_a_difference_shows_each_version_that_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case over New Year reads the amounts of both years."""
    monkeypatch.chdir(tmp_path)
    for name in ("regler", "tests/fall"):
        shutil.copytree(ROOT / name, tmp_path / name)
    rules = tmp_path / "regler" / "nacka" / "insatsvillkor" / "2024-01-01.yaml"
    text = rules.read_text("utf-8")
    assert text.count("checkbelopp: 5 000") == 1
    rules.write_text(text.replace("checkbelopp: 5 000", "checkbelopp: 5 100"), "utf-8")
    told = in_words(motor("testa", "tests/fall/nacka-årsskifte.yaml"))
    told = told[: told.index("SKILLNAD", 1)]
    assert (
        "insatsvillkor/2024-01-01.yaml ger kundval: AMI; insatslängd: 12 månader; checkbelopp: 5 100" in told
    )
    assert (
        "insatsvillkor/2025-01-01.yaml ger kundval: AMI; insatslängd: 12 månader; checkbelopp: 5 200" in told
    )


def test_rules_that_cannot_be_used_are_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sealed text is edited. One file of cases lays a text of its own over it, and can be run."""
    monkeypatch.chdir(tmp_path)
    for name in ("regler", "tests/fall"):
        shutil.copytree(ROOT / name, tmp_path / name)
    sealed = tmp_path / "regler" / "nacka" / "ersättning" / "2024-01-01.yaml"
    own = "".join(f"    {line}\n" for line in sealed.read_text("utf-8").splitlines())
    sealed.write_text(sealed.read_text("utf-8") + "# mer\n", "utf-8")
    (tmp_path / "tests" / "fall" / "eget.yaml").write_text(
        f"regelverk: nacka\nextra:\n  ersättning/2024-01-01.yaml: |\n{own}"
        "fall:\n  - {namn: Eget, datum: 2024-03-01, fakta: {insats: AMI 1}, "
        "väntat: {insatsvillkor.checkbelopp: 3 800}}\n",
        "utf-8",
    )
    for options in ([], ["--täckning"]):
        run = motor("testa", *options)
        assert run.status == 1
        assert run.err.count("förseglad, men ändrad") == 1
