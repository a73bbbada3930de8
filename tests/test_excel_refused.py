"""Workbooks that cannot be imported: each mistake at its sheet and cell, all of them, and nothing written."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.worksheet.worksheet import Worksheet

from tests.rulesets import HEAD, write
from tests.workbooks import AVGIFT, Change, edited, imported, on_sheet, put, rule_set, texts
from verktyg.fel import DONE, RULES_WRONG

SHEET = "xl/worksheets/sheet2.xml"
"""The part that holds the sheet avgift."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return rule_set(tmp_path)


def percent(sheet: Worksheet) -> None:
    sheet["F8"] = 0.5
    sheet["F8"].number_format = "0%"


def error_value(sheet: Worksheet) -> None:
    sheet["F8"] = "#REF!"
    sheet["F8"].data_type = "e"


def chart(book: Workbook) -> None:
    book.create_chartsheet("Bild").add_chart(BarChart())


def copy_sheet(book: Workbook) -> None:
    book.copy_worksheet(book["avgift"]).title = "avgift igen"


def rename_table(book: Workbook) -> None:
    book["avgift"]["B1"] = "avgifter"


MISTAKES: list[tuple[str, Change, str, str]] = [
    # a number that Excel rounds
    ("stort tal", put(F8=10**15 + 1), "avgift!F8", "Cellen har ett tal (1.00000e+15) som Excel inte håller"),
    ("många siffror", put(F8=1e40), "avgift!F8", "Cellen har ett tal (1e+40) som Excel inte håller exakt."),
    ("litet tal", put(F8=1e-40), "avgift!F8", "Cellen har ett tal (1e-40) som Excel inte håller exakt."),
    # a half-filled table
    ("utan utfall", put(F8=None), "avgift!F8", "Utfallet avgift är tomt."),
    (
        "utan villkor",
        put(B8=None),
        "avgift!B8",
        "Villkoret ålder är tomt.\n    Skriv - för vad som helst.",
    ),
    ("blanksteg", put(G8="  "), "avgift!G8", "Utfallet grund är tomt."),
    ("halv ny regel", put(F12=5), "avgift!B12", "Villkoret ålder är tomt."),
    ("bara nummer", put(A12="4"), "avgift!A12", "Regel 4 står också på rad 11."),
    ("nummer utan regel", put(A8=17), "avgift!A8", "Kolumnen nr har regelns nummer, 1 till 4, inte 17."),
    ("nummer i ord", put(A8="ny"), "avgift!A8", "Lämna cellen tom om regeln är ny."),
    (
        "inga regler",
        on_sheet(lambda sheet: sheet.delete_rows(8, 4)),
        "avgift!A8",
        "Tabellen har inga regler.",
    ),
    # columns
    (
        "kolumn bort",
        on_sheet(lambda sheet: sheet.delete_cols(3)),
        "avgift!A6",
        "Kolumnen sfi (villkor) saknas",
    ),
    ("kolumn A bort", on_sheet(lambda sheet: sheet.delete_cols(1)), "avgift!A1", "Tabell saknas i kolumn A."),
    ("rubriken", put(B6="åldern"), "avgift!B6", "inget villkor som heter åldern.\n    Menade du ålder?"),
    ("en helt annan", put(B6="skostorlek"), "avgift!B6", "Här stod ålder."),
    ("tom rubrik", put(B6=None), "avgift!B6", "inget villkor som heter (tomt).\n    Här stod ålder."),
    ("två lika", put(C6="ålder"), "avgift!C6", "Kolumnen ålder står två gånger."),
    ("ny kolumn", put(I8=5), "avgift!I8", "Kolumnen I hör inte till tabellen."),
    ("sorten", put(B5="utfal"), "avgift!B5", "inte utfal.\n    Menade du utfall?"),
    ("fel sort", put(B5="utfall"), "avgift!B6", "Tabellen har inget utfall som heter ålder."),
    ("typen", put(F7="text"), "avgift!F7", "Kolumnen avgift är tal (kr), men här står text."),
    (
        "sorterna bort",
        on_sheet(lambda sheet: sheet.delete_rows(5)),
        "avgift!A5",
        "ovanför rubrikerna saknas.",
    ),
    # what Excel makes of things
    (
        "sammanslagna",
        on_sheet(lambda sheet: sheet.merge_cells("F8:F9")),
        "avgift!F8",
        "F8:F9 är sammanslagna.",
    ),
    ("formel", put(F8="=1+2"), "avgift!F8", "Cellen har en formel."),
    ("felvärde", on_sheet(error_value), "avgift!F8", "Cellen har felvärdet #REF!."),
    (
        "datum för tal",
        put(F8=datetime.date(2024, 5, 3)),
        "avgift!F8",
        "Cellen har ett datum (2024-05-03) där tal",
    ),
    ("datum för text", put(G8=datetime.date(2024, 5, 3)), "avgift!G8", "(2024-05-03) där text hör hemma."),
    ("datum för ålder", put(B8=datetime.date(2024, 12, 18)), "avgift!B8", "Excel kan ha gjort om det"),
    (
        "klockslag",
        put(F8=datetime.time(12, 30)),
        "avgift!F8",
        "Cellen har ett klockslag (12:30:00) där tal",
    ),
    ("tal för datum", put(D10=45413), "avgift!D10", "Cellen har talet 45413 där datum hör hemma."),
    ("tal för text", put(G8=7), "avgift!G8", "Cellen har talet 7 där text hör hemma."),
    ("sant för tal", put(F8=True), "avgift!F8", "Cellen har sanningsvärdet SANT där tal hör hemma."),
    ("procent", on_sheet(percent), "avgift!F8", "Excel visar 50 %, men i cellen står 0.5."),
    # which table it is
    ("träffregeln", put(B2="unik (U)"), "avgift!B2", "Träffregel är första (F), men här står unik (U)."),
    ("första dagen", put(B3="2025-01-01"), "avgift!B3", "ingen tabell som gäller från 2025-01-01."),
    ("dagen som dag", put(B3=datetime.date(2025, 1, 1)), "avgift!B3", "gäller från 2025-01-01."),
    ("annan fil", put(B4="avgift.yaml"), "avgift!B4", "Fil är avgift/2024-01-01.yaml, men här står"),
    ("okänd tabell", rename_table, "avgift!B1", "prov har ingen tabell avgifter.\n    Menade du avgift?"),
    ("inget i toppen", put(A1=None), "avgift!A1", "Bladet har ingen tabell från motor exportera"),
    ("eget blad", lambda book: book.create_sheet("Uträkning"), "Uträkning!A1", "Ta bort bladet."),
    ("diagram", chart, "Bild!A1", "Bladet är ett diagram, ingen tabell."),
    ("två gånger", copy_sheet, "avgift igen!A1", "Tabellen avgift står också på bladet avgift."),
]


