"""Where answers go: Parquet, Arrow, CSV or JSON lines. A file is written aside, and named when whole."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from motor.batch.cells import cells_of, encoded
from motor.batch.forms import ANSWER, Form, csv_cell
from motor.batch.sources import Source
from motor.errors import EvaluationError, Location, Problem
from motor.values.convert import dumps, from_python, to_json
from motor.values.null import Null

ROW_GROUP = 1 << 20
"""How many rows a row group of Parquet has."""


class Target(Protocol):
    """A file being written."""

    def write(self, carried: pa.RecordBatch, answers: pa.RecordBatch) -> None:
        """Write the columns carried along, and the answers."""

    def close(self) -> None:
        """Write what ends the file."""


class ParquetTarget:
    """Parquet, with texts in dictionaries."""

    def __init__(self, file: IO[bytes], carried: pa.Schema, form: Form, _: Source) -> None:
        self._file, self._carried, self._answers = file, carried, form.schema
        self._writer: pq.ParquetWriter | None = None

    def write(self, carried: pa.RecordBatch, answers: pa.RecordBatch) -> None:
        """Write a batch."""
        batch = beside(carried, answers)
        if self._writer is None:
            self._writer = self._begin(batch.schema)
        self._writer.write_batch(batch, ROW_GROUP)

    def close(self) -> None:
        """Write the footer; a file without rows has its columns too."""
        if self._writer is None:
            self._writer = self._begin(pa.schema([*self._carried, *self._answers]))
        self._writer.close()

    def _begin(self, schema: pa.Schema) -> pq.ParquetWriter:
        """A writer. The extremes of answers are not noted: few are distinct, and to find them takes time."""
        try:
            return pq.ParquetWriter(
                self._file, schema, store_schema=False, write_statistics=self._carried.names or False
            )
        except pa.ArrowNotImplementedError:
            columns = ", ".join(f"{each.name} ({each.type})" for each in schema if not _in_parquet(each))
            message = f"Parquet har inga kolumner av sådant slag som {columns}. Inget är skrivet."
            hint = "Ta bort dem, eller skriv svaren till .arrow, .csv eller .jsonl."
            raise EvaluationError(Problem("okänt slag av kolumn", message, hint=hint)) from None


class ArrowTarget:
    """An Arrow file, with plain texts."""

    def __init__(self, file: IO[bytes], carried: pa.Schema, form: Form, _: Source) -> None:
        self._schema = pa.schema([*map(_plain_field, carried), *form.schema])
        self._writer = pa.ipc.new_file(file, self._schema)

    def write(self, carried: pa.RecordBatch, answers: pa.RecordBatch) -> None:
        """Write a batch."""
        for batch in _laid_out(self._plain, carried, answers):
            self._writer.write_batch(batch)

    def _plain(self, carried: pa.RecordBatch, answers: pa.RecordBatch) -> pa.RecordBatch:
        columns = zip(beside(carried, answers).columns, self._schema, strict=True)
        plain = [column.cast(field.type) for column, field in columns]
        return pa.RecordBatch.from_arrays(plain, schema=self._schema)

    def close(self) -> None:
        """Write the footer."""
        self._writer.close()


class CsvTarget:
    """CSV, parted and marked as the source was."""

    def __init__(self, file: IO[bytes], carried: pa.Schema, form: Form, source: Source) -> None:
        self._file = file
        self._separator = separator_of(source)
        mark = b"\xef\xbb\xbf" if getattr(source, "marked", False) else b""
        titles = [csv_cell(title, self._separator) for title in (*carried.names, *form.titles)]
        file.write(mark + self._separator.join(titles).encode() + b"\n")

    def write(self, carried: pa.RecordBatch, answers: pa.RecordBatch) -> None:
        """Write a batch."""
        for lines in _laid_out(self._lines, carried, answers):
            _write_texts(self._file, lines)

    def _lines(self, carried: pa.RecordBatch, answers: pa.RecordBatch) -> pa.Array:
        cells = [self._cells(column) for column in carried.columns]
        line = pc.binary_join_element_wise(*cells, _texts(answers), self._separator)
        return pc.binary_join_element_wise(line, "\n", "")

    def _cells(self, column: pa.Array) -> pa.Array:
        return _each_distinct(column, lambda cell: csv_cell(_as_text(cell), self._separator)).fill_null("")

    def close(self) -> None:
        """Nothing ends the file."""


class JsonTarget:
    """JSON lines: what was carried along, then the answer. What a line of JSON lacked it lacks here too."""

    def __init__(self, file: IO[bytes], carried: pa.Schema, form: Form, source: Source) -> None:
        self._file = file
        self._names = [dumps(name) for name in carried.names]
        self._write = str if source.reading == "json" else _json
        self._null = None if source.reading == "json" else "null"

    def write(self, carried: pa.RecordBatch, answers: pa.RecordBatch) -> None:
        """Write a batch."""
        for lines in _laid_out(self._lines, carried, answers):
            _write_texts(self._file, lines)

    def _lines(self, carried: pa.RecordBatch, answers: pa.RecordBatch) -> pa.Array:
        members = [self._members(*each) for each in zip(self._names, carried.columns, strict=True)]
        inner = pc.binary_join_element_wise(*members, _texts(answers), ", ", null_handling="skip")
        return pc.binary_join_element_wise("{", inner, "}\n", "")

    def _members(self, name: str, column: pa.Array) -> pa.Array:
        texts = _each_distinct(column, self._write)
        if self._null is not None:
            texts = texts.fill_null(self._null)
        return pc.binary_join_element_wise(f"{name}: ", texts, "")

    def close(self) -> None:
        """Nothing ends the file."""


def _laid_out(
    lay_out: Callable[[pa.RecordBatch, pa.RecordBatch], Any], carried: pa.RecordBatch, answers: pa.RecordBatch
) -> Iterator[Any]:
    """What is to be written, in halves where it is more text than an array of texts can hold."""
    try:
        yield lay_out(carried, answers)
    except pa.ArrowInvalid:
        half = answers.num_rows // 2
        if not half:
            raise
        yield from _laid_out(lay_out, carried.slice(0, half), answers.slice(0, half))
        yield from _laid_out(lay_out, carried.slice(half), answers.slice(half))


def _in_parquet(field: pa.Field) -> bool:
    """Whether Parquet has columns of that type."""
    try:
        pq.ParquetWriter(pa.BufferOutputStream(), pa.schema([field])).close()
    except pa.ArrowNotImplementedError:
        return False
    return True


def _texts(answers: pa.RecordBatch) -> pa.Array:
    return answers.column(ANSWER).cast(pa.string())


def _write_texts(file: IO[bytes], texts: pa.Array) -> None:
    """Write all texts after each other: that is how they lie in memory."""
    _, ends, data = texts.buffers()
    first, last = np.frombuffer(ends, np.int32)[[texts.offset, texts.offset + len(texts)]].tolist()
    file.write(data.slice(first, last - first))


def _each_distinct(column: pa.Array, text: Callable[[Any], str | None]) -> pa.Array:
    """The text of each cell that is not null, each distinct one written once."""
    if pa.types.is_integer(column.type):
        return column.cast(pa.string())
    distinct = encoded(column)
    cells = cells_of(column if distinct is None else distinct.dictionary)
    texts = pa.array([None if cell is None else text(cell) for cell in cells], pa.string())
    return texts if distinct is None else texts.take(distinct.indices)


def separator_of(source: Source) -> str:
    """What parts the cells of CSV: the same as in the source, where that is CSV too."""
    return getattr(source, "separator", ",")


TARGETS: dict[str, tuple[str, Callable[..., Target]]] = {
    ".parquet": ("typed", ParquetTarget),
    ".arrow": ("typed", ArrowTarget),
    ".feather": ("typed", ArrowTarget),
    ".csv": ("csv", CsvTarget),
    ".jsonl": ("json", JsonTarget),
    ".ndjson": ("json", JsonTarget),
}
"""The form of the answers (CSV has one for each separator), and what writes them, by the file's ending."""


