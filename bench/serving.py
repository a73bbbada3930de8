"""`motor webb` as the command that it is, in processes of its own, over copies of the rules."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.process import ROOT

ADDRESS = re.compile(r"http://([\d.]+):(\d+)/")
PATIENCE = 30
"""Seconds to wait for the server to end."""


@dataclass
class Serving:
    """A server that answers: its process, port, rule sets and database, and what it has said on stderr."""

    process: subprocess.Popen[str]
    port: int
    rules: Path
    database: Path
    options: tuple[str, ...]
    said: list[str]
    _listening: threading.Thread

    @property
    def address(self) -> str:
        """Where it answers, without a path."""
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        """The processes that answer, by their ids (where there is /proc)."""
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in task.read_text().split() if "spawn_main" in _command(child)]

    def kill_and_start(self) -> None:
        """Kill it with all its processes, as when the power goes, and start it again at the same port."""
        for each in (self.process.pid, *self.workers()):
            os.kill(each, signal.SIGKILL)
        self.end(signal.SIGKILL)
        again = start(self.rules, self.database, *self.options, port=self.port)
        self.process, self._listening = again.process, again._listening
        self.said.extend(again.said)

    def end(self, with_signal: int = signal.SIGTERM) -> None:
        """End it, by a signal, and wait until it has ended."""
        self.process.send_signal(with_signal)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._listening.join(PATIENCE)
        if self.process.stderr:
            self.process.stderr.close()


def _command(process: str) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text("utf-8")
    except OSError:  # it has ended
        return ""


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Serving]:
    """A server of this clone's rules, copied into `folder`, with its receipts there. SIGTERM ends it.

    A folder that has been served before is served on. Raises RuntimeError when the server does not start.
    """
    rules, database = folder / "regler", folder / "kvitton.db"
    if not rules.exists():
        shutil.copytree(ROOT / "regler", rules)
    server = start(rules, database, *options)
    try:
        yield server
    finally:
        server.end()


def start(rules: Path, database: Path, *options: str, port: int = 0) -> Serving:
    """Start a server and wait until it listens. Raises RuntimeError with what it said when it does not."""
    where = ["--port", str(port), "--regler", str(rules), "--databas", str(database)]
    process = subprocess.Popen(
        [sys.executable, "-m", "verktyg", "webb", *where, *options],
        cwd=rules.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said: list[str] = []
    for line in process.stderr:
        said.append(line)
        if found := ADDRESS.search(line):
            listening = threading.Thread(target=said.extend, args=(process.stderr,), daemon=True)
            listening.start()
            return Serving(process, int(found[2]), rules, database, options, said, listening)
    process.stderr.close()
    process.wait()
    raise RuntimeError(f"motor webb did not start: {''.join(said)}")
