"""A rule set's tables, as they are on a day, to a workbook: a sheet for each, and one of contents."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

import motor
from motor.documents.model import RuleDocument, TableDocument
from motor.errors import FactError, Problem
from motor.rulebook.decision import Version
from verktyg.excel import uppstallning as layout
from verktyg.excel import utseende as style
from verktyg.excel.texter import file_of, notes_text, policy_text, sections, top_texts
from verktyg.excel.uppstallning import NOTE, RULE
from verktyg.format import ANY
from verktyg.tabell.kolumner import Column, cell_texts, columns_of

MORE_ROWS = 200
"""How many rows below a table are ready for new rules."""

LONGEST_CELL = 32_767
"""How many characters a cell of Excel holds."""

MOMENT = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed stamp, so that the same rules give the same file


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in force, and the title of its sheet."""

    title: str
    version: Version
    table: TableDocument


def sheets(rulebook: motor.Rulebook, on: datetime.date) -> list[Sheet]:
    """The tables in force on the day. Raises FactError when there is none."""
    versions = [rulebook.version(name, on) for name in rulebook.decisions]
    tables = [one for one in versions if one and isinstance(one.document.logic, TableDocument)]
    titles = layout.sheet_titles(version.decision for version in tables)
    if not tables:
        message = f"Inga tabeller i {rulebook.name} gäller {on}."
        raise FactError(Problem("inga regler", message, hint="Välj en annan dag med --datum."))
    return [
        Sheet(titles[version.decision], version, version.document.logic)
        for version in tables
        if isinstance(version.document.logic, TableDocument)
    ]


