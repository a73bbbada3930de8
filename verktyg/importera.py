"""`motor importera`: a DMN model to a new rule set, or a workbook's changes to its own; all or nothing."""

from __future__ import annotations

import datetime
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from motor.exchange import import_model
from verktyg.fel import DONE, usage_error
from verktyg.format import count
from verktyg.kallor import NO_SOURCE, GivenSource
from verktyg.nytt import schemas
from verktyg.regelverk import read_day

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
"""How files end that are taken for workbooks; what is not one that can be read says so."""


def importera(
    file: str, folder: str, start: str | None, as_json: bool, source: GivenSource = NO_SOURCE
) -> int:
    """Read the file as its ending says, and write what it gives. Raises MotorError, with nothing written."""
    day = read_day(start)
    if Path(file).suffix.lower() in WORKBOOKS:
        from verktyg.excel.importera import import_workbook  # noqa: PLC0415 - needs the extra excel

        return import_workbook(Path(file), folder, day, as_json, source)
    if as_json:
        raise usage_error("--json gäller bara filer som slutar på .xlsx.", "Ta bort --json.")
    if source != NO_SOURCE:
        raise usage_error("En källa ges bara med filer som slutar på .xlsx.", "Ta bort --dnr.")
    return _import_model(file, folder, day)


def _import_model(file: str, folder: str, start: datetime.date | None) -> int:
    """Write the rule set into a new folder, and tell what of the model is not in it."""
    model, target = Path(file), Path(folder).absolute()
    if not model.is_file():
        raise usage_error(
            f"Filen {file} finns inte.", "Ge en DMN-modell eller en arbetsbok: motor importera FIL MAPP."
        )
    if target.exists() or target.is_symlink():
        raise usage_error(f"{folder} finns redan. Inget är ändrat.", "Välj en mapp som inte finns.")
    if not target.parent.is_dir():
        raise usage_error(f"Mappen {target.parent} finns inte.", "Skapa den först.")
    place = schemas(target / "regelverk.yaml", target.parent)
    imported = import_model(model, start, target.name, place)
    _write(imported.files, target)
    days = sorted({Path(name).stem for name in imported.files if "/" in name})
    since = (
        f" med {count(len(imported.files) - 1, 'beslut', 'beslut')} som gäller från {days[0]}" if days else ""
    )
    print(f"Regelverket {target.name} är skrivet i {folder}{since}.")
    for notice in imported.notices:
        print(notice, file=sys.stderr)
    print(f"\nGranska det: motor granska {folder}")
    return DONE


def _write(files: Mapping[str, str], target: Path) -> None:
    """The files, first beside the folder that they are to be in, so that it is there whole or not at all."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        for name, text in files.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
