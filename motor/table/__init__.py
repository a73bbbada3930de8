"""Decision tables (DMN 1.5, chapter 8): columns cut into cells, rules as bits, eleven hit policies.

`model` is what a table says, `column` answers which rules one value lets through, `hit_policy` turns the
rules that hit into a value, `table` puts them together, with unanswered facts and the trace.
"""

from motor.table.hit_policy import HIT_POLICIES
from motor.table.model import Cell, InputColumn, OutputColumn, Rule, TableModel, UnaryTest
from motor.table.table import Table

__all__ = ["HIT_POLICIES", "Cell", "InputColumn", "OutputColumn", "Rule", "Table", "TableModel", "UnaryTest"]
