"""What unanswered facts can still do to a decision: an exact decision tree over their representative values.

Where each unanswered fact has finitely many distinguishable values (booleans, listed texts, the elementary
cells of the columns that test a number), the decision is tried on them: a fact is branched on only when the
evaluation asks for it, and a branch whose subtrees are all the same is dropped, as in an ordered binary
decision diagram. What is left tells the outcomes still possible and exactly the facts that matter.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from motor.errors import EvaluationError, FactError
from motor.feel.scope import Unanswered
from motor.values.compare import equal, key_of

MAX_TRIALS = 2000
"""How many evaluations an exploration may take before it gives up."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Here the decision is decided. Two leaves with one `key` have equal values."""

    value: Any
    key: Hashable


@dataclass(frozen=True, slots=True)
class Branch:
    """Here the decision asks for a fact; one subtree per representative value."""

    fact: str
    subtrees: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Impossible:
    """Here the assumed facts cannot stand together."""


Tree = Leaf | Branch | Impossible
Domain = Callable[[str], "list[Any] | None"]


class TooWide(Exception):
    """The exploration met a fact without finitely many representatives, or took too many trials."""


def explore(decide: Callable[[dict[str, Any]], Any], domain: Domain) -> Tree | None:
    """The reduced decision tree of `decide`, or None when it cannot be drawn up.

    `decide` takes assumed facts and gives the value or raises Unanswered; `domain` gives a fact's
    representative values, or None. An assumption that `decide` refuses with a FactError is impossible.
    """
    trials = 0

    def grow(assumed: dict[str, Any]) -> Tree:
        nonlocal trials
        trials += 1
        if trials > MAX_TRIALS:
            raise TooWide
        try:
            value = decide(assumed)
            return Leaf(value, key_of(value))
        except Unanswered as error:
            fact = error.fact
        except FactError:
            return Impossible()
        values = domain(fact)
        if not values or fact in assumed:
            raise TooWide
        subtrees = tuple(grow({**assumed, fact: value}) for value in values)
        possible = [subtree for subtree in subtrees if not isinstance(subtree, Impossible)]
        if not possible:
            return Impossible()
        same = all(_same(possible[0], other) for other in possible[1:])
        return possible[0] if same else Branch(fact, subtrees)

    try:
        return grow({})
    except (TooWide, EvaluationError):
        return None


def leaves(tree: Tree) -> list[Any]:
    """The distinct values at the leaves, in the order of first meeting."""
    return list({leaf.key: leaf.value for leaf in reversed(list(_leaves(tree)))}.values())[::-1]


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


def _leaves(tree: Tree) -> Iterator[Leaf]:
    if isinstance(tree, Leaf):
        yield tree
    elif isinstance(tree, Branch):
        for subtree in tree.subtrees:
            yield from _leaves(subtree)


def _same(one: Tree, other: Tree) -> bool:
    if isinstance(one, Leaf) and isinstance(other, Leaf):
        return one.key == other.key
    if isinstance(one, Branch) and isinstance(other, Branch):
        return one.fact == other.fact and all(map(_same, one.subtrees, other.subtrees))
    return isinstance(one, Impossible) and isinstance(other, Impossible)
