"""How a sheet looks: colours by what a column is, widths by what it holds, and how it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from math import ceil

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from verktyg.excel.uppstallning import (
    CREATOR,
    FIRST_RULE,
    HEADINGS_ROW,
    KINDS_ROW,
    NOTE,
    RULE,
    TYPES_ROW,
)
from verktyg.tabell.kolumner import THEN, WHEN

TEXT = "@"
"""The number format of text: what is typed stays as it was typed."""

NARROWEST, WIDEST = 9, 44
_COLOURS = {
    RULE: ("595959", "F2F2F2"),
    WHEN: ("1F4E79", "DDEBF7"),
    THEN: ("375623", "E2EFDA"),
    NOTE: ("7F6000", "FFF2CC"),
}
"""By kind of column: the colour of its heading, and of the rows of kinds and types."""

_LINE_HEIGHT = 15.0
"""The height of a line of text, in points."""

_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_EVIL = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that Excel would take for a formula when somebody edits the cell."""


def at(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell of a sheet that has no merged cells."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{sheet.title} has merged cells")
    return cell


def put(cell: Cell, text: str) -> None:
    """A text in a cell, as a text and never as a formula, a number or a date."""
    cell.value = text
    cell.data_type = "s"
    cell.number_format = TEXT
    cell.quotePrefix = text.startswith(_EVIL)


def font(colour: str = "000000", *, bold: bool = False, italic: bool = False) -> Font:
    """The workbook's one font."""
    return Font(name="Calibri", size=11, bold=bold, italic=italic, color=colour)


def label(cell: Cell, text: str) -> None:
    """A label of the lines above a table."""
    put(cell, text)
    cell.font = font("595959", bold=True)


def heading(cell: Cell, text: str, kind: str = RULE) -> None:
    """A cell of one of the three rows above the rules."""
    put(cell, text)
    dark, light = _COLOURS[kind]
    strong = cell.row == HEADINGS_ROW
    cell.fill = PatternFill("solid", fgColor=dark if strong else light)
    cell.font = font("FFFFFF" if strong else dark, bold=strong, italic=cell.row == TYPES_ROW)
    cell.alignment = Alignment(wrap_text=True, vertical="center" if strong else "top")
    cell.border = _BORDER


def rule_cell(cell: Cell, text: str, kind: str, number: bool = False) -> None:
    """A cell of a rule; numbers stand to the right."""
    put(cell, text)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right" if number else "left")
    cell.border = _BORDER
    cell.font = font("7F7F7F" if kind in (RULE, NOTE) else "000000")


def rule_cell_like(cell: Cell, text: str, model: Cell) -> None:
    """A cell of a rule that looks as another of its column, which is quicker than to style each by itself."""
    cell.value = text
    cell.data_type = "s"
    cell._style = copy(model._style)  # type: ignore[attr-defined]  # as openpyxl copies sheets
    cell.quotePrefix = text.startswith(_EVIL)


def comment(cell: Cell, text: str) -> None:
    """A comment as large as its text."""
    if text:
        note = Comment(text, CREATOR)
        note.width, note.height = 420, 30 + 18 * (text.count("\n") + 1)
        cell.comment = note


def width_of(texts: Iterable[str]) -> float:
    """A column's width in characters: its longest line, within bounds, past which lines are broken."""
    longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
    return min(WIDEST, max(NARROWEST, longest + 2))


def fit(sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
    """A row as high as its texts need, broken at the columns' widths; one line finds its height by itself."""
    lines = max(
        sum(max(1, ceil(len(line) / (width - 1))) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    if lines > 1:
        sheet.row_dimensions[row].height = lines * _LINE_HEIGHT


def arrange(sheet: Worksheet, frozen: str, rows: tuple[int, int] | None = None) -> None:
    """Frozen panes, and paper: lying, as wide as the page, with the heading rows on every page."""
    sheet.freeze_panes = frozen
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = False
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.8, 0.4
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart("&F"), center=_HeaderFooterPart("&A"), right=_HeaderFooterPart("&P (&N)")
    )
    if rows:
        sheet.print_title_rows = f"{rows[0]}:{rows[1]}"


def arrange_table(sheet: Worksheet) -> None:
    """A table's sheet: the rows above the rules stay in sight, and stand on every page."""
    arrange(sheet, f"B{FIRST_RULE}", (KINDS_ROW, TYPES_ROW))
