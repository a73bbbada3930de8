"""Many people at the pages at once, on this machine alone: each answers to the end, and thinks between.

They send what a browser sends, over connections that are kept, and read no more than the fields of a page.
"""

from __future__ import annotations

import asyncio
import html
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

INPUT = re.compile(r"<input ([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
SAVED = re.compile(r"/sparat/(\d+)$")
LOOPBACK = "127.0.0.1"
UNKNOWN = "?"
LONGEST = 30
"""The most pages that a check may take."""


@dataclass(frozen=True)
class Person:
    """What somebody will answer: the text of each fact. A person with a `case` keeps a receipt."""

    path: str
    answers: Mapping[str, str]
    case: str | None = None


@dataclass(frozen=True)
class Ended:
    """A check that came to its end: the page of the answer, and the number of the receipt kept."""

    person: Person
    page: str
    receipt: int | None


@dataclass
class Tally:
    """What was measured: seconds a request, by what it asked for; what went wrong; the checks that ended."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)

    def took(self, what: str, seconds: float) -> None:
        """One more request."""
        self.seconds.setdefault(what, []).append(seconds)


class Wrong(Exception):
    """An answer that nobody should get."""


class Visit:
    """One person's connection and cookie."""

    def __init__(self, port: int, tally: Tally) -> None:
        self.port = port
        self.tally = tally
        self.cookie = ""
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, what: str, path: str, form: list[tuple[str, str]] | None = None) -> tuple[str, str]:
        """The page of an address, or of a posted form, and where it was found. Raises Wrong, OSError."""
        started = time.perf_counter()
        status, headers, page = await self._exchange(path, form)
        self.tally.took(what, time.perf_counter() - started)
        if status == 303:
            path = urlsplit(headers["location"]).path
            _, page = await self.ask("the page after it", path)
        elif status != 200:
            raise Wrong(f"{what}: {status}")
        return path, page

    async def close(self) -> None:
        """Close the connection."""
        if self._writer is not None:
            self._writer.close()

    async def _exchange(
        self, path: str, form: list[tuple[str, str]] | None
    ) -> tuple[int, dict[str, str], str]:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(LOOPBACK, self.port)
        assert self._reader is not None
        body = b"" if form is None else urlencode(form).encode("ascii")
        lines = [
            f"{'GET' if form is None else 'POST'} {quote(path, safe='/%')} HTTP/1.1",
            f"host: {LOOPBACK}:{self.port}",
        ]
        lines += [f"cookie: {self.cookie}"] if self.cookie else []
        if form is not None:
            lines += [f"origin: http://{LOOPBACK}:{self.port}", f"content-length: {len(body)}"]
            lines += ["content-type: application/x-www-form-urlencoded"]
        self._writer.write("\r\n".join([*lines, "", ""]).encode("ascii") + body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict[str, str]()
        for name, _, value in (line.partition(": ") for line in head[1:] if line):
            headers[name.lower()] = value
            if name.lower() == "set-cookie":
                self.cookie = value.partition(";")[0]
        page = await self._reader.readexactly(int(headers["content-length"]))
        if headers.get("connection") == "close":
            self._writer.close()
            self._writer = None
        return int(head[0].split()[1]), headers, page.decode("utf-8")


async def check(visit: Visit, person: Person, think: float) -> Ended:
    """Go through the questions of a page to the answer, and keep it where the person does. Raises Wrong."""
    _, page = await visit.ask("the first questions", person.path)
    for _ in range(LONGEST):
        await asyncio.sleep(think)
        form, shown = fields_of(page)
        if not shown:
            return await _kept(visit, person, page, think)
        form += [(f"f:{name}", person.answers.get(name, UNKNOWN)) for name in shown]
        _, page = await visit.ask("an answer", person.path, [*form, ("gör", "vidare")])
    raise Wrong("the questions never end")


async def _kept(visit: Visit, person: Person, page: str, think: float) -> Ended:
    if person.case is None:
        return Ended(person, page, None)
    await asyncio.sleep(think)
    form, _ = fields_of(page)
    return Ended(person, page, await keep(visit, person.path, form, person.case))


async def keep(visit: Visit, path: str, form: list[tuple[str, str]], case: str) -> int:
    """The number of the receipt kept of the answers in a form. Raises Wrong when none is acknowledged."""
    notes = [("val", "inget"), ("ärende", case), ("motivering", "Enligt reglerna.")]
    where, _ = await visit.ask("a receipt kept", path, [*form, *notes, ("gör", "spara")])
    number = SAVED.search(where)
    if number is None:
        raise Wrong("the receipt was not kept")
    return int(number[1])


def fields_of(page: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The fields that the forms of a page carry, each once, and the facts that are asked about."""
    carried: dict[tuple[str, str], None] = {}
    shown: list[str] = []
    for found in INPUT.finditer(page):
        each = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(found[1])}
        if each.get("name") == "visad":
            shown.append(each["value"])
        if each.get("type") == "hidden" or each.get("name") == "dag":
            carried[each["name"], each.get("value", "")] = None
    return list(carried), shown


async def crowd(port: int, people: list[list[Person]], seconds: float, think: float) -> Tally:
    """So many at once, each with people to be in turn, until the time is out or they are done."""
    tally = Tally()
    until = time.perf_counter() + seconds
    draw = random.Random(len(people))

    async def one(lives: list[Person]) -> None:
        visit = Visit(port, tally)
        await asyncio.sleep(draw.uniform(0, think))
        for person in lives:
            if time.perf_counter() > until:
                break
            try:
                tally.ended.append(await check(visit, person, think))
            except (Wrong, OSError, EOFError) as error:
                tally.wrong.append(f"{type(error).__name__}: {error}")
                await visit.close()
                visit = Visit(port, tally)
        await visit.close()

    await asyncio.gather(*(one(lives) for lives in people))
    return tally
