"""A whole compensation under `regler/nacka`: twelve payment lines, and never the same case twice."""

from __future__ import annotations

from pathlib import Path

import motor
from bench import cases
from bench.engines.ours import DAY
from bench.timing import OURS, Contender, Effort, Times, agree, measure
from tests.oracle import nacka as by_hand

LINES = 12


def compensation(regler: Path, effort: Effort) -> dict[str, Times]:
    """Every line, premium, bonus and total, beside the same rules written in plain Python."""
    prepared = motor.load(regler / "nacka").prepare(["ersättning"], DAY)
    contenders = [
        Contender(OURS, lambda facts: prepared(facts)["ersättning"]),
        Contender("plain Python", by_hand.compensation),
    ]
    first = 100
    drawn = list(cases.compensations(first + 3 * effort.cases, range(LINES, LINES + 1)))
    agree(contenders, drawn[:first], effort.patience)
    return measure(contenders, drawn[first:], effort, fresh=True)
