"""Receipts put into the database, and taken out of it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from verktyg.kvitto.databas import SQLITE, Database, NothingKept
from verktyg.kvitto.kedja import START, canonical, content_hash, link, new_salt, sha256
from verktyg.kvitto.tabeller import Row, RuleText, Use

_AT_A_TIME = 200


class Kind(StrEnum):
    """What a link of the chain is."""

    RECEIPT = "kvitto"
    REMOVAL = "gallring"


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the chain as it is stored. `content` is JSON text, None once it has been removed."""

    number: int
    time: str
    kind: str
    case: str | None
    content: str | None
    salt: str | None
    content_hash: str
    before: str
    chain: str

    @property
    def data(self) -> dict[str, Any]:
        """The content as data, numbers exact. Raises ValueError when it is not JSON, or was removed."""
        data = json.loads(self.content or "", parse_float=Decimal)
        if not isinstance(data, dict):
            raise ValueError(self.number)
        return data


class Store:
    """The receipts of one database. Every method raises UsageError when it cannot be used."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def save(
        self, content: Mapping[str, Any], texts: Iterable[str], *, once: datetime.timedelta | None = None
    ) -> Entry:
        """Keep a receipt, with the texts of the rule files that it rests on. It is on the disk on return.

        With `once`, a receipt of the same content that was kept so recently is given instead of another one.
        """
        by_hash = {sha256(text): text for text in texts}
        with self.database.writing() as session:
            if once is not None and (same := _kept_lately(session, content, once)) is not None:
                return same
            stored = set(session.scalars(select(RuleText.sha256).where(RuleText.sha256.in_(by_hash))))
            session.add_all(
                RuleText(sha256=each, text=text) for each, text in by_hash.items() if each not in stored
            )
            entry = _append(session, Kind.RECEIPT, content["ärende"], content)
            session.flush()
            session.add_all(Use(number=entry.number, sha256=each) for each in by_hash)
        return entry

    def entry(self, number: int) -> Entry:
        """One link of the chain. Raises NothingKept when there is none of that number."""
        with self.database.reading() as session:
            row = session.get(Row, number)
            if row is None:
                raise NothingKept(f"Det finns inget kvitto {number} i {self.database}.")
            return entry_of(row)

    def search(self, case: str) -> list[Entry]:
        """The receipts of a case, in order."""
        with self.database.reading() as session:
            rows = session.scalars(select(Row).where(Row.case == case).order_by(Row.number))
            return [entry_of(row) for row in rows]

    def last(self) -> Entry | None:
        """The end of the chain."""
        with self.database.reading() as session:
            row = session.scalars(select(Row).order_by(Row.number.desc()).limit(1)).first()
            return entry_of(row) if row else None

    def texts(self, hashes: Iterable[str]) -> dict[str, str]:
        """The rule texts of those hashes that are stored."""
        with self.database.reading() as session:
            rows = session.scalars(select(RuleText).where(RuleText.sha256.in_(list(hashes))))
            return {row.sha256: row.text for row in rows}

    def entries(self) -> Iterator[Entry]:
        """The whole chain in order, as it was at one moment."""
        with self.database.reading() as session:
            yield from entries_in(session)

    def remove(self, before: datetime.datetime, said: Mapping[str, Any]) -> tuple[list[int], Entry | None]:
        """Remove content, salt and case of receipts kept before that time, and the texts that none then uses.

        Gives their numbers, and the link of the chain that tells of it with what is `said`; none when there
        was nothing to remove.
        """
        with self.database.writing() as session:
            old = (Row.kind == Kind.RECEIPT) & Row.content.is_not(None) & (Row.time < time_text(before))
            numbers = list(session.scalars(select(Row.number).where(old).order_by(Row.number)))
            entry = _removed(session, numbers, said) if numbers else None
        self.database.outside_transactions(*_SWEEPING[self.database.kind])
        return numbers, entry


def _removed(session: Session, numbers: list[int], said: Mapping[str, Any]) -> Entry:
    """Remove the content of those receipts; the link that tells of it."""
    ranges = [list(each) for each in _ranges(numbers)]
    for first, last in ranges:
        within = Row.number.between(first, last)
        session.execute(update(Row).where(within).values(content=None, salt=None, case=None))
        session.execute(delete(Use).where(Use.number.between(first, last)))
    session.execute(delete(RuleText).where(RuleText.sha256.not_in(select(Use.sha256))))
    return _append(session, Kind.REMOVAL, None, {**said, "nummer": ranges, "antal": len(numbers)})


@contextmanager
def opened(address: str | None) -> Iterator[Store]:
    """The receipts of the database given, let go of afterwards. Raises UsageError."""
    database = Database(address)
    try:
        yield Store(database)
    finally:
        database.close()


_SWEEPING = {
    SQLITE: ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"),
    "postgresql": ("VACUUM kvitto", "VACUUM regelfil", 'VACUUM "användning"'),
}
"""What makes removed rows leave the files too."""


def entries_in(session: Session) -> Iterator[Entry]:
    """The whole chain in order, some links at a time."""
    after = 0
    while rows := list(
        session.scalars(select(Row).where(Row.number > after).order_by(Row.number).limit(_AT_A_TIME))
    ):
        yield from map(entry_of, rows)
        after = rows[-1].number
        session.expunge_all()


def time_text(moment: datetime.datetime) -> str:
    """A moment as it is stored: ISO 8601 in UTC with microseconds, so that texts sort as moments."""
    utc = moment.astimezone(datetime.UTC)
    return utc.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _kept_lately(session: Session, content: Mapping[str, Any], span: datetime.timedelta) -> Entry | None:
    """The latest receipt of just that content, if it was kept within `span` from now."""
    since = time_text(datetime.datetime.now(datetime.UTC) - span)
    alike = (Row.case == content["ärende"]) & (Row.content == canonical(dict(content))) & (Row.time >= since)
    row = session.scalars(select(Row).where(alike).order_by(Row.number.desc()).limit(1)).first()
    return entry_of(row) if row else None


def _append(session: Session, kind: Kind, case: str | None, content: Mapping[str, Any]) -> Entry:
    """A new link at the end of the chain. Only the one that may write comes here."""
    last = session.scalars(select(Row).order_by(Row.number.desc()).limit(1)).first()
    number, before = (last.number + 1, last.chain) if last else (1, START)
    text, salt = canonical(dict(content)), new_salt()
    hashed, time = content_hash(salt, text), time_text(datetime.datetime.now(datetime.UTC))
    chain = link(number, time, kind, hashed, before)
    entry = Entry(number, time, kind, case, text, salt, hashed, before, chain)
    session.add(Row(**{name: getattr(entry, name) for name in Entry.__slots__}))
    session.flush()
    return entry


def entry_of(row: Row) -> Entry:
    """A link of the chain as it is stored."""
    return Entry(**{name: getattr(row, name) for name in Entry.__slots__})


def _ranges(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Numbers in order as first and last of each unbroken row."""
    first = before = numbers[0]
    for number in numbers[1:]:
        if number != before + 1:
            yield first, before
            first = number
        before = number
    yield first, before
