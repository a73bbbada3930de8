"""Workbooks that cannot be imported: each mistake at its sheet and cell, all of them, and nothing written."""

from __future__ import annotations

import datetime
import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from openpyxl.worksheet.worksheet import Worksheet

from tests.command import motor as command
from tests.rulesets import HEAD, write
from tests.workbooks import AVGIFT, edited, exported, imported, pack, patch, rule_set, texts
from verktyg.excel import archive
from verktyg.fel import DONE, RULES_WRONG, USAGE_WRONG

SHEET = "xl/worksheets/sheet2.xml"
"""The part that holds the sheet avgift."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return rule_set(tmp_path)


Change = Callable[[Workbook], object]


def put(cell: str, value: Any, form: str | None = None) -> Change:
    def change(book: Workbook) -> None:
        book["avgift"][cell] = value
        if form:
            book["avgift"][cell].number_format = form

    return change


def on_sheet(change: Callable[[Worksheet], object]) -> Change:
    return lambda book: change(book["avgift"])


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
    # a half-filled table
    ("utan utfall", put("F8", None), "avgift!F8", "Utfallet avgift är tomt."),
    (
        "utan villkor",
        put("B8", None),
        "avgift!B8",
        "Villkoret ålder är tomt.\n    Skriv - för vad som helst.",
    ),
    ("blanksteg", put("G8", "  "), "avgift!G8", "Utfallet grund är tomt."),
    ("halv ny regel", put("F12", 5), "avgift!B12", "Villkoret ålder är tomt."),
    ("bara nummer", put("A12", "4"), "avgift!A12", "Regel 4 står också på rad 11."),
    ("nummer utan regel", put("A8", 17), "avgift!A8", "Kolumnen nr har regelns nummer, 1 till 4, inte 17."),
    ("nummer i ord", put("A8", "ny"), "avgift!A8", "Lämna cellen tom om regeln är ny."),
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
    ("rubriken", put("B6", "åldern"), "avgift!B6", "inget villkor som heter åldern.\n    Menade du ålder?"),
    ("en helt annan", put("B6", "skostorlek"), "avgift!B6", "Här stod ålder."),
    ("tom rubrik", put("B6", None), "avgift!B6", "inget villkor som heter (tomt).\n    Här stod ålder."),
    ("två lika", put("C6", "ålder"), "avgift!C6", "Kolumnen ålder står två gånger."),
    ("ny kolumn", put("I8", 5), "avgift!I8", "Kolumnen I hör inte till tabellen."),
    ("sorten", put("B5", "utfal"), "avgift!B5", "inte utfal.\n    Menade du utfall?"),
    ("fel sort", put("B5", "utfall"), "avgift!B6", "Tabellen har inget utfall som heter ålder."),
    ("typen", put("F7", "text"), "avgift!F7", "Kolumnen avgift är tal (kr), men här står text."),
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
    ("formel", put("F8", "=1+2"), "avgift!F8", "Cellen har en formel."),
    ("felvärde", on_sheet(error_value), "avgift!F8", "Cellen har felvärdet #REF!."),
    (
        "datum för tal",
        put("F8", datetime.date(2024, 5, 3)),
        "avgift!F8",
        "Cellen har ett datum (2024-05-03) där tal",
    ),
    ("datum för text", put("G8", datetime.date(2024, 5, 3)), "avgift!G8", "(2024-05-03) där text hör hemma."),
    ("datum för ålder", put("B8", datetime.date(2024, 12, 18)), "avgift!B8", "Excel kan ha gjort om det"),
    (
        "klockslag",
        put("F8", datetime.time(12, 30)),
        "avgift!F8",
        "Cellen har ett klockslag (12:30:00) där tal",
    ),
    ("tal för datum", put("D10", 45413), "avgift!D10", "Cellen har talet 45413 där datum hör hemma."),
    ("tal för text", put("G8", 7), "avgift!G8", "Cellen har talet 7 där text hör hemma."),
    ("sant för tal", put("F8", True), "avgift!F8", "Cellen har sanningsvärdet SANT där tal hör hemma."),
    ("procent", put("F8", 0.5, "0%"), "avgift!F8", "Excel visar 50 %, men i cellen står 0.5."),
    # which table it is
    ("träffregeln", put("B2", "unik (U)"), "avgift!B2", "Träffregel är första (F), men här står unik (U)."),
    ("första dagen", put("B3", "2025-01-01"), "avgift!B3", "ingen tabell som gäller från 2025-01-01."),
    ("dagen som dag", put("B3", datetime.date(2025, 1, 1)), "avgift!B3", "gäller från 2025-01-01."),
    ("annan fil", put("B4", "avgift.yaml"), "avgift!B4", "Fil är avgift/2024-01-01.yaml, men här står"),
    ("okänd tabell", rename_table, "avgift!B1", "prov har ingen tabell avgifter.\n    Menade du avgift?"),
    ("inget i toppen", put("A1", None), "avgift!A1", "Bladet har ingen tabell från motor exportera"),
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
            put("F8", "=1"),
            put("B9", None),
            put("B6", "åldr"),
            put("F10", datetime.date(2024, 1, 1)),
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
    file = edited(root, put("F8", 5))
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


# --- files that are no workbooks


def parts_of(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def ole(*streams: str) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + b"".join(name.encode("utf-16-le") for name in streams)
    )


def with_parts(**extra: bytes) -> Callable[[Path], None]:
    names = {"ods": "mimetype", "makron": "xl/vbaProject.bin", "binär": "xl/workbook.bin"}

    def change(file: Path) -> None:
        pack(file, parts_of(file) | {names[key]: data for key, data in extra.items()})

    return change


def without_workbook(file: Path) -> None:
    pack(file, {"a.txt": b"hej", "[Content_Types].xml": b"<Types/>"})


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:3000])


def broken_part(file: Path) -> None:
    parts = parts_of(file)
    pack(file, parts | {SHEET: parts[SHEET][:400]})


def lying_part(file: Path) -> None:
    patch(file, "xl/workbook.xml", b'name="avgift"', b'nome="avgift"')


def damaged_part(file: Path) -> None:
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as opened:
        place = opened.getinfo(SHEET).header_offset
    data[place + 60 : place + 160] = bytes(100)
    file.write_bytes(data)


def password(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda file: file.write_bytes(b""), "är ingen Excel-arbetsbok."),
        (lambda file: file.write_text("ålder;avgift\n1;2\n"), "är ingen Excel-arbetsbok."),
        (lambda file: file.write_bytes(ole("Workbook")), "är i Excels äldre format (.xls), som inte läses."),
        (lambda file: file.write_bytes(ole("EncryptedPackage")), "är skyddad med lösenord."),
        (password, "är skyddad med lösenord."),
        (
            with_parts(ods=b"application/vnd.oasis.opendocument.spreadsheet"),
            "är i OpenDocument-format (.ods)",
        ),
        (with_parts(makron=b"x"), "har makron (.xlsm), som inte tas emot."),
        (with_parts(binär=b"x"), "är i Excels binära format (.xlsb)"),
        (without_workbook, "är ingen Excel-arbetsbok."),
        (truncated, "är trasig eller avklippt"),
        (damaged_part, "är trasig eller avklippt"),
        (broken_part, f"{SHEET} är ingen XML som går att läsa."),
        (lying_part, "går inte att läsa som en arbetsbok."),
    ],
    ids=[
        "tom",
        "csv",
        "xls",
        "krypterad",
        "lösenord",
        "ods",
        "xlsm",
        "xlsb",
        "zip",
        "avklippt",
        "skadad",
        "xml",
        "del",
    ],
)
def test_what_is_no_workbook_is_told(change: Callable[[Path], object], sentence: str, root: Path) -> None:
    file = edited(root, put("F8", 5))
    change(file)
    before = texts(root)
    run = imported(file, root)
    assert (run.status, run.out) == (USAGE_WRONG, "")
    assert sentence in run.err
    assert run.err.startswith(str(file))
    assert texts(root) == before


@pytest.mark.parametrize("ending", [".xlsm", ".xls", ".ods", ".xlsb"])
def test_another_ending_does_not_matter(ending: str, root: Path) -> None:
    file = exported(root).rename(root.parent / f"prov{ending}")
    assert imported(file, root).status == DONE


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["saknas.xlsx", "prov"], "Filen saknas.xlsx finns inte."),
        (["prov.xlsx", "annan"], "annan är inte en mapp med regelverk.yaml."),
        (["prov.xlsx", "prov", "--från", "nyår"], "nyår är inget datum."),
        (["prov.dmn", "ny", "--json"], "--json gäller bara filer som slutar på .xlsx."),
    ],
)
def test_a_command_that_cannot_be_is_told(
    arguments: list[str], sentence: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported(root)
    monkeypatch.chdir(root.parent)
    run = command("importera", *arguments)
    assert (run.status, run.out) == (USAGE_WRONG, "")
    assert sentence in run.err


# --- files that would do harm


BOMB = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE], ids=["växer", "läser"])
@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "docProps/core.xml", "_rels/.rels"])
def test_a_document_type_is_refused_in_every_part(doctype: bytes, part: str, root: Path) -> None:
    file = exported(root)
    parts = parts_of(file)
    head, _, rest = parts[part].rpartition(b"?>")
    pack(file, parts | {part: (head + b"?>" if head else b"") + doctype + rest})
    run = imported(file, root)
    assert run.status == USAGE_WRONG
    assert f"{part} har en dokumenttyp (DOCTYPE), som inte tas emot." in run.err


def quick(file: Path, root: Path, seconds: float) -> str:
    """What is told of a file that is refused, soon enough."""
    started = time.perf_counter()
    run = imported(file, root)
    assert time.perf_counter() - started < seconds
    assert run.status == USAGE_WRONG
    return run.err


@pytest.mark.parametrize("size", [archive.MAX_UNPACKED + 1, 40_000_000], ids=["stor", "tät"])
def test_a_zip_bomb_is_refused_unread(size: int, root: Path) -> None:
    file = exported(root)
    pack(file, parts_of(file) | {"xl/media/image1.png": bytes(size)})
    assert "packar upp till orimligt mycket och läses inte." in quick(file, root, 5)


def test_a_size_that_lies_is_found_out(root: Path) -> None:
    file = exported(root)
    pack(file, parts_of(file) | {"xl/media/image1.png": bytes(1_000_000)})
    data = file.read_bytes().replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    file.write_bytes(data)
    assert "är trasig eller avklippt" in quick(file, root, 5)


def test_very_many_parts_are_refused(root: Path) -> None:
    file = exported(root)
    pack(file, parts_of(file) | {f"xl/media/{number}.png": b"" for number in range(archive.MAX_PARTS)})
    assert "packar upp till orimligt mycket" in quick(file, root, 5)


def test_elements_in_one_another_are_refused(root: Path) -> None:
    file = exported(root)
    pack(file, parts_of(file) | {"xl/extra.xml": b"<a>" * 5000 + b"</a>" * 5000})
    assert "xl/extra.xml har för många element i varandra." in quick(file, root, 5)


def test_very_many_cells_are_refused(root: Path) -> None:
    file = exported(root)
    rows = io.BytesIO()
    for number in range(12, archive.MAX_ELEMENTS // 3 + 12):
        rows.write(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (number, number, number * 7919))
    patch(file, SHEET, b"</sheetData>", rows.getvalue() + b"</sheetData>")
    assert "har för många celler för att läsas." in quick(file, root, 30)


@pytest.mark.parametrize(
    "area",
    [
        b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="a"/></hyperlinks>',
    ],
    ids=["sammanslagna", "länk"],
)
def test_an_area_of_all_cells_is_refused(area: bytes, root: Path) -> None:
    file = exported(root)
    patch(file, SHEET, b"</sheetData>", b"</sheetData>" + area)
    assert "har ett område med för många celler." in quick(file, root, 5)


def test_a_value_in_the_last_cell_of_all_is_found_and_told(root: Path) -> None:
    file = edited(root, put("XFD1048576", "x"))
    started = time.perf_counter()
    run = imported(file, root)
    assert time.perf_counter() - started < 10
    assert "avgift!XFD1048576: fel: Kolumnen XFD hör inte till tabellen." in run.err


def test_a_million_formatted_rows_without_anything_are_passed_by(root: Path) -> None:
    file = edited(root, put("F8", 5))
    rows = io.BytesIO()
    for number in range(12, 1_048_577):
        rows.write(b'<row r="%d" s="1" customFormat="1"/>' % number)
    patch(file, SHEET, b"</sheetData>", rows.getvalue() + b"</sheetData>")
    started = time.perf_counter()
    run = imported(file, root)
    assert time.perf_counter() - started < 30
    assert run.status == DONE, run.err
    assert texts(root)["avgift/2024-01-01.yaml"] == AVGIFT.replace("avgift: 0", "avgift: 5")


def test_formatted_cells_without_values_are_no_rules(root: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for row in range(12, 60):
            for column in range(1, 9):
                sheet.cell(row, column).number_format = "0.00"

    before = texts(root)
    run = imported(edited(root, on_sheet(change)), root)
    assert (run.status, run.err) == (DONE, "")
    assert texts(root) == before


def test_the_file_that_is_read_is_left_alone(root: Path) -> None:
    file = edited(root, put("F8", 5))
    before = file.read_bytes()
    assert imported(file, root).status == DONE
    assert file.read_bytes() == before
    assert load_workbook(file)["avgift"]["F8"].value == 5