def workbook(rulebook: motor.Rulebook, on: datetime.date) -> bytes:
    """The file's bytes, the same for the same rules. Raises FactError."""
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = layout.CREATOR
    book.properties.created = book.properties.modified = MOMENT
    book.properties.title = f"{rulebook.title}, {on}"
    listed = sheets(rulebook, on)
    contents, lists = book.active, book.create_sheet(layout.LISTS)
    if not isinstance(contents, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    contents.title = layout.CONTENTS
    _write_contents(contents, rulebook, on, listed)
    choices = _Lists(lists)
    for sheet in listed:
        _write_table(book.create_sheet(sheet.title), sheet, rulebook, choices)
    lists.sheet_state = "hidden"
    book.move_sheet(lists, len(listed))
    return _bytes(book)


class _Lists:
    """The hidden sheet that holds lists of allowed values, each once: a list in a validation holds little."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.places: dict[tuple[str, ...], str] = {}

    def place(self, values: tuple[str, ...]) -> str:
        """The cells where the values stand, as a reference."""
        if values not in self.places:
            number = len(self.places) + 1
            for row, value in enumerate(values, 1):
                style.put(style.at(self.sheet, row, number), value)
            letter = get_column_letter(number)
            self.places[values] = f"{layout.LISTS}!${letter}$1:${letter}${len(values)}"
        return self.places[values]


# --- the sheet of contents

_HOW = (
    "Varje tabell har ett blad. Ändra i raderna under rubrikerna, spara, och kör motor importera.",
    "Ny regel: skriv på en ny rad och lämna nr tomt. Borttagen regel: ta bort hela raden. Rader får flyttas.",
    "Skriv villkor som i reglerna: ett värde, inte(a, b), >= 25, [25..100), null, och - för vad som helst.",
    "Källor och tolkningar står som kommentarer. De ändras i filerna, liksom rubriker, typer och träffregel.",
)


def _write_contents(
    sheet: Worksheet, rulebook: motor.Rulebook, on: datetime.date, listed: list[Sheet]
) -> None:
    for row, (name, text) in enumerate(((layout.RULE_SET, rulebook.name), (layout.DAY, str(on))), 1):
        style.label(style.at(sheet, row, 1), name)
        style.put(style.at(sheet, row, 2), text)
    for row, text in enumerate(_HOW, 4):
        style.put(style.at(sheet, row, 1), text)
        style.at(sheet, row, 1).font = style.font("595959")
    row = 5 + len(_HOW)
    tables = [
        (
            one.version.decision,
            one.title,
            policy_text(one.table),
            str(one.version.valid_from),
            one.version.status,
            file_of(one.version),
            one.version.document.source.sha256[: layout.PRINT],
        )
        for one in listed
    ]
    _write_list(sheet, row, layout.LISTED, tables)
    for offset, one in enumerate(listed, 1):
        link = style.at(sheet, row + offset, 2)
        link.hyperlink = f"#'{one.title.replace(chr(39), chr(39) * 2)}'!A1"
        link.font = style.font("0563C1")
    shown = {one.version.decision for one in listed}
    versions = [rulebook.version(name, on) for name in rulebook.decisions if name not in shown]
    others = [
        (one.decision, one.kind, "", str(one.valid_from), one.status, file_of(one)) for one in versions if one
    ]
    if others:
        row += len(tables) + 2
        style.label(style.at(sheet, row, 1), "Beslut som inte är tabeller, och ändras i sina filer")
        _write_list(sheet, row + 1, ("Beslut", "Form", "", layout.START, "Status", layout.FILE), others)
    for column in range(1, len(layout.LISTED) + 1):
        texts = [str(line[column - 1]) for line in [layout.LISTED, *tables, *others] if column <= len(line)]
        sheet.column_dimensions[get_column_letter(column)].width = style.width_of(texts)
    style.arrange(sheet, "A1")


def _write_list(
    sheet: Worksheet, row: int, headings: tuple[str, ...], lines: Sequence[tuple[str, ...]]
) -> None:
    for column, text in enumerate(headings, 1):
        style.label(style.at(sheet, row, column), text)
    for offset, line in enumerate(lines, 1):
        for column, text in enumerate(line, 1):
            style.put(style.at(sheet, row + offset, column), text)
            style.at(sheet, row + offset, column).font = style.font()


# --- a table


def _write_table(sheet: Worksheet, table: Sheet, rulebook: motor.Rulebook, lists: _Lists) -> None:
    columns = columns_of(table.table, rulebook)
    for row, (name, text) in enumerate(top_texts(table.version, table.table).items(), 1):
        style.label(style.at(sheet, row, 1), name)
        style.put(style.at(sheet, row, 2), text)
    above = [
        [RULE, *(column.key[0] for column in columns), NOTE],
        [layout.NUMBER, *(column.key[1] for column in columns), layout.SOURCE],
        ["", *(column.type_text for column in columns), "läses inte in"],
    ]
    for row, line in enumerate(above, layout.KINDS_ROW):
        for number, (kind, text) in enumerate(zip(above[0], line, strict=True), 1):
            style.heading(style.at(sheet, row, number), text, kind)
    rules = table.table.rules
    rows = [[str(rule.number), *cell_texts(rule, columns), sections(rule.notes)] for rule in rules]
    for row, (rule, texts) in enumerate(zip(rules, rows, strict=True), layout.FIRST_RULE):
        _check_length(texts, table, rule)
        _write_rule(sheet, row, texts, columns)
        style.comment(style.at(sheet, row, 1), notes_text(rule.notes))
    last = layout.FIRST_RULE + len(rows) + MORE_ROWS
    for number, column in enumerate(columns, 2):
        style.comment(style.at(sheet, layout.HEADINGS_ROW, number), _column_note(column))
        if column.choices:
            sheet.add_data_validation(_validation(column, lists, get_column_letter(number), last))
    _set_sizes(sheet, [*above[1:], *rows])
    style.arrange_table(sheet)


def _write_rule(sheet: Worksheet, row: int, texts: Sequence[str], columns: Sequence[Column]) -> None:
    kinds = [RULE, *(column.key[0] for column in columns), NOTE]
    right = [False, *(column.type == "number" and not column.is_input for column in columns), False]
    for number, (text, kind, is_number) in enumerate(zip(texts, kinds, right, strict=True), 1):
        cell = style.at(sheet, row, number)
        if row == layout.FIRST_RULE:
            style.rule_cell(cell, text, kind, is_number)
        else:
            style.rule_cell_like(cell, text, style.at(sheet, layout.FIRST_RULE, number))


def _set_sizes(sheet: Worksheet, lines: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their texts from the headings down, and rows as high."""
    widths = [style.width_of(texts) for texts in zip(*lines, strict=True)]
    widths[0] = style.width_of(layout.TOP)
    for number, width in enumerate(widths, 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.number_format = style.TEXT
        dimension.width = width
    for row, texts in enumerate(lines[1:], layout.TYPES_ROW):
        style.fit(sheet, row, texts, widths)


def _check_length(texts: Sequence[str], table: Sheet, rule: RuleDocument) -> None:
    if any(len(text) > LONGEST_CELL for text in texts):
        message = f"En cell i {table.version.decision} har fler tecken än Excel kan hålla."
        raise FactError(Problem("för lång", message, rule.at.where))


def _validation(column: Column, lists: _Lists, letter: str, last: int) -> DataValidation:
    """A list to choose from, that warns of other texts and lets them be: a condition can say more."""
    values = (*(column.choices or ()), *([ANY] if column.is_input else []))
    validation = DataValidation(
        type="list",
        formula1=lists.place(values),
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle="Inget av de tillåtna värdena",
        error="Texten är inget av värdena i listan. Ett villkor, som inte(a, b), går bra att skriva ändå.",
    )
    validation.add(f"{letter}{layout.FIRST_RULE}:{letter}{last}")
    return validation


def _column_note(column: Column) -> str:
    return "\n".join(
        part for part in (column.description or "", notes_text(column.notes) if column.notes else "") if part
    )


# --- the file


def _bytes(book: Workbook) -> bytes:
    """The workbook saved, its texts that look like numbers not marked as mistakes, and no clock in it."""
    raw, done = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
                data = _without_marks(data)
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return done.getvalue()


_MARKS = b'<ignoredErrors><ignoredError sqref="A1:XFD9999" numberStoredAsText="1"/></ignoredErrors>'


def _without_marks(sheet: bytes) -> bytes:
    """The sheet telling Excel that numbers are texts on purpose, which openpyxl has no word for."""
    place = sheet.find(b"<legacyDrawing")
    place = sheet.rindex(b"</worksheet>") if place < 0 else place
    return sheet[:place] + _MARKS + sheet[place:]
