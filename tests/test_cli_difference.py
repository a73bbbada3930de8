"""`motor skillnad`: days, folders and revisions, told as a page and as JSON."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from textwrap import dedent

import pytest

from tests.command import Run, motor
from tests.differences import CASES, FILES, add, data, edit, page, rule_set
from tests.rulesets import AVGIFT, decision, write


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rule set `prov` with cases, in the folder that commands are run in."""
    monkeypatch.chdir(tmp_path)
    return rule_set(tmp_path)


def git(*arguments: str) -> None:
    names = {
        f"GIT_{who}_{what}": "prov@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    subprocess.run(
        ["git", *arguments],
        check=True,
        capture_output=True,
        env={**os.environ, **names, "GIT_CONFIG_GLOBAL": "/dev/null"},
    )


@pytest.fixture
def committed(rules: Path) -> Path:
    """The same in git, with two commits: first without the rule set, then with it."""
    git("init", "--quiet")
    git("commit", "--quiet", "--allow-empty", "-m", "inget")
    git("add", ".")
    git("commit", "--quiet", "-m", "regler")
    return rules


# --- sides


def test_a_folder_or_the_one_that_holds_it(rules: Path, tmp_path: Path) -> None:
    shutil.copytree(rules, tmp_path / "kopia" / "prov")
    edit(rules, "1 200", "1 250")
    for folder in ("kopia", "kopia/prov"):
        found = data("prov", folder)
        assert found["före"] == {"utgåva": folder, "datum": "2024-01-01"}
        assert found["efter"] == {"utgåva": "filerna som de är", "datum": "2024-01-01"}
        assert found["beslut"][0]["ändringar"] == [
            {"regel": 2, "förra regeln": 2, "kolumn": "avgift", "förr": "1 200", "nu": "1 250"}
        ]
        assert found["alla versioner"]


def test_what_is_not_committed_is_what_differs_when_nothing_is_said(committed: Path) -> None:
    assert data("prov")["lika"]
    edit(committed, "1 200", "1 250")
    found = data("prov")
    assert found["före"]["utgåva"] == "HEAD"
    assert found["beslut"][0]["utfall"]["områden"] == [
        {
            "när": {"ålder": "[18..120]"},
            "förr": {"värde": 1200},
            "nu": {"värde": 1250},
            "säkert": True,
            "exempel": {"ålder": 18},
        }
    ]


def test_a_revision_is_read_as_it_was(committed: Path) -> None:
    edit(committed, "1 200", "1 250")
    git("commit", "--quiet", "--all", "-m", "ny avgift")
    git("tag", "fastställd")
    edit(committed, "1 250", "1 300")
    found = data("prov", "HEAD~1", "fastställd")
    assert found["beslut"][0]["ändringar"][0]["nu"] == "1 250"
    assert found["testfall"]["ändrade"] == 1
    assert [(each["vad"], each["förr"], each["nu"]) for each in found["testfall"]["ändringar"]] == [
        ("avgift", {"värde": 1200}, {"värde": 1250}),
        ("pris", {"värde": 600}, {"värde": 625}),
    ]


def test_a_rule_set_at_the_top_of_its_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path, FILES)
    monkeypatch.chdir(root)
    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "-m", "regler")
    edit(root, "1 200", "1 250")
    assert data(".", "HEAD")["beslut"][0]["namn"] == "avgift"


def test_a_file_that_is_called_head_does_not_stand_in_the_way(committed: Path, tmp_path: Path) -> None:
    (tmp_path / "HEAD").write_text("ref", "utf-8")
    assert data("prov")["lika"] is True


def test_a_day_of_other_files(rules: Path, tmp_path: Path) -> None:
    shutil.copytree(rules, tmp_path / "kopia" / "prov")
    add(rules, "1 300")
    found = data("prov", "kopia", "--datum", "2024-06-01")
    assert found["lika"]
    assert not found["alla versioner"]
    found = data("prov", "kopia")
    assert found["efter"]["datum"] == "2025-01-01"
    assert found["beslut"][0]["från före"] == "2024-01-01"
    assert found["beslut"][0]["från efter"] == "2025-01-01"


def test_drafts_are_compared_when_asked_for(rules: Path, tmp_path: Path) -> None:
    shutil.copytree(rules, tmp_path / "kopia" / "prov")
    add(rules, "1 300", "utkast")
    assert data("prov", "kopia")["lika"]
    assert "--utkast" in page("prov", "kopia")
    assert not data("prov", "kopia", "--utkast")["lika"]


# --- cases


