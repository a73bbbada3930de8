"""A rules engine driven by DMN decision tables in YAML.

`load` a rule set from its folder, `evaluate` facts on a day, and read the values, what is missing and the
trace. `feel` evaluates FEEL alone; `check` lists every problem of form in a rule set, and `verify` what can
be proven of its rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motor import feel
from motor.errors import (
    EvaluationError,
    FactError,
    FeelError,
    Location,
    MotorError,
    Problem,
    RuleError,
    Severity,
    Undecided,
)
from motor.rulebook import Outcomes, Result, Rulebook, check, load
from motor.verify import Finding, verify

if TYPE_CHECKING:
    from pathlib import Path

    from motor.dmn import DmnModel

__all__ = [
    "EvaluationError",
    "FactError",
    "FeelError",
    "Finding",
    "Location",
    "MotorError",
    "Outcomes",
    "Problem",
    "Result",
    "RuleError",
    "Rulebook",
    "Severity",
    "Undecided",
    "check",
    "feel",
    "load",
    "load_dmn",
    "verify",
]


def load_dmn(path: str | Path) -> DmnModel:
    """The model in a DMN file (XML), with the files beside it that it imports.

    Raises RuleError with every problem in the XML, the references and the types.
    """
    from motor.dmn import load_dmn as load_model  # noqa: PLC0415 - rule sets of YAML do not need it

    return load_model(path)
