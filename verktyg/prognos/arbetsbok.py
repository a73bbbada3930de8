"""A forecast as a workbook: the table, what is assumed, and what a difference is made of."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from verktyg.prognos.data import Cell, causes_sheet, sheet
from verktyg.prognos.svar import Answer

WIDEST = 60
WHOLE, ÖRE = "#,##0", "#,##0.00"
"""Excel's formats of numbers, which it shows as the user's country writes them."""


def workbook(answer: Answer) -> bytes:
    """The bytes of the .xlsx. Texts are texts, whatever they look like; amounts are exact."""
    book = Workbook()
    book.remove(book.worksheets[0])
    titles, rows = sheet(answer)
    bold = [row[0] != "rad" for row in rows]
    _fill(book.create_sheet("Prognos"), titles, rows, bold)
    if answer.other:
        _fill(book.create_sheet("Orsaker"), *causes_sheet(answer.other))
    assumed: list[list[Cell]] = [[where, text] for where, text in answer.assumptions()]
    if assumed:
        _fill(book.create_sheet("Antaganden"), ["gäller", "antagande"], assumed)
    if answer.cases and answer.cases.faults:
        faults: list[list[Cell]] = [[Decimal(place), fault] for place, fault in answer.cases.faults]
        _fill(book.create_sheet("Fel"), [answer.cases.numbered.casefold(), "fel"], faults)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _fill(target: Any, titles: list[str], rows: list[list[Cell]], bold: list[bool] | None = None) -> None:
    for column, title in enumerate(titles, 1):
        _write(target.cell(1, column), title, True)
    for number, row in enumerate(rows):
        for column, value in enumerate(row, 1):
            _write(target.cell(number + 2, column), value, bool(bold and bold[number]))
    target.freeze_panes = "A2"
    for column, title in enumerate(titles, 1):
        longest = max([len(title), *(len(str(row[column - 1] or "")) for row in rows)])
        target.column_dimensions[get_column_letter(column)].width = min(longest + 3, WIDEST)


def _write(cell: Any, value: Cell, bold: bool) -> None:
    if isinstance(value, Decimal):
        cell.value = value
        cell.number_format = WHOLE if value == value.to_integral_value() else ÖRE
    elif value is not None:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
        cell.data_type = "s"  # never a formula
        cell.alignment = Alignment(wrap_text=len(value) > WIDEST, vertical="top")
    cell.font = Font(bold=bold)