def test_a_case_that_has_an_answer_on_one_side_alone(rules: Path, tmp_path: Path) -> None:
    shutil.copytree(rules, tmp_path / "kopia" / "prov")
    shutil.rmtree(rules / "pris")
    found = data("prov", "kopia")
    assert [one["vad"] for one in found["beslut"]] == ["borttagen"]
    (change,) = found["testfall"]["ändringar"]
    assert (change["fall"], change["förr"]) == ("Vuxen betalar", {"svar": "ett svar"})
    assert "prov har inget beslut pris" in change["nu"]["fel"]


def test_a_case_lays_its_made_up_version_over_both(rules: Path, tmp_path: Path) -> None:
    shutil.copytree(rules, tmp_path / "kopia" / "prov")
    edit(rules, "1 200", "1 250")
    made_up = dedent(AVGIFT).lstrip("\n").replace("giltig från: 2024", "giltig från: 2026")
    text = "regelverk: prov\nextra:\n  avgift/2026-01-01.yaml: |\n"
    text += "".join(f"    {line}\n" for line in made_up.splitlines())
    case = "{namn: Senare, datum: 2026-03-01, fakta: {ålder: 40}, väntat: {avgift: 1 200}}"
    text += f"fall:\n  - {case}\n"
    folder = tmp_path / "egna"
    folder.mkdir()
    (folder / "prov.yaml").write_text(text, "utf-8")
    found = data("prov", "kopia", "--fall", "egna")["testfall"]
    assert (found["antal"], found["ändrade"]) == (1, 0)


def test_cases_of_other_rule_sets_are_left_alone(rules: Path, tmp_path: Path) -> None:
    shutil.copytree(rules, tmp_path / "kopia" / "prov")
    other = CASES.replace("regelverk: prov", "regelverk: annat")
    (tmp_path / "tests" / "fall" / "annat.yaml").write_text(other, "utf-8")
    assert data("prov", "kopia")["testfall"]["antal"] == 3


def test_a_case_file_that_cannot_be_used_is_told_and_the_others_are_run(rules: Path, tmp_path: Path) -> None:
    shutil.copytree(rules, tmp_path / "kopia" / "prov")
    edit(rules, "1 200", "1 250")
    (tmp_path / "tests" / "fall" / "trasig.yaml").write_text("regelverk: prov\nfal: []\n", "utf-8")
    found = data("prov", "kopia")["testfall"]
    assert found["ändrade"] == 1
    assert "trasig.yaml" in found["gick inte att köra"][0]


def test_without_cases_none_are_told_of(rules: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "tests")
    add(rules, "1 300")
    assert data("prov", "2024-06-01", "2025-06-01")["testfall"] is None
    assert "Testfall som ändras" not in page("prov", "2024-06-01", "2025-06-01")


def test_an_empty_folder_of_cases_has_none_and_the_rest_is_told(rules: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "tests")
    (tmp_path / "tests" / "fall").mkdir(parents=True)
    add(rules, "1 300")
    assert data("prov", "2024-06-01", "2025-06-01")["testfall"]["antal"] == 0
    told = page("prov", "2024-06-01", "2025-06-01")
    assert "1 300" in told
    assert "Det finns inga testfall att köra." in told
    refused = wrong("prov", "2024-06-01", "2025-06-01", "--fall", "tests/fall")
    assert "I tests/fall finns inga testfall." in refused.err


def test_a_change_that_no_case_notices_says_what_to_do(rules: Path, tmp_path: Path) -> None:
    shutil.copytree(rules, tmp_path / "kopia" / "prov")
    edit(rules, '"< 18"', '"< 19"')
    edit(rules, '">= 18"', '">= 19"')
    told = page("prov", "kopia")
    assert "motor testa --skriv" in told
    assert "till exempel: ålder=18\n" in told


# --- what cannot be compared


def wrong(*arguments: str) -> Run:
    run = motor("skillnad", *arguments)
    assert run.out == ""
    assert "Traceback" not in run.err
    return run


