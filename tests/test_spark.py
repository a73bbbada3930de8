"""Rows get on Spark what they get on one machine; what goes wrong there is told and leaves nothing."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import motor
import motor.batch
from motor.batch import parcel
from tests.batches import DAY, drawn
from tests.cluster import ENVIRONMENT, cluster
from tests.repository import ROOT
from tests.rulesets import HEAD, decision, write

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("spark")]

SECONDS = 150
"""After so long the processes of a test are ended, and it fails."""

NACKA = ROOT / "regler" / "nacka"
RULE_SETS = [NACKA, ROOT / "tests" / "regelverk" / "bibliotek"]
NUMBERS = """
  - {namn: belopp, typ: tal}
  - {namn: delar, typ: tal, tillåtna: "> -1000"}
"""
LOGIC = {
    "andel": "uttryck: 'if delar = 0 then null else belopp / delar'\n",
    "öre": "uttryck: '{jämnt: decimal(belopp, 2), upp: round half up(belopp, 2)}'\n",
    "lista": "uttryck: 'for i in 1..3 return belopp * i'\n",
    "gräns": """
        träffregel: unik
        indata: [belopp]
        utdata: [{namn: gräns, typ: text}]
        regler:
          - {när: {belopp: "< 24.995"}, ger: {gräns: under}}
          - {när: {belopp: "[24.995..100]"}, ger: {gräns: mellan}}
          - {när: {belopp: "> 99"}, ger: {gräns: över}}
        """,
}
TIES = ["0.005", "0.015", "2.675", "-0.005", "-7", "24.994999", "24.995", "99.5", "100", "101", None]


@pytest.fixture(scope="module", autouse=True)
def environment() -> Iterator[None]:
    pytest.importorskip("pyspark", reason="PySpark saknas")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def session(environment: None) -> Iterator[Any]:
    """Two processes here; a task that dies is tried once more."""
    from motor.batch.session import session_on  # noqa: PLC0415

    with session_on("local[2,2]") as session:
        yield session


@pytest.fixture
def spark(session: Any) -> Iterator[Any]:
    """The session, whose Java process ends when a test takes too long."""
    timer = Timer(SECONDS, session.sparkContext._gateway.proc.kill)
    timer.start()
    yield session
    timer.cancel()


@pytest.fixture
def numbers(tmp_path: Path) -> motor.Rulebook:
    files = {f"{name}/2024-01-01.yaml": decision(name, logic) for name, logic in LOGIC.items()}
    return motor.load(write(tmp_path, files, HEAD + NUMBERS))


def stored(table: pa.Table, path: Path, files: int = 3) -> Path:
    """The table as a folder of Parquet files."""
    path.mkdir()
    size = -(-table.num_rows // files)
    for number in range(files):
        pq.write_table(table.slice(number * size, size), path / f"del{number}.parquet")
    return path


def rows(path: Path) -> list[dict[str, Any]]:
    return pq.read_table(path).sort_by("id").to_pylist()


def differences(
    folder: Path, rulebook: motor.Rulebook, table: pa.Table, engine: Any, **asked: Any
) -> list[str]:
    """How a run on Spark differs from one here: the rows, and what the reports count."""
    source, here, there = folder / "rader.parquet", folder / "här.parquet", folder / "där.parquet"
    pq.write_table(table, source)
    local = motor.batch.run(rulebook, source, here, workers=1, **asked)
    parts = stored(table, folder / "delar.parquet")
    report = motor.batch.run(rulebook, parts, there, engine=engine, **asked)
    assert bool(report.decided) is bool(table.num_rows)
    mine = replace(report, seconds=0, decided=0, workers=0, target=None)
    theirs = replace(local, seconds=0, decided=0, workers=0, target=None)
    found = [] if mine == theirs else [f"{mine}\n{theirs}"]
    for one, other in zip(rows(there), rows(here), strict=True):
        found += [
            f"{one['id']} {name}: {one[name]!r}, not {other[name]!r}"
            for name in other
            if one[name] != other[name]
        ]
    return found if pq.read_schema(here).names == pq.read_table(there).schema.names else ["columns"]


@pytest.mark.parametrize("path", RULE_SETS, ids=lambda path: path.name)
def test_answers_are_those_of_one_machine(path: Path, spark: Any, tmp_path: Path) -> None:
    rulebook = motor.load(path)
    table = drawn(rulebook, 400, seed=4)
    assert not differences(tmp_path, rulebook, table, spark, on=DAY, trace=True)
    answers = rows(tmp_path / "där.parquet")
    assert any(row["fel"] for row in answers)
    assert any(row["saknas"] for row in answers)
    assert any(row["spår"] and not row["fel"] for row in answers)


@pytest.mark.parametrize("seed", range(3))
def test_columns_of_any_type_and_no_rows_at_all(seed: int, spark: Any, tmp_path: Path) -> None:
    rulebook = motor.load(RULE_SETS[1])
    table = drawn(rulebook, 60, seed, own=False).slice(0, 60 if seed else 0)
    assert not differences(tmp_path, rulebook, table, spark, on=DAY)


def test_ties_and_negatives_lists_and_conflicts(spark: Any, tmp_path: Path, numbers: motor.Rulebook) -> None:
    cells = [None if each is None else motor.feel.evaluate(each) for each in TIES]
    table = pa.table({"id": range(11), "belopp": pa.array(cells, pa.decimal128(38, 6)), "ö.ä": ["å"] * 11})
    asked = {"on": DAY, "decisions": ["öre", "gräns", "lista"], "sample": 5}
    assert not differences(tmp_path, numbers, table, spark, **asked)
    answers = rows(tmp_path / "där.parquet")
    assert [row["gräns"] for row in answers][5:] == ["under", "mellan", None, None, "över", None]
    assert "gräns" in answers[7]["fel"]
    assert answers[10]["saknas"] == "belopp"
    assert {row["ö.ä"] for row in answers} == {"å"}


def test_a_third_goes_out_whole_as_text(spark: Any, tmp_path: Path, numbers: motor.Rulebook) -> None:
    table = pa.table({"id": [1, 2, 3], "belopp": [1, 1, 1], "delar": [3, 0, -8]})
    assert not differences(tmp_path, numbers, table, spark, on=DAY, decisions=["andel"])
    assert [row["andel"] for row in rows(tmp_path / "där.parquet")] == ["0." + "3" * 34, None, "-0.125"]


def test_each_row_has_its_own_day(spark: Any, tmp_path: Path, numbers: motor.Rulebook) -> None:
    days = [None, DAY, datetime.date(2023, 12, 31)]
    table = pa.table({"id": [1, 2, 3], "belopp": [1, 2, 3], "dag": pa.array(days)})
    assert not differences(tmp_path, numbers, table, spark, day_column="dag", decisions=["gräns"])
    assert [bool(row["fel"]) for row in rows(tmp_path / "där.parquet")] == [True, False, True]


def test_a_dataframe_gives_a_dataframe(spark: Any, numbers: motor.Rulebook) -> None:
    from motor.batch.spark import decide  # noqa: PLC0415

    frame = spark.createDataFrame([(1, 24.995), (2, 24.99)], ["id", "belopp"])
    answers = decide(numbers, frame, on=DAY, decisions=["gräns", "andel"], as_text=["andel"]).orderBy("id")
    assert [(row["gräns"], row["saknas"]) for row in answers.collect()] == [
        ("mellan", "delar"),
        ("under", "delar"),
    ]


def asked(rulebook: motor.Rulebook, folder: Path, engine: Any, **more: Any) -> motor.batch.Report:
    """A run of a few rows."""
    source = folder / "rader.parquet"
    if not source.exists():
        pq.write_table(pa.table({"id": [1, 2], "belopp": [1, 2]}), source)
    options: dict[str, Any] = {"on": DAY, "decisions": ["gräns"], "engine": engine}
    return motor.batch.run(rulebook, source, folder / "svar.parquet", **options | more)


def left(folder: Path) -> list[str]:
    """What there is besides the rules and the rows."""
    return sorted({path.name for path in folder.iterdir()} - {"prov", "rader.parquet", "liv"})


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("texts", "deras sha256 stämmer inte"),
        ("rules", "deras sha256 stämmer inte"),
        ("engine", "annan version"),
    ],
)
def test_other_rules_and_another_engine_are_refused(
    part: str, said: str, spark: Any, tmp_path: Path, numbers: motor.Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the parcel had been changed on its way."""

    def changed(*given: Any) -> parcel.Parcel:
        sent = parcel.pack(*given)
        content = json.loads(sent.content)
        other = {"rules": "0" * 64, "engine": "0" * 64, "texts": content["texts"]}
        name = "gräns/2024-01-01.yaml"
        other["texts"] = other["texts"] | {name: other["texts"][name].replace("24.995", "24.996")}
        return replace(sent, content=json.dumps(content | {part: other[part]}))

    monkeypatch.setattr("motor.batch.spark.pack", changed)
    with pytest.raises(motor.EvaluationError, match=said) as raised:
        asked(numbers, tmp_path, spark)
    assert "Traceback" not in str(raised.value)
    assert left(tmp_path) == []


