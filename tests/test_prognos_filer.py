"""The files of a forecast: CSV, a workbook, and charts that are the same each time."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from tests.command import motor
from tests.forecasts import CASES, FORECAST, PRIS, portfolio, rule_set
from tests.repository import ROOT

NACKA = str(ROOT / "regler" / "nacka")


@pytest.fixture
def prov(tmp_path: Path) -> Path:
    return rule_set(tmp_path)


def test_the_csv_holds_the_table(prov: Path, tmp_path: Path) -> None:
    target = tmp_path / "p.csv"
    assert motor("prognos", str(prov), "p", "--utdata", str(target)).status == 0
    assert target.read_text("utf-8").splitlines() == [
        "nivå,namn,grupp,antal,pris,tillägg,summa",
        "rad,A,varm,10,3000,50,3050",
        "grupp,varm,varm,10,3000,50,3050",
        "rad,B,kall,3,4.2,0,4.2",
        "grupp,kall,kall,3,4.2,0,4.2",
        "totalt,Totalt,,13,3004.2,50,3054.2",
    ]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\\t", "\\r"])
def test_no_text_of_the_csv_is_a_formula(begins: str, prov: Path, tmp_path: Path) -> None:
    text = FORECAST.replace("namn: A", f'namn: "{begins}1+1"')
    (prov / "prognoser" / "p.yaml").write_text(text, "utf-8")
    target = tmp_path / "p.csv"
    assert motor("prognos", str(prov), "p", "--utdata", str(target)).status == 0
    with target.open(encoding="utf-8", newline="") as file:
        names = [row[1] for row in csv.reader(file)]
    assert names[1] == f"'{begins.encode().decode('unicode_escape')}1+1".replace("\r", " ")


def test_the_workbook_holds_exact_numbers_and_texts(prov: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    text = FORECAST.replace("namn: A", "namn: =1+1").replace("heltal: ja, standard: 0", "heltal: ja")
    (prov / "prognoser" / "p.yaml").write_text(
        text.replace("antal: 3", "antal: 3, tal: {extra: 0}").lstrip(), "utf-8"
    )
    target = tmp_path / "p.xlsx"
    other = rule_set(tmp_path / "andra", **{"pris/2024-01-01.yaml": PRIS.replace("0.35", "0.45")})
    run = motor("prognos", str(prov), "p", "--utdata", str(target), "--mot", str(other))
    assert run.status == 0, run.err
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["Prognos", "Orsaker", "Antaganden"]
    rows = [[cell.value for cell in row] for row in book["Prognos"].iter_rows()]
    assert rows[0][-3:] == ["summa förr", "summa nu", "skillnad"]
    assert rows[1] == ["rad", "=1+1", "varm", 10, 3000, 50, 3050, 3050, 0]
    assert book["Prognos"]["B2"].data_type == "s"
    assert rows[-1][-3:] == [3054.2, 3055.4, 1.2]
    assert [cell.value for cell in book["Orsaker"][1]][-3:] == ["förr", "nu", "skillnad"]
    assert [cell.value for cell in book["Orsaker"][2]][-3:] == ["0.35", "0.45", 1.2]


def test_the_charts_show_the_figures_and_are_the_same_each_time(prov: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    names = ("a.svg", "b.svg", "a.png", "b.png")
    targets = [str(tmp_path / name) for name in names]
    arguments = [part for target in targets for part in ("--utdata", target)]
    assert motor("prognos", NACKA, "2024", *arguments).status == 0
    first, again, picture, same = ((tmp_path / name).read_bytes() for name in names)
    assert first == again
    assert picture == same
    assert picture.startswith(b"\x89PNG")
    text = first.decode().replace("\N{NO-BREAK SPACE}", " ")
    for shown in ("Budget 2024 för kundvalen", "AMI, 4 461 000 kr", "1 395 000 kr", "tusen kronor", "Bonus"):
        assert f">{shown}<" in text, shown
    assert "<dc:date>" not in text


@pytest.mark.parametrize("ending", [".png", ".svg"])
def test_a_chart_is_drawn_of_odd_forecasts_too(prov: Path, tmp_path: Path, ending: str) -> None:
    pytest.importorskip("matplotlib")
    rows = "".join(f"  - {{namn: rad $x_{place}$, fakta: {{färg: grön}}, antal: 0}}\n" for place in range(60))
    saved = "  - {namn: C, grupp: x, belopp: [{namn: spar, belopp: -90 000, antagande: Sparas.}]}\n"
    for text in (
        FORECAST.replace("utfall:", f"{rows}utfall:"),
        FORECAST.replace("utfall:", f"{saved}utfall:"),
    ):
        (prov / "prognoser" / "p.yaml").write_text(text.lstrip(), "utf-8")
        target = tmp_path / f"p{ending}"
        run = motor("prognos", str(prov), "p", "--utdata", str(target))
        assert run.status == 0, run.err
        assert target.stat().st_size > 2000


def test_a_chart_of_very_many_groups_shows_the_largest(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    rows = "".join(
        f"  - {{namn: r{place}, grupp: g{place}, belopp: [{{namn: x, belopp: {place}, antagande: A.}}]}}\n"
        for place in range(1, 101)
    )
    prov = rule_set(tmp_path, **{"prognoser/p.yaml": FORECAST.replace("utfall:", f"{rows}utfall:")})
    target = tmp_path / "p.svg"
    assert motor("prognos", str(prov), "p", "--utdata", str(target)).status == 0
    text = target.read_text("utf-8")
    assert "De 40 största av 102 grupper" in text
    assert ">g100<" in text
    assert ">g3<" not in text


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("p.pdf", "Vet inte vad"),
        ("prov/prognoser/p.yaml", "Vet inte vad"),
        ("", "Vet inte vad"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_first(prov: Path, name: str, message: str) -> None:
    run = motor("prognos", str(prov), "p", "--utdata", str(prov.parent / name))
    assert (run.status, run.out) == (2, "")
    assert message in run.err


def test_a_file_is_not_written_twice_or_over_what_is_read(prov: Path) -> None:
    target = str(prov.parent / "p.csv")
    assert (
        "läses eller skrivs redan"
        in motor("prognos", str(prov), "p", "--utdata", target, "--utdata", target).err
    )
    cases = prov.parent / "fall.csv"
    run = portfolio(prov, CASES, "--utdata", str(cases))
    assert run.status == 2
    assert cases.read_text("utf-8") == CASES


@pytest.mark.parametrize(
    ("library", "extra", "name"), [("matplotlib", "diagram", "p.png"), ("openpyxl", "excel", "p.xlsx")]
)
def test_a_missing_extra_is_named(
    prov: Path, library: str, extra: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, library, None)
    run = motor("prognos", str(prov), "p", "--utdata", str(prov.parent / name))
    assert run.status == 2
    assert f"behöver tillägget {extra}.\n" in run.err
    assert "pip install 'regelmotor[" in run.err


def test_nothing_is_written_where_rules_are_wrong(prov: Path, tmp_path: Path) -> None:
    shutil.rmtree(prov / "pris")
    target = tmp_path / "p.csv"
    assert motor("prognos", str(prov), "p", "--utdata", str(target)).status == 1
    assert not target.exists()
