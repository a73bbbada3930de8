"""Geometry of decision tables: inputs are axes cut into elementary cells, and rules are boxes.

`space` joins the columns of one or several tables, `boxes` and `index` compare boxes, `words` says a set of
cells as a rule would and gives a case from a box, `phrases` says it as people do.
"""

from motor.regions.axis import Axis, Cells, Span
from motor.regions.boxes import contains, intersection, merged, minus, uncovered
from motor.regions.found import Found
from motor.regions.index import Index, Steps, runs_of
from motor.regions.phrases import alternatives
from motor.regions.space import Box, RuleBox, Space, bits, space_of
from motor.regions.words import cell_text, item_text, value_in, value_text, witness

__all__ = [
    "Axis",
    "Box",
    "Cells",
    "Found",
    "Index",
    "RuleBox",
    "Space",
    "Span",
    "Steps",
    "alternatives",
    "bits",
    "cell_text",
    "contains",
    "intersection",
    "item_text",
    "merged",
    "minus",
    "runs_of",
    "space_of",
    "uncovered",
    "value_in",
    "value_text",
    "witness",
]
