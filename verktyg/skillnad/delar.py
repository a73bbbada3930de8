"""Two values part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from motor.rulebook.exploration import same_value
from motor.values.convert import from_python


def differing_parts(path: str, was: Any, now: Any) -> Iterator[tuple[str, Any, Any]]:
    """The parts of two values that differ, each with its path: `.rader[1].belopp`."""
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in dict(was) | dict(now):
            yield from differing_parts(f"{path}.{key}", was.get(key), now.get(key))
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now) and _rows(was + now):
        for place, (one, other) in enumerate(zip(was, now, strict=True), 1):
            yield from differing_parts(f"{path}[{place}]", one, other)
    elif not same_value(from_python(was), from_python(now)):
        yield path, was, now


def _rows(values: list[Any]) -> bool:
    return all(isinstance(value, Mapping) for value in values)
