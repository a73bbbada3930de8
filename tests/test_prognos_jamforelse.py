"""A forecast against other rules, a difference by its causes, and a file of cases instead of volumes."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.command import motor
from tests.forecasts import CASES, EXTRA, FORECAST, HEAD, PRIS, answered, portfolio, rule_set
from tests.repository import ROOT

NACKA = str(ROOT / "regler" / "nacka")


@pytest.fixture
def prov(tmp_path: Path) -> Path:
    return rule_set(tmp_path)


# --- against other rules


def changed_pris(prov: Path, *edits: tuple[str, str]) -> str:
    text = PRIS
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def against(prov: Path, tmp_path: Path, **files: str) -> dict[str, Any]:
    other = rule_set(tmp_path / "andra", **files)
    return answered(str(prov), "p", "--mot", str(other))


def test_a_difference_is_attributed_cell_by_cell(prov: Path, tmp_path: Path) -> None:
    text = changed_pris(prov, ("belopp: 100, månader: 3", "belopp: 110, månader: 2"), ("0.35", "0.36"))
    answer = against(prov, tmp_path, **{"pris/2024-01-01.yaml": text})
    causes = answer["mot"]["orsaker"]
    told = [(one["regel"], one["kolumn"], one["förr"], one["nu"], one["skillnad"]) for one in causes]
    # A: 10 x 3 x 100 + 2 x 25 = 3 050. With 110: 3 300 + 55 = 3 355. With 2 months: 2 200 + 55 = 2 255.
    # B: 3 x 4 x 0.35 = 4.20, then 4.32.
    assert told == [
        (1, "belopp", "100", "110", 305),
        (1, "månader", "3", "2", -1100),
        (2, "belopp", "0.35", "0.36", Decimal("0.12")),
    ]
    assert answer["totalt"]["skillnad"] == Decimal("-794.88")
    assert [row["skillnad"] for row in answer["rader"]] == [-795, Decimal("0.12")]
    assert [(group["namn"], group["skillnad"]) for group in answer["grupper"]] == [
        ("varm", -795),
        ("kall", Decimal("0.12")),
    ]
    assert answer["mot"]["samverkan och annat"] == 0


def test_a_changed_expression_and_a_new_version_have_lines_of_their_own(prov: Path, tmp_path: Path) -> None:
    text = changed_pris(prov, ("belopp: 100", "belopp: 120"))
    answer = against(
        prov,
        tmp_path,
        **{"pris/2024-01-01.yaml": text, "tillägg/2024-01-01.yaml": EXTRA.replace("/ 4", "/ 2")},
    )
    causes = [(one["beslut"], one["kolumn"], one["skillnad"]) for one in answer["mot"]["orsaker"]]
    # 10 x 3 x 20 + 2 x 5 = 610, then 2 x (60 - 30) = 60.
    assert causes == [("pris", "belopp", 610), ("tillägg", None, 60)]
    assert answer["totalt"]["skillnad"] == 670


def test_what_no_change_gives_alone_is_told_apart(prov: Path, tmp_path: Path) -> None:
    head = HEAD.replace('tillåtna: "[0..100]"', 'tillåtna: "[0..100]", standard: 7')
    text = changed_pris(prov, ("indata: [färg]", "indata: [färg, vikt]")).replace(
        "{färg: röd}", '{färg: röd, vikt: "< 9"}'
    )
    text = text.replace("belopp: 100", "belopp: 101")
    answer = against(prov, tmp_path, **{"regelverk.yaml": head, "pris/2024-01-01.yaml": text})
    # The new column reads a fact that the first rules leave open: the version cannot be tried alone.
    whole = sum(one["skillnad"] for one in answer["mot"]["orsaker"]) + answer["mot"]["samverkan och annat"]
    assert whole == answer["totalt"]["skillnad"] == Decimal("30.5")
    assert answer["mot"]["samverkan och annat"] == 0 or answer["mot"]["bara tillsammans"]
    page = motor("prognos", str(prov), "p", "--mot", str(tmp_path / "andra" / "prov")).out
    assert "samverkan och annat" in page


def test_a_draft_of_another_day_counts_only_when_asked_for(prov: Path) -> None:
    draft = PRIS.replace("2024-01-01", "2025-01-01").replace("förslag", "utkast").replace("100", "90")
    (prov / "pris" / "2025-01-01.yaml").write_text(draft.lstrip(), "utf-8")
    assert answered(str(prov), "p", "--mot", "2025-01-01")["totalt"]["skillnad"] == 0
    answer = answered(str(prov), "p", "--mot", "2025-01-01", "--utkast")
    assert answer["utkast"] is True
    page = " ".join(motor("prognos", str(prov), "p", "--mot", "2025-01-01").out.split())
    assert "Utkast räknas inte med: pris från 2025-01-01. Räkna med dem: --utkast" in page
    assert "räknas inte med" not in motor("prognos", str(prov), "p", "--mot", "2024-12-31").out
    assert answer["totalt"]["skillnad"] == -305
    assert [one["skillnad"] for one in answer["mot"]["orsaker"]] == [-305]


def test_rows_that_other_rules_do_not_know_are_told_with_whose_rules(prov: Path, tmp_path: Path) -> None:
    other = rule_set(
        tmp_path / "andra",
        **{
            "regelverk.yaml": HEAD.replace("[röd, ", "[rosa, "),
            "pris/2024-01-01.yaml": PRIS.replace("{färg: röd}", "{färg: rosa}"),
        },
    )
    run = motor("prognos", str(prov), "p", "--mot", str(other))
    assert run.status == 1
    assert "p.yaml:11:29" in run.err
    assert f"Med reglerna i {other}: färg kan inte vara röd." in run.err


def test_neither_day_nor_folder_is_refused(prov: Path) -> None:
    assert motor("prognos", str(prov), "p", "--mot", "i fjol").status == 2


def test_very_many_changed_cells_are_one_change(
    prov: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("verktyg.prognos.orsaker.MOST_CELLS", 1)
    text = changed_pris(prov, ("belopp: 100, månader: 3", "belopp: 110, månader: 2"))
    answer = against(prov, tmp_path, **{"pris/2024-01-01.yaml": text})
    causes = answer["mot"]["orsaker"]
    assert [(one["regel"], one["kolumn"], one["skillnad"]) for one in causes] == [(None, "2 celler", -795)]


DATED = """
beslut: dagspris
giltig från: 2024-01-01
status: förslag
källa: {dnr: P-1, avsnitt: Priser}
gäller enligt: dag
typ: tal
uttryck: pris.belopp
"""


@pytest.fixture
def dated(tmp_path: Path) -> Path:
    """The rule set where the price of red follows the day of the case: 100, and 150 from 2025."""
    return rule_set(
        tmp_path,
        **{
            "regelverk.yaml": HEAD + "  - {namn: dag, typ: datum, fråga: Vilken dag?}\n",
            "dagspris/2024-01-01.yaml": DATED,
            "pris/2025-01-01.yaml": PRIS.replace("2024", "2025").replace("belopp: 100", "belopp: 150"),
            "prognoser/p.yaml": FORECAST.replace(
                "uttryck: pris.månader * pris.belopp}", "uttryck: pris.månader + dagspris}"
            ),
        },
    )


DATED_CASES = "färg,dag\nröd,2024-01-01\nröd,2025-03-01\n"


def test_each_case_follows_its_own_day(dated: Path) -> None:
    answer = json.loads(portfolio(dated, DATED_CASES, "--json").out, parse_float=Decimal)
    assert answer["totalt"]["summa"] == 256  # 3 + 100 and 3 + 150


@pytest.mark.parametrize(("first", "second", "change"), [("2024", "2025", 100), ("2025", "2024", -100)])
def test_days_are_compared_as_if_each_had_always_been(
    dated: Path, first: str, second: str, change: int
) -> None:
    """Dated cases cost 3 + 100 each by the rules of 2024, and 3 + 150 by those of 2025."""
    run = portfolio(dated, DATED_CASES, "--datum", f"{first}-06-01", "--mot", f"{second}-06-01", "--json")
    answer = json.loads(run.out, parse_float=Decimal)
    before = {"2024": 206, "2025": 306}[first]
    assert (answer["totalt"]["summa"], answer["totalt"]["skillnad"]) == (before, change)
    (cause,) = answer["mot"]["orsaker"]
    assert (cause["beslut"], cause["regel"], cause["kolumn"]) == ("pris", 1, "belopp")
    assert {cause["förr"], cause["nu"]} == {"100", "150"}
    assert cause["skillnad"] == change
    assert answer["mot"]["samverkan och annat"] == 0
    page = portfolio(dated, DATED_CASES, "--mot", "2025-01-01").out
    assert re.search(
        r"Förr är \w+ som reglerna är 2024-01-01, nu är reglerna 2025-01-01\.", " ".join(page.split())
    )
    assert re.search(r"Förr, kr +Nu, kr +Skillnad, kr", page)
    assert re.search(r"Ändring +Förr +Nu +Skillnad, kr", page)
    assert "Var sida räknas som om dess regler alltid hade gällt" in " ".join(page.split())


def test_another_folder_is_compared_by_each_cases_own_day(dated: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(dated, tmp_path / "andra" / "prov")
    path = copy / "pris" / "2025-01-01.yaml"
    path.write_text(path.read_text("utf-8").replace("belopp: 150", "belopp: 151"), "utf-8")
    run = portfolio(dated, DATED_CASES, "--mot", str(copy), "--json")
    answer = json.loads(run.out, parse_float=Decimal)
    # Only the case of 2025 meets the amount of 2025.
    assert (answer["totalt"]["summa"], answer["totalt"]["skillnad"]) == (256, 1)


@pytest.mark.parametrize("end", ["", "giltig till: 2025-12-31\n"])
def test_a_decision_that_begins_or_ends_between_the_days_is_a_change_of_its_own(
    tmp_path: Path, end: str
) -> None:
    """The addition is an expression of its own from 2025: 30 instead of a fourth of the price."""
    new = EXTRA.replace("2024-01-01\n", f"2025-01-01\n{end}").replace("pris.belopp / 4", "30")
    prov = rule_set(tmp_path, **{"tillägg/2025-01-01.yaml": new})
    for first, second, change in (("2024", "2025", 10), ("2025", "2024", -10)):
        answer = answered(str(prov), "p", "--datum", f"{first}-06-01", "--mot", f"{second}-06-01")
        causes = [(one["beslut"], one["kolumn"], one["skillnad"]) for one in answer["mot"]["orsaker"]]
        assert causes == [("tillägg", None, change)]  # 2 x (30 - 25)
        assert answer["totalt"]["skillnad"] == change
        assert answer["mot"]["samverkan och annat"] == 0


def test_a_new_decision_is_made_before_what_reads_it(tmp_path: Path) -> None:
    prov = rule_set(
        tmp_path,
        **{
            "påslag/2025-01-01.yaml": EXTRA.replace("tillägg", "påslag")
            .replace("2024", "2025")
            .replace("pris.belopp / 4", "5"),
            "tillägg/2025-01-01.yaml": EXTRA.replace("2024", "2025").replace("/ 4", "/ 4 + påslag"),
        },
    )
    answer = answered(str(prov), "p", "--mot", "2025-01-01")
    assert [(one["beslut"], one["skillnad"]) for one in answer["mot"]["orsaker"]] == [
        ("tillägg", 10)
    ]  # 2 x 5
    assert [one["beslut"] for one in answer["mot"]["utan effekt"]] == ["påslag"]
    assert answer["mot"]["samverkan och annat"] == 0


# --- a file of cases


def test_good_cases_are_summed_and_bad_ones_listed(prov: Path) -> None:
    run = portfolio(prov, CASES, "--json")
    assert run.status == 1
    answer = json.loads(run.out, parse_float=Decimal)
    groups = {group["namn"]: (group["antal"], group["summa"]) for group in answer["grupper"]}
    assert groups == {"kall": (2, Decimal("2.8")), "varm": (2, 600)}
    assert (answer["totalt"]["antal"], answer["totalt"]["summa"]) == (4, Decimal("602.8"))
    faults = {fault["rad"]: fault["fel"] for fault in answer["utfall"]["fel"]}
    assert list(faults) == [5, 6, 7, 8]
    assert faults[5].startswith("Färg kan inte vara lila.")
    assert faults[6] == "Pris har inget värde: färg är obesvarat."
    assert faults[7] == "Pris har inget värde: reglerna ger inget."
    assert faults[8] == "Har 3 celler, men rubrikraden 2."


def test_a_portfolio_is_compared_and_attributed_too(prov: Path, tmp_path: Path) -> None:
    other = rule_set(tmp_path / "andra", **{"pris/2024-01-01.yaml": PRIS.replace("0.35", "0.45")})
    run = portfolio(prov, "färg\nröd\ngrön\ngrön\n", "--json", "--mot", str(other))
    answer = json.loads(run.out, parse_float=Decimal)
    assert run.status == 0
    assert answer["totalt"]["skillnad"] == Decimal("0.8")
    assert [(one["regel"], one["skillnad"]) for one in answer["mot"]["orsaker"]] == [(2, Decimal("0.8"))]


def test_a_portfolio_in_parquet_is_told_by_row(prov: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table({"färg": ["röd", "lila", "grön"]}), prov.parent / "fall.parquet")
    run = motor("prognos", str(prov), "p", "--utfall", str(prov.parent / "fall.parquet"))
    assert run.status == 1
    assert "Rad 2: Färg kan inte vara lila." in " ".join(run.out.split())


def test_a_forecast_must_say_how_cases_cost(prov: Path) -> None:
    text = FORECAST[: FORECAST.index("utfall:")]
    (prov / "prognoser" / "p.yaml").write_text(text.lstrip(), "utf-8")
    run = portfolio(prov, CASES)
    assert run.status == 1
    assert "Prognosen saknar utfall" in run.err


def test_a_fact_that_cannot_be_unclear_is_told_where_it_stands(prov: Path) -> None:
    text = FORECAST.replace("utfall:\n", "utfall:\n  oklara: [färg, form]\n")
    (prov / "prognoser" / "p.yaml").write_text(text.lstrip(), "utf-8")
    run = portfolio(prov, CASES)
    assert run.status == 1
    assert "p.yaml:14:12: fel: färg kan inte vara oklar." in run.err
    assert "p.yaml:14:18: fel: Det finns inget faktum som heter form." in run.err


def test_a_file_of_cases_that_is_not_there_is_refused(prov: Path) -> None:
    run = motor("prognos", str(prov), "p", "--utfall", "ingen.csv")
    assert run.status == 2
    assert "ingen.csv" in run.err


def test_the_rules_compensation_can_be_what_a_case_costs(tmp_path: Path) -> None:
    path = tmp_path / "fall.csv"
    path.write_text(
        "insats;startdatum;slutdatum;avslutsorsak;varaktighet\n"
        "AMI 2;2024-01-01;2024-09-30;arbete;12\nAMI 1;2024-01-01;2024-02-29;arbete;12\n",
        "utf-8",
    )
    answer = answered(NACKA, "2024", "--utfall", str(path))
    # 70 000 and 31 400, as worked out by hand.
    assert answer["grupper"][0]["namn"] == "AMI"
    assert answer["totalt"]["summa"] == 101_400


def test_what_next_years_amounts_would_have_cost_for_cases_that_have_been(tmp_path: Path) -> None:
    """AMI 2 from 5 000 to 5 150: 9 x 150 more in nine months, and 3 x 150 in the premium."""
    nacka = shutil.copytree(NACKA, tmp_path / "regler" / "nacka")
    conditions = nacka / "insatsvillkor"
    text = (conditions / "2024-01-01.yaml").read_text("utf-8")
    text = text.replace("giltig från: 2024-01-01", "giltig från: 2025-01-01")
    text = text.replace("checkbelopp: 5 000", "checkbelopp: 5 150")
    (conditions / "2025-01-01.yaml").write_text(text, "utf-8")
    path = tmp_path / "fall.csv"
    path.write_text(
        "insats;startdatum;slutdatum;avslutsorsak;varaktighet\n"
        "AMI 2;2024-01-01;2024-09-30;arbete;12\nAMI 1;2024-01-01;2024-02-29;arbete;12\n",
        "utf-8",
    )
    answer = answered(str(nacka), "2024", "--utfall", str(path), "--mot", "2025-01-01")
    assert (answer["totalt"]["summa"], answer["totalt"]["skillnad"]) == (101_400, 1_800)
    (cause,) = answer["mot"]["orsaker"]
    assert (cause["villkor"], cause["nu"], cause["skillnad"]) == ("insats: AMI 2", "5 150", 1_800)
