"""What is proven of large tables: every overlap, gap and rule that never decides, by the table's rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import motor
from bench.engines import ours
from bench.tables import mixed
from bench.timing import Contender, Effort, Times, measure
from motor.rulebook.decision import Version
from motor.table import Table as BuiltTable
from motor.verify import analyse

COLUMNS = 7
MOST_RULES = 5_000
POLICIES = {"unique hit": "U", "first hit": "F"}


def verification(folder: Path, effort: Effort) -> dict[int, dict[str, Times]]:
    """The time to analyse a table of seven columns, by its rules and by hit policy."""
    sizes = sorted({min(rules, MOST_RULES) for rules in effort.rules})
    once = replace(effort, rounds=min(effort.rounds, 3), seconds=0.0)
    return {rules: measure(list(_contenders(folder, rules)), [None], once) for rules in sizes}


def _contenders(folder: Path, rules: int) -> Iterator[Contender]:
    """The analysis of one table, under each hit policy."""
    table = mixed(rules)
    version: Version = (
        motor.load(ours.write([table], folder / f"mixed{rules}")).decisions[table.name].versions[0]
    )
    if version.table is None:
        raise TypeError("the decision is no table")
    for name, letter in POLICIES.items():
        yield Contender(name, partial(_gaps, BuiltTable(replace(version.table.model, hit_policy=letter))))


def _gaps(table: BuiltTable, _: object) -> int:
    """How many gaps are told, once everything is found."""
    return len(analyse(table).gaps)
