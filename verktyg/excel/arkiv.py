"""A file that says it is a workbook, opened within limits: what is in it is foreign, and XML can do harm.

An .xlsx is a zip of XML. Before anything is parsed its size is known to be bounded; before openpyxl reads it,
every part is known to be XML without a document type, so that no entity grows or fetches anything, and the
empty rows that a sheet may end in by the million are gone.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from verktyg.fel import UsageError, usage_error

MAX_FILE = 30_000_000
"""How many bytes a file may have."""

MAX_UNPACKED = 150_000_000
"""How many bytes its parts may have together."""

MAX_RATIO = 200
"""How many times smaller than its parts a file may be, where they are large enough to matter."""

SMALL = 5_000_000
"""Parts of so few bytes together do no harm, however well they are packed."""

MAX_PARTS = 2_000
MAX_ELEMENTS = 1_000_000
"""How many XML elements are read, empty rows at the end of a sheet not counted."""

MAX_DEPTH = 60
MAX_REACH = 1_000_000
"""How many cells one merged area or link may cover."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "Öppna filen i Excel eller LibreOffice, och spara den som Excel-arbetsbok (.xlsx)."


def open_workbook(path: Path) -> io.BytesIO:
    """The workbook as a zip in memory that openpyxl can read. Raises UsageError that says what it is not."""
    try:
        parts = _parts(path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        hint = "Hämta eller spara den på nytt."
        raise usage_error(f"{path} är trasig eller avklippt och går inte att läsa.", hint) from error
    _check_kind(path, parts)
    elements = 0
    for name, data in parts.items():
        if name.lower().endswith((".xml", ".rels", ".vml")):
            part = _Part(f"{path}: {name}")
            parts[name] = part.read(data)
            elements += part.elements
            if elements > MAX_ELEMENTS:
                raise usage_error(f"{path} har för många celler för att läsas.", _TIDY)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    whole.seek(0)
    return whole


_TIDY = "Ta bort det som inte hör till tabellerna, eller exportera på nytt och för över ändringarna."


def _parts(path: Path) -> dict[str, bytes]:
    """The parts of the file by name, unpacked."""
    if path.stat().st_size > MAX_FILE:
        raise usage_error(f"{path} är större än {MAX_FILE // 10**6} MB och läses inte.", _TIDY)
    data = path.read_bytes()
    if data.startswith(_OLE):
        raise _old_or_locked(path, data)
    if not data.startswith(b"PK"):
        raise _no_workbook(path)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = archive.infolist()
        size = sum(one.file_size for one in listed)
        crowded = len(listed) > MAX_PARTS
        if crowded or size > MAX_UNPACKED or (size > SMALL and size > MAX_RATIO * len(data)):
            raise usage_error(f"{path} packar upp till orimligt mycket och läses inte.", _TIDY)
        if any(one.flag_bits & 1 for one in listed):
            raise _locked(path)
        return {one.filename: archive.read(one) for one in listed if not one.is_dir()}


def _old_or_locked(path: Path, data: bytes) -> UsageError:
    if _ENCRYPTED in data:
        return _locked(path)
    return usage_error(f"{path} är i Excels äldre format (.xls), som inte läses.", _SAVE_AS)


def _locked(path: Path) -> UsageError:
    return usage_error(f"{path} är skyddad med lösenord.", "Spara den utan lösenord, och kör om.")


def _no_workbook(path: Path) -> UsageError:
    return usage_error(f"{path} är ingen Excel-arbetsbok.", "Ge en fil som motor exportera har skrivit.")


def _check_kind(path: Path, parts: dict[str, bytes]) -> None:
    """Refuse what has another form, or runs programs."""
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument"):
        raise usage_error(f"{path} är i OpenDocument-format (.ods), som inte läses.", _SAVE_AS)
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise usage_error(f"{path} har makron (.xlsm), som inte tas emot.", _SAVE_AS)
    if "xl/workbook.bin" in parts:
        raise usage_error(f"{path} är i Excels binära format (.xlsb), som inte läses.", _SAVE_AS)
    if "xl/workbook.xml" not in parts or not types:
        raise _no_workbook(path)


class _Part:
    """A part that is read through once; `elements` counts those that are kept."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.elements = 0
        self.depth = 0
        self.utf8 = True
        self.cut: int | None = None
        """Where the empty rows begin that nothing but empty rows has followed yet."""
        self.kept = 0
        self.end: int | None = None
        self.parser = expat.ParserCreate()

    def read(self, data: bytes) -> bytes:
        """The part without the empty rows at the end of a sheet. Raises UsageError."""
        parser = self.parser
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.XmlDeclHandler = self._declared
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._finish
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, ValueError) as error:
            raise usage_error(f"{self.name} är ingen XML som går att läsa.", _SAVE_AS) from error
        if self.cut is not None and self.end is not None and self.utf8:
            self.elements = self.kept
            return data[: self.cut] + data[self.end :]
        return data

    def _refuse_doctype(self, *_declaration: object) -> None:
        raise usage_error(f"{self.name} har en dokumenttyp (DOCTYPE), som inte tas emot.", _SAVE_AS)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.utf8 = (encoding or "utf-8").lower() in ("utf-8", "us-ascii")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            raise usage_error(f"{self.name} har för många element i varandra.", _SAVE_AS)
        match name.rpartition(":")[2]:
            case "row" if self.cut is None:
                self.cut, self.kept = self.parser.CurrentByteIndex, self.elements
            case "v" | "f" | "is":
                self.cut = None
            case "mergeCell" | "hyperlink" if reach(attributes.get("ref", "")) > MAX_REACH:
                raise usage_error(f"{self.name} har ett område med för många celler.", _TIDY)

    def _finish(self, name: str) -> None:
        self.depth -= 1
        if name.rpartition(":")[2] == "sheetData" and self.end is None:
            self.end = self.parser.CurrentByteIndex


def reach(reference: str) -> int:
    """How many cells a reference as A1:C9 covers."""
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415 - parts without areas need it not

    try:
        left, top, right, bottom = (edge or 1 for edge in range_boundaries(reference))
    except (ValueError, TypeError):
        return 0
    return (right - left + 1) * (bottom - top + 1)
