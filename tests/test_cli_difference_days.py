"""`motor skillnad` of two days: each case with the rules of the one, and with those of the other."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import dedent

import pytest

from tests.differences import FILES, add, data, page, rule_set
from tests.repository import ROOT
from tests.rulesets import AVGIFT, decision, write


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rule set `prov` with cases, in the folder that commands are run in."""
    monkeypatch.chdir(tmp_path)
    return rule_set(tmp_path)


def test_two_days(rules: Path) -> None:
    add(rules, "1 300")
    assert page("prov", "2024-06-01", "2025-06-01") == dedent(
        """\
        Skillnad i prov: 2024-06-01 mot 2025-06-01
        ==========================================
        Reglerna som gäller 2024-06-01 är jämförda med dem som gäller 2025-06-01, som om
        de alltid hade gällt: samma fall, med de enas regler och med de andras, vilka
        datum fallet än har.

        Det här är ändrat
        -----------------

        Avgift (från 2024-01-01 mot från 2025-01-01)
          regel  kolumn  förr   nu
          -----  ------  -----  -----
          2      avgift  1 200  1 300

        Utfall som ändras i tabellerna
        ------------------------------

        Avgift, från 2024-01-01 mot från 2025-01-01
          - ålder är minst 18 och högst 120:
              förr: 1 200 kr
              nu: 1 300 kr
              till exempel: ålder=18
          Inget annat utfall ändras i tabellen avgift.

        Beslut som vilar på det ändrade
        -------------------------------
        - pris (genom avgift): alla fakta prövade, 5 fall: 3 får annat utfall.
            förr: 600
            nu: 650
            till exempel: ålder=18

        Testfall som ändras
        -------------------
        1 av 3 testfall får ett annat svar:
        - tests/fall/prov.yaml: Vuxen betalar
            avgift: förr 1 200, nu 1 300
            pris: förr 600, nu 650

        Gör sedan så här
        ----------------
        1. Testfallen ovan visar vad reglerna skulle ha gett. Ändra bara de fall som det
           här kommandot säger skiljer sig: motor testa
        2. Stämmer de inte? Då är det regeln som är fel: rätta den, och jämför igen:
           motor skillnad prov 2024-06-01 2025-06-01
        3. Granska reglerna: motor granska prov
        """
    )


def by_start(rules: Path) -> None:
    """Each version of avgift is picked by the start."""
    for path in sorted((rules / "avgift").iterdir()):
        path.write_text(path.read_text("utf-8").replace("status:", "gäller enligt: start\nstatus:"), "utf-8")


def cases(rules: Path, *lines: str, extra: str = "") -> None:
    """The golden cases of the rule set."""
    listed = "".join(f"  - {{{line}}}\n" for line in lines)
    text = f"regelverk: prov\n{extra}fall:\n{listed}"
    (rules.parent.parent / "tests" / "fall" / "prov.yaml").write_text(text, "utf-8")


def test_what_a_fact_picks_is_tried_with_the_rules_of_both_days(rules: Path) -> None:
    add(rules, "1 300")
    by_start(rules)
    cases(
        rules,
        "namn: Vuxen, datum: 2024-06-01, fakta: {ålder: 40, start: 2024-03-01}, väntat: {pris: 600}",
        "namn: Barn, datum: 2024-06-01, fakta: {ålder: 4, start: 2024-03-01}, väntat: {pris: 0}",
    )
    told = page("prov", "2024-06-01", "2025-06-01")
    assert "Avgift (från 2024-01-01 mot från 2025-01-01, väljs av start)" in told
    assert "I ett ärende avgör start vilken version som gäller, inte dagen för frågan." in " ".join(
        told.split()
    )
    assert "- pris (genom avgift): alla fakta prövade, 5 fall: 3 får annat utfall." in told
    assert told[told.index("1 av 2 testfall") : told.index("\n\nGör sedan")] == (
        "1 av 2 testfall får ett annat svar:\n- tests/fall/prov.yaml: Vuxen\n    pris: förr 600, nu 650"
    )


MADE_UP = "extra:\n  {file}: |\n{text}"


@pytest.mark.parametrize(
    ("file", "old", "new", "left_out"),
    [
        ("avgift/2025-01-01.yaml", "1 200", "1 500", 1),  # in the place of the version that differs
        ("avgift/2024-03-01.yaml", "1 200", "1 500", 1),  # before it
        ("avgift/2026-01-01.yaml", "1 200", "1 500", 1),  # of the decision, though not in force on either day
        ("tillägg/2025-01-01.yaml", "avgift", "tillägg", 1),  # differs between the days by itself
        ("tillägg/2024-01-01.yaml", "avgift", "tillägg", 0),
    ],
)
def test_cases_about_made_up_versions_of_what_differs_are_left_out(
    rules: Path, file: str, old: str, new: str, left_out: int
) -> None:
    add(rules, "1 300")
    made_up = dedent(AVGIFT).lstrip("\n").replace(old, new).replace("2024-01-01", file[-15:-5])
    text = "".join(f"    {line}\n" for line in made_up.splitlines())
    case = "namn: Vuxen, datum: 2024-06-01, fakta: {ålder: 40}, väntat: {pris: 600}"
    cases(rules, case, extra=MADE_UP.format(file=file, text=text))
    found = data("prov", "2024-06-01", "2025-06-01")["testfall"]
    assert (found["utelämnade"], found["antal"]) == (left_out, 1 - left_out)
    told = "1 testfall är inte med: deras påhittade versioner står för något som är ändrat, eller skiljer"
    assert (told in " ".join(page("prov", "2024-06-01", "2025-06-01").split())) == bool(left_out)
    assert found["ändrade"] == 1 - left_out


