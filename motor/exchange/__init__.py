"""Rule sets to and from DMN models, by way of the dataclasses of `motor.dmn.model`."""

from motor.exchange.exporting import Exported, export

__all__ = ["Exported", "export"]
