"""A workbook to tables as they stand on their sheets: every cell read, every mistake placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

import motor
from motor.documents.model import TableDocument
from motor.errors import Problem, Severity, suggestion
from motor.rulebook.decision import Version
from verktyg.excel import uppstallning as layout
from verktyg.excel.texter import sections, top_texts
from verktyg.excel.uppstallning import NOTE, RULE
from verktyg.excel.varden import Unfit, entered
from verktyg.format import both
from verktyg.tabell.andringar import Row
from verktyg.tabell.kolumner import THEN, WHEN, Column, Key, columns_of

MOST_LABELS = 40
"""In which row, at the latest, the row of kinds stands."""

_AGAIN = "Exportera på nytt, och för över ändringarna."
_IN_FILE = "Ändra det i filen, inte i Excel."
Cells = dict[tuple[int, int], Cell | MergedCell]


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A table on its sheet, and the version that it was exported from.

    `print` tells whether that version is as it was then; `letters` are the columns of the sheet.
    """

    title: str
    version: Version
    table: TableDocument
    columns: list[Column]
    letters: Mapping[Key, str]
    rows: list[Row]
    print: str | None

    @property
    def stale(self) -> bool:
        """Whether the version's file has changed since it was exported."""
        return self.print != self.version.document.source.sha256[: layout.PRINT]

    def place(self, row: int, key: Key | None = None) -> tuple[str, str]:
        """The sheet and the cell of a row."""
        return self.title, f"{self.letters.get(key, 'A') if key else 'A'}{row}"


@dataclass(slots=True)
class Report:
    """What is wrong with a workbook, and what its owner should know."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    def wrong(self, place: tuple[str, str], code: str, message: str, hint: str | None = None) -> None:
        """Add what is wrong at a sheet and a cell of it."""
        self.problems.append(layout.problem(self.file, place, code, message, hint))

    def wrong_of_old(self, sheet: TableSheet) -> None:
        """Add that a sheet's version is no longer what it was exported from."""
        message = f"{sheet.version.document.source.name} har ändrats sedan arbetsboken exporterades."
        self.wrong((sheet.title, "A1"), "ändrad fil", message, _AGAIN)

    def tell(self, place: tuple[str, str], message: str) -> None:
        """Add what its owner should know of a cell."""
        self.notices.append(layout.problem(self.file, place, "läst", message, severity=Severity.RÅD))


def read_sheets(book: Workbook, rulebook: motor.Rulebook, report: Report) -> list[TableSheet]:
    """The tables of a workbook that was exported from the rule set; what is wrong goes to the report."""
    prints = _contents(book, rulebook, report)
    if prints is None:
        return []
    found: list[TableSheet] = []
    for chart in book.chartsheets:
        message = "Bladet är ett diagram, ingen tabell."
        report.wrong((chart.title, ""), "okänt blad", message, "Ta bort bladet.")
    for sheet in book.worksheets:
        if sheet.title in (layout.CONTENTS, layout.LISTS):
            continue
        read = _Reader(sheet, rulebook, report, prints).read()
        if read is None:
            continue
        twin = next((one for one in found if one.version == read.version), None)
        if twin is not None:
            message = f"Tabellen {read.version.decision} står också på bladet {twin.title}."
            report.wrong((sheet.title, "A1"), "dubbelt blad", message, "Ta bort det ena bladet.")
        found.append(read)
    held = {top_texts(one.version, one.table)[layout.FILE] for one in found}
    for file in prints:
        if file not in held:
            message = f"Bladet med {file} är inte kvar i arbetsboken. Tabellen lämnas som den är."
            report.tell((layout.CONTENTS, "A1"), message)
    return found


