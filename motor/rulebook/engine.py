"""Which engine this is: a hash over its own modules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable


@cache
def engine_hash() -> str:
    """The sha256 of the engine's own modules: equal where the same rules mean the same."""
    modules = sorted(_modules(files("motor"), ""))
    return hashlib.sha256(json.dumps(modules).encode()).hexdigest()


def _modules(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _modules(each, f"{path}{each.name}/")
        elif each.name.endswith((".py", ".lark")):
            yield f"{path}{each.name}", each.read_text("utf-8")
