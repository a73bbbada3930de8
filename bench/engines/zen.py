"""ZEN (Rust, with a binding for Python): the tables as a decision model of its own, in JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import zen

from bench.tables import Condition, Table, Value
from bench.timing import Contender

NAME = "ZEN"


def check(tables: Sequence[Table], *, trace: bool = False) -> Contender:
    """The tables chained."""
    return Contender(NAME, loaded(model(tables), {"trace": True} if trace else None), _outputs)


def loaded(content: dict[str, Any], options: dict[str, Any] | None = None) -> Callable[[dict[str, Any]], Any]:
    """A model, ready to be asked. The engine's own loader keeps it compiled: the fastest way of asking."""
    evaluate = zen.ZenEngine({"loader": {"type": "static", "content": {"model": content}}}).evaluate
    if options is None:
        return lambda facts: evaluate("model", facts)
    return lambda facts: evaluate("model", facts, options)


def loaded_batch(tables: Sequence[Table]) -> Callable[[list[dict[str, Any]]], Any]:
    """The tables, asked by the engine's batch call."""
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"model": model(tables)}}})
    return lambda cases: engine.evaluate_batch([{"key": "model", "context": facts} for facts in cases])


def expression(text: str) -> Contender:
    """One expression, compiled."""
    return Contender(NAME, zen.compile_expression(text).evaluate)


def _outputs(answer: dict[str, Any]) -> dict[str, Any]:
    return dict(answer["result"])


def model(tables: Sequence[Table]) -> dict[str, Any]:
    """The tables in the order of their chain, each passing on what it was given."""
    nodes = [_table(table, last=table is tables[-1]) for table in tables]
    nodes = [{"id": "in", "name": "in", "type": "inputNode"}, *nodes]
    nodes += [{"id": "out", "name": "out", "type": "outputNode"}]
    edges = [
        {"id": f"e{number}", "type": "edge", "sourceId": left["id"], "targetId": right["id"]}
        for number, (left, right) in enumerate(pairwise(nodes))
    ]
    return {"nodes": nodes, "edges": edges}


def _table(table: Table, *, last: bool) -> dict[str, Any]:
    """A table that ends its search at the first hit, as its rules are disjoint."""
    return {
        "id": table.name,
        "name": table.name,
        "type": "decisionTableNode",
        "content": {
            "hitPolicy": "first",
            "passThrough": not last,
            "inputs": [{"id": f"in_{name}", "name": name, "field": name} for name in table.inputs],
            "outputs": [{"id": f"out_{name}", "name": name, "field": name} for name in table.outputs],
            "rules": [
                {"_id": str(number)}
                | {f"in_{name}": _cell(rule.when[name]) if name in rule.when else "" for name in table.inputs}
                | {f"out_{name}": _value(value) for name, value in rule.then.items()}
                for number, rule in enumerate(table.rules, 1)
            ],
        },
    }


def _cell(condition: Condition) -> str:
    if isinstance(condition, bool):
        return "true" if condition else "false"
    if isinstance(condition, str):
        return _value(condition)
    low, high = condition
    if low is None:
        return f"< {high}"
    return f">= {low}" if high is None else f"[{low}..{high})"


def _value(value: Value) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
