"""What `bench.loading` runs in processes of their own; `python -m bench.fresh load PATH` says seconds."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

QUESTIONS = 1_000


def load(*folders: str) -> float:
    """Load rule sets, imports not counted."""
    import motor

    started = perf_counter()
    for folder in folders:
        motor.load(folder)
    return perf_counter() - started


def compose(folder: str) -> float:
    """What libyaml alone takes to read the YAML files of a rule set."""
    import yaml

    started = perf_counter()
    for path in Path(folder).rglob("*.yaml"):
        yaml.compose(path.read_text("utf-8"), yaml.CSafeLoader)
    return perf_counter() - started


def first(folder: str, decision: str, cases: str) -> float:
    """The first questions after loading, nothing met before."""
    import motor
    from bench.engines.ours import DAY

    return _asked(motor.load(folder).prepare([decision], DAY), cases)


def zen(model: str) -> float:
    """Load a model into ZEN."""
    from bench.engines.zen import loaded

    content = json.loads(Path(model).read_text("utf-8"))
    started = perf_counter()
    loaded(content)
    return perf_counter() - started


def zen_first(model: str, cases: str) -> float:
    """The first questions to ZEN after loading."""
    from bench.engines.zen import loaded

    return _asked(loaded(json.loads(Path(model).read_text("utf-8"))), cases)


def _asked(call: Callable[[dict[str, Any]], Any], cases: str) -> float:
    """Seconds a call."""
    facts = json.loads(Path(cases).read_text("utf-8"))
    started = perf_counter()
    for each in facts:
        call(each)
    return (perf_counter() - started) / len(facts)


COMMANDS: dict[str, Callable[..., float]] = {
    "load": load,
    "compose": compose,
    "first": first,
    "zen": zen,
    "zen_first": zen_first,
}

if __name__ == "__main__":
    print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))
