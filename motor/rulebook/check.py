"""Decisions prepared to be asked again and again as of one day: each combination of cells is decided once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from motor.errors import FactError
from motor.rulebook.coding import Coding, codings
from motor.rulebook.facts import Fact, read_fact
from motor.rulebook.model import Model
from motor.rulebook.result import Result
from motor.rulebook.retelling import Retelling
from motor.rulebook.types import kind
from motor.values.convert import from_python
from motor.values.null import Null

PLACES = 1 << 16
"""How many answers are kept, and how many values of each fact."""

RESULTS = 1 << 12
"""How many whole results are kept."""

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
Copies = Callable[[], Answer]
Evaluate = Callable[[Mapping[str, Any]], Result]


class _Codes(dict[Any, Hashable]):
    """The answers to a fact that have been met, with their codes; None for what has to be looked into.

    An answer that is new has its code at once when it lies in a cell that the fact is known to allow.
    """

    def __init__(self, coding: Coding) -> None:
        super().__init__()
        self.coding = coding
        self.types = _types(coding.fact)
        self._allowed: set[Hashable] = set()

    def __missing__(self, answer: Any) -> Hashable | None:
        if self.coding.cells is None:
            return None
        code = self.coding.code(from_python(answer))
        return self._keep(answer, code) if code in self._allowed else None

    def learn(self, answer: Any, declared: Mapping[str, Fact]) -> Hashable | None:
        """The code of an answer; None for one without. Raises FactError for one that the fact refuses."""
        if type(answer) in self.types and self[answer] is not None:
            return self[answer]
        code = self.coding.code(read_fact(self.coding.fact.name, answer, declared))
        if type(answer) in self.types and code is not None:
            self._allowed.add(code)
            return self._keep(answer, code)
        return code

    def _keep(self, answer: Any, code: Hashable) -> Hashable:
        if len(self) < PLACES:
            self[answer] = code
        return code


@dataclass(slots=True)
class _Leaf:
    """An answer: what gives copies of its values, and how the whole result reads, once somebody has asked."""

    copies: Copies
    told: Retelling | None = None


_Node = tuple[_Codes, dict[Hashable, Any]]
"""A fact's codes, and by code the node of the next fact, or the leaf after the last."""


class _Shape:
    """Which facts are answered, in which order, by which types: a tree of their codes, with the answers."""

    def __init__(self, codes: list[_Codes]) -> None:
        self.codes = codes
        self.root: _Node = (codes[0], {})
        self._leaves = 0

    def leaf(self, key: tuple[Hashable, ...]) -> _Leaf | None:
        """The answer under these codes, when it is known."""
        node: Any = self.root
        for code in key:
            node = node[1].get(code)
            if node is None:
                return None
        leaf: _Leaf = node
        return leaf

    def keep(self, key: tuple[Hashable, ...], values: Answer) -> _Leaf | None:
        """The answer under these codes, kept from now on; None when there is no more room."""
        if self._leaves == PLACES:
            return None
        *before, last = key
        children = self.root[1]
        for code, codes in zip(before, self.codes[1:], strict=True):
            children = children.setdefault(code, (codes, {}))[1]
        leaf = children[last] = _Leaf(_copies(values))
        self._leaves += 1
        return leaf


