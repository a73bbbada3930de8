"""The golden cases as a whole: enough of them, each named once, and every rule hit by some."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import motor
from motor.trace import RuleOutcome
from tests.repository import ROOT
from verktyg.fall import cases_of, read_cases, run_case

FILES = sorted((ROOT / "tests" / "fall").glob("*.yaml"))
RULE_SETS = sorted(path.parent.name for path in (ROOT / "regler").glob("*/regelverk.yaml"))


@cache
def hits() -> Counter[tuple[str, int]]:
    """How often each rule was hit, by its file's sha256 and its number."""
    counted: Counter[tuple[str, int]] = Counter()
    for path in FILES:
        for case, rules in cases_of(path):
            outcome = run_case(case, rules)
            for trace in outcome.asked.result.trace if outcome.asked else ():
                for rule in trace.rules:
                    counted[trace.version.sha256, rule.number] += rule.outcome is RuleOutcome.HIT
    return counted


def rules_of(rules: motor.Rulebook) -> Iterator[tuple[str, str, int]]:
    """Every rule of every table, drafts too."""
    for decision in rules.decisions.values():
        for version in decision.versions:
            for number in range(1, len(version.table.model.rules) + 1 if version.table else 1):
                yield version.stamp.file, version.stamp.sha256, number


@pytest.mark.parametrize("name", RULE_SETS)
def test_every_rule_is_hit_by_a_golden_case(name: str) -> None:
    rules = motor.load(ROOT / "regler" / name)
    never = [
        f"{file}, regel {number}" for file, sha256, number in rules_of(rules) if not hits()[sha256, number]
    ]
    assert never == []


def test_there_are_enough_golden_cases() -> None:
    assert sum(len(read_cases(path).cases) for path in FILES) >= 150


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_names_are_unique_and_files_are_short(path: Path) -> None:
    names = Counter(case.name for case in read_cases(path).cases)
    assert [name for name, count in names.items() if count > 1] == []
    assert len(path.read_text("utf-8").splitlines()) <= 400
