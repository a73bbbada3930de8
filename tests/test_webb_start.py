"""`motor webb` as it is run: it says its address, answers, picks up changes, and ends when told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.command import motor
from tests.repository import ROOT
from tests.rulesets import AVGIFT, write
from tests.served import BROKEN, VERSION

PATIENCE = 30
"""How long a test waits for what must come, in seconds."""


@dataclass(frozen=True)
class Running:
    """A server that runs: its process, its address, and the file that holds what it says."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start `motor webb` on a free port, and wait for the address that it says."""
    begun: list[subprocess.Popen[bytes]] = []

    def started(*arguments: str) -> Running:
        log = tmp_path / "sagt"
        command = [sys.executable, "-m", "verktyg", "webb", "--port", "0", *arguments]
        with log.open("wb") as said:
            process = subprocess.Popen(command, stderr=said, env={**os.environ, "PYTHONPATH": str(ROOT)})
        begun.append(process)
        assert comes(lambda: "\n" in log.read_text() or process.poll() is not None)
        found = re.search(r"http://127\.0\.0\.1:[1-9]\d*/", log.read_text())
        assert found, log.read_text()
        return Running(process, found[0], log)

    yield started
    for process in begun:
        process.kill()
        process.wait()


def read(address: str) -> str:
    """The page at an address, or nothing where there is none."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError:
        return ""


def comes(what: Callable[[], bool]) -> bool:
    """Whether something comes true before long."""
    end, pause = time.monotonic() + PATIENCE, threading.Event()
    while time.monotonic() < end:
        if what():
            return True
        pause.wait(0.1)
    return False


@pytest.mark.parametrize(
    ("told", "workers"), [(signal.SIGINT, "2"), (signal.SIGTERM, "2"), (signal.SIGINT, "1")]
)
def test_it_ends_when_it_is_told(start: Callable[..., Running], told: signal.Signals, workers: str) -> None:
    running = start("--arbetare", workers)
    assert read(f"{running.address}h%C3%A4lsa") == "ok\n"
    running.process.send_signal(told)
    assert running.process.wait(PATIENCE) in (0, -told)
    said = running.log.read_text()
    assert "Traceback" not in said
    assert "ERROR" not in said
    with pytest.raises(OSError, match="refused"):
        read(running.address)


def test_changed_rules_are_picked_up_by_a_server_that_runs(
    start: Callable[..., Running], tmp_path: Path
) -> None:
    rules = tmp_path / "regler"
    write(rules, {VERSION: AVGIFT})
    page = f"{start('--regler', str(rules)).address}regelverk/prov/beslut/avgift"
    assert "1 200" in read(page)
    write(rules, {VERSION: AVGIFT.replace("1 200", "1 300")})
    assert comes(lambda: "1 300" in read(page))
    write(rules, {VERSION: BROKEN})
    assert comes(lambda: "arton" in read(page))
    assert "1 300" in read(page)
    write(rules, {VERSION: AVGIFT.replace("1 200", "1 400")})
    assert comes(lambda: "1 400" in read(page))
    assert "används inte" not in read(page)


def test_a_port_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = motor("webb", "--port", str(port))
    assert run.status == 2
    assert f"Porten {port} på 127.0.0.1 används redan" in run.err
    assert "--port 0" in run.err


def test_an_unknown_folder_of_rules() -> None:
    run = motor("webb", "--regler", "finns-inte", "--port", "0")
    assert run.status == 2
    assert "Mappen finns-inte finns inte." in run.err


def test_an_address_of_another_machine() -> None:
    run = motor("webb", "--värd", "127.0.0.1.invalid", "--inloggning", "x", "--port", "0")
    assert run.status == 2
    assert "Traceback" not in run.err


@pytest.mark.parametrize("lacking", ["uvicorn", "jinja2"])
def test_a_missing_extra_is_told(lacking: str) -> None:
    code = f"import sys; sys.modules[{lacking!r}] = None; import verktyg.__main__"
    done = subprocess.run(
        [sys.executable, "-c", code, "webb", "--port", "0"],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert "regelmotor[webb]" in done.stderr
    assert done.returncode == 2
