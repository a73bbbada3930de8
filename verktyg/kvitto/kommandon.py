"""What the commands about receipts do. Each returns its exit status."""

from __future__ import annotations

import datetime
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from verktyg.fel import DONE, RULES_WRONG, usage_error
from verktyg.format import count, show_json
from verktyg.kvitto.databas import SQLITE, Database, make_private
from verktyg.kvitto.innehall import check_case
from verktyg.kvitto.kontroll import prove
from verktyg.kvitto.lager import Store, opened
from verktyg.kvitto.spela_upp import Other, replay
from verktyg.kvitto.visning import (
    entry_json,
    entry_page,
    proof_json,
    proof_page,
    replay_json,
    replay_page,
    search_json,
    search_page,
)
from verktyg.regelverk import day_of
from verktyg.sida import Page


def show(number: int, database: str | None, as_json: bool) -> int:
    """One receipt. Raises UsageError."""
    with opened(database) as store:
        entry = store.entry(number)
        _answer(entry_json(entry) if as_json else None, lambda: entry_page(entry, store))
    return DONE


def search(case: str, database: str | None, as_json: bool) -> int:
    """The receipts of a case. Raises UsageError."""
    check_case(case)
    with opened(database) as store:
        found = store.search(case)
    _answer([search_json(each) for each in found] if as_json else None, lambda: search_page(case, found))
    return DONE


def check_chain(database: str | None, known: str | None, as_json: bool) -> int:
    """The chain proven. Raises UsageError."""
    with opened(database) as store:
        if warning := store.database.open_to_others:
            print(warning, file=sys.stderr)
        proof = prove(store, known.strip().lower() if known else None)
    _answer(proof_json(proof) if as_json else None, lambda: proof_page(proof))
    return DONE if proof.holds else RULES_WRONG


def remove(before: str, database: str | None, as_json: bool) -> int:
    """Content removed from receipts kept before a day, by this machine's clock. Raises UsageError."""
    day = day_of(before)
    moment = datetime.datetime.combine(day, datetime.time()).astimezone()
    with opened(database) as store:
        store.last()  # refuses a database that is not there, before it is made
        numbers, entry = store.remove(moment, {"form": 1, "före": day.isoformat()})
    said: dict[str, Any] = {
        "före": day.isoformat(),
        "gallrade": numbers,
        "nummer": entry.number if entry else None,
        "kedja": entry.chain if entry else None,
    }
    told = f"Inget kvitto från tiden före {day} har något innehåll att ta bort."
    if entry:
        told = (
            f"Innehållet är borttaget i {count(len(numbers), 'kvitto', 'kvitton')} från tiden före {day}. "
            f"Det står i kedjan som nummer {entry.number}. Säkerhetskopior gallras för sig."
        )
    _answer(said if as_json else None, lambda: Page.of(told))
    return DONE


def back_up(file: str, database: str | None, as_json: bool) -> int:
    """A copy of the whole database, proven. Raises UsageError."""
    target = Path(file)
    part = target.with_name(f".{target.name}.del")
    with opened(database) as store:
        _copyable(store, target)
        try:
            _copy(store.database, part)
            with opened(str(part)) as copy:
                proof = prove(copy)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    told = f"Kopian i {target} är kontrollerad: {count(proof.receipts, 'kvitto', 'kvitton')}."
    if not proof.holds:
        told = f"{target} är skriven, men kedjan är bruten i den. Kör motor kvitto kontrollera."
    said = {"fil": str(target), "kedja": proof_json(proof)}
    _answer(said if as_json else None, lambda: Page.of(told))
    return DONE if proof.holds else RULES_WRONG


def _copyable(store: Store, target: Path) -> None:
    """Raise UsageError for a database that is not copied here, or a file that is in the way."""
    if store.database.kind != SQLITE:
        raise usage_error(
            f"{store.database} säkerhetskopieras med PostgreSQL:s egna verktyg.",
            "Kör pg_dump --format=custom --file=FIL DATABAS.",
        )
    if target.exists():
        raise usage_error(f"Filen {target} finns redan.", "Ge ett annat namn.")
    if not target.parent.is_dir():
        raise usage_error(f"Mappen {target.parent} finns inte.", "Skapa den först.")
    store.last()  # refuses a database that is not there, or is none of ours


def _copy(source: Database, target: Path) -> None:
    """SQLite's online backup, into one file without others beside it."""
    with source.faults_told():
        raw = source.engine.raw_connection()
        make_private(target)
        try:
            with closing(sqlite3.connect(target)) as copy:
                driver: Any = raw.driver_connection
                driver.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            raw.close()


def play(other: list[str], database: str | None, rules: str | None, as_json: bool) -> int:
    """Every receipt tried again. Raises MotorError."""
    with opened(database) as store:
        found = replay(store, Other.of(other, rules) if other else None)
    told = " och ".join(other) if other else None
    _answer(replay_json(found) if as_json else None, lambda: replay_page(found, told))
    return DONE if found.proven else RULES_WRONG


def _answer(data: Any, page: Any) -> None:
    """Print data as JSON when there is any, else the page."""
    if data is None:
        page().print()
    else:
        show_json(data)
