"""`motor exportera` of a workbook: written where nothing is lost, with what is in it told."""

from __future__ import annotations

import datetime
import re
import zipfile
import zlib
from pathlib import Path

import motor
from motor.documents.command_line import word
from verktyg.excel import uppstallning as layout
from verktyg.excel.arbetsbok import MOMENT, sheets, workbook
from verktyg.fel import DONE, usage_error
from verktyg.format import count, show_json
from verktyg.skriv import write_whole


def export_workbook(rulebook: motor.Rulebook, path: Path, on: datetime.date, as_json: bool) -> int:
    """Write the workbook, and tell what is in it. Raises MotorError."""
    if path.exists() and not _untouched(path):
        raise usage_error(
            f"{path} finns redan, och är ändrad eller inte skriven av motor exportera. Inget är ändrat.",
            "Importera ändringarna först, välj ett annat namn, eller ta bort filen.",
        )
    content = workbook(rulebook, on)
    write_whole(path, content)
    held = len(sheets(rulebook, on))
    if as_json:
        show_json({"fil": str(path), "datum": str(on), "tabeller": held})
        return DONE
    tables = count(held, "tabell", "tabeller")
    print(f"{path} är skriven med reglerna som de är {on}: {tables}, var och en på ett blad.")
    print(f"\nNär du har ändrat och sparat: motor importera {word(path)} {word(rulebook.path)}")
    return DONE


def _untouched(path: Path) -> bool:
    """Whether the file is a workbook as it was exported: what saves it again stamps the day."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("docProps/core.xml") as part:
            core = part.read(100_000).decode("utf-8", "replace")
    except (OSError, zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, zlib.error):
        return False
    stamp = f"{MOMENT:%Y-%m-%dT%H:%M:%SZ}"
    return layout.CREATOR in core and re.search(rf"modified[^>]*>{stamp}<", core) is not None
