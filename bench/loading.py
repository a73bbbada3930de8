"""Loading rules, the first questions after it, and commands from the shell, each time in a fresh process."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench import cases
from bench.engines import ours, peer
from bench.fresh import QUESTIONS
from bench.process import ROOT, Run, python, run
from bench.tables import grid
from bench.timing import Effort

COLUMNS = 6
ROUNDS = 3


@dataclass(frozen=True)
class Took:
    """The middle seconds of some runs, and the most memory that one held."""

    seconds: float
    megabytes: float | None


def loading(folder: Path, effort: Effort) -> dict[str, Took]:
    """Rule sets, large tables and commands, by what was done."""
    rules = effort.rules[-1]
    table = grid(rules, COLUMNS)
    large = str(ours.write([table], folder / f"large{rules}"))
    asked = folder / "asked.json"
    asked.write_text(json.dumps(cases.rows(QUESTIONS, table)), "utf-8")
    sets = [str(path.parent) for path in sorted((ROOT / "regler").glob("*/regelverk.yaml"))]
    size = f"{rules:,} rules x {COLUMNS} columns".replace(",", " ")
    example = "regler/nacka/exempel/placering.yaml"
    commands: dict[str, _Command] = {
        "load all of regler/": _Command(_fresh("load", *sets), _said),
        "motor prova, from the shell": _Command(
            python("verktyg", "prova", "nacka", "--indata", example), lambda done: done.seconds
        ),
        f"load {size}": _Command(_fresh("load", large), _said),
        f"libyaml alone reads {size}": _Command(_fresh("compose", large), _said),
        f"one of the first {QUESTIONS} questions after it": _Command(
            _fresh("first", large, table.name, str(asked)), _said
        ),
    }
    if zen := peer("zen"):
        model = folder / "zen.json"
        model.write_text(json.dumps(zen.model([table])), "utf-8")
        commands[f"ZEN loads {size}"] = _Command(_fresh("zen", str(model)), _said)
        commands[f"one of the first {QUESTIONS} questions to ZEN"] = _Command(
            _fresh("zen_first", str(model), str(asked)), _said
        )
    return _in_turns(commands, min(ROUNDS, effort.repeats))


@dataclass(frozen=True)
class _Command:
    words: Sequence[str]
    seconds: Callable[[Run], float]


def _in_turns(commands: dict[str, _Command], rounds: int) -> dict[str, Took]:
    done: dict[str, list[tuple[float, float | None]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            ended = run(command.words)
            done[name].append((command.seconds(ended), ended.megabytes))
    return {
        name: Took(
            median(seconds for seconds, _ in each),
            max((megabytes for _, megabytes in each if megabytes is not None), default=None),
        )
        for name, each in done.items()
    }


def _fresh(*arguments: str) -> list[str]:
    return python("bench.fresh", *arguments)


def _said(done: Run) -> Any:
    return done.said
