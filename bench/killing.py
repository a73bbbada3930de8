"""Servers killed while they keep receipts: is anything lost of what was acknowledged?"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.serving import Serving
from bench.visitors import UNKNOWN, Person, Tally, Visit, Wrong, fields_of, keep
from verktyg.kvitto.databas import Database
from verktyg.kvitto.kontroll import prove
from verktyg.kvitto.lager import Store

AT_ONCE = 4
WHOLE = 4
"""Each so many kills it is the whole server; else one of the processes that answer."""


@dataclass
class Outcome:
    """How it went: receipts acknowledged, by number with their case; those lost, and numbers given twice."""

    kills: int = 0
    acknowledged: dict[int, str] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    breaks: int = 0
    twice: int = 0
    cut_off: list[str] = field(default_factory=list)


def killed(server: Serving, people: Iterator[Person], kills: int, draw: random.Random) -> Outcome:
    """Kill the processes of a server of two workers so many times, while receipts are kept all the time.

    The server is up again afterwards, for the caller to end.
    """
    outcome = Outcome()
    asyncio.run(_killed(server, people, kills, draw, outcome))
    store = Store(Database(str(server.database)))
    kept = {entry.number: entry.case for entry in store.entries()}
    outcome.lost = [number for number, case in outcome.acknowledged.items() if kept.get(number) != case]
    outcome.breaks = len(prove(store).breaks)
    store.database.close()
    return outcome


async def _killed(
    server: Serving, people: Iterator[Person], kills: int, draw: random.Random, outcome: Outcome
) -> None:
    ended, kept = asyncio.Event(), asyncio.Event()
    savers = [_save(server.port, f"K-{saver}", people, outcome, ended, kept) for saver in range(AT_ONCE)]
    saving = asyncio.gather(*savers)
    while outcome.kills < kills:
        kept.clear()  # something is kept between two kills
        await kept.wait()
        await asyncio.sleep(draw.uniform(0, 0.1))
        outcome.kills += 1
        if outcome.kills % WHOLE == 0:
            await asyncio.to_thread(server.kill_and_start)
        elif workers := server.workers():
            os.kill(draw.choice(workers), signal.SIGKILL)
    ended.set()
    await saving


async def _save(
    port: int,
    name: str,
    people: Iterator[Person],
    outcome: Outcome,
    ended: asyncio.Event,
    kept: asyncio.Event,
) -> None:
    """Keep one receipt after the other; what is cut off is not acknowledged."""
    count = 0
    while not ended.is_set():
        visit, person = Visit(port, Tally()), next(people)
        try:
            _, page = await visit.ask("the first questions", person.path)
            form, _ = fields_of(page)
            form += [(f"f:{fact}", said) for fact, said in person.answers.items() if said != UNKNOWN]
            while not ended.is_set():
                count += 1
                case = f"{name}-{count}"
                number = await keep(visit, person.path, form, case)
                outcome.twice += number in outcome.acknowledged
                outcome.acknowledged[number] = case
                kept.set()
        except (Wrong, OSError, EOFError) as error:
            outcome.cut_off.append(f"{type(error).__name__}: {error}")
            await asyncio.sleep(0.02)
        finally:
            await visit.close()
