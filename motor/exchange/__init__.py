"""Rule sets to and from DMN models, by way of the dataclasses of `motor.dmn.model`."""

from motor.exchange.exporting import Exported, export
from motor.exchange.importing import Imported, import_model

__all__ = ["Exported", "Imported", "export", "import_model"]
