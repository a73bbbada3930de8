"""Names and ids that every tool can carry: ASCII, readable, each used once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_BESIDE = re.compile(r"[^A-Za-z0-9]+")


def ascii_words(text: str) -> list[str]:
    """The words of a text in ASCII letters and digits, å and ä as a, ö as o; never none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return [word for word in _BESIDE.split(plain) if word] or ["x"]


def unused(name: str, taken: Collection[str], between: str = " ") -> str:
    """The name, with a number after it when it is taken."""
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}{between}{number}"
    return candidate


class Ids:
    """Gives out ids such as `beslut_avgift`."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, kind: str, name: str) -> str:
        """An id that is not given out before."""
        found = unused("_".join([kind, *ascii_words(name)]), self._taken, "_")
        self._taken.add(found)
        return found