@pytest.mark.parametrize(
    ("change", "cell", "sentence"), [each[1:] for each in MISTAKES], ids=[each[0] for each in MISTAKES]
)
def test_a_mistake_is_told_at_its_cell(change: Change, cell: str, sentence: str, root: Path) -> None:
    file = edited(root, change)
    before = texts(root)
    run = imported(file, root)
    assert (run.status, run.out) == (RULES_WRONG, "")
    told = run.err.split(f"{file}, cell ")
    assert [part for part in told if part.startswith(f"{cell}: fel: ") and sentence in part], run.err
    assert texts(root) == before


def test_all_mistakes_are_told_at_once(root: Path) -> None:
    def change(book: Workbook) -> None:
        for mistake in (
            put(F8="=1"),
            put(B9=None),
            put(B6="åldr"),
            put(F10=datetime.date(2024, 1, 1)),
        ):
            mistake(book)
        book["rabatt"]["C8"] = None
        book.create_sheet("Eget")

    file = edited(root, change)
    run = imported(file, root)
    cells = [
        line.split(": ")[0].removeprefix(f"{file}, cell ") for line in run.err.splitlines() if "fel: " in line
    ]
    assert sorted(cells) == ["Eget!A1", "avgift!B6", "avgift!F10", "avgift!F8", "rabatt!C8"]


def test_very_many_mistakes_are_counted(root: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for _ in range(400):
            sheet.append([None, "=1"])

    run = imported(edited(root, on_sheet(change)), root)
    assert run.err.count("fel:") == 200
    assert run.err.endswith("Det finns 2200 fel till.\n")


def test_another_rule_set_is_refused(root: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "annat", {"avgift/2024-01-01.yaml": AVGIFT}, HEAD.replace("prov", "annat"))
    other = other.rename(other.parent / "annat")
    file = edited(root, put(F8=5))
    run = imported(file, other)
    assert run.status == RULES_WRONG
    assert run.err == (
        f"{file}, cell Innehåll!B1: fel: Arbetsboken hör till regelverket prov, inte till annat.\n"
        "    Ge mappen med det regelverket.\n"
    )


def test_a_workbook_without_contents_is_refused(root: Path) -> None:
    run = imported(edited(root, lambda book: book.remove(book["Innehåll"])), root)
    assert run.status == RULES_WRONG
    assert "saknar bladet Innehåll" in run.err


def test_a_sheet_that_is_gone_leaves_its_table_as_it_is(root: Path) -> None:
    before = texts(root)
    run = imported(edited(root, lambda book: book.remove(book["rabatt"])), root)
    assert (run.status, texts(root)) == (DONE, before)