def test_where_nothing_differs_no_case_is_left_out(rules: Path) -> None:
    """A made-up version from between the days makes a difference itself, but nothing has changed."""
    made_up = dedent(AVGIFT).lstrip("\n").replace("2024-01-01", "2024-07-01").replace("1 200", "1 500")
    text = "".join(f"    {line}\n" for line in made_up.splitlines())
    lines = [
        f"namn: Fall {age}, datum: 2024-06-01, fakta: {{ålder: {age}}}, väntat: {{pris: 600}}"
        for age in (30, 40)
    ]
    cases(rules, *lines, extra=MADE_UP.format(file="avgift/2024-07-01.yaml", text=text))
    found = data("prov", "2024-06-01", "2025-06-01")
    assert found["lika"]
    assert (found["testfall"]["antal"], found["testfall"]["utelämnade"]) == (2, 0)
    told = page("prov", "2024-06-01", "2025-06-01")
    assert "Inget av 2 testfall får ett annat svar." in told
    assert "inte med" not in told
    assert told.endswith("1. Inget behöver göras: svaren är desamma.\n")


def test_the_commands_to_run_next_take_the_same_options(rules: Path) -> None:
    add(rules, "1 300", "utkast")
    moved = rules.parent.rename(rules.parent.with_name("andra regler"))
    told = " ".join(
        page(
            *("prov", "2024-06-01", "2025-06-01", "--utkast", "--regler", "andra regler"),
            *("--fall", "tests/fall/prov.yaml"),
        ).split()
    )
    assert moved.is_dir()
    options = '--utkast --regler "andra regler"'
    assert f"säger skiljer sig: motor testa tests/fall/prov.yaml {options} 2." in told
    assert f"motor skillnad prov 2024-06-01 2025-06-01 --fall tests/fall/prov.yaml {options} 3." in told
    assert told.endswith(f"3. Granska reglerna: motor granska prov {options}")
    assert "Rätta i så fall" not in told


def test_a_case_whose_facts_are_of_one_day_is_told_apart(rules: Path) -> None:
    head = rules / "regelverk.yaml"
    fact = "  - {namn: ny, typ: ja/nej, giltig från: 2025-01-01, fråga: Ny?}\n"
    head.write_text(head.read_text("utf-8") + fact, "utf-8")
    cases(rules, "namn: Ny, datum: 2025-06-01, fakta: {ålder: 40, ny: ja}, väntat: {pris: 600}")
    told = page("prov", "2024-06-01", "2025-06-01")
    assert (
        "Inget av 1 testfall får ett annat svar.\n1 testfall har regler eller fakta bara på den ena" in told
    )


def test_of_a_case_three_values_are_shown_sums_first(rules: Path) -> None:
    text = """
        uttryck: "{rader: [{a: avgift}, {a: avgift * 2}, {a: avgift * 3}], summa: avgift * 6}"
    """
    write(rules.parent, {**FILES, "konto/2024-01-01.yaml": decision("konto", text)})
    add(rules, "1 300")
    cases(rules, "namn: Vuxen, datum: 2024-06-01, fakta: {ålder: 40}, väntat: {konto.summa: 7 200}")
    told = page("prov", "2024-06-01", "2025-06-01")
    assert told[told.index("- tests/fall") : told.index("\n\nGör sedan")] == (
        "- tests/fall/prov.yaml: Vuxen\n"
        "    konto.summa: förr 7 200, nu 7 800\n"
        "    konto.rader[1].a: förr 1 200, nu 1 300\n"
        "    konto.rader[2].a: förr 2 400, nu 2 600\n"
        "    … och 1 värde till"
    )


def test_a_raised_amount_changes_the_cases_of_years_that_have_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AMI 2 from 5 000 to 5 150: nine months cost 45 000, and would have cost 46 350."""
    monkeypatch.chdir(tmp_path)
    for name in ("regler", "tests/fall"):
        shutil.copytree(ROOT / name, tmp_path / name)
    conditions = tmp_path / "regler" / "nacka" / "insatsvillkor"
    text = (conditions / "2024-01-01.yaml").read_text("utf-8")
    assert text.count("checkbelopp: 5 000") == 1
    text = text.replace("giltig från: 2024-01-01", "giltig från: 2025-01-01")
    (conditions / "2025-01-01.yaml").write_text(
        text.replace("checkbelopp: 5 000", "checkbelopp: 5 150").replace("status: förslag", "status: utkast"),
        "utf-8",
    )
    found = data("nacka", "2024-01-01", "2025-01-01", "--utkast")["testfall"]
    told = {
        each["vad"]: (each["förr"]["värde"], each["nu"]["värde"])
        for each in found["ändringar"]
        if each["fall"] == "Källans exempel, AMI 2 till arbete efter nio månader" and "[" not in each["vad"]
    }
    # 9 x 150 more a month; the premium is 3 months at once, 450 more; the bonus is no part of the amount.
    assert told == {
        "ersättning.månadsersättning": (45000, 46350),
        "ersättning.snabbhetspremie": (15000, 15450),
        "ersättning.totalt": (70000, 71800),
    }
    page_ = page("nacka", "2024-01-01", "2025-01-01", "--utkast")
    assert "- tests/fall/nacka-ersättning.yaml: AMI 2 avbruten den 15 mars\n" in page_
    assert not any("ISA" in each["fall"] for each in found["ändringar"])
