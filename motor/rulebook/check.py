"""Decisions prepared to be asked again and again as of one day: each combination of cells is decided once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from motor.errors import FactError
from motor.rulebook.coding import Coding, codings
from motor.rulebook.facts import Fact, read_fact
from motor.rulebook.model import Model
from motor.rulebook.result import Result
from motor.rulebook.types import kind

PLACES = 1 << 16
"""How many answers are kept, and how many values of each fact."""

SHAPES = 1 << 8
"""How many sets of answered facts are told apart."""

_TOLD_APART: dict[str, tuple[type, ...]] = {
    "number": (int, Decimal),
    "string": (str,),
    "boolean": (bool,),
    "date": (datetime.date,),
}
"""The Python types in which equal values of a fact are the same value, by the fact's FEEL type."""

Answer = dict[str, Any]
Copy = Callable[[Answer], Answer]
Evaluate = Callable[[Mapping[str, Any]], Result]


@dataclass(slots=True)
class _Known:
    """The answers to a fact that have been met, with their codes."""

    coding: Coding
    types: tuple[type, ...]
    codes: dict[Any, Hashable] = field(default_factory=dict)

    def code(self, answer: Any, declared: Mapping[str, Fact]) -> Hashable | None:
        """The code of an answer; None for one without. Raises FactError for one that the fact refuses."""
        told_apart = type(answer) in self.types
        if told_apart and answer in self.codes:
            return self.codes[answer]
        code = self.coding.code(read_fact(self.coding.fact.name, answer, declared))
        if told_apart and code is not None and len(self.codes) < PLACES:
            self.codes[answer] = code
        return code


@dataclass(slots=True)
class _Shape:
    """Which facts are answered, in which order: what is known of each, and the answers by their codes."""

    known: list[_Known]
    codes: list[tuple[dict[Any, Hashable], tuple[type, ...]]]
    answers: dict[Hashable, tuple[Answer, Copy]] = field(default_factory=dict)


class Check:
    """Some decisions as of one day. Called with facts, it gives the values of those that are decided.

    It gives what `result` gives, which is `Rulebook.evaluate` for the same decisions and day, and raises the
    same. What it remembers it never shares: the values are the caller's own.
    """

    def __init__(
        self, model: Model, decisions: Iterable[str], day: datetime.date, evaluate: Evaluate
    ) -> None:
        self.decisions = tuple(decisions)
        self.day = day
        self.result = evaluate
        self._declared = model.facts
        self._known = {
            each.fact.name: _Known(each, _types(each.fact)) for each in codings(model, self.decisions, day)
        }
        self._shapes: dict[tuple[str, ...], _Shape] = {}

    def __call__(self, facts: Mapping[str, Any]) -> Answer:
        """The values of the decisions that are decided, by name. Raises what `Rulebook.evaluate` raises."""
        shape = self._shapes.get(tuple(facts))
        if shape is None:
            return self._first_of_shape(facts)
        key = tuple(
            [
                codes.get(value) if type(value) in types else None
                for (codes, types), value in zip(shape.codes, facts.values(), strict=True)
            ]
        )
        found = shape.answers.get(key)
        if found is None:
            return self._decide(facts, shape)
        answer, copy = found
        return copy(answer)

    def _first_of_shape(self, facts: Mapping[str, Any]) -> Answer:
        if len(self._shapes) == SHAPES or not self._known or not self._known.keys() >= facts.keys():
            return self.result(facts).values
        known = [self._known[name] for name in facts]
        shape = self._shapes[tuple(facts)] = _Shape(known, [(each.codes, each.types) for each in known])
        return self._decide(facts, shape)

    def _decide(self, facts: Mapping[str, Any], shape: _Shape) -> Answer:
        try:
            key = tuple(
                known.code(value, self._declared)
                for known, value in zip(shape.known, facts.values(), strict=True)
            )
        except FactError:
            return self.result(facts).values
        if key in shape.answers:
            answer, copy = shape.answers[key]
            return copy(answer)
        values = self.result(facts).values
        if None not in key and len(shape.answers) < PLACES:
            copy = _nested if any(isinstance(value, list | dict) for value in values.values()) else dict
            shape.answers[key] = copy(values), copy
        return values


def _types(fact: Fact) -> tuple[type, ...]:
    told_apart = _TOLD_APART.get(kind(fact.type), ())
    return (*told_apart, type(None)) if fact.unclear else told_apart


def _nested(values: Answer) -> Answer:
    return {name: _copied(value) for name, value in values.items()}


def _copied(value: Any) -> Any:
    if isinstance(value, list):
        return [_copied(item) for item in value]
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return value
