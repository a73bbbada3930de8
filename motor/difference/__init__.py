"""What differs between two editions of a rule set: its words, its tables' outcomes, and what rests on them.

`compare` tells it all; `differing` compares two tables over all values of their inputs; `provably_equal` says
of two rule sets, or of one decision in them, whether all tables give the same.
"""

from motor.difference.behaviour import differing
from motor.difference.cells import TextChange, changes, matched
from motor.difference.comparison import compare, day_of_change
from motor.difference.editions import Edition
from motor.difference.equality import provably_equal
from motor.difference.model import (
    Behaviour,
    Comparison,
    Consequence,
    DecisionDifference,
    FactDifference,
    Kind,
)
from motor.difference.pieces import TooWide
from motor.difference.region import Region
from motor.difference.trials import Answer, Shift, Trial
from motor.regions.outcomes import Form, Outcome

__all__ = [
    "Answer",
    "Behaviour",
    "Comparison",
    "Consequence",
    "DecisionDifference",
    "Edition",
    "FactDifference",
    "Form",
    "Kind",
    "Outcome",
    "Region",
    "Shift",
    "TextChange",
    "TooWide",
    "Trial",
    "changes",
    "compare",
    "day_of_change",
    "differing",
    "matched",
    "provably_equal",
]
