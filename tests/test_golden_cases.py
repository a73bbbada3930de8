"""The golden cases as a whole: enough of them, each named once, and every rule hit by some."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import motor
from tests.repository import ROOT
from verktyg.fall import loaded, read_cases, run_case, trials_of
from verktyg.testfall.tackning import Ran, by_folder, coverage

FILES = sorted((ROOT / "tests" / "fall").glob("*.yaml"))
RULE_SETS = sorted(path.parent.name for path in (ROOT / "regler").glob("*/regelverk.yaml"))


COUNTS = {"delar med brist"}
"""Columns that hold a count, which is never below zero."""


@cache
def ran() -> list[Ran]:
    """Every golden case, run."""
    trials = [trial for path in FILES for trial in trials_of(path)[0]]
    return [
        Ran(trial, run_case(trial.case, book)) for trial, book in zip(trials, loaded(trials), strict=True)
    ]


@pytest.mark.parametrize("name", RULE_SETS)
def test_every_rule_is_hit_and_every_version_read_by_a_golden_case(name: str) -> None:
    folder = ROOT / "regler" / name
    covered = coverage(motor.load(folder, drafts=True), by_folder(ran())[folder])
    never = [
        f"{use.version.stamp.file}, regel {rule.number}"
        for use in covered.versions
        for rule in use.rules
        if not rule.cases
    ]
    assert never == []
    assert [use.version.stamp.file for use in covered.versions if not use.cases] == []


@pytest.mark.parametrize("name", RULE_SETS)
def test_a_golden_case_stands_below_at_and_above_every_bound(name: str) -> None:
    folder = ROOT / "regler" / name
    covered = coverage(motor.load(folder, drafts=True), by_folder(ran())[folder])
    missing = [
        f"{use.version.stamp.file}, {rule.number}, {cell.column} {cell.test}: {bound.missing} {bound.at}"
        for use in covered.versions
        for rule in use.rules
        for cell in rule.cells
        for bound in cell.bounds
        if bound.missing and cell.column not in COUNTS
    ]
    assert missing == []


def test_there_are_enough_golden_cases() -> None:
    assert sum(len(read_cases(path).cases) for path in FILES) >= 150


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_names_are_unique_and_files_are_short(path: Path) -> None:
    names = Counter(case.name for case in read_cases(path).cases)
    assert [name for name, count in names.items() if count > 1] == []
    assert len(path.read_text("utf-8").splitlines()) <= 400
