"""The YAML of a rule set as typed documents: what it says, before names and FEEL are looked into.

`reader` (YAML to a tree with positions, `source`), `schema` (JSON Schema, in plain Swedish), `building` (the
tree to the dataclasses of `model` and `cases`). Every problem is found and placed; nothing is run.
"""
