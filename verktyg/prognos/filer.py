"""The files of a forecast: a chart (PNG, SVG), CSV, or Excel, by the ending of the name."""

from __future__ import annotations

import csv
import importlib
import io
from collections.abc import Callable, Iterable
from pathlib import Path

from motor.values.number import number_text
from verktyg.fel import lacks_extra, usage_error
from verktyg.format import either
from verktyg.prognos.data import Cell, sheet
from verktyg.prognos.svar import Answer

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would run."""


def _csv(answer: Answer) -> bytes:
    """As the answers of many rows are written: comma, UTF-8, numbers with a decimal point.

    A text that a spreadsheet would run as a formula has an apostrophe before it.
    """
    titles, rows = sheet(answer)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(_text, titles))
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = f"'{cell}" if cell.startswith(FORMULA) else cell
        return text.replace("\r", " ")  # which the csv module leaves unquoted
    return number_text(cell)


def _png(answer: Answer) -> bytes:
    from verktyg.prognos.diagram import drawn  # noqa: PLC0415 - with its extra

    return drawn(answer, "png")


def _svg(answer: Answer) -> bytes:
    from verktyg.prognos.diagram import drawn  # noqa: PLC0415

    return drawn(answer, "svg")


def _xlsx(answer: Answer) -> bytes:
    from verktyg.prognos.arbetsbok import workbook  # noqa: PLC0415

    return workbook(answer)


KINDS: dict[str, Callable[[Answer], bytes]] = {".png": _png, ".svg": _svg, ".csv": _csv, ".xlsx": _xlsx}
"""What makes a file, by the ending of its name."""

EXTRAS = {
    ".png": ("matplotlib", "diagram"),
    ".svg": ("matplotlib", "diagram"),
    ".xlsx": ("openpyxl", "excel"),
}
"""The library that a kind of file takes, and the extra that it comes with."""


def checked(names: Iterable[str], read: Iterable[Path]) -> list[Path]:
    """The files to write. Raises UsageError for one that cannot be, before anything is worked out."""
    taken = {path.resolve() for path in read}
    paths = [Path(name) for name in names]
    for path in paths:
        ending = path.suffix.lower()
        if ending not in KINDS:
            hint = f"Filens namn ska sluta på {either(KINDS)}."
            raise usage_error(f"Vet inte vad {path} ska bli för slags fil.", hint)
        if path.resolve() in taken:
            raise usage_error(f"{path} läses eller skrivs redan.", "Ge filen ett annat namn.")
        taken.add(path.resolve())
        if path.is_dir():
            raise usage_error(f"{path} är en mapp.", "Ge filen ett annat namn.")
        library, extra = EXTRAS.get(ending, (None, None))
        if library is not None:
            _require(library, f"{extra}", path)
    return paths


def _require(library: str, extra: str, path: Path) -> None:
    try:
        importlib.import_module(library)
    except ImportError:
        raise lacks_extra(f"Filen {path}", extra) from None


def contents(answer: Answer, paths: Iterable[Path]) -> dict[Path, bytes]:
    """What the files hold."""
    return {path: KINDS[path.suffix.lower()](answer) for path in paths}
