"""The database that receipts are kept in: found, opened for reading or writing, its faults told as sentences.

SQLite writes ahead (WAL) and waits for the disk at each commit. One process writes at a time: SQLite locks
its file, PostgreSQL a number of this program's own until the transaction ends.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from motor.errors import Problem
from verktyg.fel import UsageError, lacks_extra, usage_error
from verktyg.kvitto.tabeller import FORM

VARIABLE = "MOTOR_DATABAS"
DEFAULT = "kvitton.db"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
BUSY_SECONDS = 30
"""How long a writer waits for the one before it."""
_TRIES = 20
"""How many times a new database is tried, in a second, while another process makes it."""
_LOCK = 0x6B766974746F
"""The number that PostgreSQL's writers lock."""
_WRITES = "motor_writes"


def address(given: str | None) -> URL:
    """Where receipts are: what was given, else MOTOR_DATABAS, else kvitton.db here. Raises UsageError."""
    chosen = given or os.environ.get(VARIABLE) or DEFAULT
    if "://" not in chosen:
        return URL.create(SQLITE, database=chosen)
    try:
        url = make_url(chosen)
    except (ArgumentError, ValueError):
        raise usage_error("Databasens adress går inte att läsa.", _SPELLED) from None
    kind = url.get_backend_name()
    if kind not in _DRIVERS:
        raise usage_error(f"Kvitton kan inte sparas i {kind}.", _SPELLED)
    return url.set(drivername=_DRIVERS[kind])


_SPELLED = "Ge en fil, som kvitton.db, eller postgresql://användare@värd/databas."
_DRIVERS = {SQLITE: "sqlite+pysqlite", POSTGRESQL: "postgresql+psycopg", "postgres": "postgresql+psycopg"}


