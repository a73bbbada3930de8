"""`motor webb` as the command that it is, in processes of its own, over copies of the rules."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.process import ROOT

ADDRESS = re.compile(r"http://([\d.]+):(\d+)/")
PATIENCE = 30
"""Seconds to wait for the server to end."""


@dataclass(frozen=True)
class Serving:
    """A server that answers: its process, port, rule sets and database, and what it has said on stderr."""

    process: subprocess.Popen[str]
    port: int
    rules: Path
    database: Path
    said: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it answers, without a path."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Serving]:
    """A server of this clone's rules, copied into `folder`, with its receipts there. It is ended with SIGINT.

    A folder that has been served before is served on. Raises RuntimeError when the server does not start.
    """
    rules, database = folder / "regler", folder / "kvitton.db"
    if not rules.exists():
        shutil.copytree(ROOT / "regler", rules)
    server = start(rules, database, *options)
    try:
        yield server
    finally:
        server.process.terminate()
        try:
            server.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()


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
    assert process.stderr is not None  # noqa: S101 - as asked for
    said: list[str] = []
    for line in process.stderr:
        said.append(line)
        if found := ADDRESS.search(line):
            threading.Thread(target=said.extend, args=(process.stderr,), daemon=True).start()
            return Serving(process, int(found[2]), rules, database, said)
    process.wait()
    raise RuntimeError(f"motor webb did not start: {''.join(said)}")
