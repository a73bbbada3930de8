"""What the tests of the command `motor` share: running it in this process, and a made-up rule set."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from tests.repository import ROOT
from verktyg import cli


@dataclass(frozen=True)
class Run:
    """What a command gave: its exit status, and what it printed on each stream."""

    status: int
    out: str
    err: str


def motor(*arguments: str, stdin: str = "") -> Run:
    """Run `motor` with these arguments, away from a terminal."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", io.StringIO(stdin)):
        status = cli.run(arguments)
    return Run(status, out.getvalue(), err.getvalue())


LIBRARY = ROOT / "tests" / "regelverk" / "bibliotek"
"""A made-up rule set that has everything that the tools show, and shares no name with the real ones."""
