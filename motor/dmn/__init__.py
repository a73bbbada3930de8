"""DMN models: the XML of DMN 1.1 to 1.6, read, linked and evaluated (DMN 1.5).

`reading` (XML to the dataclasses of `model`), `linking` (imports and requirements), `types` (item
definitions), `boxed` and `tables` (expressions to closures), `java` (external functions), `evaluation`
(questions).
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from motor.dmn import java
from motor.dmn.evaluation import DmnModel, DmnResult
from motor.dmn.linking import link
from motor.errors import Problem, RuleError

__all__ = ["DmnModel", "DmnResult", "load_dmn"]


def load_dmn(path: str | Path) -> DmnModel:
    """The model in a DMN file, with the files beside it that it imports.

    Raises RuleError with every problem in the XML, the references and the types.
    """
    if not isinstance(path, str | PathLike):
        raise RuleError(Problem("fel typ", f"Filen ska ges som en text eller en Path, inte {path!r}."))
    return DmnModel(link(Path(path)), external=java.external)
