"""`motor importera` of a workbook: which version is written, what is told, and what the rules refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbooks import AVGIFT, edited, imported, on_sheet, patch, put, rule_set, texts, typed
from verktyg.fel import DONE, RULES_WRONG

NAME = "avgift/2024-01-01.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return rule_set(tmp_path)


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


def test_a_new_version_tells_the_steps_to_its_adoption(root: Path) -> None:
    run = imported(edited(root, put(F9=1350)), root, "--från", "2025-01-01")
    steps = " ".join(run.out.partition("Gör sedan så här")[2].split())
    for step in (
        f"motor granska {root} --utkast",
        "motor testa --utkast",
        f"motor skillnad {root} 2024-01-01 2025-01-01 --utkast",
        f'motor besluta {root} avgift 2025-01-01 --organ "…" --beslutsdatum DATUM --paragraf "…"',
    ):
        assert step in steps


def test_the_source_of_what_is_new_is_written_once(root: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["F9"] = "1 350"

    source = ("--dnr", "K-9", "--avsnitt", "Avgifter", "--titel", "Budget", "--dokumentdatum", "2024-11-18")
    run = imported(edited(root, on_sheet(change)), root, "--från", "2025-01-01", *source)
    assert run.status == DONE, run.err
    assert "FYLL I" not in run.out
    after = texts(root)
    assert "FYLL I" not in after["avgift/2025-01-01.yaml"]
    assert "källa: {dnr: K-9, avsnitt: Avgifter}" in after["avgift/2025-01-01.yaml"]
    assert "  - {dnr: K-9, titel: Budget, datum: 2024-11-18}\n" in after["regelverk.yaml"]
    assert "K-9 är tillagt bland källor i" in " ".join(run.out.split())


def test_nothing_changed_adds_no_document(root: Path) -> None:
    before = texts(root)
    run = imported(edited(root, put(F9="1 200")), root, "--dnr", "K-9", "--titel", "Budget")
    assert run.out.startswith("Inget är ändrat")
    assert texts(root) == before


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
        ("123456789012345.67", "123456789012346", "123 456 789 012 346"),
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
    file = edited(root, typed(**{cell: value}))
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
