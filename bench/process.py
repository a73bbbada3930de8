"""Commands in processes of their own: how long they take, and how much memory they and theirs hold."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOOK = 0.02
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Run:
    """A command that ended well: its seconds, its memory at most (None without /proc), what it printed."""

    seconds: float
    megabytes: float | None
    output: str

    @property
    def said(self) -> Any:
        """What it said as JSON on its last line."""
        return json.loads(self.output.splitlines()[-1])


def run(command: Sequence[str]) -> Run:
    """Run a command in the clone. Raises CalledProcessError when it fails."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        started = perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
        most = 0.0
        while True:
            try:
                process.wait(LOOK)
                break
            except subprocess.TimeoutExpired:
                most = max(most, _megabytes(process.pid))
        seconds = perf_counter() - started
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command, output.read(), errors.read())
        return Run(seconds, most or None, output.read())


def python(*arguments: str) -> list[str]:
    """The command that runs a module of this clone with this Python."""
    return [sys.executable, "-m", *arguments]


def _megabytes(process: int) -> float:
    return sum(map(_resident, _family(process))) / 1024


def _family(process: int) -> Iterator[int]:
    """A process and all that it has started."""
    yield process
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))
    except OSError:
        return  # it has ended, or there is no /proc


def _resident(process: int) -> int:
    """Kilobytes that a process holds, what it shares divided by the sharers."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
