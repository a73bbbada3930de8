"""What the tests of workbooks share: a made-up rule set with every kind of cell, out and in."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.command import Run, motor
from tests.rulesets import decision, write
from verktyg.fel import DONE

DAY = ("--datum", "2024-06-01")

AVGIFT = """\
beslut: avgift
giltig från: 2024-01-01
status: förslag
källa: {dnr: P-1, avsnitt: Avgifter}
träffregel: första
indata: [ålder, sfi, start, färg]
utdata:
  - {namn: avgift, typ: tal, enhet: kr, beskrivning: Vad personen betalar}
  - {namn: grund, typ: text}
regler:
  # de unga
  - när: {ålder: "< 18"}  # barn
    ger: {avgift: 0, grund: ung}
    källa: Unga
  # de äldre
  - när:
      ålder: ">= 65"
      färg: "röd, blå"   # inte grön
    ger:
      avgift: 1 200
      grund: '=if sfi then "sfi" else "annat"'
    tolkning: Äldre är de som har fyllt 65.
  # resten
  - när: {sfi: ja, start: 2024-05-01, färg: inte(grön)}
    ger: {avgift: 2 400.50, grund: läser}
  - när: {}
    ger: {avgift: 900, grund: annan}
"""

RABATT = decision(
    "rabatt",
    """
    träffregel: prioritet
    indata:
      - {namn: klass, uttryck: avgift.grund, typ: text}
    utdata:
      - {namn: nivå, typ: text, tillåtna: [hög, låg]}
    regler:
      - när: {klass: '"ung"'}
        ger: {nivå: hög}
      - när: {}
        ger: {nivå: låg}
    """,
)

SUMMA = decision("summa", "typ: tal\nuttryck: avgift.avgift * 2\n")

FILES = {
    "avgift/2024-01-01.yaml": AVGIFT,
    "rabatt/2024-01-01.yaml": RABATT,
    "summa/2024-01-01.yaml": SUMMA,
}

FIRST = 8
"""The row of the first rule: rule 1 of avgift is row 8, and its columns are B to G."""


def rule_set(folder: Path, **files: str) -> Path:
    """The rule set in `folder`; other texts by decision."""
    return write(folder, FILES | {f"{name}/2024-01-01.yaml": text for name, text in files.items()})


def exported(root: Path, *options: str) -> Path:
    """The rule set's workbook, beside it."""
    file = root.parent / "prov.xlsx"
    run = motor("exportera", str(root), str(file), *(options or DAY))
    assert run.status == DONE, run.err
    return file


def edited(root: Path, change: Change, *options: str) -> Path:
    """The rule set's workbook, changed as somebody changes it in Excel."""
    file = exported(root, *options)
    book = load_workbook(file)
    change(book)
    book.save(file)
    return file


Change = Callable[[Workbook], object]
"""What somebody does to a workbook."""


def put(**cells: Any) -> Change:
    """Values in cells of the sheet avgift; a text that begins with = is a formula."""

    def change(book: Workbook) -> None:
        for reference, value in cells.items():
            book["avgift"][reference] = value

    return change


def typed(**cells: Any) -> Change:
    """Values in cells of the sheet avgift that are formatted as text, where a text is never a formula."""

    def change(book: Workbook) -> None:
        put(**cells)(book)
        for reference, value in cells.items():
            if isinstance(value, str):
                book["avgift"][reference].data_type = "s"

    return change


def on_sheet(change: Callable[[Worksheet], object]) -> Change:
    """A change of the sheet avgift."""
    return lambda book: change(book["avgift"])


def patch(file: Path, part: str, old: bytes, new: bytes) -> None:
    """Other bytes in a part of the workbook, where a library would not write them."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert parts[part].count(old) == 1
    parts[part] = parts[part].replace(old, new)
    pack(file, parts)


def pack(file: Path, parts: dict[str, bytes]) -> None:
    """A zip of the parts."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def imported(file: Path, root: Path, *options: str) -> Run:
    """What `motor importera` says."""
    return motor("importera", str(file), str(root), *options)


def texts(root: Path) -> dict[str, str]:
    """Every file of the rule set by its path within it."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode("utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
