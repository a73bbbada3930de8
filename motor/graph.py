"""The information requirement graph (DMN 1.5, 6.2.2): what rests on what, and where it bites its own tail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

Requirements = Mapping[str, Iterable[str]]


def cycles(requirements: Requirements) -> Iterator[list[str]]:
    """Every independent cycle as a path that ends where it begins; nothing for a sound graph."""
    edges = {name: set(required) for name, required in requirements.items()}
    while True:
        try:
            TopologicalSorter(edges).prepare()
        except CycleError as error:
            path: list[str] = list(reversed(error.args[1]))
            yield path
            edges[path[0]].discard(path[1])
        else:
            return
