"""`motor exportera` and `motor importera` for workbooks: what they print, and what they write."""

from __future__ import annotations

import datetime
import re
import sys
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from motor.errors import Problem, Severity
from motor.rulebook.files import RULEBOOK_FILE
from motor.values.convert import dumps
from verktyg.excel import layout
from verktyg.excel.comparing import Change
from verktyg.excel.importing import Imported, read_import
from verktyg.excel.writing import MOMENT, sheets, workbook
from verktyg.fel import DONE, usage_error
from verktyg.format import both, count
from verktyg.regelverk import open_rule_set
from verktyg.sida import Page
from verktyg.skriv import write_all, write_whole

TO_FILL_IN = "källa att fylla i"
"""The code of the finding that a source is to be filled in: counted here, and listed by `motor granska`."""


# --- out


def export_workbook(rule_set: str, path: Path, on: datetime.date, drafts: bool, rules: str | None) -> int:
    """Write the workbook, and tell what is in it. Raises MotorError."""
    if path.exists() and not _untouched(path):
        raise usage_error(
            f"{path} finns redan, och är ändrad eller inte skriven av motor exportera. Inget är ändrat.",
            "Importera ändringarna först, välj ett annat namn, eller ta bort filen.",
        )
    rulebook = open_rule_set(rule_set, rules, drafts)
    content = workbook(rulebook, on)
    write_whole(path, content)
    tables = count(len(sheets(rulebook, on)), "tabell", "tabeller")
    print(f"{path} är skriven med reglerna som de är {on}: {tables}, var och en på ett blad.")
    folder = _shown(Path(rulebook.path))
    print(f"\nNär du har ändrat och sparat: motor importera {_shown(path)} {folder}")
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


def _shown(path: Path) -> str:
    """A path as it is typed in a terminal."""
    return f'"{path}"' if " " in str(path) else str(path)


# --- in


def import_workbook(path: Path, folder: str, start: datetime.date | None, as_json: bool) -> int:
    """Write what the workbook changes, and tell each cell. Raises MotorError, with nothing written."""
    if not path.is_file():
        raise usage_error(f"Filen {path} finns inte.", "Ge en arbetsbok: motor importera FIL.xlsx MAPP.")
    if not (Path(folder) / RULEBOOK_FILE).is_file():
        raise usage_error(
            f"{folder} är inte en mapp med {RULEBOOK_FILE}.",
            "En arbetsbok importeras till det regelverk som den kommer från.",
        )
    rulebook = open_rule_set(folder, drafts=True)
    imported = read_import(path, rulebook, start)
    write_all(dict(imported.files))
    if as_json:
        print(_json(imported, rulebook.name))
        return DONE
    for notice in imported.notices:
        if notice.code != TO_FILL_IN:
            print(notice, file=sys.stderr)
    if imported.changes:
        _show(imported, folder)
    else:
        tables = count(imported.tables, "tabell", "tabeller")
        print(f"Inget är ändrat: arbetsbokens {tables} säger detsamma som {rulebook.name}.")
    return DONE


def _show(imported: Imported, folder: str) -> None:
    page = Page()
    cells = [_row(change) for change in imported.changes if change.column]
    if cells:
        page.table(["blad", "cell", "regel", "kolumn", "förr", "nu"], cells)
        page.blank()
    rules = [change for change in imported.changes if not change.column]
    for change in rules:
        page.item(_told(change))
    page.blank()
    page.text(f"{count(len(imported.changes), 'ändring', 'ändringar')} i {both(map(str, imported.files))}.")
    unfilled = sum(notice.code == TO_FILL_IN for notice in imported.notices)
    if unfilled:
        sources = count(unfilled, "källa", "källor")
        page.text(f"{sources} är att fylla i, där det står FYLL I.")
    page.blank()
    page.line(f"Granska: motor granska {_shown(Path(folder))}")
    page.line("Exportera på nytt innan du ändrar mer i Excel.")
    page.print()


def _told(change: Change) -> str:
    """A rule that is new, gone or moved, in words."""
    place = f"{change.sheet}, rad {change.cell[1:]}" if change.cell else change.sheet
    if change.before and change.now:
        return f"{place}: {change.before} har flyttats och är nu {change.now}."
    if change.now:
        return f"{place}: ny regel. {change.now}"
    return f"{place}: regel {change.rule} är borttagen. {change.before}"


def _row(change: Change) -> Sequence[str]:
    return (change.sheet, change.cell, change.rule, change.column, change.before, change.now)


def _json(imported: Imported, name: str) -> str:
    return dumps(
        {
            "regelverk": name,
            "ändringar": [
                dict(zip(("blad", "cell", "regel", "kolumn", "förr", "nu"), _row(change), strict=True))
                for change in imported.changes
            ],
            "skrivna": [str(path) for path in imported.files],
            "upplysningar": [_notice(notice) for notice in imported.notices],
        }
    )


def _notice(notice: Problem) -> dict[str, str | None]:
    grade = None if notice.severity is Severity.RÅD and notice.code == "läst" else str(notice.severity)
    return {"cell": notice.where.cell, "grad": grade, "text": notice.message}
