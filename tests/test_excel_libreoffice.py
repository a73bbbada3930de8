"""Workbooks in LibreOffice, as people open and save them: nothing is lost, nothing made into a date."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.command import motor
from tests.repository import ROOT
from tests.workbooks import AVGIFT, DAY, edited, exported, imported, rule_set, texts
from verktyg.fel import DONE

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("libreoffice")]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of its own for LibreOffice, which keeps its settings there."""
    if shutil.which("soffice") is None:
        pytest.skip("soffice saknas")
    return tmp_path_factory.mktemp("office")


def saved(file: Path, office: Path, form: str = "xlsx:Calc MS Excel 2007 XML") -> Path:
    """The file as LibreOffice saves it after opening it."""
    folder = file.parent / "sparad"
    profile = f"-env:UserInstallation={office.as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    [written] = folder.glob(f"{file.stem}.{form.partition(':')[0]}")
    return written


def test_what_libreoffice_saves_changes_nothing(office: Path, tmp_path: Path) -> None:
    root = rule_set(tmp_path)
    before = texts(root)
    run = imported(saved(exported(root), office), root)
    assert (run.status, run.err) == (DONE, "")
    assert run.out.startswith("Inget är ändrat: arbetsbokens 2 tabeller")
    assert texts(root) == before


def test_the_rule_sets_that_come_along_change_nothing(office: Path, tmp_path: Path) -> None:
    for name in ("nacka", "varmdo"):
        root, file = tmp_path / name, tmp_path / f"{name}.xlsx"
        shutil.copytree(ROOT / "regler" / name, root)
        assert motor("exportera", str(root), str(file), "--datum", "2024-03-01").status == DONE
        run = imported(saved(file, office), root)
        assert (run.status, run.err) == (DONE, "")
        assert run.out.startswith("Inget är ändrat")


def test_texts_that_look_like_other_things_stay_texts(office: Path, tmp_path: Path) -> None:
    tricky = [
        "2024-05-01",
        "1-2",
        "1/2",
        "007",
        "1e5",
        "+46",
        "-1",
        "=HYPERLINK(1)",
        "@SUM(1)",
        "TRUE",
        "50%",
    ]
    rules = "".join(
        f"  - när: {{ålder: {age}}}\n    ger: {{avgift: 1, grund: '{text}'}}\n"
        for age, text in enumerate(tricky)
    )
    quoted = rules.replace("'=HYPERLINK(1)'", "'\"=HYPERLINK(1)\"'")
    head, _, _ = AVGIFT.partition("regler:\n")
    root = rule_set(tmp_path, avgift=f"{head}regler:\n{quoted}")
    file = saved(exported(root), office)
    sheet = load_workbook(file)["avgift"]
    cells = [sheet.cell(row, 7) for row in range(8, 8 + len(tricky))]
    assert [cell.value for cell in cells] == [
        '"=HYPERLINK(1)"' if "HYPER" in text else text for text in tricky
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    assert imported(file, root).out.startswith("Inget är ändrat")


def test_changes_come_through_with_comments_and_lists(office: Path, tmp_path: Path) -> None:
    root = rule_set(tmp_path)

    def change(book: object) -> None:
        sheet = book["avgift"]  # type: ignore[index]
        sheet["F9"] = 1350
        sheet["C9"] = True

    file = saved(edited(root, change), office)
    sheet = load_workbook(file)["avgift"]
    assert sheet["A8"].comment.text == "Källa: P-1, Unga"
    assert sheet.print_title_rows == "$5:$7"  # panes are not kept without a window
    assert {validation.errorStyle for validation in sheet.data_validations.dataValidation} == {"warning"}
    run = imported(file, root)
    assert run.status == DONE, run.err
    expected = AVGIFT.replace("avgift: 1 200", "avgift: 1 350").replace('>= 65"\n', '>= 65"\n      sfi: ja\n')
    assert texts(root)["avgift/2024-01-01.yaml"] == expected


def test_it_is_printed_a_page_a_table(office: Path, tmp_path: Path) -> None:
    root = rule_set(tmp_path)
    pdf = saved(exported(root, *DAY), office, "pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type/Page/") + pdf.count(b"/Type /Page ") == 3  # the contents and two tables
