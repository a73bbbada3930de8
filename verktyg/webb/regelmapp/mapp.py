"""The rule sets on disk: a changed folder is picked up, a broken one leaves the old one serving."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from pathlib import Path

from motor.errors import MotorError, Problem
from verktyg.fel import os_sentence
from verktyg.regelverk import rule_sets
from verktyg.webb.regelmapp.filer import State
from verktyg.webb.regelmapp.serverad import Refused, Served, loaded, within

SECONDS = 1.0
"""How often the folder is looked at."""

LOG = logging.getLogger(__name__)


class RuleFolder:
    """The rule sets of a folder. Reading is safe from every thread; `look` takes in what has changed."""

    def __init__(self, folder: Path, drafts: bool = False) -> None:
        self.folder = folder
        self.drafts = drafts
        self._served: dict[str, Served] = {}
        self._refused: dict[str, Refused] = {}
        self._taken: dict[str, State] = {}
        """The state that each rule set was last taken in, or refused, in."""
        self._waiting: dict[str, str] = {}
        """The digest of a state that was seen and not yet taken in."""
        self._gone: set[str] = set()
        self._looking = threading.Lock()
        self._ended = threading.Event()

    @property
    def served(self) -> dict[str, Served]:
        """The rule sets that answer, by name."""
        return self._served

    @property
    def refused(self) -> dict[str, Refused]:
        """The rule sets that have not answered since the start, by name."""
        return self._refused

    def look(self, settled: bool = False) -> None:
        """Take in what has changed. `settled`: only what stands as it did at the look before.

        Files are copied one after the other: what stands still is not half of a change.
        """
        with self._looking:
            there = {path.name: path for path in rule_sets(self.folder) if not path.name.startswith(".")}
            for name in sorted(there.keys() | self._served.keys()):
                path = self.folder / name
                if there and not path.exists():
                    self._missed(name, settled)
                else:
                    self._gone.discard(name)
                    self._look_at(name, path, settled)
            self._refused = {name: each for name, each in self._refused.items() if name in there}

    def _missed(self, name: str, settled: bool) -> None:
        """A rule set that has been taken away, while others are left, stops answering."""
        if settled and name not in self._gone:  # it may be on its way back
            self._gone.add(name)
            return
        self._gone.discard(name)
        self._taken.pop(name, None)
        self._put({each: served for each, served in self._served.items() if each != name})

    def _look_at(self, name: str, path: Path, settled: bool) -> None:
        try:
            state = State.of(path, self._taken.get(name))
            if self._is_taken(name, state) or (settled and not self._stands(name, state)):
                return
            found, problems = self._load(path)
            if State.of(path, state).digest != state.digest:
                return  # changed while it was read: the next look takes it in
        except OSError as error:  # which may pass: it is tried again at the next look
            self._taken.pop(name, None)
            self._refuse(name, (_unreadable(error),))
            return
        if found is None:
            self._refuse(name, problems)
        else:
            self._put({**self._served, name: found})
            self._refused = {each: why for each, why in self._refused.items() if each != name}
        self._taken[name] = state

    def _is_taken(self, name: str, state: State) -> bool:
        """Whether a state with these contents has been judged already."""
        taken = self._taken.get(name)
        if taken is None or taken.digest != state.digest:
            return False
        self._taken[name] = state
        self._waiting.pop(name, None)
        return True

    def _stands(self, name: str, state: State) -> bool:
        """Whether the contents are those of the look before."""
        stood = self._waiting.get(name) == state.digest
        self._waiting[name] = state.digest
        return stood

    def _put(self, served: dict[str, Served]) -> None:
        """Serve these; what is worked out of rules that are not served any more is stopped."""
        before, self._served = self._served, served
        for name, each in before.items():
            if name not in served or served[name].heavy is not each.heavy:
                each.heavy.end()

    def _load(self, path: Path) -> tuple[Served | None, tuple[Problem, ...]]:
        """The rule set, or why it cannot be used. Raises OSError."""
        try:
            return loaded(path, self.drafts), ()
        except MotorError as error:
            return None, tuple(error.problems)
        except OSError:
            raise
        except Exception as error:  # a fault in the program: what answers now goes on
            LOG.exception("Regelverket %s gick inte att läsa in.", path.name)
            return None, (_unexpected(path.name, error),)

    def _refuse(self, name: str, found: tuple[Problem, ...]) -> None:
        problems = within(self.folder, found)
        if name in self._served:
            self._served = {**self._served, name: replace(self._served[name], problems=problems)}
        else:
            self._refused = {**self._refused, name: Refused(name, problems)}

    def watch(self) -> None:
        """Look every second until `close`, in a thread of its own."""
        threading.Thread(target=self._watch, name="regelmapp", daemon=True).start()

    def _watch(self) -> None:
        while not self._ended.wait(SECONDS):
            try:
                self.look(settled=True)
            except Exception:
                LOG.exception("Regelmappen gick inte att titta i. Nytt försök om en stund.")

    def close(self) -> None:
        """Stop looking."""
        self._ended.set()


def _unreadable(error: OSError) -> Problem:
    hint = "Lägg tillbaka den, eller låt den läsas. Det märks inom några sekunder."
    return Problem("oläslig", os_sentence(error), hint=hint)


def _unexpected(name: str, error: Exception) -> Problem:
    return Problem(
        "fel i programmet",
        f"Ett fel i programmet hindrade att {name} lästes in ({type(error).__name__}).",
        hint="Ångra den senaste ändringen, och anmäl felet till dem som förvaltar motor.",
    )
