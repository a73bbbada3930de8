"""What unanswered facts can still do to a decision: an exact decision tree over their representative values.

Where each unanswered fact has finitely many distinguishable values (booleans, listed texts, the elementary
cells of the columns that test a number), the decision is tried on them: a fact is branched on only when the
evaluation asks for it, and a branch whose subtrees are all the same is dropped, as in an ordered binary
decision diagram. What is left tells the outcomes still possible and exactly the facts that matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from motor.errors import EvaluationError, FactError
from motor.feel.scope import Unanswered
from motor.values.compare import equal

MAX_TRIALS = 2000
"""How many evaluations an exploration may take before it gives up."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Here the decision is decided."""

    value: Any


@dataclass(frozen=True, slots=True)
class Branch:
    """Here the decision asks for a fact; one subtree per representative value."""

    fact: str
    subtrees: tuple[Tree, ...]


Tree = Leaf | Branch
Domain = Callable[[str], "list[Any] | None"]


class TooWide(Exception):
    """The exploration met a fact without finitely many representatives, or took too many trials."""


def explore(decide: Callable[[dict[str, Any]], Any], domain: Domain) -> Tree | None:
    """The reduced decision tree of `decide`, or None when it cannot be drawn up.

    `decide` takes assumed facts and gives the value or raises Unanswered; `domain` gives a fact's
    representative values, or None. An assumption that `decide` refuses with a FactError is impossible, and
    left out of the tree.
    """
    trials = 0

    def grow(assumed: dict[str, Any]) -> Tree | None:
        nonlocal trials
        trials += 1
        if trials > MAX_TRIALS:
            raise TooWide
        try:
            return Leaf(decide(assumed))
        except Unanswered as error:
            fact = error.fact
        except FactError:
            return None
        values = domain(fact)
        if not values or fact in assumed:
            raise TooWide
        grown = [grow({**assumed, fact: value}) for value in values]
        subtrees = tuple(subtree for subtree in grown if subtree is not None)
        if not subtrees:
            return None
        same = all(_same(subtrees[0], other) for other in subtrees[1:])
        return subtrees[0] if same else Branch(fact, subtrees)

    try:
        return grow({})
    except (TooWide, EvaluationError):
        return None


def leaves(tree: Tree) -> Iterator[Any]:
    """The distinct values at the leaves, in the order of first meeting."""
    kept: list[Any] = []
    for value in _leaves(tree):
        if not any(same_value(value, other) for other in kept):
            kept.append(value)
            yield value


def facts(tree: Tree) -> list[str]:
    """The facts that the tree branches on, those nearest the root first."""
    found: dict[str, None] = {}
    level: list[Tree] = [tree]
    while level:
        branches = [node for node in level if isinstance(node, Branch)]
        found.update(dict.fromkeys(branch.fact for branch in branches))
        level = [subtree for branch in branches for subtree in branch.subtrees]
    return list(found)


def same_value(one: Any, other: Any) -> bool:
    """Equal as outcomes: FEEL equality, and null is the same as null."""
    return (one is None and other is None) or equal(one, other) is True


def _leaves(tree: Tree) -> Iterator[Any]:
    if isinstance(tree, Leaf):
        yield tree.value
    else:
        for subtree in tree.subtrees:
            yield from _leaves(subtree)


def _same(one: Tree, other: Tree) -> bool:
    if isinstance(one, Leaf) and isinstance(other, Leaf):
        return same_value(one.value, other.value)
    if isinstance(one, Branch) and isinstance(other, Branch):
        return one.fact == other.fact and all(map(_same, one.subtrees, other.subtrees))
    return False
