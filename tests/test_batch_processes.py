"""Runs shared by processes: what they give, what they say to each other, and what becomes of a killed one."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import motor
import motor.batch
from motor.batch import plan, worker, workers
from motor.batch.rows import Interpreter
from tests.batches import DAY
from tests.repository import ROOT
from tests.rulesets import HEAD, decision, write


def answers(path: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file."""
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Rows that are all different."""
    path = tmp_path / "många.parquet"
    table = pa.table(
        {"start": pa.array(range(19_000, 25_000), pa.int32()).cast(pa.date32()), "ålder": [7] * 6000}
    )
    pq.write_table(table, path)
    return path


@pytest.fixture
def dated(tmp_path: Path) -> motor.Rulebook:
    logic = "uttryck: string(start) + string(ålder)\n"
    return motor.load(write(tmp_path / "d", {"svar/2024-01-01.yaml": decision("svar", logic)}, HEAD))


@pytest.mark.parametrize("ending", ["parquet", "jsonl"])
def test_processes_give_what_one_gives(dated: motor.Rulebook, many: Path, ending: str) -> None:
    one, two = (many.with_name(f"{name}.{ending}") for name in ("en", "två"))
    alone = motor.batch.run(dated, many, one, on=DAY, workers=1)
    shared = motor.batch.run(dated, many, two, on=DAY, workers=2)
    assert (alone.workers, shared.workers) == (0, 2)
    assert alone.decided == shared.decided == 6000
    assert one.read_bytes() == two.read_bytes()
    if ending == "parquet":
        assert answers(two)[1]["svar"] == "2022-01-097"


def test_rules_that_are_not_on_disk_stay_in_this_process(many: Path, tmp_path: Path) -> None:
    text = decision("svar", "uttryck: string(start)\n")
    folder = write(tmp_path / "d", {"svar/2024-01-01.yaml": text})
    made_up = motor.load(folder, extra={"svar/2024-01-01.yaml": text.replace("string(start)", "ålder")})
    report = motor.batch.run(made_up, many, many.with_name("ut.parquet"), on=DAY, workers=2)
    assert report.workers == 0
    assert answers(many.with_name("ut.parquet"))[0]["svar"] == 7


def test_a_number_without_place_is_text_from_processes_too(many: Path, tmp_path: Path) -> None:
    rules = motor.load(
        write(tmp_path / "d", {"svar/2024-01-01.yaml": decision("svar", "uttryck: day of year(start) / 7\n")})
    )
    report = motor.batch.run(rules, many, many.with_name("ut.parquet"), on=DAY, workers=2)
    assert report.as_text == ("svar",)
    assert answers(many.with_name("ut.parquet"))[0]["svar"] == "1.142857142857142857142857142857143"


def test_a_killed_process_ends_the_run(
    dated: motor.Rulebook, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = workers._start

    def killed() -> Any:
        process = start()
        process.kill()
        return process

    monkeypatch.setattr("motor.batch.workers._start", killed)
    with pytest.raises(motor.EvaluationError, match="En arbetsprocess avslutades"):
        motor.batch.run(dated, many, many.with_name("ut.parquet"), on=DAY, workers=2)
    assert [path.name for path in many.parent.iterdir() if path.is_file()] == [many.name]


def test_an_interrupted_run_leaves_nothing(dated: motor.Rulebook, many: Path) -> None:
    """Ctrl-C while processes are at work."""
    script = (
        "import datetime, sys, motor, motor.batch\n"
        "def stop(rows, share):\n"
        "    import os, signal\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        f"motor.batch.run(motor.load({dated.path!r}), {str(many)!r}, {str(many.with_name('ut.csv'))!r},"
        " on=datetime.date(2024, 6, 1), workers=2, progress=stop)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert "KeyboardInterrupt" in run.stderr
    assert [path.name for path in many.parent.iterdir() if path.is_file()] == [many.name]


def test_a_process_answers_until_its_input_ends(dated: motor.Rulebook) -> None:
    """What a process is told and what it answers, without the process."""
    asked = plan.make(dated, DAY)
    rows = pa.record_batch({"start": pa.array([DAY]), "ålder": [7]})
    source, target = io.BytesIO(), io.BytesIO()
    worker.send(source, worker.told(asked, "typed", "typed"))
    worker.send(source, worker.packed(rows))
    source.write(b"\x09")  # cut off
    source.seek(0)
    worker.serve(source, target)
    target.seek(0)
    assert worker.receive(target) == worker.SAME_RULES
    reply = worker.receive(target) or b""
    assert reply[:1] == worker.ANSWERS
    assert worker.unpacked(reply[1:]).to_pylist() == [{"svar": "2024-06-017", "saknas": None, "fel": None}]
    assert worker.receive(target) is None


def test_a_process_without_the_same_rules_says_so(dated: motor.Rulebook) -> None:
    told = worker.told(plan.make(dated, DAY), "typed", "typed")
    for change in ((b"prov", b"annat"), (b'"rules": "', b'"rules": "0')):
        source, target = io.BytesIO(), io.BytesIO()
        worker.send(source, told.replace(*change))
        source.seek(0)
        worker.serve(source, target)
        assert target.getvalue().endswith(worker.OTHER_RULES)


def test_a_run_that_has_ended_decides_no_more(dated: motor.Rulebook) -> None:
    pool = workers.Workers(Interpreter(plan.make(dated, DAY), "typed", "typed"), "typed", "typed", 1)
    pool.close()
    with pytest.raises(motor.EvaluationError):
        pool.decide(pa.record_batch({"start": pa.array([DAY]), "ålder": [7]}))
