"""A rules engine driven by DMN decision tables in YAML: `load` a rule set, `evaluate` facts, read the trace.

    rulebook = motor.load("regler/min kommun")
    result = rulebook.evaluate({"ett faktum": 40}, on=date(2024, 3, 1))
    result["ett beslut"]
"""

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

__all__ = [
    "EvaluationError",
    "FactError",
    "FeelError",
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
]
