"""`motor importera` of a workbook: what has changed, and the files that say so; nothing else is touched."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.command import LIBRARY
from tests.command import motor as command
from tests.repository import ROOT
from tests.workbooks import AVGIFT, edited, exported, imported, patch, rule_set, texts
from verktyg.fel import DONE, RULES_WRONG

NAME = "avgift/2024-01-01.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return rule_set(tmp_path)


def put(**cells: Any) -> Callable[[Workbook], None]:
    """Texts, numbers and the like, in cells of the sheet avgift."""

    def change(book: Workbook) -> None:
        for reference, value in cells.items():
            book["avgift"][reference] = value
            if isinstance(value, str) and value != "=TRUE()":
                book["avgift"][reference].data_type = "s"  # as in a cell that is formatted as text

    return change


def on_sheet(change: Callable[[Worksheet], object]) -> Callable[[Workbook], object]:
    return lambda book: change(book["avgift"])


# --- nothing has changed


def test_an_export_taken_back_changes_nothing(root: Path) -> None:
    before = texts(root)
    run = imported(exported(root), root)
    assert (run.status, run.err) == (DONE, "")
    assert run.out == "Inget är ändrat: arbetsbokens 2 tabeller säger detsamma som prov.\n"
    assert texts(root) == before


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
        ("C10", "=TRUE()"),
        ("C10", "TRUE"),
        ("D10", datetime.date(2024, 5, 1)),
        ("E9", "röd, blå\n"),
    ],
)
def test_the_same_value_of_another_kind_is_no_change(cell: str, value: Any, root: Path) -> None:
    run = imported(edited(root, put(**{cell: value})), root)
    assert (run.status, run.err) == (DONE, "")
    assert run.out.startswith("Inget är ändrat")


# --- cells


def test_changed_cells_are_shown_and_spliced_in(root: Path) -> None:
    before = texts(root)
    run = imported(edited(root, put(F9=1350, C9="ja", E9="röd", F8="10")), root)
    assert (run.status, run.err) == (DONE, "")
    file = root / NAME
    assert [line.rstrip() for line in run.out.splitlines()] == [
        "blad    cell  regel  kolumn  förr      nu",
        "------  ----  -----  ------  --------  -----",
        "avgift  F8    1      avgift  0         10",
        "avgift  C9    2      sfi     -         ja",
        "avgift  E9    2      färg    röd, blå  röd",
        "avgift  F9    2      avgift  1 200     1 350",
        "",
        *told(f"4 ändringar i {file}."),
        "",
        f"Granska: motor granska {root}",
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
    run = imported(edited(root, put(**{cell: value})), root)
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
    assert f"\n```\n{shown}\n```\n" in (ROOT / "docs" / "handbok-regler.md").read_text("utf-8")


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


# --- where it is written


def test_a_new_version_holds_the_changes_and_the_old_is_left(root: Path) -> None:
    before = texts(root)
    run = imported(edited(root, put(F9=1350)), root, "--från", "2025-01-01")
    assert run.status == DONE, run.err
    after = texts(root)
    new = after.pop("avgift/2025-01-01.yaml")
    assert after == before
    assert "giltig från: 2025-01-01\nstatus: utkast\n" in new
    assert new.count("FYLL I") > 0
    assert "avgift: 1 350" in new
    assert "2 källor är att fylla i" in run.out


ADOPTED = AVGIFT.replace(
    "status: förslag\n", "status: beslutad\nbeslutad: {organ: nämnden, datum: 2023-12-01, paragraf: 7}\n"
)


def test_what_is_adopted_is_changed_only_in_a_new_version(tmp_path: Path) -> None:
    root = rule_set(tmp_path, avgift=ADOPTED)
    before = texts(root)
    file = edited(root, put(F9=1350))
    run = imported(file, root)
    assert (run.status, run.out) == (RULES_WRONG, "")
    assert run.err.startswith(f"{file}, cell avgift!A1: fel: {root / NAME} är beslutad, och ändras inte.")
    assert "Skriv --från DATUM för en ny version" in run.err
    assert texts(root) == before
    assert imported(file, root, "--från", "2025-01-01").status == DONE
    assert "beslutad" not in texts(root)["avgift/2025-01-01.yaml"]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2024-01-01", "avgift har redan en version från 2024-01-01"),
        ("2023-01-01", "Inga regler för avgift gäller före 2023-01-01."),
    ],
)
def test_a_version_that_cannot_be_is_told_at_the_sheet(day: str, sentence: str, root: Path) -> None:
    file = edited(root, put(F9=1350))
    before = texts(root)
    run = imported(file, root, "--från", day)
    assert run.status == RULES_WRONG
    assert run.err.startswith(f"{file}, cell avgift!A1: fel: ")
    assert sentence in run.err
    assert texts(root) == before


def test_a_sheet_of_an_old_version_makes_no_new_one(root: Path) -> None:
    file = edited(root, put(F9=1350))
    newer = AVGIFT.replace("giltig från: 2024-01-01", "giltig från: 2024-09-01")
    (root / "avgift" / "2024-09-01.yaml").write_text(newer, "utf-8")
    run = imported(file, root, "--från", "2025-01-01")
    assert run.status == RULES_WRONG
    assert f"men före 2025-01-01 gäller {root / 'avgift' / '2024-09-01.yaml'}." in run.err


def test_a_file_that_has_changed_since_is_not_written_over(root: Path) -> None:
    file = edited(root, put(F9=1350))
    (root / NAME).write_text(AVGIFT.replace("avgift: 0", "avgift: 5"), "utf-8")
    before = texts(root)
    run = imported(file, root)
    assert run.status == RULES_WRONG
    assert "har ändrats sedan arbetsboken exporterades." in run.err
    assert "Exportera på nytt" in run.err
    assert texts(root) == before


def test_importing_twice_changes_nothing_the_second_time(root: Path) -> None:
    file = edited(root, put(F9=1350))
    assert imported(file, root).status == DONE
    before = texts(root)
    run = imported(file, root)
    assert (run.status, run.out.split(":")[0]) == (DONE, "Inget är ändrat")
    assert texts(root) == before


def test_a_rule_that_was_removed_twice_is_told_as_an_old_export(root: Path) -> None:
    file = edited(root, on_sheet(lambda sheet: sheet.delete_rows(8)))
    assert imported(file, root).status == DONE
    run = imported(file, root)
    assert run.status == RULES_WRONG
    assert run.err.count("fel:") == 1
    assert "har ändrats sedan arbetsboken exporterades." in run.err


def test_changes_as_json(root: Path) -> None:
    file = edited(root, put(F9=1350))
    run = imported(file, root, "--json")
    change = {
        "blad": "avgift",
        "cell": "F9",
        "regel": "2",
        "kolumn": "avgift",
        "förr": "1 200",
        "nu": "1 350",
    }
    assert json.loads(run.out) == {
        "regelverk": "prov",
        "ändringar": [change],
        "skrivna": [str(root / NAME)],
        "upplysningar": [],
    }


def test_a_disk_that_fills_leaves_every_file_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(book: Workbook) -> None:
        book["avgift"]["F9"] = 1350
        book["rabatt"]["C9"] = "hög"

    file = edited(root, change)
    before = texts(root)

    def full(_path: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    run = imported(file, root)
    assert (run.status, run.err) == (2, "Disken är full. Inget är ändrat.\n")
    assert texts(root) == before


# --- what is told and done all the same


def hide_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[10].hidden = True


def hide_column(sheet: Worksheet) -> None:
    sheet.column_dimensions["D"].hidden = True


def add_filter(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A6:H11"


def hide_sheet(sheet: Worksheet) -> None:
    sheet.sheet_state = "hidden"


def write_note(sheet: Worksheet) -> None:
    sheet["H9"] = "Protokollet § 9"


def write_below(sheet: Worksheet) -> None:
    sheet["H14"] = "Fråga ekonomi"


@pytest.mark.parametrize(
    ("change", "cell", "sentence"),
    [
        (hide_row, "A1", "Dolda rader har lästs också: 10."),
        (hide_column, "A1", "Dolda kolumner har lästs också: D."),
        (add_filter, "A1", "Alla rader har lästs. Bladet har ett filter."),
        (hide_sheet, "A1", "Bladet är dolt, och har lästs ändå."),
        (write_note, "H9", "Anteckningen läses inte in. Skriv källan i filen."),
        (write_below, "A14", "Raden har bara annat än regler, och läses inte."),
    ],
)
def test_what_its_owner_may_not_see_is_told(
    change: Callable[[Worksheet], None], cell: str, sentence: str, root: Path
) -> None:
    file = edited(root, on_sheet(change))
    run = imported(file, root)
    assert run.status == DONE
    assert f"{file}, cell avgift!{cell}: råd: {sentence}" in run.err


@pytest.mark.parametrize(
    ("digits", "read", "written"),
    [
        ("0.30000000000000004", "0.3", "0.3"),
        ("2586.2099999999996", "2586.21", "2 586.21"),
        ("1234567890123456789", "1234567890123460000", "1 234 567 890 123 460 000"),
    ],
)
def test_digits_that_excel_does_not_count_with_are_told(
    digits: str, read: str, written: str, root: Path
) -> None:
    file = edited(root, put(F8=777))
    patch(file, "xl/worksheets/sheet2.xml", b"<v>777</v>", f"<v>{digits}</v>".encode())
    run = imported(file, root)
    assert run.status == DONE
    assert (
        f"cell avgift!F8: råd: Talet är {digits} i filen, och läses som {read}: Excel räknar med 15"
        in run.err
    )
    assert texts(root)[NAME] == AVGIFT.replace("avgift: 0", f"avgift: {written}")


def test_a_finding_that_is_new_is_told_and_does_not_stop(root: Path) -> None:
    run = imported(edited(root, put(F9="if färg = 1 then 5 else 6")), root)
    assert run.status == DONE, run.err
    assert "cell avgift!F9: varning: " in run.err


# --- what the check of the rules refuses


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        ("E8", "gröön", "gröön finns inte bland de tillåtna värdena.\n    Menade du grön?"),
        ("F9", "1200,50", "1200,50 är inte ett tal här."),
        ("F9", "mycket", "mycket"),
        ("B8", "[18..", ""),
        ("B8", "999", "Cellen kan aldrig stämma: talet 999 ligger utanför det tillåtna"),
        ("G10", "= 1 + 2", "grund ska vara text, inte"),
    ],
)
def test_a_cell_that_the_rules_refuse_is_told_at_its_place(
    cell: str, value: str, sentence: str, root: Path
) -> None:
    before = texts(root)
    file = edited(root, put(**{cell: value}))
    run = imported(file, root)
    assert (run.status, run.out) == (RULES_WRONG, "")
    assert f"{file}, cell avgift!{cell}: fel: " in run.err
    assert sentence in run.err
    assert texts(root) == before


def test_every_refused_cell_is_told_at_once_also_below_a_new_row(root: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.insert_rows(8)
        for letter, value in zip("BCDEFG", ["1", "-", "-", "lila", "5", "x"], strict=True):
            sheet[f"{letter}8"] = value
        sheet["F11"] = "0,5"

    file = edited(root, on_sheet(change))
    run = imported(file, root)
    assert run.status == RULES_WRONG
    assert [line.split(": ")[0] for line in run.err.splitlines() if "fel:" in line] == [
        f"{file}, cell avgift!E8",
        f"{file}, cell avgift!F11",
    ]
