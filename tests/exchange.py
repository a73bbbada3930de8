"""What the tests of the exchange share: a model back from its file, and from an import."""

from __future__ import annotations

from pathlib import Path

import motor
from motor.dmn.evaluation import DmnModel
from motor.dmn.linking import link_definitions
from motor.dmn.model import Definitions
from motor.dmn.reading import read_definitions
from motor.dmn.writing import write
from motor.exchange.importing import import_model


def through_xml(definitions: Definitions) -> Definitions:
    """The definitions, written to a file and read from it."""
    return read_definitions(("modell.dmn", write(definitions)))


def run(definitions: Definitions) -> DmnModel:
    """The model in the file that is written of the definitions; every text in it can be read."""
    model = DmnModel(link_definitions(through_xml(definitions)))
    assert model.problems == ()
    return model


def imported(definitions: Definitions, folder: Path) -> motor.Rulebook:
    """The rule set that the model comes to when its file is imported into a folder."""
    file = folder / "modell.dmn"
    file.write_text(write(definitions), "utf-8")
    rules = folder / "modell"
    for name, text in import_model(file).files.items():
        target = rules / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return motor.load(rules)
