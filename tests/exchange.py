"""What the tests of the exchange with DMN share: a model as it comes back from its file."""

from __future__ import annotations

from motor.dmn.evaluation import DmnModel
from motor.dmn.linking import link_definitions
from motor.dmn.model import Definitions
from motor.dmn.reading import read_definitions
from motor.dmn.writing import write


def through_xml(definitions: Definitions) -> Definitions:
    """The definitions, written to a file and read from it."""
    return read_definitions(("modell.dmn", write(definitions)))


def run(definitions: Definitions) -> DmnModel:
    """The model in the file that is written of the definitions; every text in it can be read."""
    model = DmnModel(link_definitions(through_xml(definitions)))
    assert model.problems == ()
    return model
