"""The rules of one day as if they had always been in force, whatever days are asked about and answered."""

from __future__ import annotations

import datetime
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import motor
import motor.batch
from tests.rulesets import AVGIFT, HEAD, decision, write

OLD, NEW = date(2024, 6, 1), date(2025, 6, 1)
FACTS = """\
  - {namn: gammal, typ: ja/nej, giltig till: 2024-12-31, fråga: Gammal?}
  - {namn: ny, typ: ja/nej, giltig från: 2025-01-01, fråga: Ny?}
"""
BY_START = "gäller enligt: start\n"
FILES = {
    "avgift/2024-01-01.yaml": AVGIFT,
    "avgift/2025-01-01.yaml": AVGIFT.replace("från: 2024", "från: 2025").replace("1 200", "1 300"),
    "rabatt/2024-01-01.yaml": decision("rabatt", "uttryck: 10\n", more=BY_START),
    "rabatt/2025-01-01.yaml": decision("rabatt", "uttryck: 20\n", "2025-01-01", BY_START),
    "dagens/2024-01-01.yaml": decision("dagens", "uttryck: per dag(start, avgift)\n"),
    "slutat/2024-01-01.yaml": decision("slutat", "uttryck: 1\n", more="giltig till: 2024-12-31\n"),
    "val/2024-01-01.yaml": decision("val", "uttryck: gammal\n", more="giltig till: 2024-12-31\n"),
    "val/2025-01-01.yaml": decision("val", "uttryck: ny\n", "2025-01-01"),
}


@pytest.fixture
def rules(tmp_path: Path) -> motor.Rulebook:
    return motor.load(write(tmp_path, FILES, HEAD + FACTS))


@pytest.mark.parametrize("start", [date(1999, 1, 1), date(2024, 3, 1), date(2025, 3, 1)])
@pytest.mark.parametrize("on", [date(1999, 1, 1), OLD, NEW])
@pytest.mark.parametrize(("day", "expected"), [(OLD, [1200, 10, 1200]), (NEW, [1300, 20, 1300])])
def test_no_day_matters(
    rules: motor.Rulebook, day: date, expected: list[int], on: date, start: datetime.date
) -> None:
    names = ["avgift", "rabatt", "dagens"]
    result = rules.as_if_always(day).evaluate({"ålder": 40, "start": start}, on=on, decisions=names)
    assert [result[name] for name in names] == expected


def test_the_day_that_would_pick_a_version_need_not_be_answered(rules: motor.Rulebook) -> None:
    assert rules.evaluate({}, on=NEW, decisions=["rabatt"]).missing == ["start"]
    assert rules.as_if_always(OLD).evaluate({}, on=NEW, decisions=["rabatt"])["rabatt"] == 10


def test_traces_tell_the_days_of_the_files(rules: motor.Rulebook) -> None:
    (trace,) = rules.as_if_always(OLD).evaluate({"ålder": 40}, on=NEW, decisions=["avgift"]).trace
    assert (trace.version.file, trace.version.valid_from) == ("avgift/2024-01-01.yaml", date(2024, 1, 1))
    assert trace.version.sha256 == rules.decisions["avgift"].versions[0].stamp.sha256


def test_what_has_no_rules_that_day_has_none_on_any(rules: motor.Rulebook) -> None:
    assert rules.as_if_always(OLD).evaluate({}, on=NEW, decisions=["slutat"])["slutat"] == 1
    with pytest.raises(motor.FactError) as error:
        rules.as_if_always(NEW).evaluate({}, on=OLD, decisions=["slutat"])
    assert str(error.value).startswith(
        "Inga regler för slutat gäller 2025-06-01. Det finns regler för 2024-01-01 till 2024-12-31."
    )
    assert "slutat" not in rules.as_if_always(NEW).in_force(OLD)


@pytest.mark.parametrize(("day", "known", "unknown"), [(OLD, "gammal", "ny"), (NEW, "ny", "gammal")])
def test_the_facts_of_the_day_are_those_there_are(
    rules: motor.Rulebook, day: date, known: str, unknown: str
) -> None:
    held = rules.as_if_always(day)
    for on in (OLD, NEW):
        assert held.evaluate({known: True}, on=on, decisions=["val"])["val"] is True
        with pytest.raises(motor.FactError, match=f"Det finns inget faktum som heter {unknown}"):
            held.evaluate({unknown: True}, on=on, decisions=["val"])


def test_another_day_is_taken_from_all_versions(rules: motor.Rulebook) -> None:
    again = rules.as_if_always(OLD).as_if_always(NEW)
    assert again.evaluate({"ålder": 40}, on=OLD, decisions=["avgift"])["avgift"] == 1300
    assert (again.held, again.whole) == (NEW, rules)
    assert (rules.held, rules.whole) == (None, rules)


def test_other_processes_hold_the_same_day(rules: motor.Rulebook, tmp_path: Path) -> None:
    ages = [n % 121 for n in range(6000)]
    starts = pa.array(range(19_000, 25_000), pa.int32()).cast(pa.date32())
    pq.write_table(pa.table({"ålder": ages, "start": starts}), tmp_path / "fall.parquet")
    target = tmp_path / "svar.parquet"
    report = motor.batch.run(
        rules.as_if_always(OLD), tmp_path / "fall.parquet", target, on=NEW, decisions=["dagens"], workers=2
    )
    assert report.workers == 2
    rows: list[dict[str, Any]] = pq.read_table(target).to_pylist()
    assert [row["dagens"] for row in rows] == [0 if age < 18 else 1200 for age in ages]
