"""Rule sets as DMN models: the model of a day gives the same answers as the rules asked on that day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import motor
from motor.dmn.evaluation import DmnModel
from motor.exchange import export
from tests.exchange import run
from tests.repository import ROOT
from verktyg.fall import cases_of, read_cases, run_case
from verktyg.skal import Asked

FILES = sorted((ROOT / "tests" / "fall").glob("*.yaml"))


@cache
def complete(path: Path) -> dict[str, Asked]:
    """The golden cases of a file that are asked with complete facts, by name."""
    outcomes = () if read_cases(path).extra else (run_case(*each) for each in cases_of(path))
    return {
        outcome.case.name: outcome.asked
        for outcome in outcomes
        if outcome.asked is not None and not outcome.case.drafts and is_complete(outcome.asked)
    }


def is_complete(asked: Asked) -> bool:
    """Whether nothing is open: no decision, and not which version of one applies."""
    used = {trace.decision for trace in asked.result.trace}
    picking = {asked.rulebook.decisions[name].as_of for name in used} - {None}
    return not (asked.result.missing or asked.result.undecided) and picking <= asked.facts.keys()


@cache
def model_of(folder: str, day: datetime.date) -> DmnModel:
    return run(export(motor.load(folder), day).definitions)


def differing(path: Path) -> Iterator[str]:
    for name, asked in complete(path).items():
        model = model_of(asked.rulebook.path, asked.result.on)
        facts = {fact: value for fact, value in asked.facts.items() if fact in model.inputs}
        values = model.evaluate(facts, asked.result.values).values
        if values != asked.result.values:
            yield f"{name}: {values} instead of {asked.result.values}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_model_of_the_day_answers_every_golden_case(path: Path) -> None:
    assert list(differing(path)) == []


def test_most_golden_cases_are_complete() -> None:
    assert sum(len(complete(path)) for path in FILES) >= 200
