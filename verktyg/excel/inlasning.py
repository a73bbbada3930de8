"""From a workbook to the files that it changes: read, compared, spliced and checked before any is written."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from openpyxl import Workbook, load_workbook

import motor
from motor.documents.model import Status
from motor.editing.layout import Layout, layout_of
from motor.editing.versions import NewVersion, new_version
from motor.errors import EditError, Location, Problem, RuleError, Severity
from verktyg.excel.arkiv import open_workbook
from verktyg.excel.blad import Report, TableSheet, read_sheets
from verktyg.fel import usage_error
from verktyg.kallor import NO_SOURCE, GivenSource
from verktyg.tabell.andringar import Change, compare
from verktyg.tabell.kolumner import THEN, WHEN, Key
from verktyg.tabell.regler import rule_edits

MOST_PROBLEMS = 200
"""How many problems of a workbook are listed."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a workbook changes: the cells, the files to write, and what to know of it.

    `drafts` are the new versions that it gives, by their decisions, `documents` the files with their sources.
    """

    changes: list[Change]
    files: Mapping[Path, bytes]
    notices: list[Problem]
    tables: int
    drafts: Mapping[str, NewVersion]
    documents: tuple[Path, ...]


def read_import(
    file: Path, rulebook: motor.Rulebook, start: datetime.date | None, source: GivenSource = NO_SOURCE
) -> Imported:
    """What the workbook changes: the rule set's drafts and proposals, or new versions from `start`.

    `source` is where what is new comes from.
    The rule set is loaded with drafts. Raises UsageError for a file that is no workbook, RuleError with every
    problem in its sheets, each at its cell, and EditError where there can be no new version that day.
    """
    report = Report(str(file))
    documents = source.files(rulebook)
    drafts: dict[str, NewVersion] = {}
    sheets = read_sheets(_load(file), rulebook, report)
    if report.problems:
        raise RuleError(_first(report.problems))
    files: dict[Path, bytes] = {}
    sources: dict[str, TableSheet] = {}
    changes: list[Change] = []
    for sheet in sheets:
        found, wanted = compare(sheet)
        if not found:
            continue
        changes += found
        target = _target(sheet, rulebook, start, report, source.mark, drafts)
        if target is not None:
            order = [column.key for column in sheet.columns]
            edited = target.edited(rule_edits(target.root, wanted, order, source.mark))
            files[target.path] = edited
            sources[str(target.path)] = sheet
    if report.problems:
        raise RuleError(_first(report.problems))
    notices = report.notices
    if files:
        files |= documents
        notices = notices + _checked(rulebook, files, sources, str(file))
    return Imported(changes, files, notices, len(sheets), drafts, tuple(documents if files else ()))


def _first(problems: list[Problem]) -> list[Problem]:
    more = len(problems) - MOST_PROBLEMS
    if more <= 0:
        return problems
    return [*problems[:MOST_PROBLEMS], Problem("fler fel", f"Det finns {more} fel till.")]


def _load(file: Path) -> Workbook:
    data = open_workbook(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts of Excel that openpyxl leaves out
            return load_workbook(data)
    except Exception as error:  # openpyxl raises whatever a broken part leads to
        hint = "Öppna den i Excel eller LibreOffice, spara på nytt, och kör om."
        raise usage_error(f"{file} går inte att läsa som en arbetsbok.", hint) from error


# --- where the changes go


def _target(
    sheet: TableSheet,
    rulebook: motor.Rulebook,
    start: datetime.date | None,
    report: Report,
    source: str,
    drafts: dict[str, NewVersion],
) -> Layout | None:
    """The file to edit, as it stands or as a new version (added to `drafts`); None where there is none."""
    version = sheet.version
    exported = Path(version.document.source.name)
    if sheet.stale:
        report.wrong_of_old(sheet)
        return None
    if start is None:
        if version.document.status is Status.ADOPTED:
            message = f"{exported} är beslutad, och ändras inte."
            hint = "Skriv --från DATUM för en ny version, eller rätta en felskrivning med motor korrigera."
            report.wrong((sheet.title, "A1"), "beslutad", message, hint)
            return None
        return layout_of(exported, exported.read_bytes())
    try:
        copied = new_version(rulebook.decisions[version.decision], start, None, source)
    except EditError as error:
        report.problems += [each.at(file=report.file, cell=f"{sheet.title}!A1") for each in error.problems]
        return None
    if copied.copied != exported:
        message = f"Bladet är från {exported}, men före {start} gäller {copied.copied}."
        report.wrong(
            (sheet.title, "A1"),
            "annan version",
            message,
            "Exportera den versionen, och för över ändringarna.",
        )
        return None
    drafts[version.decision] = copied
    return layout_of(copied.path, copied.content)


# --- the check of the outcome


def _checked(
    rulebook: motor.Rulebook, files: Mapping[Path, bytes], sources: Mapping[str, TableSheet], file: str
) -> list[Problem]:
    """What the check of the rules finds that it did not find before. Raises RuleError for what is wrong."""
    folder = Path(rulebook.path)
    texts = {path.relative_to(folder).as_posix(): data.decode("utf-8") for path, data in files.items()}
    known = {_sentence(one) for one in rulebook.problems}
    found = [
        _at_its_cell(one, sources, file)
        for one in motor.check(folder, texts)
        if one.severity is Severity.FEL or _sentence(one) not in known
    ]
    wrong = [one for one in found if one.severity is Severity.FEL]
    if wrong:
        raise RuleError(_first(wrong))
    return found


def _sentence(problem: Problem) -> tuple[str, str]:
    """A finding without its line, which edits move."""
    return problem.code, problem.message


def _at_its_cell(problem: Problem, sources: Mapping[str, TableSheet], file: str) -> Problem:
    """A finding in a file that is not written, at the cell of the workbook that it comes from."""
    sheet = sources.get(problem.where.file or "")
    rule, name = problem.where.rule, problem.where.cell
    if sheet is None:
        return problem
    place = (sheet.title, "A1")
    if rule is not None and rule.isdecimal() and int(rule) <= len(sheet.rows):
        row = sheet.rows[int(rule) - 1].row
        keys: list[Key] = [(THEN, name), (WHEN, name)] if name is not None else []
        place = sheet.place(row, next((key for key in keys if key in sheet.letters), None))
    where = Location(file, cell=f"{place[0]}!{place[1]}")
    return replace(problem, where=where, excerpt=None)