@contextmanager
def aside(path: Path) -> Iterator[IO[bytes]]:
    """A file to write, which gets its name when all is written; else nothing is left, and nothing lost.

    Raises EvaluationError when the disk is full, and for a folder that cannot be written in.
    """
    hidden = path.with_name(f".{path.name}.{os.getpid()}.ofärdig")
    try:
        with hidden.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(path)
    except OSError as error:
        if error.errno is None or isinstance(error, pa.ArrowException):
            raise
        message, hint = _SAID.get(error.errno, (f"Filen går inte att skriva (felkod {error.errno}).", None))
        raise EvaluationError(
            Problem("oskriven fil", f"{message} Inget är skrivet.", where=Location(file=str(path)), hint=hint)
        ) from None
    finally:
        with suppress(OSError):  # a folder that cannot be written in
            hidden.unlink(missing_ok=True)


_SAID: dict[int, tuple[str, str | None]] = {
    errno.ENOSPC: ("Disken är full.", "Gör plats, eller välj en annan disk."),
    errno.EDQUOT: ("Utrymmet som du får använda är slut.", "Gör plats, eller välj en annan disk."),
    errno.EFBIG: ("Filen blev större än vad som är tillåtet.", "Välj en annan disk."),
    errno.ENOENT: ("Mappen finns inte.", "Skapa den först."),
    errno.EACCES: ("Mappen eller filen får inte skrivas av dig.", "Välj en annan mapp."),
    errno.EISDIR: ("Det är en mapp, inte en fil.", "Välj ett annat namn."),
    errno.EROFS: ("Disken går inte att skriva på.", "Välj en annan disk."),
}


def beside(carried: pa.RecordBatch, answers: pa.RecordBatch) -> pa.RecordBatch:
    """The columns of both."""
    names = [*carried.schema.names, *answers.schema.names]
    return pa.RecordBatch.from_arrays([*carried.columns, *answers.columns], names)


def _plain_field(field: pa.Field) -> pa.Field:
    return field.with_type(field.type.value_type) if isinstance(field.type, pa.DictionaryType) else field


def _as_text(cell: Any) -> str:
    """A cell carried along, in CSV."""
    if isinstance(cell, list | tuple | dict | bool):
        return _json(cell)
    return cell.hex() if isinstance(cell, bytes) else str(cell)


def _json(cell: Any) -> str:
    """A cell carried along, in JSON; bytes are written as hexadecimal digits there too."""
    if isinstance(cell, bytes):
        return dumps(cell.hex())
    try:
        return dumps(to_json(from_python(cell)))
    except (TypeError, Null):
        return dumps(str(cell))
