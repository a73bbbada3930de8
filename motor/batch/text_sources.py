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
"""How many lines a batch has."""

TEXT = pa.dictionary(pa.int32(), pa.string())
LONGEST_CELL = 1 << 20
BROKEN_MESSAGE = "Raden går inte att läsa: {}."

Line = tuple[list[Any] | None, str | None]
"""The cells of a row, and why it cannot be decided."""


class _Lines:
    """What both kinds of text file share: opening, how far it has come, and batches of lines."""

    reading: str
    schema: pa.Schema

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
        return self._stream.buffer.tell() / self._size if self._stream else 0  # type: ignore[attr-defined]

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
        return file_error(
            self.path, "inte UTF-8", "Filen är inte skriven i UTF-8.", "Spara om den som UTF-8."
        )

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
        while part := list(islice(lines, ROWS)):
            yield self.batch(part, start)
            start += len(part)


class CsvSource(_Lines):
    """CSV with a row of titles, parted by comma, semicolon or tab."""

    reading = "written"

    def __init__(self, path: Path, plan: Plan) -> None:
        super().__init__(path)
        with self.closed_on_error():
            self._reader, titles = self._begin()
            self._names = column_names(titles, path)
        dropped = unread(plan)
        self._kept = [place for place, name in enumerate(self._names) if name not in dropped]
        self.schema = pa.schema([(self._names[place], TEXT) for place in self._kept])

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
            raise file_error(
                self.path, "oläslig fil", f"Rubrikraden går inte att läsa: {error}.", line=1
            ) from None

    def _marked(self) -> bool:
        """Whether the file begins with a byte order mark, as spreadsheets write it."""
        with self.path.open("rb") as file:
            return file.read(3) == b"\xef\xbb\xbf"

    def batches(self) -> Iterator[Rows]:
        """The rows below the titles; a row of another width is a fault."""
        self._reader, _ = self._begin()
        return self.numbered(self._lines())

    def _lines(self) -> Iterator[Line]:
        width, kept = len(self._names), self._kept
        try:
            for cells in self._reader:
                if len(cells) == width:
                    yield [cells[place] or None for place in kept], None
                elif cells:
                    line = self._reader.line_num
                    padded = [*cells, *[""] * width]
                    yield (
                        [padded[place] or None for place in kept],
                        f"Rad {line} i filen har {len(cells)} celler, men rubrikraden {width}.",
                    )
        except UnicodeDecodeError:
            raise self.not_utf8() from None
        except csv.Error as error:
            line = self._reader.line_num
            hint = "Ofta saknas ett citattecken."
            raise file_error(self.path, "oläslig fil", BROKEN_MESSAGE.format(error), hint, line) from None


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
                raise file_error(path, "inga rader", "Ingen av de första raderna är ett objekt i JSON.")
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
                yield {name_of(name): each for name, each in value.items()}, None
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
