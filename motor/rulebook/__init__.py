"""Rule sets: from a folder of YAML to something that can be asked.

Data flows one way: `reader` (YAML to a tree with positions), `schema` (JSON Schema), `building` (typed
documents), `expressions`, `domain`, `tables` and `logic` (compiled decisions), `timeline` (versions),
`loading` (the whole folder); then `rulebook`, `evaluation`, `undecided` and `result` for each question.
"""

from motor.rulebook.loading import check, load
from motor.rulebook.result import Outcomes, Result
from motor.rulebook.rulebook import Rulebook

__all__ = ["Outcomes", "Result", "Rulebook", "check", "load"]
