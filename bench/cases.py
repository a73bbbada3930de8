"""The cases: facts drawn with a fixed seed, thousands that differ, the same for every contender."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from bench.tables import Band, Condition, Table

Facts = dict[str, Any]

SEED = 20240301

MEASURES = ("AMI 1", "AMI 2", "ISA 1", "ISA 2", "FAI 1", "FAI 2")
REASONS = ("enligt plan", "arbete", "studier", "stegförflyttning", "avbruten", "byte på egen begäran")
CAPACITIES = (0, 10, 24, 25, 40, 50, 75, 99, 100)
FIRST_DAY = datetime.date(2024, 1, 1)
DAYS = 700
"""Over how many days from the first one the compensation cases begin."""


def checks(count: int) -> list[Facts]:
    """Facts of the made-up placement: small numbers, which soon have all been met."""
    draw = Random(SEED)
    return [
        {"capacity": draw.randrange(101), "language": draw.random() < 0.5, "age": draw.randrange(16, 70)}
        for _ in range(count)
    ]


def rows(count: int, table: Table) -> list[Facts]:
    """Facts of a generated table; hardly an income comes twice."""
    draw = Random(SEED)
    columns = {name: {rule.when[name] for rule in table.rules} for name in table.inputs}
    drawers = {name: _drawer(conditions, draw) for name, conditions in columns.items()}
    return [{name: drawer() for name, drawer in drawers.items()} for _ in range(count)]


def _drawer(conditions: set[Condition], draw: Random) -> Callable[[], Any]:
    """What draws a fact that some rule holds for: one of the texts, or a number in a band."""
    highs = [condition.high for condition in conditions if isinstance(condition, Band)]
    if not highs:
        texts = sorted(map(str, conditions))
        return lambda: draw.choice(texts)
    lowest = any(condition.low is None for condition in conditions if isinstance(condition, Band))
    below = (min if lowest else max)(high for high in highs if high is not None)
    return lambda: draw.randrange(below)


def bonuses(count: int) -> list[Facts]:
    """Facts of the expression: months, and a bonus in whole kronor."""
    draw = Random(SEED)
    return [{"months": draw.randrange(1, 19), "bonus": draw.randrange(1_000, 50_000)} for _ in range(count)]


def compensations(count: int, months: range = range(1, 12)) -> Iterator[Facts]:
    """Facts of a compensation under `regler/nacka` that touches so many calendar months: six on average."""
    draw = Random(SEED)
    for _ in range(count):
        start = FIRST_DAY + datetime.timedelta(days=draw.randrange(DAYS))
        yield {
            "insats": draw.choice(MEASURES),
            "startdatum": start,
            "slutdatum": _last_day(start, draw.choice(months), draw),
            "avslutsorsak": draw.choice(REASONS),
            "varaktighet": draw.choice((4, 7, 12)),
            "beviljade månader": 12,
        }


def _last_day(start: datetime.date, months: int, draw: Random) -> datetime.date:
    """A day in the last of so many calendar months from that of the start, not before the start."""
    years, month = divmod(start.month - 1 + months - 1, 12)
    year = start.year + years
    earliest = start.day if months == 1 else 1
    return datetime.date(year, month + 1, draw.randint(earliest, calendar.monthrange(year, month + 1)[1]))
