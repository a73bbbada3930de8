"""The information requirement graph (DMN 1.5, 6.2.2): what rests on what, and where it bites its own tail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

Requirements = Mapping[str, Iterable[str]]


def ordered(requirements: Requirements) -> list[str]:
    """The names of the requirements, each after those that it requires; those in a cycle in some order."""
    done: dict[str, None] = {}
    begun: set[str] = set()
    waiting = [(name, False) for name in reversed(list(requirements))]
    while waiting:
        name, ready = waiting.pop()
        if ready:
            done[name] = None
        elif name in requirements and name not in begun:
            begun.add(name)
            waiting.append((name, True))
            waiting.extend((required, False) for required in requirements[name])
    return list(done)


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