def _contents(book: Workbook, rulebook: motor.Rulebook, report: Report) -> dict[str, str] | None:
    """The sheet of contents: how each file was when it was exported. None when this is no such workbook."""
    contents = next((sheet for sheet in book.worksheets if sheet.title == layout.CONTENTS), None)
    if contents is None:
        message = f"Arbetsboken saknar bladet {layout.CONTENTS}, som motor exportera skriver."
        report.wrong(("", ""), "okänd arbetsbok", message, _AGAIN)
        return None
    cells = _used(contents)
    name = _text(cells, 1, 2)
    if _text(cells, 1, 1) != layout.RULE_SET or name != rulebook.name:
        message = f"Arbetsboken hör till regelverket {name or '?'}, inte till {rulebook.name}."
        report.wrong((layout.CONTENTS, "B1"), "annat regelverk", message, "Ge mappen med det regelverket.")
        return None
    rows = sorted({row for row, _ in cells})
    width = len(layout.LISTED)
    lines = [[_text(cells, row, column) for column in range(1, width + 1)] for row in rows]
    file, mark = layout.LISTED.index(layout.FILE), width - 1
    return {line[file]: line[mark] for line in lines if line[mark] and line[mark] != layout.LISTED[mark]}


def _used(sheet: Worksheet) -> Cells:
    """The cells that hold something. (Going through all rows and columns would make those that are empty.)"""
    return {place: cell for place, cell in sheet._cells.items() if cell.value is not None}


def _text(cells: Cells, row: int, column: int) -> str:
    """A label's text; "" for what is no text."""
    cell = cells.get((row, column))
    value = cell.value if cell is not None else None
    return value.strip() if isinstance(value, str) else ""


