"""A receipt's number in an address: `{nummer:kvittonummer}`."""

from __future__ import annotations

from starlette.convertors import Convertor, register_url_convertor

LAST_NUMBER = 2**31 - 1
"""The highest number that a receipt can have in every database."""


class NumberInAddress(Convertor[int]):
    """A number in an address: never so long that it cannot be read."""

    regex = "[1-9][0-9]{0,9}"

    def convert(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_string(self, value: int) -> str:
        """The number as it stands in an address."""
        return str(value)


register_url_convertor("kvittonummer", NumberInAddress())
