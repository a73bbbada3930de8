"""Where rows come from: a table in memory, or a Parquet or Arrow file, read batch by batch.

Text files stand in `text_sources`. Every problem with a file is a FactError that names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from motor.batch.kernel import Rows
from motor.batch.plan import Plan
from motor.errors import FactError, Location, MotorError, Problem, suggestion
from motor.feel.spelling import name_of

ROWS = 1 << 17
"""How many rows a batch has: few enough to stay in the processor's cache, enough to share the work out."""

LARGE = 1 << 19
"""How many rows a batch of very many in memory may have: the answers all stay in memory anyhow."""

SHARES = 8
"""Into how many batches rows in memory are shared out, when they are enough for it."""


class Source(Protocol):
    """Rows, batch by batch. `reading` names how a cell becomes an answer.

    `columns` are the names of all that there are, `schema` those that the run reads or carries along.
    """

    reading: str
    schema: pa.Schema
    columns: list[str]
    name: str

    def batches(self) -> Iterator[Rows]:
        """The rows. May be asked for again. Raises FactError."""

    def share(self) -> float | None:
        """How much has been read, from 0 to 1; None where that is not known."""

    def close(self) -> None:
        """Let go of the file."""


class TableSource:
    """Rows in memory."""

    reading = "typed"
    name = "tabellen"

    def __init__(self, table: pa.Table | pa.RecordBatch) -> None:
        self._table = pa.table(table) if isinstance(table, pa.RecordBatch) else table
        self.schema = renamed(self._table.schema, None)
        self.columns = self.schema.names
        self._done = 0

    def batches(self) -> Iterator[Rows]:
        """The rows, not copied."""
        rows = max(ROWS, min(LARGE, self._table.num_rows // SHARES))
        return _numbered(
            self._table.rename_columns(self.schema.names).to_batches(max_chunksize=rows), self._advance
        )

    def _advance(self, rows: int) -> None:
        self._done = rows

    def share(self) -> float | None:
        """How much has been read."""
        share: float = self._done / max(self._table.num_rows, 1)
        return share

    def close(self) -> None:
        """Nothing to let go of."""


class ParquetSource:
    """A Parquet file; the texts of facts stay in its dictionaries."""

    reading = "typed"

    def __init__(self, path: Path, plan: Plan) -> None:
        self.name = str(path)
        with told(path):
            written = pq.read_schema(path)
            texts = [field.name for field in written if pa.types.is_string(field.type)]
            facts = [text for text in texts if name_of(text) in plan.facts]
            self._file = pq.ParquetFile(path, read_dictionary=facts)
            self.schema = renamed(self._file.schema_arrow, path)
            self.columns = self.schema.names
        self._path = path
        self._written = {name_of(name): name for name in written.names}
        self._wanted = [name for name in self.schema.names if name not in unread(plan)]
        self._done = 0

    def batches(self) -> Iterator[Rows]:
        """The columns that the run reads or carries along."""
        columns = [self._written[name] for name in self._wanted]
        self.schema = pa.schema([self.schema.field(name) for name in self._wanted])
        with told(self._path):
            read = self._file.iter_batches(ROWS, columns=columns)
            yield from _numbered((_named(each, self._wanted) for each in read), self._advance)

    def _advance(self, rows: int) -> None:
        self._done = rows

    def share(self) -> float | None:
        """How much has been read."""
        share: float = self._done / max(self._file.metadata.num_rows, 1)
        return share

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class ArrowSource:
    """An Arrow file, of the file format or the stream format."""

    reading = "typed"

    def __init__(self, path: Path, _: Plan) -> None:
        self.name = str(path)
        self._path = path
        self._size = path.stat().st_size
        with told(path):
            self._stream = pa.memory_map(str(path))
            with self._open() as reader:
                self.schema = renamed(reader.schema, path)
                self.columns = self.schema.names

    def _open(self) -> pa.RecordBatchStreamReader | pa.RecordBatchFileReader:
        self._stream.seek(0)
        try:
            return pa.ipc.open_file(self._stream)
        except pa.ArrowInvalid:
            self._stream.seek(0)
            return pa.ipc.open_stream(self._stream)

    def batches(self) -> Iterator[Rows]:
        """The rows, in batches that are not too large."""
        with told(self._path), self._open() as reader:
            yield from _numbered(
                part for each in _all(reader) for part in _parts(_named(each, self.schema.names))
            )

    def share(self) -> float | None:
        """How much has been read."""
        share: float = min(self._stream.tell() / max(self._size, 1), 1)
        return share

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()


def unread(plan: Plan) -> set[str]:
    """The facts that the run neither reads nor carries along."""
    return set(plan.rulebook.facts) - {*plan.facts, plan.day_column}


def renamed(schema: pa.Schema, path: Path | None) -> pa.Schema:
    """The schema with names as they are compared. Raises FactError for two columns of one name."""
    names = column_names(schema.names, path)
    return pa.schema([field.with_name(name) for field, name in zip(schema, names, strict=True)])


def column_names(written: Sequence[str], path: Path | None) -> list[str]:
    """The names of columns as they are compared. Raises FactError for two of one name, and for none."""
    names = [name_of(name) for name in written]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise file_error(
            path, "dubbel kolumn", f"Kolumnen {', '.join(twice)} finns två gånger.", "Ta bort den ena."
        )
    if not names:
        raise file_error(path, "tom fil", "Det finns inga kolumner.")
    return names


def file_error(
    path: Path | None, code: str, message: str, hint: str | None = None, line: int | None = None
) -> FactError:
    """A problem with a file of rows."""
    return FactError(
        Problem(code, message, where=Location(file=str(path) if path else None, line=line), hint=hint)
    )


def refuse_other_than_file(path: Path) -> None:
    """Raises FactError for a folder, and for a pipe, which can be read once only and may never end."""
    with told(path):
        if path.is_dir():
            raise IsADirectoryError
        if path.exists() and not path.is_file():
            hint = "Spara det som ska läsas i en fil först."
            raise file_error(path, "ingen fil", "Det är ingen vanlig fil.", hint)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What goes wrong when a file is read, as a FactError."""
    try:
        yield
    except FileNotFoundError:
        raise file_error(path, "ingen fil", "Filen finns inte.") from None
    except PermissionError:
        raise file_error(path, "får inte läsas", "Filen får inte läsas av dig.") from None
    except IsADirectoryError:
        raise file_error(path, "ingen fil", "Det är en mapp, inte en fil.") from None
    except MotorError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        message = f"Filen går inte att läsa som {path.suffix}: den är tom, avhuggen eller av annat slag."
        raise file_error(
            path, "oläslig fil", message, f"Läsaren säger: {str(error).splitlines()[0]}"
        ) from None


def close_to(name: str, plan: Plan) -> str | None:
    """The fact that a column which is none may have been meant for."""
    return suggestion(name, plan.facts)


def _named(batch: pa.RecordBatch, names: Sequence[str]) -> pa.RecordBatch:
    return batch.rename_columns(list(names))


def _all(reader: pa.RecordBatchStreamReader | pa.RecordBatchFileReader) -> Iterator[pa.RecordBatch]:
    if isinstance(reader, pa.RecordBatchFileReader):
        yield from map(reader.get_batch, range(reader.num_record_batches))
    else:
        yield from reader


def _parts(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    for start in range(0, batch.num_rows, ROWS):
        yield batch.slice(start, ROWS)


def _numbered(batches: Iterable[pa.RecordBatch], advance: object = None) -> Iterator[Rows]:
    """Batches with the number of each one's first row, empty ones left out."""
    start = 1
    for batch in batches:
        if batch.num_rows:
            yield Rows(batch, start)
            start += batch.num_rows
            if callable(advance):
                advance(start - 1)
