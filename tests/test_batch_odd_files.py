"""Files as people and other programs write them: each oddity is told, and stops nothing else."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import motor
import motor.batch
from motor.batch import targets, text_sources
from tests.batches import DAY
from tests.rulesets import AVGIFT, write


@pytest.fixture
def rulebook(tmp_path: Path) -> motor.Rulebook:
    return motor.load(write(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT}))


def lines(rulebook: motor.Rulebook, source: Path, ending: str = "csv", **asked: Any) -> list[str]:
    """The lines of a target, below the titles where it has any."""
    target = source.with_name(f"ut.{ending}")
    motor.batch.run(rulebook, source, target, **({"on": DAY} | asked))
    return target.read_text("utf-8-sig").splitlines()[1 if ending == "csv" else 0 :]


def test_a_row_with_odd_quotes_stops_no_other(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text('id,ålder\na,"40"x\nb,15\nc,4"0\nd,40\ne,"40\n', "utf-8")
    assert lines(rulebook, source) == [
        ",,,Rad 2 i filen går inte att läsa: ett citattecken står mitt i en cell.",
        "b,0,,",
        'c,,,"ålder ska vara ett tal, inte 4""0. Tillåtet är 0 till 120."',
        "d,1200,,",
        ",,,Rad 6 i filen går inte att läsa: ett citattecken saknas i slutet av en cell.",
    ]


def test_a_row_with_a_cell_beyond_measure_stops_no_other(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,ålder\na," + "9" * 1_100_000 + "\nb,15\n", "utf-8")
    assert lines(rulebook, source) == [
        ",,,Rad 2 i filen går inte att läsa: en cell är längre än 1048576 tecken.",
        "b,0,,",
    ]


def test_a_row_that_swallows_others_stops_the_run(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text('id,ålder\na,15\nb,"40\nc,"15"\nd,40\n', "utf-8")
    with pytest.raises(motor.FactError, match=r"in\.csv:3: .*Den slutar på rad 4\."):
        lines(rulebook, source)
    assert not source.with_name("ut.csv").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id;ålder;;\n1;40;;\n".encode(), "Kolumner utan rubrik: nummer 3, 4."),
        (b",\xc3\xa5lder\n0,40\n", "Kolumner utan rubrik: nummer 1."),
        ("\nålder\n40\n".encode(), "Första raden är tom. Där ska rubrikerna stå."),
        (b"\xef\xbb\xbf", "Första raden är tom."),
        (b"id,sfi\n1,ja\n", "De vilar på ålder. Kolumnerna heter id, sfi."),
        ("id|ålder\n1|40\n".encode(), "De vilar på ålder. Kolumnerna heter id|ålder."),
        ((",".join(f"k{place}" for place in range(12)) + "\n").encode(), "k8, k9, …."),
        ("id;ålder\n1;40\n".encode("cp1252"), "I Excel heter det CSV UTF-8."),
        ("id;ålder\n1;40\n".encode("utf-16"), "I Excel heter det CSV UTF-8."),
        ('"id,a";ålder\n1;40\n'.encode(), "Rubrikraden går inte att läsa: ett citattecken"),
    ],
    ids=str,
)
def test_titles_that_cannot_be_used(
    rulebook: motor.Rulebook, tmp_path: Path, content: bytes, said: str
) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(content)
    with pytest.raises(motor.FactError) as caught:
        lines(rulebook, source)
    assert said in str(caught.value)
    assert "in.csv" in str(caught.value)


def test_a_name_that_stands_twice_is_a_fault_of_its_line(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    written = ['{"ålder": 40, "ålder": 15}', '{"ålder": 40, " ålder": 15}', '{"ålder": 15}']
    source.write_text("\n".join(written), "utf-8")
    assert [json.loads(line)["fel"] for line in lines(rulebook, source, "jsonl")] == [
        "Rad 1 i filen: ålder står två gånger.",
        "Rad 2 i filen har ett namn två gånger.",
        None,
    ]


def test_a_list_of_objects_is_no_json_lines(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('[{"ålder": 40}, {"ålder": 15}]', "utf-8")
    with pytest.raises(motor.FactError, match="utan hakparenteser"):
        lines(rulebook, source, "jsonl")


def test_a_pipe_is_no_file(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    os.mkfifo(source)
    with pytest.raises(motor.FactError, match="Det är ingen vanlig fil"):
        lines(rulebook, source)


def test_a_number_as_text_is_told_to_be_a_text(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    pq.write_table(pa.table({"ålder": ["40", "fyrtio"]}), source)
    assert lines(rulebook, source) == [
        ',,"ålder ska vara ett tal, inte texten ""40"". Tillåtet är 0 till 120."',
        ',,"ålder ska vara ett tal, inte fyrtio. Tillåtet är 0 till 120."',
    ]


def test_cells_that_python_has_no_type_for_come_along(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    columns = {
        "ålder": [15, None],
        "fin": pa.array([1_500, None], pa.timestamp("ns")),
        "hel": pa.array([0, 10**9], pa.timestamp("ns")),
        "tid": pa.array([1, None], pa.time64("ns")),
        "bytes": [b"\xff\x00", None],
        "par": pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int32())),
    }
    pq.write_table(pa.table(columns), source)
    assert lines(rulebook, source) == [
        '1970-01-01 00:00:00.000001500,1970-01-01 00:00:00,00:00:00.000000001,ff00,"[[""a"", 1]]",0,,',
        ",1970-01-01 00:00:01,,,,,ålder,",
    ]
    assert json.loads(lines(rulebook, source, "jsonl")[0]) == {
        "fin": "1970-01-01 00:00:00.000001500",
        "hel": "1970-01-01T00:00:00",
        "tid": "00:00:00.000000001",
        "bytes": "ff00",
        "par": [["a", 1]],
        "avgift": 0,
        "saknas": None,
        "fel": None,
    }


def test_times_beyond_reach_are_refused_as_what_they_are(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    pq.write_table(pa.table({"ålder": pa.array([2**60], pa.timestamp("ms"))}), source)
    assert "ålder ska vara ett tal, inte" in lines(rulebook, source)[0]


def test_columns_that_parquet_does_not_have(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    source, target = tmp_path / "in.arrow", tmp_path / "ut.parquet"
    table = pa.table({"ålder": [15], "tid": pa.array([pa.MonthDayNano([1, 2, 3])])})
    with pa.ipc.new_file(source, table.schema) as writer:
        writer.write_table(table)
    with pytest.raises(
        motor.EvaluationError, match=r"som tid \(month_day_nano_interval\)\. Inget är skrivet"
    ):
        motor.batch.run(rulebook, source, target, on=DAY)
    assert list(tmp_path.glob("*ut.parquet*")) == []


@pytest.mark.parametrize("ending", ["csv", "jsonl", "arrow"])
def test_more_text_than_an_array_holds(
    rulebook: motor.Rulebook, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is 2 GB; here an array of more than two rows is taken to be too large."""
    laid_out = targets._laid_out

    def limited(lay_out: Any, carried: pa.RecordBatch, answers: pa.RecordBatch) -> Any:
        def small(*both: pa.RecordBatch) -> Any:
            if both[1].num_rows > 2:
                raise pa.ArrowInvalid("offset overflow")
            return lay_out(*both)

        return laid_out(small, carried, answers)

    source = tmp_path / "in.parquet"
    pq.write_table(pa.table({"ålder": [15, 40, 121, None, 17], "id": list("abcde")}), source)
    whole, parts = tmp_path / f"ut.{ending}", tmp_path / f"delar.{ending}"
    motor.batch.run(rulebook, source, whole, on=DAY)
    monkeypatch.setattr(targets, "_laid_out", limited)
    motor.batch.run(rulebook, source, parts, on=DAY)
    if ending == "arrow":
        assert (
            pa.ipc.open_file(parts).read_all().to_pylist() == pa.ipc.open_file(whole).read_all().to_pylist()
        )
    else:
        assert parts.read_bytes() == whole.read_bytes()
        assert len(whole.read_text("utf-8").splitlines()) == (6 if ending == "csv" else 5)


