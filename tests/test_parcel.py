"""What is sent to other machines: rules as they were loaded, and none other is taken. No Spark is needed."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import motor
import motor.batch
from motor.batch import plan
from motor.batch.forms import Misfit
from motor.batch.parcel import Parcel, Refusal, answered, engine_hash, pack, refusal_in, rules_hash, texts_of
from tests.batches import DAY
from tests.rulesets import AVGIFT, HEAD, decision, write

FEE = "avgift/2024-01-01.yaml"
THIRD = decision("tredjedel", "uttryck: ålder / 3\n")


@pytest.fixture
def rulebook(tmp_path: Path) -> motor.Rulebook:
    return motor.load(write(tmp_path, {FEE: AVGIFT, "tredjedel/2024-01-01.yaml": THIRD}, HEAD))


def parcel_of(rulebook: motor.Rulebook, *decisions: str) -> Parcel:
    asked = plan.make(rulebook, DAY, None, decisions)
    return pack(asked, "typed", ("ålder", "ärende"), ("ärende",), 2)


def batches(*ages: int | None) -> Iterator[pa.RecordBatch]:
    """One batch for each age, with columns named as Spark is given them."""
    for age in ages:
        yield pa.record_batch({"k0": pa.array([age], pa.int64()), "k1": [f"Ä{age}"]})


def changed(sent: Parcel, **parts: Any) -> Parcel:
    return replace(sent, content=json.dumps(json.loads(sent.content) | parts))


def refused(sent: Parcel) -> Exception | None:
    """The refusal, read from the text of an error that holds it."""
    with pytest.raises(Refusal) as raised:
        list(answered(sent, batches(7), 3, lambda _: None))
    assert str(raised.value).isascii()
    return refusal_in(f"Traceback\n motor.batch.parcel.Refusal: {raised.value}\n\n\tat org.apache.spark")


def test_rows_are_answered_and_counted(rulebook: motor.Rulebook) -> None:
    counts: Counter[str] = Counter()
    sent = parcel_of(rulebook, "avgift")
    table = pa.Table.from_batches(list(answered(sent, batches(7, 18, 8, None, 121), 1, counts.update)))
    assert table.column_names == ["ärende", "avgift", "saknas", "fel"]
    assert table["avgift"].to_pylist() == [0, 1200, 0, None, None]
    assert table["ärende"].to_pylist() == ["Ä7", "Ä18", "Ä8", "ÄNone", "Ä121"]
    assert table["saknas"].to_pylist() == [None, None, None, "ålder", None]
    assert [fault is None for fault in table["fel"].to_pylist()] == [True] * 4 + [False]
    decided = counts.pop("avgjorda")
    assert (counts.pop("rader"), len(counts)) == (5, 1)
    assert decided == 5  # batches of one row have nothing to keep


def test_the_rules_of_a_day_are_held_there_too(rulebook: motor.Rulebook) -> None:
    later = AVGIFT.replace("från: 2024", "från: 2025").replace("1 200", "1 300")
    both = motor.load(rulebook.path, extra={"avgift/2025-01-01.yaml": later})
    for day, amount in ((DAY, 1200), (DAY.replace(year=2025), 1300)):
        sent = parcel_of(both.as_if_always(day), "avgift")
        table = pa.Table.from_batches(list(answered(sent, batches(7, 18), 1, lambda _: None)))
        assert table["avgift"].to_pylist() == [0, amount]


def test_rules_are_read_from_the_parcel_and_not_from_disk(rulebook: motor.Rulebook) -> None:
    texts = texts_of(rulebook)
    assert texts.keys() == {"regelverk.yaml", FEE, "tredjedel/2024-01-01.yaml"}
    Path(rulebook.path, FEE).write_text("ändrad", "utf-8")
    Path(rulebook.path, "avgift", "2025-01-01.yaml").write_text("ny", "utf-8")
    assert texts_of(rulebook) == texts
    [answers] = answered(parcel_of(rulebook, "avgift"), batches(18), 1, lambda _: None)
    assert answers["avgift"].to_pylist() == [1200]


def test_a_hash_tells_every_text_and_name_apart(rulebook: motor.Rulebook) -> None:
    texts = texts_of(rulebook)
    assert json.loads(parcel_of(rulebook, "avgift").content)["rules"] == rules_hash(texts)
    others = [texts | {FEE: texts[FEE] + " "}, texts | {"ny": ""}, {**texts, "x": texts[FEE]}]
    assert len({rules_hash(texts), *map(rules_hash, others)}) == 4
    assert rules_hash(dict(reversed(texts.items()))) == rules_hash(texts)


@pytest.mark.parametrize("part", ["texts", "rules", "engine", "a text that is left out"])
def test_other_rules_and_another_engine_are_refused(part: str, rulebook: motor.Rulebook) -> None:
    texts = texts_of(rulebook)
    fewer = {name: text for name, text in texts.items() if not name.startswith("tredjedel")}
    parts: dict[str, dict[str, Any]] = {
        "texts": {"texts": texts | {FEE: texts[FEE].replace("1 200", "1 201")}},
        "rules": {"rules": "0" * 64},
        "engine": {"engine": engine_hash()[::-1]},
        "a text that is left out": {"texts": fewer},
    }
    error = refused(changed(parcel_of(rulebook, "avgift"), **parts[part]))
    assert isinstance(error, motor.EvaluationError)
    said = "annan version" if part == "engine" else "sha256 stämmer inte"
    assert said in str(error)
    assert str(error).startswith("Del 3 av raderna, på ")


def test_a_text_that_is_not_among_those_loaded_is_refused(rulebook: motor.Rulebook) -> None:
    """A hash over texts that are no rules does not help."""
    texts = texts_of(rulebook) | {"läs mig": "hej"}
    error = refused(changed(parcel_of(rulebook, "avgift"), texts=texts, rules=rules_hash(texts)))
    assert "sha256 stämmer inte" in str(error)


def test_a_value_without_place_is_told(rulebook: motor.Rulebook) -> None:
    misfit = refused(parcel_of(rulebook, "tredjedel"))
    assert isinstance(misfit, Misfit)
    assert misfit.decision == "tredjedel"


def test_an_error_without_refusal_is_none() -> None:
    assert refusal_in("java.lang.OutOfMemoryError: regelmotor") is None


def test_spark_that_is_not_installed_is_told(
    rulebook: motor.Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("motor.batch.spark", "motor.batch.session"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(motor.EvaluationError, match=r"pip install 'regelmotor\[spark\]'"):
        motor.batch.run(rulebook, "in.parquet", tmp_path / "ut.parquet", on=DAY, engine="local[2]")