class NothingKept(UsageError):
    """There is no such receipt, or none at all yet."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(Problem("inget kvitto", message, hint=hint))


class DatabaseFault(UsageError):
    """The database cannot be used. It is told without what was to be stored, and without a password."""


def database_fault(message: str, hint: str | None = None) -> DatabaseFault:
    """A DatabaseFault of one sentence, and what to do about it."""
    return DatabaseFault(Problem("databas", message, hint=hint))


def make_private(file: Path) -> None:
    """An empty file that only its owner reads and writes; the logs beside a database are made alike.

    Where it cannot be made nothing happens: SQLite tells why.
    """
    if file.name.startswith(":"):  # in memory
        return
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


class Database:
    """One database. Opened when it is first read or written; made by the first writer."""

    def __init__(self, given: str | None = None) -> None:
        self.url = address(given)
        self.kind = self.url.get_backend_name()

    def __str__(self) -> str:
        return self.url.database or "i minnet" if self.kind == SQLITE else self.url.render_as_string()

    @cached_property
    def engine(self) -> Engine:
        """The pool of connections. Raises DatabaseFault when the driver is missing."""
        try:
            return _ENGINES[self.kind](self.url)
        except ModuleNotFoundError as error:
            raise DatabaseFault(lacks_extra("PostgreSQL", "postgres").problems) from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database throughout. Raises DatabaseFault, NothingKept."""
        if self.kind == SQLITE and not self._has_file():
            raise NothingKept(f"Databasen {self} finns inte.", _NONE_YET)
        isolation: Any = {} if self.kind == SQLITE else {"isolation_level": "REPEATABLE READ"}
        with self.faults_told(), self.engine.connect() as plain:
            connection = plain.execution_options(**isolation)
            with connection.begin():
                found = form(connection)
                if found is None and not inspect(connection).get_table_names():
                    raise NothingKept(f"Databasen {self} har inga kvitton än.", _NONE_YET)
                self._require(found, {FORM})
                with Session(connection) as session:
                    yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that alone may write; what it wrote is on the disk when it ends. Raises DatabaseFault."""
        if self.kind == SQLITE and not self._has_file():
            make_private(Path(self.url.database or ""))
        with self.faults_told(), self.engine.connect() as plain:
            if self.kind == SQLITE:
                _write_ahead(plain.connection.driver_connection)
            connection = plain.execution_options(**{_WRITES: True})
            with connection.begin():
                if self.kind == POSTGRESQL:
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
                self._bring_up(connection)
                with Session(connection) as session:
                    yield session
                    session.flush()

    def close(self) -> None:
        """Let go of every connection; it can be opened again."""
        if "engine" in self.__dict__:
            self.engine.dispose()

    def outside_transactions(self, *statements: str) -> None:
        """Run statements that take no transaction. Raises DatabaseFault."""
        with self.faults_told():
            raw = self.engine.raw_connection()
            try:
                driver: Any = raw.driver_connection
                before = getattr(driver, "autocommit", None)
                if self.kind == POSTGRESQL:
                    driver.autocommit = True
                for statement in statements:
                    driver.execute(statement)
                if self.kind == POSTGRESQL:
                    driver.autocommit = before
            finally:
                raw.close()

    @property
    def open_to_others(self) -> str | None:
        """What to tell when others on the machine may read the receipts, or write them; None otherwise."""
        file = Path(self.url.database or "")
        if self.kind != SQLITE or os.name != "posix" or not file.is_file() or not file.stat().st_mode & 0o077:
            return None
        return f"Varning: fler än du får läsa eller skriva {file}, som håller kvitton. Kör chmod 600 {file}."

    def _has_file(self) -> bool:
        name = self.url.database or ""
        return name.startswith("file:") or Path(name).exists()

    def _bring_up(self, connection: Connection) -> None:
        """The tables made, or brought to this program's form."""
        found = form(connection)
        if found == FORM:
            return
        if found is None and inspect(connection).get_table_names():
            self._require(found, {FORM})
        from alembic import command  # noqa: PLC0415 - slow to import, and needed once
        from alembic.config import Config  # noqa: PLC0415
        from alembic.script import ScriptDirectory  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", "verktyg.kvitto:migreringar")
        config.set_main_option("path_separator", "os")
        if found is not None:
            self._require(
                found, {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    def _require(self, found: str | None, known: set[str]) -> None:
        if found is None:
            raise database_fault(f"Databasen {self} håller annat än kvitton.", "Ge en annan med --databas.")
        if found not in known:
            raise database_fault(
                f"Kvittona i {self} har en annan form ({found}) än den som den här versionen av motor "
                f"läser ({FORM}).",
                "Är den äldre skrivs den om när nästa kvitto sparas; är den nyare, uppgradera motor.",
            )

    @contextmanager
    def faults_told(self) -> Iterator[None]:
        """SQLAlchemy's errors as sentences, which never hold what was to be stored, nor a password."""
        try:
            yield
        except DBAPIError as error:
            raise self._sentence(str(error.orig)) from None
        except sqlite3.Error as error:
            raise self._sentence(str(error)) from None
        except SQLAlchemyError as error:
            raise database_fault(f"Databasen {self} går inte att använda ({type(error).__name__}).") from None

    def _sentence(self, said: str) -> DatabaseFault:
        for part, message, hint in _FAULTS:
            if part in said:
                return database_fault(message.format(self), hint)
        return database_fault(f"Databasen {self} går inte att använda: {said.splitlines()[0]}")


_NONE_YET = "Ett kvitto sparas med motor prova REGELVERK --kvitto ÄRENDE; --databas säger var."
_FAULTS = (
    ("readonly", "Databasen {} får inte skrivas av dig.", "Inget är sparat."),
    ("not a database", "{} är ingen databas med kvitton.", "Ge en annan med --databas."),
    ("malformed", "Databasen {} är skadad.", "Ta fram den senaste säkerhetskopian."),
    ("unable to open", "Databasen {} går inte att öppna.", "Finns mappen, och får du skriva i den?"),
    ("locked", "Databasen {} är upptagen av ett annat program.", "Försök igen om en stund."),
    ("full", "Det finns ingen plats kvar för databasen {}.", "Inget är sparat."),
    ("password", "Databasen {} släppte inte in dig.", "Se över användare och lösenord."),
    ("authentication", "Databasen {} släppte inte in dig.", "Se över användare och lösenord."),
    ("does not exist", "Databasen {} finns inte.", "Be den som sköter databasen att skapa den."),
    ("permission denied", "Du får inte göra det i databasen {}.", "Be om rätt att läsa och skriva där."),
    ("read-only", "Databasen {} får inte skrivas av dig.", "Inget är sparat."),
    ("connection", "Databasen {} svarar inte.", "Se att adressen är rätt och att den är igång."),
)
"""What the databases say, by words in it, in our words."""


def form(connection: Connection) -> str | None:
    """The migration that the database has come to; None where there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else "tom"


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # so that transactions begin as `begin` says
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _write_ahead(connection: Any) -> None:
    """The log written ahead of the database, when it is ours or empty. Raises sqlite3.Error.

    Another process may be doing the same, which SQLite does not wait for.
    """
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and "alembic_version" not in tables:
        return
    for _ in range(_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            Event().wait(1 / _TRIES)
    connection.execute("PRAGMA journal_mode = WAL")


def _postgresql(url: URL) -> Engine:
    return create_engine(url, pool_pre_ping=True)


_ENGINES = {SQLITE: _sqlite, POSTGRESQL: _postgresql}
