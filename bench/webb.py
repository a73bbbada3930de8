"""The pages under load, and killed: 50 people at once against two processes, each thinking for a second."""

from __future__ import annotations

import asyncio
import random
import urllib.request
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import quantiles

import motor
from bench.killing import WHOLE, Outcome, killed
from bench.people import people
from bench.place import Place
from bench.process import ROOT
from bench.report import Aim, Section, figure
from bench.serving import serving
from bench.timing import FULL
from bench.visitors import Person, Tally, crowd
from motor.documents.model import ViewDocument

USERS = 50
WORKERS = "2"
THINK = 1.0
KILLS = 100
SHARES = (50, 95, 99)
WARM = 20
"""How many people go through the pages, without thinking, before it is measured."""


def check_view() -> tuple[motor.Rulebook, ViewDocument]:
    """The first rule set of the clone, and its first page of alternatives."""
    rulebook = motor.load(min((ROOT / "regler").glob("*/regelverk.yaml")).parent)
    return rulebook, next(view for view in rulebook.views if view.alternatives)


def load(folder: Path, users: int, seconds: float, think: float, lives: int = 1000) -> Tally:
    """So many people at the pages for so long; what they met, and the seconds of each request."""
    folder.mkdir(exist_ok=True)
    rulebook, view = check_view()
    drawn: Iterator[Person] = people(rulebook, view, random.Random(50))
    with serving(folder, "--arbetare", WORKERS) as server:
        asyncio.run(crowd(server.port, [list(islice(drawn, 2)) for _ in range(WARM)], seconds, 0))
        with urllib.request.urlopen(f"{server.address}/h%C3%A4lsa") as answer:
            assert answer.status == 200
        return asyncio.run(
            crowd(server.port, [list(islice(drawn, lives)) for _ in range(users)], seconds, think)
        )


def kill(folder: Path, kills: int) -> Outcome:
    """The pages' server killed so many times while receipts are kept."""
    folder.mkdir(exist_ok=True)
    rulebook, view = check_view()
    with serving(folder, "--arbetare", WORKERS) as server:
        return killed(server, people(rulebook, view, random.Random(9)), kills, random.Random(4))


def served(place: Place) -> Iterator[Section]:
    """The pages with 50 people at them, and killed while they keep receipts."""
    seconds = 30 * place.effort.patience
    tally = load(place.folder / "load", USERS, seconds, THINK)
    everything = [each for found in tally.seconds.values() for each in found]
    rows = {**tally.seconds, "all": everything}
    yield Section(
        "The pages",
        f"{USERS} people at `motor webb --arbetare {WORKERS}` on this machine for {seconds:.0f} s, each "
        f"thinking for {THINK:.0f} s before what they do. {len(tally.ended)} checks came to their end, and "
        f"{len(tally.wrong)} requests failed.",
        ["ms", "requests", *(f"{share} %" for share in SHARES)],
        [
            [name, str(len(found)), *(figure(percentile(found, share)) for share in SHARES)]
            for name, found in rows.items()
        ],
        [
            Aim("a request in a check, 95 % within", percentile(everything, 95), 100, " ms"),
            Aim("requests that fail", len(tally.wrong), 0),
        ],
    )
    kills = KILLS if place.effort is FULL else WHOLE
    outcome = kill(place.folder / "kill", kills)
    told = [len(outcome.acknowledged), len(outcome.lost), outcome.breaks]
    yield Section(
        "Killed while keeping receipts",
        f"Processes of the same server killed {kills} times, every {WHOLE}th time all of them at once.",
        ["receipts acknowledged", "of them lost", "breaks of the chain"],
        [[str(each) for each in told]],
        [Aim("receipts lost, and breaks", sum(told[1:]), 0)],
    )


def percentile(seconds: list[float], share: int) -> float:
    """Milliseconds that so many percent of the requests took at most."""
    return quantiles(seconds, n=100)[share - 1] * 1000 if len(seconds) > 1 else seconds[0] * 1000
