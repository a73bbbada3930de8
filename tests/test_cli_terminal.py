"""`motor` at a real terminal (a pty): the interview, Ctrl-C, Ctrl-D, and a closed pipe."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import LIBRARY
from tests.repository import ROOT
from verktyg.fel import INTERRUPTED, PIPE_CLOSED

PATIENCE = 30.0
"""How long to wait for the command, in seconds."""


class Terminal:
    """A command that runs at a pty of 80 columns."""

    def __init__(self, *arguments: str) -> None:
        self.process_id, self.descriptor = pty.fork()
        if self.process_id == 0:
            environment = os.environ | {
                "PYTHONPATH": str(ROOT),
                "TERM": "xterm",
                "COLUMNS": "80",
                "LC_ALL": "C.UTF-8",
            }
            os.execve(sys.executable, [sys.executable, "-m", "verktyg", *arguments], environment)
        self.shown = ""

    def _more(self) -> bool:
        """Read what has come. False when the command has closed its side."""
        ready, _, _ = select.select([self.descriptor], [], [], PATIENCE)
        assert ready, f"nothing came after:\n{self.shown}"
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:
            return False
        text = data.decode("utf-8", "replace").replace("\r\n", "\n")
        self.shown += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)
        return bool(data)

    def wait_for(self, text: str) -> None:
        """Wait until `text` has been shown, and forget what came before it."""
        while text not in self.shown:
            assert self._more(), f"{text!r} never came; shown was:\n{self.shown}"
        self.shown = self.shown.partition(text)[2]

    def type(self, keys: str) -> None:
        os.write(self.descriptor, keys.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C, and again when nothing follows: as a prompt appears, readline may not listen yet."""
        for _ in range(int(PATIENCE)):
            self.type("\x03")
            while select.select([self.descriptor], [], [], 3)[0]:
                if not self._more():
                    return

    def end(self) -> tuple[int, str]:
        """Wait until the command ends; its exit status, and what it showed since last."""
        while self._more():
            pass
        _, status = os.waitpid(self.process_id, 0)
        return os.waitstatus_to_exitcode(status), self.shown


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    held = Terminal("prova", str(LIBRARY), "--datum", "2024-03-01")
    yield held
    try:
        os.kill(held.process_id, signal.SIGKILL)
        os.waitpid(held.process_id, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
    os.close(held.descriptor)


def test_a_person_is_asked_and_answered(terminal: Terminal) -> None:
    terminal.wait_for("Bor låntagaren i kommunen?")
    terminal.wait_for("Svar (1-3): ")
    terminal.type("1\n")
    terminal.wait_for("Hur gammal är låntagaren?")
    terminal.wait_for("eller vet inte): ")
    terminal.type("140\n")
    terminal.wait_for("åldern kan inte vara 140")
    terminal.wait_for("eller vet inte): ")
    terminal.type("40\n")
    status, shown = terminal.end()
    assert status == 0
    assert "vuxenkort: möjlig" in shown
    assert "gästkort: inte möjlig" in shown
    assert "Det här saknas" not in shown
    assert "Regelverket svarar också på Förseningsavgift (--vy avgift)." in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_what_nobody_knows_is_shown_as_what_it_depends_on(terminal: Terminal) -> None:
    terminal.wait_for("Svar (1-3): ")
    terminal.type("ja\n")
    terminal.wait_for("eller vet inte): ")
    terminal.type("vet inte\n")
    status, shown = terminal.end()
    assert status == 0
    assert "vuxenkort: beror på åldern" in shown
    assert "Det här saknas" in shown


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--val", "guldkort"), "Valet är inget av alternativen."),
        (("--skäl", "för att"), "Ett skäl hör till ett val."),
    ],
)
def test_a_receipt_that_cannot_be_is_told_before_the_questions(
    tmp_path: Path, given: tuple[str, ...], told: str
) -> None:
    more = ("--kvitto", "A-1", "--databas", str(tmp_path / "k.db"), *given)
    status, shown = Terminal("prova", str(LIBRARY), "--datum", "2024-03-01", *more).end()
    assert (status, told in shown) == (2, True)
    assert "Svar (1-3)" not in shown


def test_the_end_of_the_input_gives_the_answer_so_far(terminal: Terminal) -> None:
    terminal.wait_for("Svar (1-3): ")
    terminal.type("1\n")
    terminal.wait_for("eller vet inte): ")
    terminal.type("\x04")
    status, shown = terminal.end()
    assert status == 0
    assert "vuxenkort: beror på åldern" in shown


def test_ctrl_c_ends_quietly(terminal: Terminal) -> None:
    terminal.wait_for("Svar (1-3): ")
    terminal.interrupt()
    status, shown = terminal.end()
    assert status == INTERRUPTED
    assert not shown.replace("^C", "").strip()


def test_a_pipe_that_closes_ends_it_quietly() -> None:
    command = [sys.executable, "-m", "verktyg", "visa", str(LIBRARY)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=environment, check=False)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (PIPE_CLOSED, b"")


def test_no_colour_when_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    held = Terminal("visa", str(LIBRARY))
    raw = b""
    try:
        while chunk := os.read(held.descriptor, 65536):
            raw += chunk
    except OSError:
        pass
    os.waitpid(held.process_id, 0)
    os.close(held.descriptor)
    assert "Byköpings bibliotek" in raw.decode()
    assert b"\x1b[3" not in raw


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_stream_that_is_closed_from_the_start_stops_nothing(closed: int) -> None:
    command = [sys.executable, "-m", "verktyg", "prova", str(LIBRARY), "--indata", "-"]
    shell = ["sh", "-c", f'exec "$@" {closed}>&-', "sh", *command]
    done = subprocess.run(shell, cwd=ROOT, input=b"", capture_output=True, check=False)
    assert done.returncode == 0
    assert b"fel" not in done.stderr


def test_a_locale_without_utf8_misreads_nothing() -> None:
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "verktyg", "prova", str(LIBRARY), "åldern=34"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
