"""CEL (Rust, with a binding for Python): an expression a table, of conditions in a chain."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import cel

from bench.tables import Condition, Rule, Table
from bench.timing import Contender

NAME = "CEL"
RULES = 16
"""So many rules go into one expression: CEL's parser nests no deeper than some twenty conditions."""


def check(tables: Sequence[Table]) -> Contender:
    """The tables one after another, each adding what it gave to what the next may read."""
    programs = [_programs(table) for table in tables]

    def decide(facts: dict[str, Any]) -> Any:
        answer = None
        given = facts
        for chain in programs:
            answer = _first(chain, given)
            given = given | answer
        return answer

    return Contender(NAME, decide)


def expression(text: str) -> Contender:
    """One expression, compiled."""
    return Contender(NAME, cel.compile(text).execute)


def _programs(table: Table) -> list[cel.Program]:
    return [
        cel.compile(_chain(table.rules[start : start + RULES])) for start in range(0, len(table.rules), RULES)
    ]


def _first(chain: list[cel.Program], facts: dict[str, Any]) -> dict[str, Any]:
    """What the first rule that holds gives."""
    context = facts if len(chain) == 1 else cel.Context(facts)
    for program in chain:
        answer = program.execute(context)
        if answer is not None:
            return answer  # type: ignore[no-any-return]
    raise LookupError(f"No rule for {facts}.")


def _chain(rules: Sequence[Rule]) -> str:
    first, *rest = rules
    return f"{_condition(first)} ? {json.dumps(first.then)} : ({_chain(rest) if rest else 'null'})"


def _condition(rule: Rule) -> str:
    return " && ".join(_test(name, condition) for name, condition in rule.when.items())


def _test(name: str, condition: Condition) -> str:
    if isinstance(condition, bool):
        return name if condition else f"!{name}"
    if isinstance(condition, str):
        return f"{name} == {json.dumps(condition)}"
    low, high = condition
    bounds = [f"{low} <= {name}"] if low is not None else []
    bounds += [f"{name} < {high}"] if high is not None else []
    return " && ".join(bounds)
