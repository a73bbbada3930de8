"""Rule sets as DMN models: the model of a day gives the same answers as the rules asked on that day."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

import motor
from motor.dmn.evaluation import DmnModel
from motor.dmn.model import Definitions
from motor.exchange import export
from tests.exchange import imported, run
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
def definitions_of(folder: str, day: datetime.date) -> Definitions:
    return export(motor.load(folder), day).definitions


@cache
def model_of(folder: str, day: datetime.date) -> DmnModel:
    return run(definitions_of(folder, day))


@cache
def imported_of(folder: str, day: datetime.date) -> motor.Rulebook:
    """The rule set that the day's model comes to when it is imported."""
    with TemporaryDirectory() as holder:
        return imported(definitions_of(folder, day), Path(holder))


def by_model(asked: Asked) -> dict[str, Any]:
    model = model_of(asked.rulebook.path, asked.result.on)
    facts = {fact: value for fact, value in asked.facts.items() if fact in model.inputs}
    return model.evaluate(facts, asked.result.values).values


def by_import(asked: Asked) -> dict[str, Any]:
    rules = imported_of(asked.rulebook.path, asked.result.on)
    facts = {fact: value for fact, value in asked.facts.items() if fact in rules.facts}
    result = rules.evaluate(facts, asked.result.on, asked.result.values)
    return {name: result.values.get(name, result.undecided.get(name)) for name in asked.result.values}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("answer", [by_model, by_import])
def test_the_model_of_the_day_answers_every_golden_case(
    path: Path, answer: Callable[[Asked], dict[str, Any]]
) -> None:
    wrong = [
        f"{name}: {values} instead of {asked.result.values}"
        for name, asked in complete(path).items()
        if (values := answer(asked)) != asked.result.values
    ]
    assert wrong == []


def test_most_golden_cases_are_complete() -> None:
    assert sum(len(complete(path)) for path in FILES) >= 200
