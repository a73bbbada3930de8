"""Which files of a rule set's folder are read, and which would be missed in silence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from motor.documents.seals import REPLACED
from motor.errors import Location, Problem

RULEBOOK_FILE = "regelverk.yaml"
EXAMPLES = "exempel"
FORECASTS = "prognoser"
RESERVED = (EXAMPLES, FORECASTS)
"""Folders of a rule set that hold no decision."""

_UNREAD = {0: RESERVED, 1: (REPLACED,)}
"""Folders that are not looked into, by how deep in the rule set they lie."""

YAML = (".yaml", ".yml")


def is_rule_set(folder: Path) -> bool:
    """Whether the folder holds a rule set's own file; no for a path that cannot be."""
    return os.path.isfile(folder / RULEBOOK_FILE)  # noqa: PTH113 - Path.is_file raises for a path too long


def decision_files(folder: Path, problems: list[Problem]) -> list[str]:
    """The files `<beslut>/<giltig från>.yaml` by their paths within the folder.

    YAML that stands anywhere else is a problem: its rules would be missed. Examples, forecasts, texts that
    corrections have replaced, and hidden files are not.
    """
    found = []
    for path in _yaml_files(folder) if is_rule_set(folder) else ():
        name = path.relative_to(folder)
        if len(name.parts) == 2 and path.suffix == ".yaml":
            found.append(name.as_posix())
        elif name.as_posix() != RULEBOOK_FILE:
            message = "Filen läses inte: en regelfil har inte den platsen eller det namnet."
            hint = "Ett beslut står i <beslut>/<giltig från>.yaml."
            problems.append(Problem("oläst fil", message, Location(str(path)), hint=hint))
    return sorted(found)


def _yaml_files(folder: Path) -> Iterator[Path]:
    """YAML files to a few folders' depth, since links may lead round."""
    for parent, folders, names in os.walk(folder, followlinks=True):
        depth = len(Path(parent).relative_to(folder).parts)
        folders[:] = [
            name
            for name in folders
            if depth < 2 and not name.startswith(".") and name not in _UNREAD.get(depth, ())
        ]
        for name in names:
            if name.lower().endswith(YAML) and not name.startswith("."):
                yield Path(parent, name)
