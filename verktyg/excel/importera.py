"""`motor importera` of a workbook: every cell that it changes told, and the files written."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from motor.documents.command_line import word
from motor.errors import Problem, Severity
from motor.rulebook.files import RULEBOOK_FILE
from motor.rulebook.review import TO_FILL_IN, UNFILLED
from verktyg.excel.inlasning import Imported, read_import
from verktyg.fel import DONE, usage_error
from verktyg.format import both, count, show_json
from verktyg.kallor import NO_SOURCE, GivenSource
from verktyg.regelverk import open_rule_set
from verktyg.sida import Page
from verktyg.skriv import write_all
from verktyg.tabell.andringar import Change
from verktyg.vidare import DraftVersion, day_notices, steps_to_adoption

_HEADERS = ("blad", "cell", "regel", "kolumn", "förr", "nu")


def import_workbook(
    path: Path, folder: str, start: datetime.date | None, as_json: bool, source: GivenSource = NO_SOURCE
) -> int:
    """Write what the workbook changes, and tell each cell. Raises MotorError, with nothing written."""
    if not path.is_file():
        raise usage_error(f"Filen {path} finns inte.", "Ge en arbetsbok: motor importera FIL.xlsx MAPP.")
    if not (Path(folder) / RULEBOOK_FILE).is_file():
        raise usage_error(
            f"{folder} är inte en mapp med {RULEBOOK_FILE}.",
            "En arbetsbok importeras till det regelverk som den kommer från.",
        )
    rulebook = open_rule_set(folder, drafts=True)
    imported = read_import(path, rulebook, start, source)
    write_all(dict(imported.files))
    if as_json:
        show_json(_json(imported, rulebook.name))
        return DONE
    for notice in imported.notices:
        if notice.code != UNFILLED:  # which are counted, and listed by `motor granska`
            print(notice, file=sys.stderr)
    if imported.changes:
        _show(imported, folder, source)
    else:
        tables = count(imported.tables, "tabell", "tabeller")
        print(f"Inget är ändrat: arbetsbokens {tables} säger detsamma som {rulebook.name}.")
    return DONE


def _show(imported: Imported, folder: str, source: GivenSource) -> None:
    page = Page()
    cells = [
        (*_row(change), f"{change.percent} %" if change.percent else "")
        for change in imported.changes
        if change.column
    ]
    if cells:
        headers = [*_HEADERS, "ändring"]
        shown = 7 if any(cell[-1] for cell in cells) else 6
        page.table(headers[:shown], [cell[:shown] for cell in cells], right=[6] if shown == 7 else [])
        page.blank()
    rules = [change for change in imported.changes if not change.column]
    for change in rules:
        page.item(_told(change))
    page.blank()
    written = [str(path) for path in imported.files if path not in imported.documents]
    page.text(f"{count(len(imported.changes), 'ändring', 'ändringar')} i {both(written)}.")
    for path in imported.documents:
        page.text(f"{source.dnr} är tillagt bland källor i {path}.")
    unfilled = sum(notice.code == UNFILLED for notice in imported.notices)
    if unfilled:
        sources = count(unfilled, "källa", "källor")
        page.text(f"{sources} är att fylla i, där det står {TO_FILL_IN}.")
    drafts = [
        DraftVersion(name, _day(made.path), _day(made.copied)) for name, made in imported.drafts.items()
    ]
    told = [notice for made in imported.drafts.values() for notice in day_notices(made)]
    for notice in dict.fromkeys(told):
        page.text(notice)
    if drafts:
        page.steps(["Läs igenom det som är nytt.", *steps_to_adoption(Path(folder), folder, drafts)])
        page.blank()
    else:
        page.blank()
        page.line(f"Granska: motor granska {word(folder)} --utkast")
    page.line("Exportera på nytt innan du ändrar mer i Excel.")
    page.print()


def _day(path: Path) -> datetime.date:
    """The first day of a version, which names its file."""
    return datetime.date.fromisoformat(path.stem)


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


def _json(imported: Imported, name: str) -> dict[str, Any]:
    return {
        "regelverk": name,
        "ändringar": [dict(zip(_HEADERS, _row(change), strict=True)) for change in imported.changes],
        "skrivna": [str(path) for path in imported.files],
        "upplysningar": [_notice(notice) for notice in imported.notices],
    }


def _notice(notice: Problem) -> dict[str, str | None]:
    grade = None if notice.severity is Severity.RÅD and notice.code == "läst" else str(notice.severity)
    return {"cell": notice.where.cell, "grad": grade, "text": notice.message}
