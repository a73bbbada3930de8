"""Defaults: what the rules take for granted of facts that nobody has answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from motor.errors import MotorError
from motor.feel.scope import Unanswered
from motor.rulebook.evaluation import Evaluation
from motor.rulebook.facts import read_facts
from motor.rulebook.result import Result
from motor.rulebook.rulebook import Rulebook
from motor.values.convert import to_python


@dataclass(frozen=True, slots=True)
class Default:
    """A fact that nobody has answered, and the `value` it then has, where that is `known`."""

    fact: str
    known: bool
    value: Any = None


def defaults(rulebook: Rulebook, result: Result, facts: Mapping[str, Any]) -> list[Default]:
    """The defaults that an answer to `facts` rests on, or still may rest on, in the order of the facts.

    `result` is what `rulebook.evaluate` gave for those facts. Raises FactError for facts that cannot be used.
    """
    candidates = [
        name
        for name, fact in rulebook.facts.items()
        if fact.default and name not in facts and fact.applies(result.on)
    ]
    if not candidates:
        return []
    behind = _behind(rulebook, result, facts)
    evaluation = Evaluation(rulebook.model, read_facts(facts, rulebook.facts))
    return [_worked_out(evaluation, name, result) for name in candidates if name in behind]


def _worked_out(evaluation: Evaluation, fact: str, result: Result) -> Default:
    try:
        return Default(fact, True, to_python(evaluation.read(fact, result.on)))
    except (Unanswered, MotorError):  # a default that cannot be computed is no answer
        return Default(fact, False)


def _behind(rulebook: Rulebook, result: Result, facts: Mapping[str, Any]) -> set[str]:
    """The names that an answer was worked out from, and those that what is undecided may come to read."""
    required: dict[str, set[str]] = {}
    undecided: set[str] = set()
    for trace in result.trace:
        required.setdefault(trace.decision, set()).update(trace.requires)
        if not trace.decided:
            undecided.add(trace.decision)
    waiting: list[tuple[str, bool]] = [(name, False) for name in required]
    seen: set[tuple[str, bool]] = set()
    while waiting:
        name, may = waiting.pop()
        if (name, may) in seen:
            continue
        seen.add((name, may))
        may = may or name in undecided
        waiting += [(each, may) for each in _requires(rulebook, required, facts, name, may)]
    return {name for name, _ in seen}


def _requires(
    rulebook: Rulebook, required: Mapping[str, set[str]], facts: Mapping[str, Any], name: str, may: bool
) -> Iterable[str]:
    """What a name rests on: as it was read, else, where it still `may` be read, in any of its versions."""
    if name in rulebook.facts:
        default = rulebook.facts[name].default
        return default.reads if default and name not in facts else ()
    if name in required:
        return required[name]
    versions = rulebook.decisions[name].versions if may and name in rulebook.decisions else ()
    return {each for version in versions for each in version.requires}
