"""Rows from CSV and JSON lines: every cell stays the text that it is, and is read by its fact.

A line that is no row leaves its place in the run to a fault, and the run goes on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from motor.batch.forms import SEPARATORS
from motor.batch.kernel import Rows
from motor.batch.plan import Plan
from motor.batch.reading import parse_json
from motor.batch.sources import column_names, file_error, told, unread
from motor.errors import FactError
from motor.feel.spelling import name_of
from motor.values.convert import dumps

ROWS = 1 << 15
"""How many lines a batch has at most."""

FEW = 1 << 6
"""How many lines are read between two looks at how large the batch has become."""

LARGEST = 1 << 27
"""How many bytes of a file go into a batch, and somewhat more."""

TEXT = pa.dictionary(pa.int32(), pa.string())
LONGEST_CELL = 1 << 20

Line = tuple[list[Any] | None, str | None]
"""The cells of a row, and why it cannot be decided."""


class _Lines:
    """What both kinds of text file share: opening, how far it has come, and batches of lines."""

    reading: str
    schema: pa.Schema
    columns: list[str]

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self.path = path
        self._stream: IO[str] | None = None
        with told(path):
            self._size = path.stat().st_size
            path.open("rb").close()
        if not self._size:
            raise file_error(path, "tom fil", "Filen är tom.")

    def text(self) -> IO[str]:
        """The file from its beginning, without a byte order mark."""
        self.close()
        self._stream = self.path.open(encoding="utf-8-sig", newline="")
        return self._stream

    def share(self) -> float | None:
        """How much has been read."""
        return self._read() / self._size

    def close(self) -> None:
        """Let go of the file."""
        if self._stream is not None:
            self._stream.close()

    @contextmanager
    def closed_on_error(self) -> Iterator[None]:
        """Let go of the file when it cannot be used."""
        try:
            yield
        except BaseException:
            self.close()
            raise

    def not_utf8(self) -> FactError:
        """What to do about a file in another encoding."""
        hint = "Spara om den som UTF-8. I Excel heter det CSV UTF-8."
        return file_error(self.path, "inte UTF-8", "Filen är inte skriven i UTF-8.", hint)

    def batch(self, lines: list[Line], start: int) -> Rows:
        """Lines as a batch of texts."""
        width = len(self.schema)
        faults = {row: fault for row, (_, fault) in enumerate(lines) if fault is not None}
        cells = [line if line is not None else [None] * width for line, _ in lines]
        columns = [pa.array(column, pa.string()).dictionary_encode() for column in zip(*cells, strict=True)]
        return Rows(pa.RecordBatch.from_arrays(columns, schema=self.schema), start, faults)

    def numbered(self, lines: Iterable[Line]) -> Iterator[Rows]:
        """Batches of lines."""
        lines = iter(lines)
        start = 1
        while part := self._part(lines):
            yield self.batch(part, start)
            start += len(part)

    def _part(self, lines: Iterator[Line]) -> list[Line]:
        """The next lines, so many that a batch of them has room in memory."""
        begun = self._read()
        part: list[Line] = []
        while len(part) < ROWS and self._read() - begun < LARGEST and (more := list(islice(lines, FEW))):
            part += more
        return part

    def _read(self) -> int:
        """How many bytes have been read."""
        return self._stream.buffer.tell() if self._stream else 0  # type: ignore[attr-defined]


class CsvSource(_Lines):
    """CSV with a row of titles, parted by comma, semicolon or tab."""

    reading = "written"

    def __init__(self, path: Path, plan: Plan) -> None:
        super().__init__(path)
        with self.closed_on_error():
            self._reader, titles = self._begin()
            _refuse_untitled(titles, path)
            self.columns = column_names(titles, path)
        dropped = unread(plan)
        self._kept = [place for place, name in enumerate(self.columns) if name not in dropped]
        self.schema = pa.schema([(self.columns[place], TEXT) for place in self._kept])

    def _begin(self) -> tuple[Any, list[str]]:
        """A reader past the titles, and those."""
        try:
            stream = self.text()
            first = stream.readline()
            self.separator = max(SEPARATORS, key=first.count)
            self.marked = self._marked()
            csv.field_size_limit(LONGEST_CELL)
            reader = csv.reader(self.text(), delimiter=self.separator, strict=True)
            return reader, next(reader, [])
        except UnicodeDecodeError:
            raise self.not_utf8() from None
        except csv.Error as error:
            message = f"Rubrikraden går inte att läsa: {_spoken(error)}."
            raise file_error(self.path, "oläslig fil", message, line=1) from None

    def _marked(self) -> bool:
        """Whether the file begins with a byte order mark, as spreadsheets write it."""
        with self.path.open("rb") as file:
            return file.read(3) == b"\xef\xbb\xbf"

    def batches(self) -> Iterator[Rows]:
        """The rows below the titles; one of another width, or with odd quotes, is a fault."""
        self._reader, _ = self._begin()
        return self.numbered(self._lines())

    def _lines(self) -> Iterator[Line]:
        whole = False
        while not whole:
            try:
                yield from self._lines_in_order()
                whole = True
            except UnicodeDecodeError:
                raise self.not_utf8() from None
            except csv.Error as error:
                yield self._broken(error)

    def _lines_in_order(self) -> Iterator[Line]:
        """The lines up to one that cannot be read."""
        width, kept = len(self.columns), self._kept
        self._line = self._reader.line_num
        for cells in self._reader:
            self._line = self._reader.line_num
            if len(cells) == width:
                yield [cells[place] or None for place in kept], None
            elif cells:
                padded = [*cells, *[""] * width]
                yield (
                    [padded[place] or None for place in kept],
                    f"Rad {self._line} i filen har {len(cells)} celler, men rubrikraden {width}.",
                )

    def _broken(self, error: csv.Error) -> Line:
        """A line that cannot be read. Raises FactError where it has swallowed others."""
        begins, ends = self._line + 1, self._reader.line_num
        if begins < ends:
            message = f"Raden går inte att läsa: {_spoken(error)}. Den slutar på rad {ends}."
            raise file_error(self.path, "oläslig fil", message, "Ofta saknas ett citattecken.", begins)
        self._line = ends
        return None, f"Rad {begins} i filen går inte att läsa: {_spoken(error)}."

    def line_numbers(self) -> Iterator[int]:
        """The line that each row ends on."""
        self._reader, _ = self._begin()
        for _ in self._lines():
            yield self._line


def _refuse_untitled(titles: list[str], path: Path) -> None:
    """Raises FactError for columns without a title, and for a first line that is empty."""
    if not any(title.strip() for title in titles):
        raise file_error(path, "inga rubriker", "Första raden är tom. Där ska rubrikerna stå.", line=1)
    untitled = [str(place) for place, title in enumerate(titles, 1) if not title.strip()]
    if untitled:
        message = f"Kolumner utan rubrik: nummer {', '.join(untitled)}."
        raise file_error(path, "ingen rubrik", message, "Ge dem rubriker, eller ta bort dem.", 1)


_SAID = {
    "field larger": f"en cell är längre än {LONGEST_CELL} tecken",
    "expected after": "ett citattecken står mitt i en cell",
    "unexpected end": "ett citattecken saknas i slutet av en cell",
}
"""What the reader of CSV says, in words."""


def _spoken(error: csv.Error) -> str:
    return next((said for part, said in _SAID.items() if part in str(error)), str(error))


class JsonSource(_Lines):
    """JSON lines: an object on each. A fact that a line lacks is unanswered; null is unclear.

    Facts may come and go from line to line. What else the lines hold is told by the first `ROWS` of them.
    """

    reading = "json"

    def __init__(self, path: Path, plan: Plan) -> None:
        super().__init__(path)
        self._unread = unread(plan)
        self._facts = list(dict.fromkeys([*plan.facts, *filter(None, [plan.day_column])]))
        seen: dict[str, None] = {}
        with self.closed_on_error(), told(path):
            for value, _ in islice(self._objects(), ROWS):
                seen.update(dict.fromkeys(value or ()))
            names = [*self._facts, *(name for name in seen if name not in {*self._facts, *self._unread})]
            self.schema = pa.schema([(name, TEXT) for name in names])
            if not seen:
                message = "Ingen av de första raderna är ett objekt i JSON."
                hint = "Skriv ett objekt på varje rad, utan hakparenteser runt alla."
                raise file_error(path, "inga rader", message, hint)
        self.columns = list(seen)
        self._places = {name: place for place, name in enumerate(names)}
        self._dumps = _Dumps()

    def _objects(self) -> Iterator[tuple[dict[str, Any] | None, str | None]]:
        """The object of each line, or why there is none; empty lines are left out."""
        for number, line in enumerate(self._texts(), 1):
            if not line.strip():
                continue
            try:
                value = parse_json(line)
                if not isinstance(value, dict):
                    raise TypeError
                named = {name_of(name): each for name, each in value.items()}
                fault = None if len(named) == len(value) else f"Rad {number} i filen har ett namn två gånger."
                yield (None if fault else named), fault
            except FactError as error:
                yield None, f"Rad {number} i filen: {error.problems[0].message}"
            except (ValueError, TypeError, RecursionError):
                yield None, f"Rad {number} i filen är inte ett objekt i JSON."

    def _texts(self) -> Iterator[str]:
        try:
            yield from self.text()
        except UnicodeDecodeError:
            raise self.not_utf8() from None

    def batches(self) -> Iterator[Rows]:
        """The rows."""
        return self.numbered(map(self._line, self._objects()))

    def _line(self, read: tuple[dict[str, Any] | None, str | None]) -> Line:
        value, fault = read
        if value is None:
            return None, fault
        cells: list[Any] = [None] * len(self._places)
        for name, each in value.items():
            place = self._places.get(name)
            if place is not None:
                try:
                    cells[place] = self._dumps(each)
                except UnicodeEncodeError:
                    return None, f"{name} är inte en giltig text."
            elif name not in self._unread:
                return None, f"Raden har {name}, som inte fanns i filens första rader."
        return cells, None

    def line_numbers(self) -> Iterator[int]:
        """The line that each row stands on."""
        return (number for number, line in enumerate(self._texts(), 1) if line.strip())


TEXTS: dict[str, type[CsvSource | JsonSource]] = {
    ".csv": CsvSource,
    ".jsonl": JsonSource,
    ".ndjson": JsonSource,
}
"""The sources of text, by the ending of a file's name."""


def line_numbers(path: Path, plan: Plan) -> list[int] | None:
    """The line of the file on which each of its rows ends; None for a file that is not text."""
    kind = TEXTS.get(path.suffix.lower())
    if kind is None:
        return None
    source = kind(path, plan)
    try:
        return list(source.line_numbers())
    finally:
        source.close()


class _Dumps:
    """The JSON text of values, each plain one written once. Raises UnicodeEncodeError for no text."""

    def __init__(self) -> None:
        self._known: dict[tuple[type, Any], str] = {}

    def __call__(self, value: Any) -> str:
        if isinstance(value, list | dict):
            text = dumps(value)
            text.encode()
            return text
        key = (type(value), str(value))
        known = self._known.get(key)
        if known is not None:
            return known
        text = dumps(value)
        text.encode()
        if len(self._known) < ROWS:
            self._known[key] = text
        return text
