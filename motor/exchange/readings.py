"""Versions along time as readings: what a decision is in the days through which it stays the same.

Two intervals are one reading when the same version comes out in the same words, so nothing is said twice. A
decision whose version a fact picks is a choice among its readings by that fact.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from motor import feel
from motor.dmn import model
from motor.errors import Problem
from motor.exchange.boxing import Boxing
from motor.exchange.naming import unused
from motor.exchange.renaming import NULL, Intervals, Renamer
from motor.feel.names import free_names
from motor.feel.names import reads as names_in
from motor.feel.syntax import Comparison, If, Name, Node
from motor.rulebook.decision import Version
from motor.rulebook.model import Model
from motor.rulebook.rulebook import Rulebook
from motor.rulebook.timeline import NEXT

NEWER_THAN_1_3 = frozenset(
    {
        *("context", "context merge", "context put", "list replace", "now", "range", "round down"),
        *("round half down", "round half up", "round up", "string join", "today"),
    }
)
"""The built-in functions that came with DMN 1.4 and 1.5."""


@dataclass
class _Read:
    """What the texts of a body read: facts and readings by name, and functions of later standards."""

    names: dict[str, None] = field(default_factory=dict)
    newer: dict[str, None] = field(default_factory=dict)

    def text(self, node: Node, local: Iterable[str]) -> str:
        """The text of a tree inside something that binds the `local` names."""
        bound = frozenset(local)
        self.names |= {each.name: None for each in free_names(node) if each.name not in bound}
        self.newer |= dict.fromkeys(sorted(names_in(node) & NEWER_THAN_1_3))
        return feel.to_text(node)

    def body(self, version: Version, logic: model.Expression) -> Body:
        """A body of what has been read."""
        return Body(version, logic, tuple(self.names), tuple(self.newer))


@dataclass(frozen=True)
class Body:
    """A version as it reads in some interval: its logic, and the names and newer functions in it."""

    version: Version
    logic: model.Expression
    reads: tuple[str, ...]
    newer: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """A decision of the model. `chosen_by` is the fact that picks among `readings`, when it is a choice."""

    name: str
    decision: str
    body: Body
    chosen_by: str | None = None
    readings: tuple[str, ...] = ()


class Readings:
    """The readings of a rule set's decisions, seen from one day; drafts never count."""

    def __init__(self, rulebook: Rulebook, day: datetime.date) -> None:
        self._model: Model = rulebook.model
        self._names = frozenset((*self._model.facts, *self._model.decisions))
        self._intervals = Intervals(tuple(sorted(_changes(self._model))))
        self._asked = self._intervals.at(day)
        self._renamer = Renamer(self._names, self._intervals, self._replacement, self._note)
        self._boxing: list[Version] = []
        self._noted: dict[Problem, None] = {}
        self._bodies: dict[tuple[str, int], Body | None] = {}
        self._found: dict[tuple[str, int], Reading | None] = {}
        self.by_name: dict[str, Reading] = {}
        """Every reading that was asked for or is read by one, by its name."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Texts that cannot be rewritten (fel), and those that may not mean the same (varning)."""
        return tuple(self._noted)

    def asked(self, decision: str) -> Reading | None:
        """A decision as of the day asked about; None when it has no rules then."""
        return self._reading(decision, self._asked)

    def _reading(self, decision: str, interval: int) -> Reading | None:
        key = (decision, interval)
        if key not in self._found:
            as_of = self._model.decisions[decision].as_of
            self._found[key] = (
                self._copy(decision, interval) if as_of is None else self._choice(decision, as_of, interval)
            )
        return self._found[key]

    def _entered(self, reading: Reading) -> Reading:
        return self.by_name.setdefault(reading.name, reading)

    def _copy(self, decision: str, interval: int) -> Reading | None:
        """One version; it keeps the decision's name when it is what the day asked about has."""
        body = self._body(decision, interval)
        if body is None:
            return None
        plain = self._model.decisions[decision].as_of is None
        order = [*([self._asked] if plain else []), *self._intervals.all()]
        first = next(each for each in order if self._body(decision, each) == body)
        name = decision if plain and first == self._asked else self._dated(f"{decision} från", first)
        return self._entered(Reading(name, decision, body))

    def _dated(self, lead: str, interval: int) -> str:
        """A name with the first day of an interval, in characters that every FEEL takes."""
        return unused(f"{lead} {self._intervals.first(interval).isoformat().replace('-', ' ')}", self._names)

    def _choice(self, decision: str, as_of: str, interval: int) -> Reading | None:
        """The version of the day that a fact holds. A default of that fact may differ along time."""
        last = self._last(decision)
        if last is None:
            return None
        days = {each: self._replacement(as_of, each) for each in (self._asked, *self._intervals.all())}
        first = next(each for each, day in days.items() if day == days[interval])
        name = decision if first == self._asked else self._dated(f"{decision} vald från", first)
        copies = [self._copy(decision, each) for each in self._intervals.all()]
        node = self._renamer.choice(days[interval], [Name(each.name) if each else NULL for each in copies])
        read = _Read()
        logic = model.LiteralExpression(read.text(node, ()))
        names = tuple(dict.fromkeys(each.name for each in copies if each is not None))
        return self._entered(Reading(name, decision, read.body(last, logic), as_of, names))

    def _last(self, decision: str) -> Version | None:
        """The version in force on the day asked about, else the latest; None: there are only drafts."""
        versions = self._model.decisions[decision]
        return self._version(decision, self._asked) or next(reversed(versions.counted(drafts=False)), None)

    def _version(self, decision: str, interval: int) -> Version | None:
        return self._model.decisions[decision].at(self._intervals.first(interval)) if interval else None

    def _body(self, decision: str, interval: int) -> Body | None:
        key = (decision, interval)
        if key not in self._bodies:
            version = self._version(decision, interval)
            self._bodies[key] = None if version is None else self._boxed(version, interval)
        return self._bodies[key]

    def _boxed(self, version: Version, interval: int) -> Body:
        read = _Read()
        self._boxing.append(version)

        def write(node: Node, local: Iterable[str]) -> str:
            return read.text(self._renamer.rename(node, interval, local), local)

        logic = Boxing(version, self._names, self._model.facts, write).logic()
        self._boxing.pop()
        return read.body(version, logic)

    def _note(self, problem: Problem) -> None:
        """Note a problem, at the version that is being boxed when there is one."""
        if self._boxing:
            at = self._boxing[-1].document.at
            problem = at.problem(problem.code, problem.message, hint=problem.hint, severity=problem.severity)
        self._noted[problem] = None

    def _replacement(self, name: str, interval: int) -> Node:
        """What stands for a fact or a decision as of an interval; null for a decision without rules then."""
        if name in self._model.decisions:
            found = self._reading(name, interval)
            return NULL if found is None else Name(found.name)
        default = self._model.facts[name].default
        if default is None or default.node == NULL:
            return Name(name)
        absent = Comparison("=", Name(name), NULL)
        return If(absent, self._renamer.rename(default.node, interval), Name(name))


def _changes(of: Model) -> set[datetime.date]:
    """Every day on which some version begins or has just ended."""
    counted = [version for decision in of.decisions.values() for version in decision.counted(drafts=False)]
    ends = {each.valid_to for each in counted} - {None, datetime.date.max}
    return {each.valid_from for each in counted} | {end + NEXT for end in ends if end}
