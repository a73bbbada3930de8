"""Files that are no workbooks, or would do harm: told what they are, soon, and nothing written."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.command import motor as command
from tests.workbooks import AVGIFT, edited, exported, imported, on_sheet, pack, patch, put, rule_set, texts
from verktyg.excel import arkiv as archive
from verktyg.fel import DONE, USAGE_WRONG

SHEET = "xl/worksheets/sheet2.xml"
"""The part that holds the sheet avgift."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return rule_set(tmp_path)


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
    file = edited(root, put(F8=5))
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
    file = edited(root, put(XFD1048576="x"))
    started = time.perf_counter()
    run = imported(file, root)
    assert time.perf_counter() - started < 10
    assert "avgift!XFD1048576: fel: Kolumnen XFD hör inte till tabellen." in run.err


def test_a_million_formatted_rows_without_anything_are_passed_by(root: Path) -> None:
    file = edited(root, put(F8=5))
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
    file = edited(root, put(F8=5))
    before = file.read_bytes()
    assert imported(file, root).status == DONE
    assert file.read_bytes() == before
    assert load_workbook(file)["avgift"]["F8"].value == 5
