"""Contenders that take turns: after the same warm-up each runs a slice of the cases, round after round."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

OURS = "this engine"
"""The contender that the others are compared with."""


@dataclass(frozen=True)
class Contender:
    """Someone to time: `call` decides one case, `plain` puts its answer as all the others do (untimed)."""

    name: str
    call: Callable[[Any], Any]
    plain: Callable[[Any], Any] = lambda answer: answer


@dataclass(frozen=True)
class Effort:
    """How much to measure: so many rounds of slices of about so many seconds, over so many cases.

    `rules` are the sizes of tables; `patience` is for how many seconds each contender is asked beforehand, to
    compare its answers, and to warm it up.
    """

    rounds: int
    seconds: float
    cases: int
    patience: float
    rules: tuple[int, ...]
    rows: tuple[int, ...]

    @property
    def repeats(self) -> int:
        """How many times to do what takes seconds."""
        return max(1, self.rounds // 3)


FULL = Effort(
    15, 0.03, 10_000, 2.0, (10, 100, 1_000, 10_000), (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
)
QUICK = Effort(3, 0.005, 2_000, 0.3, (10, 100, 1_000), (1_000, 10_000, 100_000, 1_000_000))


@dataclass(frozen=True)
class Times:
    """Seconds a call took, one figure a round."""

    name: str
    rounds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle round."""
        return median(self.rounds)

    def ratio(self, other: Times) -> float:
        """How many times as long as the other: the middle of the rounds' ratios, which share the noise."""
        return median([mine / its for mine, its in zip(self.rounds, other.rounds, strict=True)])


class Disagreement(Exception):
    """Two contenders give different answers: their times say nothing."""


def agree(contenders: Sequence[Contender], cases: Sequence[Any], seconds: float) -> None:
    """Ask every contender the cases, a slow one as many as it has time for in those seconds.

    Raises Disagreement at the first answer unlike the first contender's.
    """
    first, *others = contenders
    for other in others:
        until = perf_counter() + seconds
        for case in cases:
            expected, answer = first.plain(first.call(case)), other.plain(other.call(case))
            if answer != expected:
                raise Disagreement(f"{case}: {first.name} answers {expected}, and {other.name} {answer}.")
            if perf_counter() > until:
                break


def measure(
    contenders: Sequence[Contender], cases: Sequence[Any], effort: Effort, *, fresh: bool = False
) -> dict[str, Times]:
    """The times of each contender by name. Each slice goes on where the last one ended.

    The cases go round, so that all have been met before the end; if `fresh`, no contender gets a case twice.
    The garbage collector runs as it does in a program, but does not look through what was made before.
    """
    most = len(cases) // (effort.rounds + 3) if fresh else len(cases)
    turns = [_Turns(contender, cases, most) for contender in contenders]
    for each in turns:
        each.warm_up(effort.seconds, effort.patience)
    gc.collect()
    gc.freeze()
    try:
        for number in range(effort.rounds):
            for each in _rotated(turns, number):
                each.take()
    finally:
        gc.unfreeze()
    return {each.times.name: each.times for each in turns}


class _Turns:
    """One contender's way through the cases."""

    def __init__(self, contender: Contender, cases: Sequence[Any], most: int) -> None:
        self.times = Times(contender.name)
        self._call = contender.call
        self._cases = cases
        self._most = most
        self._next = 0
        self._count = 1

    def warm_up(self, seconds: float, patience: float) -> None:
        """Run larger slices until one takes that long; go once round the cases, if they come back."""
        while self._run() * self._count < seconds and self._count < self._most:
            self._count = min(2 * self._count, self._most)
        until = perf_counter() + patience
        left = len(self._cases) if self._most == len(self._cases) else 0
        while left > 0 and perf_counter() < until:
            self._run()
            left -= self._count

    def take(self) -> None:
        """Run one slice, and keep its time."""
        gc.collect()
        self.times.rounds.append(self._run())

    def _run(self) -> float:
        cases = self._slice()
        call = self._call
        started = perf_counter()
        for case in cases:
            call(case)
        return (perf_counter() - started) / len(cases)

    def _slice(self) -> list[Any]:
        start, self._next = self._next, (self._next + self._count) % len(self._cases)
        cases = list(self._cases[start : start + self._count])
        return cases + list(self._cases[: self._count - len(cases)])


def _rotated(turns: list[_Turns], number: int) -> list[_Turns]:
    """The same turns, begun by another contender each round."""
    first = number % len(turns)
    return turns[first:] + turns[:first]
