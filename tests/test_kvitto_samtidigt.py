"""No receipt that was acknowledged is lost when a process is killed, or when several save at once."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests import savers
from tests.receipts import store_at
from tests.repository import ROOT
from verktyg.kvitto.databas import Database
from verktyg.kvitto.kontroll import prove
from verktyg.kvitto.lager import Store

KILLED = 100
AT_ONCE = 3


def acknowledged(*files: Path) -> dict[int, str]:
    """The receipts that were said to be saved: their hashes by number. A line cut off was not said."""
    lines = [line for file in files if file.exists() for line in file.read_text("utf-8").split("\n")[:-1]]
    pairs = [line.split() for line in lines]
    assert len({number for number, _ in pairs}) == len(pairs), "a number was given twice"
    return {int(number): chain for number, chain in pairs}


def assert_kept(store: Store, said: dict[int, str]) -> None:
    proof = prove(store)
    assert proof.breaks == []
    kept = {entry.number: entry.chain for entry in store.entries()}
    assert said.items() <= kept.items()
    assert sorted(kept) == list(range(1, len(kept) + 1))


def start(database: str, name: str, count: int, file: Path) -> BaseProcess:
    process = multiprocessing.get_context("fork").Process(
        target=savers.run, args=(database, name, count, file)
    )
    process.start()
    return process


def test_a_killed_process_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    database, file = str(tmp_path / "k.db"), tmp_path / "sparade"
    draw = random.Random(17)  # when each is killed, in seconds
    for index in range(KILLED):
        process = start(database, f"A-{index}", 10_000, file)
        process.join(draw.uniform(0, 0.15))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        assert process.exitcode == -signal.SIGKILL
        if index % 20 == 19 and Path(database).exists() and acknowledged(file):
            assert_kept(store_at(database), acknowledged(file))
    assert len(acknowledged(file)) > KILLED
    assert_kept(store_at(database), acknowledged(file))


def at_once(database: str, folder: Path, count: int) -> dict[int, str]:
    """Several processes saving at once, the first of them making the database; what they say is saved."""
    files = [folder / f"sparade-{index}" for index in range(AT_ONCE)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.savers", database, f"B-{index}", str(count), str(file)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for index, file in enumerate(files)
    ]
    assert [process.wait(120) for process in processes] == [0] * AT_ONCE
    return acknowledged(*files)


def test_processes_that_save_at_once_make_one_chain(tmp_path: Path) -> None:
    database = str(tmp_path / "k.db")
    said = at_once(database, tmp_path, 30)
    assert len(said) == AT_ONCE * 30
    assert_kept(Store(Database(database)), said)
