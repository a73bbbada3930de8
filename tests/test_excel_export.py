"""`motor exportera` to a workbook: what stands where, as text, and how it looks."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import motor
from tests.command import motor as command
from tests.rulesets import decision, write
from tests.workbooks import AVGIFT, DAY, exported, rule_set
from verktyg.excel.uppstallning import sheet_titles
from verktyg.fel import DONE, USAGE_WRONG


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return rule_set(tmp_path)


def rows(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_table_stands_as_it_is_written_below_what_it_is(root: Path) -> None:
    run = command("exportera", str(root), str(root.parent / "prov.xlsx"), *DAY)
    file = root.parent / "prov.xlsx"
    assert (run.status, run.err) == (DONE, "")
    assert run.out == (
        f"{file} är skriven med reglerna som de är 2024-06-01: 2 tabeller, var och en på ett blad.\n"
        f"\nNär du har ändrat och sparat: motor importera {file} {root}\n"
    )
    book = load_workbook(file)
    assert book.sheetnames == ["Innehåll", "avgift", "rabatt", "Listor"]
    assert rows(book["avgift"]) == [
        ["Tabell", "avgift", None, None, None, None, None, None],
        ["Träffregel", "första (F)", None, None, None, None, None, None],
        ["Giltig från", "2024-01-01", None, None, None, None, None, None],
        ["Fil", "avgift/2024-01-01.yaml", None, None, None, None, None, None],
        ["regel", "villkor", "villkor", "villkor", "villkor", "utfall", "utfall", "anteckning"],
        ["nr", "ålder", "sfi", "start", "färg", "avgift", "grund", "källa"],
        [
            None,
            "tal\n0 till 120",
            "ja/nej",
            "datum",
            "text\nröd, grön, blå",
            "tal (kr)",
            "text",
            "läses inte in",
        ],
        ["1", "< 18", "-", "-", "-", "0", "ung", "Unga"],
        ["2", ">= 65", "-", "-", "röd, blå", "1 200", '=if sfi then "sfi" else "annat"', None],
        ["3", "-", "ja", "2024-05-01", "inte(grön)", "2 400.50", "läser", None],
        ["4", "-", "-", "-", "-", "900", "annan", None],
    ]


def test_the_contents_name_every_decision(root: Path) -> None:
    listed = rows(load_workbook(exported(root))["Innehåll"])
    assert listed[0][:2] == ["Regelverk", "prov"]
    assert listed[1][:2] == ["Dag", "2024-06-01"]
    tables = [row[:6] for row in listed if row[0] in ("avgift", "rabatt")]
    assert tables == [
        ["avgift", "avgift", "första (F)", "2024-01-01", "förslag", "avgift/2024-01-01.yaml"],
        ["rabatt", "rabatt", "prioritet (P)", "2024-01-01", "förslag", "rabatt/2024-01-01.yaml"],
    ]
    [other] = [row for row in listed if row[0] == "summa"]
    assert other[1:6] == ["uttryck", None, "2024-01-01", "förslag", "summa/2024-01-01.yaml"]


def test_every_cell_is_text_and_none_a_formula(root: Path) -> None:
    file = exported(root)
    book = load_workbook(file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    sheet = book["avgift"]
    assert sheet["G9"].value.startswith("=if")
    assert (sheet["G9"].quotePrefix, sheet["B8"].quotePrefix, sheet["C8"].quotePrefix) == (True, False, True)
    assert sheet.column_dimensions["F"].number_format == "@"  # also what is typed on a new row
    with zipfile.ZipFile(file) as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]
        assert b'numberStoredAsText="1"' in archive.read("xl/worksheets/sheet2.xml")


def test_allowed_values_are_offered_and_other_texts_let_be(root: Path) -> None:
    book = load_workbook(exported(root))
    lists = {}
    for validation in book["avgift"].data_validations.dataValidation:
        sheet, _, area = validation.formula1.partition("!")
        lists[str(validation.sqref)] = [cell.value for (cell,) in book[sheet][area.replace("$", "")]]
        assert (validation.type, validation.errorStyle, validation.showErrorMessage) == (
            "list",
            "warning",
            True,
        )
    assert lists == {"C8:C212": ["ja", "nej", "-"], "E8:E212": ["röd", "grön", "blå", "-"]}
    assert book["Listor"].sheet_state == "hidden"


def test_a_long_list_is_offered_whole(tmp_path: Path) -> None:
    values = [f"ett ganska långt värde nummer {number}" for number in range(300)]
    table = decision(
        "val",
        f"""
        träffregel: unik
        indata: [ålder]
        utdata:
          - {{namn: val, typ: text, tillåtna: [{", ".join(values)}]}}
        regler:
          - när: {{ålder: "> 1"}}
            ger: {{val: {values[7]}}}
        """,
    )
    book = load_workbook(exported(write(tmp_path, {"val/2024-01-01.yaml": table})))
    [validation] = book["val"].data_validations.dataValidation
    assert validation.formula1 == "Listor!$A$1:$A$300"
    assert [row[0] for row in rows(book["Listor"])] == values
    assert book["val"]["C7"].value.endswith(" …")


def test_sources_and_readings_are_comments(root: Path) -> None:
    sheet = load_workbook(exported(root))["avgift"]
    assert sheet["A8"].comment.text == "Källa: P-1, Unga"
    assert sheet["A9"].comment.text == "Tolkning: Äldre är de som har fyllt 65."
    assert sheet["A10"].comment is None
    assert sheet["F6"].comment.text == "Vad personen betalar"


def test_the_headings_stay_in_sight_and_on_paper(root: Path) -> None:
    sheet = load_workbook(exported(root))["avgift"]
    assert sheet.freeze_panes == "B8"
    assert sheet.print_title_rows == "$5:$7"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.column_dimensions["G"].width > sheet.column_dimensions["C"].width
    assert sheet["B6"].fill.fgColor.rgb != sheet["F6"].fill.fgColor.rgb
    assert not sheet.merged_cells.ranges


def test_the_same_rules_give_the_same_file(root: Path) -> None:
    first = exported(root).read_bytes()
    assert exported(root).read_bytes() == first


def test_titles_are_what_excel_takes() -> None:
    long = "ersättning för insatser som avbryts"
    names = [
        "a/b:c*d?e[f]g\\h",
        "A-B-C-D-E-F-G-H",
        long,
        f"{long} i förtid",
        "'citat'",
        "Innehåll",
        "listor",
        "???",
    ]
    titles = list(sheet_titles(names).values())
    assert titles == [
        "a-b-c-d-e-f-g-h",
        "A-B-C-D-E-F-G-H 2",
        "ersättning för insatser som avb",
        "ersättning för insatser som a 2",
        "citat",
        "Innehåll 2",
        "listor 2",
        "---",
    ]
    assert all(len(title) <= 31 for title in titles)
    assert len({title.casefold() for title in titles}) == len(titles)


def test_drafts_come_with_a_flag_alone(tmp_path: Path) -> None:
    root = rule_set(tmp_path, avgift=AVGIFT.replace("status: förslag", "status: utkast"), summa=SUMMA_ALONE)
    (root / "rabatt" / "2024-01-01.yaml").unlink()
    run = command("exportera", str(root), str(tmp_path / "prov.xlsx"), *DAY)
    assert (run.status, list(tmp_path.glob("*.xlsx"))) == (USAGE_WRONG, [])
    assert "Inga tabeller i prov gäller 2024-06-01." in run.err
    assert load_workbook(exported(root, *DAY, "--utkast")).sheetnames == ["Innehåll", "avgift", "Listor"]


SUMMA_ALONE = decision("summa", "typ: tal\nuttryck: ålder * 2\n")


def test_a_workbook_with_changes_is_not_written_over(root: Path) -> None:
    file = exported(root)
    book = load_workbook(file)
    book["avgift"]["F8"] = "10"
    book.save(file)
    before = file.read_bytes()
    run = command("exportera", str(root), str(file), *DAY)
    assert run.status == USAGE_WRONG
    assert "är ändrad eller inte skriven av motor exportera. Inget är ändrat." in run.err
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 sonder", b"anteckningar"], ids=["tom", "trasig", "annat"]
)
def test_nothing_else_is_written_over(content: bytes, root: Path) -> None:
    file = root.parent / "prov.xlsx"
    file.write_bytes(content)
    run = command("exportera", str(root), str(file), *DAY)
    assert (run.status, file.read_bytes()) == (USAGE_WRONG, content)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["prov.xlsx", "--format", "dmn"], "--format gäller bara filer som slutar på .dmn."),
        (["prov.dmn", "--utkast"], "En DMN-modell har aldrig utkast med."),
        (["prov.xlsx", "--datum", "2020-01-01"], "Inga tabeller i prov gäller 2020-01-01."),
        (["prov.xlsx", "--datum", "i dag"], "i dag är inget datum."),
        (["saknas/prov.xlsx"], "Mappen saknas finns inte."),
    ],
)
def test_what_cannot_be_exported_is_told(
    arguments: list[str], sentence: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root.parent)
    run = command("exportera", str(root), *arguments)
    assert (run.status, run.out) == (USAGE_WRONG, "")
    assert sentence in run.err
    assert not list(root.parent.glob("prov.*"))


def test_a_text_that_no_cell_can_hold_is_told(tmp_path: Path) -> None:
    root = rule_set(tmp_path, avgift=AVGIFT.replace("grund: annan", f"grund: {'lång ' * 7000}"))
    run = command("exportera", str(root), str(tmp_path / "prov.xlsx"), *DAY)
    assert run.status == USAGE_WRONG
    assert "avgift/2024-01-01.yaml:26" in run.err
    assert "har fler tecken än Excel kan hålla" in run.err


def test_without_the_library_it_is_said_what_to_install(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys  # noqa: PLC0415

    for name in [name for name in sys.modules if name.startswith("verktyg.excel")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    run = command("exportera", str(root), str(root.parent / "prov.xlsx"), *DAY)
    assert run.status == USAGE_WRONG
    assert run.err == "Excel behöver tillägget excel.\n    Installera det: pip install 'regelmotor[excel]'\n"


def test_the_rule_sets_that_come_along_are_exported(tmp_path: Path) -> None:
    rulebook = motor.load("regler/varmdo")
    assert len(rulebook.decisions) > 3
    file = tmp_path / "regler.xlsx"
    assert command("exportera", "varmdo", str(file), "--datum", "2024-03-01").status == DONE
    assert "insatsvillkor" in load_workbook(file).sheetnames
