"""`motor importera` of a workbook: what has changed, and the files that say so; nothing else is touched."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.command import LIBRARY
from tests.command import motor as command
from tests.repository import ROOT
from tests.workbooks import AVGIFT, edited, exported, imported, on_sheet, put, rule_set, texts, typed
from verktyg.fel import DONE

NAME = "avgift/2024-01-01.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return rule_set(tmp_path)


# --- nothing has changed


def test_an_export_taken_back_changes_nothing(root: Path) -> None:
    before = texts(root)
    run = imported(exported(root), root)
    assert (run.status, run.err) == (DONE, "")
    assert run.out == "Inget är ändrat: arbetsbokens 2 tabeller säger detsamma som prov.\n"
    assert texts(root) == before


def test_a_sheet_that_is_gone_is_told_and_its_table_is_left(root: Path) -> None:
    def without(book: Workbook) -> None:
        book.remove(book["rabatt"])

    before = texts(root)
    file = edited(root, without)
    sentence = "Bladet med rabatt/2024-01-01.yaml är inte kvar i arbetsboken. Tabellen lämnas som den är."
    run = imported(file, root)
    assert (run.status, texts(root)) == (DONE, before)
    assert sentence in run.err
    [notice] = json.loads(imported(file, root, "--json").out)["upplysningar"]
    assert notice == {"cell": "Innehåll!A1", "grad": None, "text": sentence}


@pytest.mark.parametrize("day", ["2023-06-01", "2024-06-01"])
@pytest.mark.parametrize("name", ["regler/nacka", "regler/varmdo", LIBRARY.relative_to(ROOT).as_posix()])
def test_rule_sets_that_are_there_come_back_as_they_were(name: str, day: str, tmp_path: Path) -> None:
    root = tmp_path / Path(name).name
    shutil.copytree(ROOT / name, root)
    file = tmp_path / "tabeller.xlsx"
    run = command("exportera", str(root), str(file), "--datum", day, "--utkast")
    if "Inga tabeller" in run.err:
        assert (name, day) == (LIBRARY.relative_to(ROOT).as_posix(), "2023-06-01")
        return
    before = texts(root)
    book = load_workbook(file)
    book.save(file)
    for options in ((), ("--från", "2030-01-01")):
        run = imported(file, root, *options)
        assert (run.status, run.err) == (DONE, "")
        assert run.out.startswith("Inget är ändrat")
    assert texts(root) == before


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("F9", 1200),
        ("F9", 1200.0),
        ("F9", "1200"),
        ("F9", "1\u00a0200"),
        ("F9", " 1 200 "),
        ("F10", 2400.5),
        ("F8", 0),
        ("C10", True),
        ("C10", "SANT"),
        ("C10", "TRUE"),
        ("D10", datetime.date(2024, 5, 1)),
        ("E9", "röd, blå\n"),
    ],
)
def test_the_same_value_of_another_kind_is_no_change(cell: str, value: Any, root: Path) -> None:
    run = imported(edited(root, typed(**{cell: value})), root)
    assert (run.status, run.err) == (DONE, "")
    assert run.out.startswith("Inget är ändrat")


def test_a_truth_value_that_libreoffice_saved_is_one(root: Path) -> None:
    run = imported(edited(root, put(C10="=TRUE()")), root)
    assert (run.status, run.err) == (DONE, "")
    assert run.out.startswith("Inget är ändrat")


# --- cells


def test_changed_cells_are_shown_and_spliced_in(root: Path) -> None:
    before = texts(root)
    run = imported(edited(root, put(F9=1350, C9="ja", E9="röd", F8="10")), root)
    assert (run.status, run.err) == (DONE, "")
    file = root / NAME
    assert [line.rstrip() for line in run.out.splitlines()] == [
        "blad    cell  regel  kolumn  förr      nu     ändring",
        "------  ----  -----  ------  --------  -----  -------",
        "avgift  F8    1      avgift  0         10",
        "avgift  C9    2      sfi     -         ja",
        "avgift  E9    2      färg    röd, blå  röd",
        "avgift  F9    2      avgift  1 200     1 350  +12,5 %",
        "",
        *told(f"4 ändringar i {file}."),
        "",
        f"Granska: motor granska {root} --utkast",
        "Exportera på nytt innan du ändrar mer i Excel.",
    ]
    expected = (
        AVGIFT.replace("{avgift: 0, grund: ung}", "{avgift: 10, grund: ung}")
        .replace('      ålder: ">= 65"\n', '      ålder: ">= 65"\n      sfi: ja\n')
        .replace('färg: "röd, blå"   # inte grön', 'färg: "röd"   # inte grön')
        .replace("avgift: 1 200", "avgift: 1 350")
    )
    assert texts(root) == before | {NAME: expected}


def told(sentence: str) -> list[str]:
    from verktyg.sida import wrap  # noqa: PLC0415

    return wrap(sentence, 80)


@pytest.mark.parametrize(
    ("cell", "value", "old", "new"),
    [
        ("F9", "12345678.25", "avgift: 1 200", "avgift: 12 345 678.25"),
        ("F9", 950, "avgift: 1 200", "avgift: 950"),
        ("F9", -1500, "avgift: 1 200", "avgift: -1 500"),
        ("F9", "ålder * 10", "avgift: 1 200", "avgift: ålder * 10"),
        ("G9", "helt: annan, #1", '\'=if sfi then "sfi" else "annat"\'', '"helt: annan, #1"'),
        ("B8", "-", '{ålder: "< 18"}', '{ålder: "-"}'),
        ("B8", "[0..17]", '"< 18"', '"[0..17]"'),
        ("B10", "> 20", "{sfi: ja, start", '{ålder: "> 20", sfi: ja, start'),
        ("E8", "grön, null", '{ålder: "< 18"}', '{ålder: "< 18", färg: "grön, null"}'),
        ("D11", datetime.date(2024, 7, 1), "när: {}", "när: {start: 2024-07-01}"),
        ("C10", False, "sfi: ja", "sfi: nej"),
        ("C10", "FALSKT", "sfi: ja", "sfi: nej"),
        ("B9", ">= 66", '      ålder: ">= 65"', '      ålder: ">= 66"'),
    ],
)
def test_a_change_touches_its_own_characters(cell: str, value: Any, old: str, new: str, root: Path) -> None:
    run = imported(edited(root, typed(**{cell: value})), root)
    assert run.status == DONE, run.err
    assert AVGIFT.count(old) == 1
    assert texts(root)[NAME] == AVGIFT.replace(old, new)


def test_line_ends_stay_as_they_are(root: Path) -> None:
    (root / NAME).write_bytes(AVGIFT.replace("\n", "\r\n").encode())
    run = imported(edited(root, put(F8=10, C9="ja")), root)
    assert run.status == DONE, run.err
    expected = AVGIFT.replace("avgift: 0,", "avgift: 10,").replace('65"\n', '65"\n      sfi: ja\n', 1)
    assert texts(root)[NAME] == expected.replace("\n", "\r\n")


def test_the_handbook_shows_what_a_change_looks_like(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "regler", tmp_path / "regler")
    monkeypatch.chdir(tmp_path)
    command("exportera", "nacka", "nacka.xlsx", "--datum", "2024-03-01")
    book = load_workbook("nacka.xlsx")
    book["insatsvillkor"]["E8"] = 3950
    book.save("nacka.xlsx")
    run = command("importera", "nacka.xlsx", "regler/nacka")
    assert run.status == DONE, run.err
    shown = "\n".join(line.rstrip() for line in run.out.splitlines())
    assert f"\n```\n{shown}\n```\n" in (ROOT / "docs" / "handbok-utbyte.md").read_text("utf-8")


# --- rules


def test_a_new_rule_is_written_as_the_others(root: Path) -> None:
    row = [None, "> 90", "-", "-", "grön", 50, "åldring"]
    run = imported(edited(root, on_sheet(lambda sheet: sheet.append(row))), root)
    assert run.status == DONE, run.err
    assert "- avgift, rad 12: ny regel. ålder: > 90; färg: grön; avgift: 50; grund: åldring" in run.out
    assert "1 källa är att fylla i, där det står FYLL I." in run.out
    assert texts(root)[NAME] == AVGIFT + (
        '  - när: {ålder: "> 90", färg: grön}\n'
        "    ger: {avgift: 50, grund: åldring}\n"
        "    källa: {dnr: FYLL I, avsnitt: FYLL I}\n"
    )


def test_a_new_rule_where_no_rule_has_a_source_has_none(root: Path) -> None:
    def change(book: Workbook) -> None:
        book["rabatt"].insert_rows(9)
        book["rabatt"]["B9"], book["rabatt"]["C9"] = '"annan"', "låg"

    before = texts(root)["rabatt/2024-01-01.yaml"]
    run = imported(edited(root, change), root)
    assert run.status == DONE, run.err
    first, last = before.split("  - när: {}\n")
    new = "  - när: {klass: '\"annan\"'}\n    ger: {nivå: låg}\n"
    assert texts(root)["rabatt/2024-01-01.yaml"] == f"{first}{new}  - när: {{}}\n{last}"


def test_a_rule_goes_with_its_comment(root: Path) -> None:
    run = imported(edited(root, on_sheet(lambda sheet: sheet.delete_rows(9))), root)
    assert run.status == DONE, run.err
    assert run.out.startswith("- avgift: regel 2 är borttagen. ålder: >= 65; färg: röd, blå; avgift: 1 200;")
    start, end = AVGIFT.index("  # de äldre"), AVGIFT.index("  # resten")
    assert texts(root)[NAME] == AVGIFT[:start] + AVGIFT[end:]


def test_a_rule_moves_with_its_comment_and_its_changes(root: Path) -> None:
    def change(sheet: Worksheet) -> None:
        moved = [cell.value for cell in sheet[9]]
        sheet.delete_rows(9)
        sheet.append(moved)
        sheet["F11"] = 1300
        sheet["G11"].data_type = "s"

    run = imported(edited(root, on_sheet(change)), root)
    assert run.status == DONE, run.err
    assert "- avgift, rad 11: regel 2 har flyttats och är nu regel 4.\n" in run.out
    start, end = AVGIFT.index("  # de äldre"), AVGIFT.index("  # resten")
    expected = AVGIFT[:start] + AVGIFT[end:] + AVGIFT[start:end].replace("1 200", "1 300")
    assert texts(root)[NAME] == expected


def test_columns_may_change_places(root: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for row in range(5, 12):
            for one, other in (("B", "F"), ("C", "H")):
                first, second = sheet[f"{one}{row}"].value, sheet[f"{other}{row}"].value
                sheet[f"{one}{row}"], sheet[f"{other}{row}"] = second, first
        sheet["B8"] = "15"

    run = imported(edited(root, on_sheet(change)), root)
    assert run.status == DONE, run.err
    assert texts(root)[NAME] == AVGIFT.replace("avgift: 0,", "avgift: 15,")


def test_rules_on_one_line_stay_on_it(tmp_path: Path) -> None:
    head, _, _ = AVGIFT.partition("regler:")
    one = "{när: {ålder: 1}, ger: {avgift: 1, grund: a}}"
    two = "{när: {ålder: 2}, ger: {avgift: 2, grund: b}}"
    root = rule_set(tmp_path, avgift=f"{head}regler: [{one}, {two}]\n")

    def change(sheet: Worksheet) -> None:
        sheet.delete_rows(8)
        sheet["F8"] = 3
        sheet.append([None, "5", "-", "-", "-", "5", "e"])

    run = imported(edited(root, on_sheet(change)), root)
    assert run.status == DONE, run.err
    new = "{när: {ålder: 5}, ger: {avgift: 5, grund: e}}"
    assert texts(root)[NAME] == f"{head}regler: [{two.replace('avgift: 2', 'avgift: 3')}, {new}]\n"
