"""Verification: what can be proven of rules without running them on cases.

`regions` draws tables as boxes; `analysis` finds gaps, overlaps and the like in one table, as data (`model`);
`possible_values` and `across` follow what decisions give to where it is read; `faults`, `advice` and
`amounts` make findings of it all, and `acceptance` takes out those that somebody has accepted.
"""

from motor.verify.analysis import analyse
from motor.verify.finding import ACCEPTABLE, GRADES, Code, Finding, problem_json
from motor.verify.verification import verify

__all__ = ["ACCEPTABLE", "GRADES", "Code", "Finding", "analyse", "problem_json", "verify"]
