"""What differs between two editions of a rule set: its words, its tables' outcomes, and what rests on them.

`differing` compares two tables over all values of their inputs; `provably_equal` says of two rule sets, or of
one decision in them, whether all tables give the same.
"""

from motor.difference.behaviour import Region, TooWide, differing
from motor.difference.equality import provably_equal
from motor.difference.outcomes import Form, Outcome

__all__ = ["Form", "Outcome", "Region", "TooWide", "differing", "provably_equal"]