class Check:
    """Some decisions as of one day. Called with facts, it gives the values of those that are decided.

    It gives what `Rulebook.evaluate` gives for the same decisions and day, and raises the same. What it
    remembers it never shares: the values are the caller's own.
    """

    def __init__(
        self, model: Model, decisions: Iterable[str], day: datetime.date, evaluate: Evaluate
    ) -> None:
        self.decisions = tuple(decisions)
        self.day = day
        self._evaluate = evaluate
        self._model = model
        self._codes = {each.fact.name: _Codes(each) for each in codings(model, self.decisions, day)}
        self._shapes: dict[tuple[Any, ...], _Shape] = {}
        self._told = 0

    def __call__(self, facts: Mapping[str, Any]) -> Answer:
        """The values of the decisions that are decided, by name. Raises what `Rulebook.evaluate` raises."""
        try:
            answers = facts.values()
            shape = self._shapes.get((*facts, *map(type, answers)))
            if shape is None:
                return self._met(facts)
            found: Any = shape.root
            for answer in answers:
                codes, children = found
                found = children[codes[answer]]
        except KeyError:
            return self._decide(facts, self._shapes[*facts, *map(type, facts.values())])
        except (AttributeError, TypeError, Null):  # no mapping, or an answer without a hash or a FEEL value
            return self._evaluate(facts).values
        values: Answer = found.copies()
        return values

    def result(self, facts: Mapping[str, Any]) -> Result:
        """The whole answer: what is undecided and why, warnings, and the trace. Raises as when called."""
        try:
            answers = facts.values()
            found: Any = self._shapes[*facts, *map(type, answers)].root
            for answer in answers:
                codes, children = found
                found = children[codes[answer]]
            told = found.told
        except (AttributeError, KeyError, TypeError, Null):
            told = None
        return self._first_told(facts) if told is None else told.of(facts)

    def _first_told(self, facts: Mapping[str, Any]) -> Result:
        """The result, kept to be told again when its facts can be told apart and nothing is undecided."""
        result = self._evaluate(facts)
        shape = self._shapes.get((*facts, *map(type, facts.values()))) or self._shape(facts)
        key = self._key(facts, shape) if shape else None
        if shape is None or key is None or None in key or result.undecided or self._told == RESULTS:
            return result
        leaf = shape.leaf(key) or shape.keep(key, result.values)
        if leaf is not None and leaf.told is None:
            by_cell = [codes.coding.fact.name for codes in shape.codes if codes.coding.cells is not None]
            leaf.told = Retelling(result, leaf.copies, self._model, by_cell)
            self._told += 1
        return result

    def _met(self, facts: Mapping[str, Any]) -> Answer:
        """The same for facts whose shape is not known, which may be one to know."""
        shape = self._shape(facts)
        return self._evaluate(facts).values if shape is None else self._decide(facts, shape)

    def _shape(self, facts: Mapping[str, Any]) -> _Shape | None:
        if len(self._shapes) == SHAPES or not facts or not self._codes.keys() >= facts.keys():
            return None
        codes = [self._codes[name] for name in facts]
        if not all(type(answer) in each.types for each, answer in zip(codes, facts.values(), strict=True)):
            return None
        shape = _Shape(codes)
        self._shapes[*facts, *map(type, facts.values())] = shape
        return shape

    def _key(self, facts: Mapping[str, Any], shape: _Shape) -> tuple[Hashable, ...] | None:
        """The codes of the facts; None when one is refused, or has no hash."""
        answers = zip(shape.codes, facts.values(), strict=True)
        try:
            return tuple([codes.learn(answer, self._model.facts) for codes, answer in answers])
        except (FactError, TypeError):
            return None

    def _decide(self, facts: Mapping[str, Any], shape: _Shape) -> Answer:
        key = self._key(facts, shape)
        if key is None or None in key:
            return self._evaluate(facts).values
        leaf = shape.leaf(key)
        if leaf is not None:
            return leaf.copies()
        values = self._evaluate(facts).values
        shape.keep(key, values)
        return values


def _types(fact: Fact) -> tuple[type, ...]:
    told_apart = _TOLD_APART.get(kind(fact.type), ())
    return (*told_apart, type(None)) if fact.unclear else told_apart


def _copies(values: Answer) -> Copies:
    """What gives copies of such values, only as deep as they go."""
    parts = {name: value for name, value in values.items() if isinstance(value, list | dict)}
    if not parts:
        return values.copy().copy
    if any(isinstance(inner, list | dict) for part in parts.values() for inner in _inner(part)):
        return partial(_copied, _copied(values))
    kept, names = _copied(values), tuple(parts)

    def copy() -> Answer:
        copied: Answer = kept.copy()
        for name in names:
            copied[name] = copied[name].copy()
        return copied

    return copy


def _inner(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _copied(value: Any) -> Any:
    if isinstance(value, list):
        return [_copied(item) for item in value]
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return value