def test_batches_of_long_lines_are_short(
    rulebook: motor.Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,ålder\n" + ("x" * 50_000 + ",15\n") * 40, "utf-8")
    monkeypatch.setattr(text_sources, "LARGEST", 500_000)
    monkeypatch.setattr(text_sources, "FEW", 4)
    heights = []
    motor.batch.run(
        rulebook, source, tmp_path / "ut.csv", on=DAY, progress=lambda rows, _: heights.append(rows)
    )
    assert heights[-1] == 40
    assert len(heights) > 2


def test_days_of_any_kind_in_a_day_column(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    columns = {
        "2024-06-01": pa.array([datetime.date(2024, 6, 1)]),
        "tom": pa.array([None], pa.date32()),
        "[20240601], som inte är en dag": pa.array([[20240601]]),
        "2023-01-01": pa.array(["2023-01-01"]),
        "5881580-07-11": pa.array([2**31 - 1], pa.int32()).view(pa.date32()),
    }
    for said, column in columns.items():
        pq.write_table(pa.table({"dag": column, "ålder": [40]}), source)
        (line,) = lines(rulebook, source, "jsonl", on=None, day_column="dag", decisions=["avgift"])
        fault = json.loads(line)["fel"]
        assert fault is None if said == "2024-06-01" else said in fault


def test_as_many_categories_as_their_numbers_reach(rulebook: motor.Rulebook) -> None:
    """A category of 128 texts has numbers in one byte, none of them left over for a cell without one."""
    numbers = pa.array([*range(128), None], pa.int8())
    texts = pa.DictionaryArray.from_arrays(numbers, [f"{age} år" for age in range(128)])
    days = pa.DictionaryArray.from_arrays(numbers, [f"2024-03-01{'!' * place}" for place in range(128)])
    given = motor.batch.decide(rulebook, pa.table({"ålder": texts}), on=DAY)
    assert given["fel"][127].as_py() == "ålder ska vara ett tal, inte 127 år. Tillåtet är 0 till 120."
    assert given["saknas"][128].as_py() == "ålder"
    ages = pa.array([40] * 129)
    dated = motor.batch.decide(
        rulebook, pa.table({"dag": days, "ålder": ages}), day_column="dag", decisions=["avgift"]
    )
    assert dated["avgift"][0].as_py() == 1200
    assert dated["fel"][128].as_py().startswith("dag är tom")


def test_a_source_of_no_known_kind_is_named_before_its_target(
    rulebook: motor.Rulebook, tmp_path: Path
) -> None:
    with pytest.raises(motor.FactError, match=r"in\.json: fel: Vet inte vad \.json är"):
        motor.batch.run(rulebook, tmp_path / "in.json", tmp_path / "ut.json", on=DAY)
