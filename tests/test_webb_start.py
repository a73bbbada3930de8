"""`motor webb` as it is run: it says its address, answers, picks up changes, and ends when told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.command import motor
from tests.repository import ROOT
from tests.rulesets import AVGIFT, write
from tests.served import BROKEN, VERSION

PATIENCE = 30
"""How long a test waits for what must come, in seconds."""


@contextmanager
def server(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`motor webb` on a free port, and the address that it says."""
    command = [sys.executable, "-m", "verktyg", "webb", "--port", "0", *arguments]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:[1-9]\d*/", said)
            assert found, said + process.stderr.read()
            yield process, found[0]
        finally:
            process.kill()


def read(address: str) -> str:
    """The page at an address, or nothing where there is none."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError:
        return ""


def comes(what: Callable[[], bool]) -> bool:
    """Whether something comes true before long."""
    end = time.monotonic() + PATIENCE
    return any(what() for _ in iter(lambda: time.monotonic() < end, False))


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM], ids=lambda each: each.name)
def test_it_ends_at_once_and_in_silence(told: signal.Signals, workers: str) -> None:
    with server("--arbetare", workers) as (process, address):
        assert read(f"{address}h%C3%A4lsa") == "ok\n"
        process.send_signal(told)
        assert process.wait(PATIENCE) in (0, -told)
        assert process.stderr is not None
        assert process.stderr.read() == ""
        with pytest.raises(OSError, match="refused"):
            read(address)


def test_changed_rules_are_picked_up_by_a_server_that_runs(tmp_path: Path) -> None:
    write(tmp_path, {VERSION: AVGIFT})
    with server("--regler", str(tmp_path)) as (_, address):
        page = f"{address}regelverk/prov/j%C3%A4mf%C3%B6r"
        assert "används inte" not in read(page)
        write(tmp_path, {VERSION: BROKEN})
        assert comes(lambda: "arton" in read(page))
        write(tmp_path, {VERSION: AVGIFT.replace("regler:", "beskrivning: Ny\nregler:")})
        assert comes(lambda: "arton" not in read(page))
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


@pytest.mark.parametrize("lacking", ["uvicorn", "fastapi", "jinja2"])
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
