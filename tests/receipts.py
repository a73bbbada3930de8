"""What the tests of receipts share: a rule set to ask, receipts to keep, and a PostgreSQL of their own."""

from __future__ import annotations

import datetime
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import motor
from tests.command import LIBRARY, Run
from tests.command import motor as command
from verktyg.kvitto.databas import Database
from verktyg.kvitto.innehall import Notes
from verktyg.kvitto.lager import Entry, Store
from verktyg.kvitto.spara import keep
from verktyg.skal import Asked
from verktyg.vy import view_of

GROWN = ("åldern=30", "bor i kommunen=ja")
"""Facts for which the made-up library suggests the card of a grown-up, and nothing else is possible."""
DAY = "2024-03-01"


def save(database: Path | str, *more: str, case: str = "A-17", facts: tuple[str, ...] = GROWN) -> Run:
    """`motor prova … --kvitto`."""
    given = ("--datum", DAY, "--kvitto", case, "--databas", str(database))
    return command("prova", str(LIBRARY), *facts, *given, *more)


def kept(store: Store, case: str = "A-17", **notes: Any) -> Entry:
    """A receipt kept through Python, by a rule set that is loaded once."""
    facts = {"åldern": 30, "bor i kommunen": True}
    views = [view_of(document) for document in _library().views][:1]
    asked = Asked.of(_library(), facts, _day(), views[0].decisions)
    return keep(store, asked, views, Notes(case, **notes))


_LOADED: list[motor.Rulebook] = []


def _library() -> motor.Rulebook:
    if not _LOADED:
        _LOADED.append(motor.load(LIBRARY))
    return _LOADED[0]


def _day() -> datetime.date:
    return datetime.date.fromisoformat(DAY)


def store_at(path: Path | str) -> Store:
    """The receipts of a database in SQLite."""
    return Store(Database(str(path)))


def server_programs() -> Path | None:
    """The folder of PostgreSQL's server programs, which Debian keeps off the path."""
    found = shutil.which("pg_ctl")
    places = [Path(os.path.realpath(found))] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return places[0].parent if places else None


@contextmanager
def postgresql(folder: Path | None = None) -> Iterator[str]:
    """The address of a PostgreSQL server of its own, which is gone afterwards with all that it kept."""
    bin_ = server_programs()
    assert bin_ is not None
    place = Path(tempfile.mkdtemp(prefix="pg", dir=folder))
    user = _unprivileged()
    if user:
        shutil.chown(place, user)
    data, socket = place / "data", place
    try:
        _as(user, bin_ / "initdb", "-D", data, "-U", "prov", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{socket}' -c fsync=off"
        _as(user, bin_ / "pg_ctl", "-D", data, "-w", "-o", options, "-l", place / "log", "start")
        try:
            yield f"postgresql://prov@/postgres?host={socket}"
        finally:
            _as(user, bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _unprivileged() -> str | None:
    """Who runs the server: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _as(user: str | None, *words: Path | str) -> None:
    told = ["setpriv", f"--reuid={user}", "--clear-groups"] if user else []
    done = subprocess.run(
        [*told, *map(str, words)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
