"""Receipts in a real PostgreSQL: saved, proven, tried again, removed, and saved by several at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from tests.command import motor
from tests.receipts import postgresql, save, server_programs
from tests.test_kvitto_samtidigt import AT_ONCE, assert_kept, at_once
from verktyg.kvitto.lager import opened
from verktyg.kvitto.tabeller import Base

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("postgresql")]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if server_programs() is None:
        pytest.skip("PostgreSQL saknas")
    with postgresql() as address:
        yield address


@pytest.fixture
def database(server: str, request: pytest.FixtureRequest) -> str:
    """An empty database of the server, for one test."""
    name = f"prov{abs(hash(request.node.name))}"
    with opened(server) as store, store.database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(f"create database {name}"))
    return server.replace("/postgres?", f"/{name}?")


def test_a_receipt_goes_from_saved_to_removed(database: str) -> None:
    given = ("--databas", database)
    empty = motor("kvitto", "kontrollera", *given)
    assert (empty.status, "inga kvitton än" in empty.err) == (2, True)
    for case in ("A-1", "A-2"):
        run = save(database, "--motivering", "för \N{EM DASH} att", case=case)
        assert run.status == 0, run.err
    assert motor("kvitto", "kontrollera", *given).status == 0
    assert json.loads(motor("spela-upp", *given, "--json").out)["bevisat"] is True
    assert [each["nummer"] for each in json.loads(motor("kvitto", "sök", "A-2", *given, "--json").out)] == [2]
    assert "Kvitto 1" in motor("kvitto", "visa", "1", *given).out
    copied = motor("kvitto", "säkerhetskopiera", "kopia.db", *given)
    assert (copied.status, "pg_dump" in copied.err) == (2, True)
    removed = motor("kvitto", "gallra", "--före", "2999-01-01", *given, "--json")
    assert json.loads(removed.out)["gallrade"] == [1, 2]
    checked = motor("kvitto", "kontrollera", *given)
    assert "Kedjan håller: 2 kvitton, 2 gallrade." in checked.out


def test_an_edited_row_is_found(database: str) -> None:
    assert save(database).status == 0
    with opened(database) as store, store.database.engine.begin() as connection:
        connection.execute(text("update kvitto set tid = '2020' where nummer = 1"))
    run = motor("kvitto", "kontrollera", "--databas", database)
    assert (run.status, "Kvitto 1: Nummer, tid, slag eller hash är ändrade." in run.out) == (1, True)


def test_processes_that_save_at_once_make_one_chain(database: str, tmp_path: Path) -> None:
    said = at_once(database, tmp_path, 30)
    assert len(said) == AT_ONCE * 30
    with opened(database) as store:
        assert_kept(store, said)


def test_another_database_and_one_that_may_not_be_written_are_told(database: str, server: str) -> None:
    with opened(database) as store, store.database.engine.begin() as connection:
        connection.execute(text("create table annat (id integer)"))
    refused = save(database)
    assert (refused.status, "håller annat än kvitton" in refused.err) == (2, True)
    missing = save(server.replace("/postgres?", "/saknas?"))
    assert (missing.status, "finns inte" in missing.err) == (2, True)


def test_a_reader_who_may_not_write_is_told(database: str) -> None:
    assert save(database).status == 0
    with opened(database) as store, store.database.engine.begin() as connection:
        name = store.database.url.database
        connection.execute(text(f"alter database {name} set default_transaction_read_only = on"))
    assert motor("kvitto", "kontrollera", "--databas", database).status == 0
    refused = save(database)
    assert (refused.status, "får inte skrivas av dig" in refused.err) == (2, True)


def test_the_migrations_make_the_tables_that_the_program_reads(database: str) -> None:
    assert save(database).status == 0
    with opened(database) as store, store.database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