class _Reader:
    """One sheet while it is read."""

    def __init__(
        self, sheet: Worksheet, rulebook: motor.Rulebook, report: Report, prints: Mapping[str, str]
    ) -> None:
        self.sheet = sheet
        self.title = sheet.title
        self.rulebook = rulebook
        self.report = report
        self.prints = prints
        self.cells = _used(sheet)
        self.note_columns: list[int] = []

    def read(self) -> TableSheet | None:
        """The table, as far as it can be read; None when it is not known which it is."""
        before = len(self.report.problems)
        start = next((row for row in range(1, MOST_LABELS) if _text(self.cells, row, 1) == RULE), None)
        version = self._version(start or MOST_LABELS)
        if version is None or not isinstance(table := version.document.logic, TableDocument):
            return None
        for area in self.sheet.merged_cells.ranges:
            first = str(area).split(":", maxsplit=1)[0]
            message = f"Cellerna {area} är sammanslagna."
            self._wrong(first, "sammanslagna celler", message, "Dela dem, och fyll i varje cell.")
        if start is None:
            message = f"Raden med {RULE}, {WHEN} och {THEN} ovanför rubrikerna saknas."
            self._wrong(f"A{layout.KINDS_ROW}", "okänd form", message, _AGAIN)
            return None
        columns = columns_of(table, self.rulebook)
        numbers = self._headings(start, columns)
        file = top_texts(version, table)[layout.FILE]
        letters = {key: get_column_letter(number) for key, number in numbers.items()}
        rows = self._rows(start + 2, table, {column.key: column for column in columns}, numbers)
        read = TableSheet(self.title, version, table, columns, letters, rows, self.prints.get(file))
        if not rows and len(self.report.problems) == before:
            self._wrong(f"A{start + 3}", "inga regler", "Tabellen har inga regler.", _AGAIN)
        if read.stale and len(self.report.problems) > before:
            self.report.problems[before:] = []  # what the sheet was right about when it was exported
            self.report.wrong_of_old(read)
        self._tell_hidden(read)
        return read

    def _wrong(self, reference: str, code: str, message: str, hint: str | None = None) -> None:
        self.report.wrong((self.title, reference), code, message, hint)

    # --- above the table

    def _version(self, end: int) -> Version | None:
        """The version that the sheet says it is."""
        rows = {label: row for row in range(1, end) if (label := _text(self.cells, row, 1)) in layout.TOP}
        if layout.TABLE not in rows or layout.START not in rows:
            message = f"Bladet har ingen tabell från motor exportera: {layout.TABLE} saknas i kolumn A."
            self._wrong("A1", "okänt blad", message, f"Ta bort bladet. {_AGAIN}")
            return None
        place = {label: f"B{row}" for label, row in rows.items()}
        given = {label: self._label(row) for label, row in rows.items()}
        name = given[layout.TABLE]
        decision = self.rulebook.decisions.get(name)
        if decision is None:
            hint = suggestion(name, self.rulebook.decisions) or _AGAIN
            self._wrong(
                place[layout.TABLE], "okänd tabell", f"{self.rulebook.name} har ingen tabell {name}.", hint
            )
            return None
        start = given[layout.START]
        version = next((one for one in decision.versions if str(one.valid_from) == start), None)
        if version is None or not isinstance(version.document.logic, TableDocument):
            days = both(str(one.valid_from) for one in decision.versions)
            message = f"{name} har ingen tabell som gäller från {start}. Versionerna börjar {days}."
            hint = "En ny första dag skrivs i kommandot: motor importera … --från DATUM."
            self._wrong(place[layout.START], "okänd version", message, hint)
            return None
        for label, text in top_texts(version, version.document.logic).items():
            if label in given and given[label] != text:
                message = f"{label} är {text}, men här står {given[label] or 'inget'}."
                self._wrong(place[label], "ändrad text", message, _IN_FILE)
        return version

    def _label(self, row: int) -> str:
        """The text beside a label, a date as its day."""
        value = self.cells[row, 2].value if (row, 2) in self.cells else ""
        return str(value).strip().removesuffix(" 00:00:00")

    # --- the three rows above the rules

    def _headings(self, start: int, columns: list[Column]) -> dict[Key, int]:
        """Which column of the sheet holds which column of the table."""
        known = {column.key: column for column in columns}
        numbers: dict[Key, int] = {}
        strange: list[tuple[Key, str]] = []
        for number in sorted({column for _, column in self.cells if column > 1}):
            kind, name = _text(self.cells, start, number), _text(self.cells, start + 1, number)
            letter = get_column_letter(number)
            if kind == NOTE:
                self.note_columns.append(number)
                continue
            if kind not in (WHEN, THEN):
                self._unknown_kind(kind, letter, start, number)
            elif (kind, name) not in known:
                strange.append(((kind, name), f"{letter}{start + 1}"))
            elif (kind, name) in numbers:
                self._wrong(f"{letter}{start + 1}", "dubbel kolumn", f"Kolumnen {name} står två gånger.")
            else:
                numbers[kind, name] = number
                self._check_type(known[kind, name], start + 2, number)
        missing = [key for key in known if key not in numbers]
        for (kind, name), place in strange:
            self._renamed(kind, name, place, missing, list(known))
        for kind, name in missing:
            message = f"Kolumnen {name} ({kind}) saknas på bladet."
            self._wrong(f"A{start + 1}", "saknad kolumn", message, _AGAIN)
        return numbers

    def _unknown_kind(self, kind: str, letter: str, start: int, number: int) -> None:
        if kind:
            message = f"En kolumn är {WHEN}, {THEN} eller {NOTE}, inte {kind}."
            self._wrong(f"{letter}{start}", "okänd kolumn", message, suggestion(kind, (WHEN, THEN, NOTE)))
            return
        row = min(row for row, column in self.cells if column == number)
        if row >= start:
            message = f"Kolumnen {letter} hör inte till tabellen."
            hint = "Flytta det som står där till en annan arbetsbok. Nya kolumner läggs till i filen."
            self._wrong(f"{letter}{row}", "okänd kolumn", message, hint)

    def _renamed(self, kind: str, name: str, place: str, missing: list[Key], known: list[Key]) -> None:
        """A heading that the table does not have; the column that it was is no longer missing."""
        lost = [each for what, each in missing if what == kind]
        meant = suggestion(name, lost) or (f"Här stod {lost[0]}." if len(lost) == 1 else None)
        message = f"Tabellen har inget {kind} som heter {name or '(tomt)'}."
        names = both(each for what, each in known if what == kind)
        self._wrong(
            place, "okänd kolumn", message, meant or f"Kolumnerna är {names}. Nya läggs till i filen."
        )
        if meant:
            was = next((each for each in lost if each in meant), lost[0])
            missing.remove((kind, was))

    def _check_type(self, column: Column, row: int, number: int) -> None:
        given, _, listed = _text(self.cells, row, number).partition("\n")
        wanted, _, allowed = column.type_text.partition("\n")
        place = f"{get_column_letter(number)}{row}"
        if given.strip() != wanted:
            message = f"Kolumnen {column.key[1]} är {wanted}, men här står {given.strip() or 'inget'}."
            self._wrong(place, "ändrad text", message, _IN_FILE)
        elif listed.split() != allowed.split():
            message = "De tillåtna värdena läses inte härifrån, och är andra i reglerna."
            self.report.tell((self.title, place), message)

    # --- the rules

    def _rows(
        self, above: int, table: TableDocument, columns: Mapping[Key, Column], numbers: Mapping[Key, int]
    ) -> list[Row]:
        found: list[Row] = []
        seen: dict[int, int] = {}
        for row in sorted({row for row, _ in self.cells if row > above}):
            number = self._number(row, len(table.rules), seen)
            filled = any((row, column) in self.cells for column in numbers.values())
            if not filled and (row, 1) not in self.cells:
                self.report.tell((self.title, f"A{row}"), "Raden har bara annat än regler, och läses inte.")
                continue
            if not filled:
                hint = "Ta bort hela raden om regeln ska bort."
                self._wrong(f"A{row}", "tom regel", "Regeln är tom.", hint)
                continue
            cells = {key: self._cell(row, column, columns[key]) for key, column in numbers.items()}
            found.append(Row(row, number, cells))
            self._tell_note(row, number, table)
        return found

    def _number(self, row: int, rules: int, seen: dict[int, int]) -> int | None:
        """Which rule the row was; None for a new one."""
        cell = self.cells.get((row, 1))
        text = "" if cell is None else str(cell.value).strip().removesuffix(".0")
        if not text:
            return None
        new = "Lämna cellen tom om regeln är ny."
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        if not 1 <= number <= rules:
            message = f"Kolumnen {layout.NUMBER} har regelns nummer, 1 till {rules}, inte {text}."
            self._wrong(f"A{row}", "okänt nummer", message, new)
        elif number in seen:
            message = f"Regel {number} står också på rad {seen[number]}."
            self._wrong(f"A{row}", "dubbelt nummer", message, new)
        seen.setdefault(number, row)
        return number

    def _cell(self, row: int, column: int, about: Column) -> str:
        """The text of a cell; "" for one that is missing or wrong, which is told."""
        place = f"{get_column_letter(column)}{row}"
        cell = self.cells.get((row, column))
        kind, name = about.key
        try:
            read = entered(cell, about) if cell is not None else None
        except Unfit as unfit:
            self._wrong(place, unfit.code, unfit.message, unfit.hint)
            return ""
        if read is None or not read.text:
            hint = "Skriv - för vad som helst." if about.is_input else "Skriv ett värde."
            self._wrong(place, "tom cell", f"{kind.capitalize()}et {name} är tomt.", hint)
            return ""
        if read.notice:
            self.report.tell((self.title, place), read.notice)
        return read.text

    def _tell_note(self, row: int, number: int | None, table: TableDocument) -> None:
        """Notes are not read: say so where somebody wrote one."""
        was = sections(table.rules[number - 1].notes) if number and number <= len(table.rules) else ""
        for column in self.note_columns:
            if _text(self.cells, row, column) != was:
                place = (self.title, f"{get_column_letter(column)}{row}")
                self.report.tell(place, "Anteckningen läses inte in. Skriv källan i filen.")

    def _tell_hidden(self, read: TableSheet) -> None:
        """What cannot be seen on the sheet has been read too."""
        place = (self.title, "A1")
        if self.sheet.sheet_state != "visible":
            self.report.tell(place, "Bladet är dolt, och har lästs ändå.")
        sizes = self.sheet.row_dimensions
        rows = [str(one.row) for one in read.rows if one.row in sizes and sizes[one.row].hidden]
        filtered = " Bladet har ett filter." if self.sheet.auto_filter.ref else ""
        if rows or filtered:
            hidden = f"Dolda rader har lästs också: {both(rows)}." if rows else "Alla rader har lästs."
            self.report.tell(place, hidden + filtered)
        hidden_letters = [
            get_column_letter(number)
            for size in self.sheet.column_dimensions.values()
            if size.hidden
            for number in range(size.min or 0, min(size.max or 0, len(read.letters) + 2) + 1)
            if number
        ]
        if hidden_letters:
            self.report.tell(place, f"Dolda kolumner har lästs också: {both(hidden_letters)}.")
