"""What a decision table says, ready to run: expressions are closures, texts are kept for the trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from motor.errors import Location
from motor.feel.scope import Scope
from motor.feel.syntax import Node
from motor.trace import Interpretation, Reference

Closure = Callable[[Scope], Any]


@dataclass(frozen=True, slots=True)
class UnaryTest:
    """An input cell: its text, its tree, and a closure that reads `?` and gives true, false or null."""

    text: str
    node: Node
    run: Closure

    def holds(self, value: Any) -> bool:
        """Whether a value passes, where the test reads nothing else."""
        return self.run(Scope({"?": value})) is True


@dataclass(frozen=True, slots=True)
class Cell:
    """An output cell: its text and the closure that gives its value; whether that is always the same."""

    text: str
    run: Closure
    constant: bool = False


@dataclass(frozen=True, slots=True)
class InputColumn:
    """An input clause. `fact` is the name when the expression is just a name, else None.

    `check` is called with each value read and raises when the value cannot stand in this column. `scalar` is
    False where values are lists or contexts, which are not cut into cells.
    """

    name: str
    read: Closure
    fact: str | None = None
    check: Callable[[Any, Scope], None] | None = None
    allowed: UnaryTest | None = None
    nullable: bool = True
    scalar: bool = True


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """An output clause. `values` are its allowed values, the most preferred first.

    `nullable` says that null is meant when no rule hits and there is no default.
    """

    name: str
    values: tuple[Any, ...] | None = None
    default: Cell | None = None
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: one test per input column (None is `-`) and one cell per output column."""

    tests: tuple[UnaryTest | None, ...]
    outputs: tuple[Cell, ...]
    where: Location = Location()
    status: str | None = None
    references: tuple[Reference, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()


@dataclass(frozen=True, slots=True)
class TableModel:
    """A whole decision table. `hit_policy` is DMN's letter: U A P F R O C C+ C< C> C#.

    `where` is where the table stands.
    """

    name: str
    hit_policy: str
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[Rule, ...]
    where: Location | None = None
