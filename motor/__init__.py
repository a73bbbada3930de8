"""A rules engine driven by DMN decision tables in YAML.

`load` a rule set from its folder, `evaluate` facts on a day, and read the values, what is missing and the
trace. `feel` evaluates FEEL alone; `check` lists every finding in a rule set.
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
