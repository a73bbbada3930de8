"""This engine: the tables as a rule set in YAML, loaded, and prepared to be asked again and again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

import motor
from bench.tables import Condition, Table, Value
from bench.timing import OURS, Contender

DAY = date(2024, 3, 1)
TYPES = {"number": "tal", "text": "text", "boolean": "ja/nej"}


def write(
    tables: Sequence[Table],
    folder: Path,
    expressions: Mapping[str, str] = MappingProxyType({}),
    facts: Mapping[str, str] = MappingProxyType({}),
) -> Path:
    """The tables as a rule set in `folder`, a decision each. Returns the folder.

    `expressions` are decisions besides, of FEEL; `facts` those that only they read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "regelverk.yaml").write_text(_rulebook(tables, folder.name, facts), "utf-8")
    for table in tables:
        _write(folder, table.name, _decision(table))
    for name, text in expressions.items():
        _write(folder, name, [*_opening(name), f"uttryck: {text}", "typ: tal"])
    return folder


def _write(folder: Path, decision: str, lines: Iterable[str]) -> None:
    path = folder / decision / "2024-01-01.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _rulebook(tables: Sequence[Table], name: str, besides: Mapping[str, str]) -> str:
    given = {output for table in tables for output in table.outputs}
    read = {fact: kind for table in tables for fact, kind in table.inputs.items() if fact not in given}
    lines = [f"regelverk: {name}", f"namn: {name}", "indata:"]
    lines += [f"  - {{namn: {fact}, typ: {TYPES[kind]}}}" for fact, kind in {**read, **besides}.items()]
    return "\n".join([*lines, ""])


def _opening(name: str) -> list[str]:
    return [f"beslut: {name}", "giltig från: 2024-01-01", "status: förslag"]


def _decision(table: Table) -> Iterable[str]:
    yield from _opening(table.name)
    yield "träffregel: unik"
    yield "indata:"
    yield from (f"  - {name}" for name in table.inputs)
    yield "utdata:"
    yield from (f"  - {{namn: {name}, typ: {TYPES[kind]}}}" for name, kind in table.outputs.items())
    yield "regler:"
    for rule in table.rules:
        when = ", ".join(f"{name}: {cell(condition)}" for name, condition in rule.when.items())
        then = ", ".join(f"{name}: {_output(value)}" for name, value in rule.then.items())
        yield f"  - när: {{{when}}}"
        yield f"    ger: {{{then}}}"


def cell(condition: Condition) -> str:
    """A condition as a FEEL unary test in YAML."""
    if isinstance(condition, bool):
        return "ja" if condition else "nej"
    if isinstance(condition, str):
        return f"""'"{condition}"'"""
    low, high = condition
    if low is None:
        return f'"< {high}"'
    return f'">= {low}"' if high is None else f'"[{low}..{high})"'


def _output(value: Value) -> str:
    return str(value)


def check(folder: Path, decision: str, name: str = OURS) -> Contender:
    """A decision of a rule set, prepared."""
    return Contender(name, motor.load(folder).prepare([decision], DAY), itemgetter(decision))


def traced(folder: Path, decision: str) -> Contender:
    """The same with the trace, read."""
    result = motor.load(folder).prepare([decision], DAY).result

    def decide(facts: dict[str, Any]) -> Any:
        found = result(facts)
        return found.values, found.trace

    return Contender(OURS, decide, lambda answer: answer[0][decision])
