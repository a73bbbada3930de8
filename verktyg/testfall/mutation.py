"""Mutation: each change to the rules is tried against the golden cases, in several processes.

A change is noticed when some case does not come out as expected, or when the rules no longer load. The cases
that hit the changed rule are run first, then those that read its version, then the others.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import motor
from motor.difference import provably_equal
from motor.errors import EvaluationError, Problem, RuleError
from verktyg.fall import Trial, run_case, trials_of
from verktyg.testfall.mutanter import Mutant
from verktyg.testfall.tackning import Coverage

AT_LEAST = 40
"""How many changes make it worth while to start a process for them."""


_WORK = """\
import signal
signal.signal(signal.SIGINT, signal.SIG_DFL)
from verktyg.testfall.mutation import work
work()
"""
"""What such a process runs. At Ctrl-C it ends without a word: the one that started it speaks."""


class Fate(StrEnum):
    """What came of a change."""

    NOTICED = "märkt"
    UNREADABLE = "kan inte läsas"
    EQUIVALENT = "likvärdig"
    UNNOTICED = "omärkt"


@dataclass(frozen=True, slots=True)
class Tried:
    """A change and what came of it; `by` is the first case that noticed it."""

    mutant: Mutant
    fate: Fate
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Mutation:
    """Every change that was tried in one rule set."""

    rulebook: motor.Rulebook
    tried: tuple[Tried, ...]

    def of(self, *fates: Fate) -> list[Tried]:
        """The changes that came out so."""
        return [one for one in self.tried if one.fate in fates]

    @property
    def noticed(self) -> int:
        """How many changes were noticed."""
        return len(self.of(Fate.NOTICED, Fate.UNREADABLE))

    @property
    def counted(self) -> int:
        """How many changes make a difference, as far as can be proved."""
        return len(self.tried) - len(self.of(Fate.EQUIVALENT))


@dataclass(frozen=True, slots=True)
class Bench:
    """The cases of one rule set, by the files that they are read from, ready to be run on changed rules."""

    folder: Path
    files: tuple[Path, ...]
    rules: str | None = None
    drafts: bool = False

    def trials(self) -> list[Trial]:
        """The confirmed cases. Raises RuleError."""
        found = [trial for file in self.files for trial in trials_of(file, self.rules, self.drafts)[0]]
        return [trial for trial in found if trial.folder == self.folder]

    def run(self, mutants: Iterable[Mutant], order: Sequence[Sequence[str]]) -> list[Tried]:
        """Try the changes here, one by one; `order` says for each which cases to run first, by label."""
        trials = {trial.label: trial for trial in self.trials()}
        return [
            self._tried(mutant, {label: trials[label] for label in [*first, *trials] if label in trials})
            for mutant, first in zip(mutants, order, strict=True)
        ]

    def _tried(self, mutant: Mutant, trials: dict[str, Trial]) -> Tried:
        text = mutant.applied((self.folder / mutant.file).read_text("utf-8"))
        books: dict[tuple[tuple[tuple[str, str], ...], bool], motor.Rulebook] = {}
        for label, trial in trials.items():
            key = trial.extra, trial.drafts
            if key not in books:
                try:
                    extra = {mutant.file: text, **dict(trial.extra)}
                    books[key] = motor.load(self.folder, drafts=trial.drafts, extra=extra)
                except RuleError:
                    return Tried(mutant, Fate.UNREADABLE)
            if not run_case(trial.case, books[key]).passed:
                return Tried(mutant, Fate.NOTICED, label)
        same = provably_equal(*self.editions(mutant), mutant.decision)
        return Tried(mutant, Fate.EQUIVALENT if same else Fate.UNNOTICED)

    def editions(self, mutant: Mutant) -> tuple[motor.Rulebook, motor.Rulebook]:
        """The rule set with its drafts, as it stands and with the change. Raises RuleError."""
        text = mutant.applied((self.folder / mutant.file).read_text("utf-8"))
        changed = motor.load(self.folder, drafts=True, extra={mutant.file: text})
        return motor.load(self.folder, drafts=True), changed


def mutate(bench: Bench, mutants: Sequence[Mutant], coverage: Coverage, processes: int = 1) -> Mutation:
    """Try every change. `coverage` says which cases to run first.

    Raises EvaluationError when a process ends before it is done.
    """
    order = [_first(mutant, coverage) for mutant in mutants]
    count = max(1, min(processes, len(mutants) // AT_LEAST))
    if count == 1:
        return Mutation(coverage.rulebook, tuple(bench.run(mutants, order)))
    shares = [(bench, mutants[start::count], order[start::count]) for start in range(count)]
    with ThreadPoolExecutor(count) as threads:
        found = list(threads.map(_elsewhere, shares))
    tried = {one.mutant: one for share in found for one in share}
    return Mutation(coverage.rulebook, tuple(tried[mutant] for mutant in mutants))


def _first(mutant: Mutant, coverage: Coverage) -> tuple[str, ...]:
    """The cases that hit the changed rule, then those that read its version."""
    used = next(use for use in coverage.versions if use.version.stamp.file == mutant.file)
    hitting = [rule.cases for rule in used.rules if rule.number == mutant.rule]
    return tuple(dict.fromkeys([*(label for cases in hitting for label in cases), *used.cases]))


Share = tuple[Bench, Sequence[Mutant], Sequence[Sequence[str]]]


def _elsewhere(share: Share) -> list[Tried]:
    """What `Bench.run` gives, from a process of its own."""
    paths = os.pathsep.join(path or os.curdir for path in sys.path)
    done = subprocess.run(  # noqa: S603 - itself
        [sys.executable, "-X", "utf8", "-c", _WORK],
        input=pickle.dumps(share),
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
        check=False,
    )
    if done.returncode:
        message = "En process som prövade ändringar avslutades i förtid."
        raise EvaluationError(Problem("avbruten process", message, hint="Kör kommandot igen."))
    found: list[Tried] = pickle.loads(done.stdout)  # noqa: S301 - from the process that was started here
    return found


def work() -> None:
    """Try the changes that standard input holds, and write what came of them to standard output."""
    bench, mutants, order = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this
    sys.stdout.buffer.write(pickle.dumps(bench.run(mutants, order)))