REFUSED: list[tuple[tuple[str, ...], str]] = [
    (("prov", "nix"), "nix är varken ett datum, en mapp eller en version i git."),
    (("prov", "--", "--output=x"), "--output=x är varken ett datum, en mapp eller en version i git."),
    (("prov", "^HEAD"), "^HEAD är varken ett datum, en mapp eller en version i git."),
    (("prov", ""), "En sida som ska jämföras är tom."),
    (("prov", "HEAD", " "), "En sida som ska jämföras är tom."),
    (("prov", "HEAD~1"), "Regelverket prov finns inte i HEAD~1."),
    (("prov", "tom"), "I tom finns inget regelverk prov: regelverk.yaml saknas."),
    (("prov", "annan"), "annan är ett annat regelverk än prov."),
    (("prov", "fil.txt"), "fil.txt är en fil, inte en mapp."),
    (("prov", "2024-01-01", "2024-01-01"), "Båda sidorna är 2024-01-01, så inget kan skilja."),
    (("prov", "2024-02-30", "2024-01-01"), "2024-02-30 är inget datum."),
    (("prov", "1999-01-01", "2024-01-01"), "har inga regler som gäller 1999-01-01."),
    (("prov", "2024-01-01", "2024-02-01", "--datum", "2024-01-01"), "--datum behövs inte"),
    (("prov", "regler", "regler"), "Båda sidorna är samma filer."),
    (("prov", "HEAD", "--datum", "i går"), "i går är inget datum."),
    (("prov", "HEAD", "--fall", "saknas"), "saknas finns inte."),
    (("okänd", "HEAD"), "Regelverket okänd finns inte"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED, ids=[" ".join(each[0]) for each in REFUSED])
def test_what_cannot_be_compared_is_said(
    arguments: tuple[str, ...], message: str, committed: Path, tmp_path: Path
) -> None:
    (tmp_path / "tom").mkdir()
    (tmp_path / "fil.txt").write_text("hej", "utf-8")
    shutil.copytree(committed, tmp_path / "annan")
    run = wrong(*arguments)
    assert run.status == 2
    assert message in run.err


def test_outside_git_a_revision_is_refused(
    rules: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    run = wrong("prov")
    assert run.status == 2
    assert "ligger inte i git" in run.err


def test_without_git_a_revision_is_refused(
    rules: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    run = wrong("prov", "HEAD")
    assert run.status == 2
    assert "Programmet git finns inte på den här datorn." in run.err


@pytest.mark.parametrize("place", [0, 1])
def test_rules_that_cannot_be_used_are_told_with_their_place(place: int, rules: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(rules, tmp_path / "kopia" / "prov")
    edit((copy, rules)[place], "indata: [ålder]", "indata: [older]")
    run = wrong("prov", "kopia")
    assert run.status == 1
    assert "older" in run.err
    assert "Menade du ålder?" in run.err


def test_a_broken_revision_is_told_by_its_name(committed: Path) -> None:
    edit(committed, "indata: [ålder]", "indata: [older]")
    git("commit", "--quiet", "--all", "-m", "trasig")
    edit(committed, "indata: [older]", "indata: [ålder]")
    run = wrong("prov", "HEAD")
    assert run.status == 1
    assert "HEAD:regler/prov/avgift/2024-01-01.yaml:6:" in run.err


def test_a_revision_that_is_not_text(committed: Path) -> None:
    (committed / "avgift" / "2024-01-01.yaml").write_bytes(b"\xff\xfe\x00")
    git("commit", "--quiet", "--all", "-m", "inte text")
    run = wrong("prov", "HEAD")
    assert run.status == 2
    assert "HEAD:avgift/2024-01-01.yaml är inte text i UTF-8." in run.err


KORT = decision(
    "kort",
    """
    träffregel: samla
    indata: [ålder, sfi, färg]
    utdata:
      - {namn: kort, typ: text, tillåtna: [barn, vuxen, elev]}
    regler:
      - när: {ålder: "< 18"}
        ger: {kort: barn}
      - när: {ålder: ">= 18"}
        ger: {kort: vuxen}
      - när: {sfi: ja}
        ger: {kort: elev}
      - när: {färg: röd}
        ger: {kort: elev}
    """,
)


def test_lists_are_told_by_what_falls_out_and_what_comes_in(rules: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "regler", {**FILES, "kort/2024-01-01.yaml": KORT}) / "kort" / "2024-01-01.yaml"
    shutil.copytree(rules, tmp_path / "kopia" / "prov")
    path.write_text(path.read_text("utf-8").replace("18", "20"), "utf-8")
    told = page("prov", "kopia")
    start = told.index("  - ålder är minst 18")
    assert told[start : told.index("\n\n", start)] == (
        "  - ålder är minst 18 och under 20:\n"
        "      faller bort: vuxen\n"
        "      kommer till: barn\n"
        "      till exempel: ålder=18, sfi=ja, färg=röd\n"
        "  Inget annat utfall ändras i tabellen kort."
    )
    assert len(data("prov", "kopia")["beslut"][0]["utfall"]["områden"]) > 1