def test_a_process_that_dies_is_replaced(
    spark: Any, tmp_path: Path, numbers: motor.Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.dying import Dying  # noqa: PLC0415

    lives = tmp_path / "liv"
    lives.mkdir()
    monkeypatch.setattr("motor.batch.spark.Task", partial(Dying, lives=str(lives)))
    (lives / "ett").touch()
    assert asked(numbers, tmp_path, spark).rows == 2
    assert [row["gräns"] for row in rows(tmp_path / "svar.parquet")] == ["under", "under"]
    for number in range(9):
        (lives / str(number)).touch()
    with pytest.raises(motor.EvaluationError, match="Sparks nya försök lyckades inte"):
        motor.batch.run(numbers, tmp_path / "rader.parquet", tmp_path / "två.parquet", on=DAY, engine=spark)
    assert left(tmp_path) == ["svar.parquet"]


def test_an_interrupted_run_ends_its_job_and_leaves_nothing(
    spark: Any, tmp_path: Path, numbers: motor.Rulebook
) -> None:
    def interrupt(_: int, __: float | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asked(numbers, tmp_path, spark, progress=interrupt)
    assert left(tmp_path) == []
    assert not spark.sparkContext.statusTracker().getActiveJobsIds()


def test_files_that_cannot_be_used(spark: Any, tmp_path: Path, numbers: motor.Rulebook) -> None:
    (tmp_path / "rader.parquet").write_bytes(b"PAR1 och sedan inget")
    with pytest.raises(motor.EvaluationError, match="avhuggen eller av annat slag"):
        asked(numbers, tmp_path, spark)
    (tmp_path / "rader.parquet").unlink()
    with pytest.raises(motor.EvaluationError, match="Filen finns inte"):
        motor.batch.run(numbers, tmp_path / "ingen.parquet", tmp_path / "svar.parquet", on=DAY, engine=spark)
    asked(numbers, tmp_path, spark)
    with pytest.raises(motor.FactError, match="Målet finns redan"):
        asked(numbers, tmp_path, spark)
    without = stored(pa.table({"id": [1]}), tmp_path / "utan.parquet", 1)
    with pytest.raises(motor.FactError, match="Ingen kolumn"):
        motor.batch.run(numbers, without, tmp_path / "v.parquet", engine=spark)
    with pytest.raises(motor.FactError, match=r"ska sluta på \.parquet"):
        motor.batch.run(numbers, tmp_path / "rader.csv", tmp_path / "v.parquet", engine=spark)
    assert left(tmp_path) == ["svar.parquet", "utan.parquet"]


def test_a_cluster_that_is_none_is_told(session: Any, tmp_path: Path, numbers: motor.Rulebook) -> None:
    with pytest.raises(motor.EvaluationError, match="kluster:7077 är inget Spark-kluster"):
        asked(numbers, tmp_path, "kluster:7077")
    with pytest.raises(motor.EvaluationError, match="redan i gång"):
        asked(numbers, tmp_path, "local[2]")
    with pytest.raises(motor.EvaluationError, match="behöver en SparkSession"):
        asked(numbers, tmp_path, 7)
    with pytest.raises(motor.FactError, match="bestämmer klustret"):
        asked(numbers, tmp_path, session, workers=2)


def test_a_master_and_two_workers_answer_the_command_as_one_machine_does(tmp_path: Path) -> None:
    rulebook = motor.load(NACKA)
    table = drawn(rulebook, 600, seed=7)
    source, here, there = (
        tmp_path / "rader.parquet",
        tmp_path / "här.parquet",
        tmp_path / "rader-svar.parquet",
    )
    stored(table, source, 6)
    pq.write_table(table, tmp_path / "alla.parquet")
    motor.batch.run(rulebook, tmp_path / "alla.parquet", here, on=DAY, trace=True)
    with cluster(tmp_path / "kluster", 2) as address:
        command = [sys.executable, "-m", "verktyg", "kör", NACKA, source, "--motor", address, "--spår"]
        done = subprocess.run(
            [*command, "--datum", str(DAY)],
            env=os.environ,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert "avgjordes var för sig i 2 processer" in done.stdout
    assert rows(there) == rows(here)
