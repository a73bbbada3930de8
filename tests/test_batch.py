"""Many rows at once get what each gets by itself: on every type of column, at every boundary, and refused."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import motor
import motor.batch
from motor.batch import plan
from motor.batch.coding import Coded
from motor.batch.kernel import Kernel, Rows
from motor.batch.keys import distinct
from motor.batch.rows import Interpreter
from motor.batch.sources import TableSource
from tests.batches import DAY, drawn, expected, same, tables
from tests.candidates import candidates
from tests.repository import ROOT
from tests.rulesets import AVGIFT, HEAD, decision, write

RULE_SETS = {path.name: motor.load(path) for path in sorted((ROOT / "regler").iterdir())}
RULE_SETS["bibliotek"] = motor.load(ROOT / "tests/regelverk/bibliotek")


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """Each row's answered facts."""
    return [{name: cell for name, cell in row.items() if cell is not None} for row in table.to_pylist()]


def decided(rulebook: motor.Rulebook, table: pa.Table, **asked: Any) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = motor.batch.decide(rulebook, table, on=DAY, **asked).to_pylist()
    return answers


@pytest.mark.parametrize("name", RULE_SETS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_rows_get_what_the_interpreter_gives(
    name: str, data: st.DataObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("motor.batch.sources.ROWS", 5)
    rulebook = RULE_SETS[name]
    table = data.draw(tables(rulebook))
    asked = data.draw(st.one_of(st.none(), st.lists(st.sampled_from(rulebook.in_force(DAY)), min_size=1)))
    rows = expected(rulebook, rows_of(table), asked)
    if set(plan.make(rulebook, DAY, None, asked).facts).isdisjoint(table.column_names):
        with pytest.raises(motor.FactError, match="Ingen kolumn"):
            decided(rulebook, table, decisions=asked)
        return
    assert not same(decided(rulebook, table, decisions=asked), rows)


@pytest.mark.parametrize("name", RULE_SETS)
def test_every_candidate_gets_what_the_interpreter_gives(name: str) -> None:
    """Each answer worth trying to each fact alone, several times over, so that answers are used again."""
    rulebook = RULE_SETS[name]
    resting = {each: plan.make(rulebook, DAY, None, [each]).facts for each in rulebook.in_force(DAY)}
    for fact in rulebook.facts:
        numbers = [each for each in candidates(rulebook, fact) if type(each) in (int, Decimal)]
        for cells, type_ in (
            ([Decimal(each) for each in numbers], pa.decimal128(38, 4)),
            ([each for each in candidates(rulebook, fact) if isinstance(each, str)], pa.string()),
            ([True, False], pa.bool_()),
            ([each for each in candidates(rulebook, fact) if isinstance(each, datetime.date)], pa.date32()),
        ):
            table = pa.table({fact: pa.array([*cells, None] * 4, type_)})
            names = [each for each in rulebook.in_force(DAY) if fact in resting[each]][:2]
            if names:
                rows = expected(rulebook, rows_of(table), names)
                assert not same(decided(rulebook, table, decisions=names), rows), fact


@pytest.mark.parametrize("name", RULE_SETS)
def test_processes_give_what_the_interpreter_gives(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row is sent away, a few at a time."""
    monkeypatch.setattr("motor.batch.workers.WORTH_WHILE", 1)
    monkeypatch.setattr("motor.batch.workers.SLICE", 5)
    rulebook = RULE_SETS[name]
    table = drawn(rulebook, 40, seed=7)
    asked = [
        each for each in ("ersättning", "behörig", *rulebook.in_force(DAY)) if each in rulebook.decisions
    ][:2]
    rows = expected(rulebook, rows_of(table), asked)
    assert any(row["fel"] is None for row in rows)
    shared = decided(rulebook, table, decisions=asked, workers=2)
    assert not same(shared, rows)
    assert shared == decided(rulebook, table, decisions=asked, workers=1)


AMOUNT = """
  - {namn: belopp, typ: tal}
  - {namn: antal, typ: tal, tillåtna: "> -1000", standard: 2}
"""
SHARE = "uttryck: 'if antal = 0 then null else belopp / antal'\n"
ROUNDED = "uttryck: '{jämnt: decimal(belopp, 2), upp: round half up(belopp, 2)}'\n"
STEPPED = """
träffregel: första
indata: [belopp]
utdata: [{namn: nivå, typ: text}]
regler:
  - {när: {belopp: "< -0.005"}, ger: {nivå: under}}
  - {när: {belopp: "[-0.005..24.995)"}, ger: {nivå: låg}}
  - {när: {belopp: "24.995"}, ger: {nivå: precis}}
  - {när: {belopp: "> 24.995"}, ger: {nivå: hög}}
"""


@pytest.fixture(scope="module")
def amounts(tmp_path_factory: pytest.TempPathFactory) -> motor.Rulebook:
    files = {
        f"{name}/2024-01-01.yaml": decision(name, logic)
        for name, logic in {"andel": SHARE, "öre": ROUNDED, "nivå": STEPPED}.items()
    }
    return motor.load(write(tmp_path_factory.mktemp("belopp"), files, HEAD + AMOUNT))


TIES = ["0.005", "0.015", "2.675", "-0.005", "-0.015", "24.995", "24.9949999999", "24.9950000001", "0", "-7"]


@pytest.mark.parametrize("type_", [pa.decimal128(38, 10), pa.float64(), pa.string()], ids=str)
def test_ties_and_negatives(amounts: motor.Rulebook, type_: pa.DataType) -> None:
    read: Callable[[str], Any] = {"double": float, "string": str}.get(str(type_), Decimal)
    table = pa.table({"belopp": pa.array([read(each) for each in TIES], type_)})
    rows = expected(amounts, rows_of(table), ["öre", "nivå"])
    assert not same(decided(amounts, table, decisions=["öre", "nivå"]), rows)
    if pa.types.is_decimal(type_):
        assert rows[4]["öre"] == {"jämnt": Decimal("-0.02"), "upp": Decimal("-0.02")}
        assert rows[0]["öre"] == {"jämnt": 0, "upp": Decimal("0.01")}
        assert [row["nivå"] for row in rows[5:8]] == ["precis", "låg", "hög"]


def test_floats_meet_boundaries_by_their_shortest_form(amounts: motor.Rulebook) -> None:
    near = [
        np.nextafter(24.995, 0),
        24.995,
        np.nextafter(24.995, 99),
        -0.005,
        np.nextafter(-0.005, -1),
        1e308,
    ]
    given = decided(amounts, pa.table({"belopp": pa.array(near, pa.float64())}), decisions=["nivå"])
    assert [row["nivå"] for row in given] == ["låg", "precis", "hög", "låg", "under", "hög"]


def test_a_number_with_34_digits_goes_out_whole(amounts: motor.Rulebook) -> None:
    """A third has no exact place in a typed column: the decision is written as JSON text, digit by digit."""
    table = pa.table({"belopp": [1, 1, 1], "antal": [3, 2, 0]})
    given = decided(amounts, table, decisions=["andel"])
    assert [row["andel"] for row in given] == ["0." + "3" * 34, "0.5", None]
    assert [row["andel"] for row in decided(amounts, table.slice(1, 1), decisions=["andel"])] == [
        Decimal("0.5")
    ]


def test_decimals_beyond_34_digits_are_read_as_one_by_one(amounts: motor.Rulebook) -> None:
    """38 digits are rounded to 34 when read, here up to the boundary."""
    table = pa.table({"belopp": pa.array([Decimal("24.994" + "9" * 33)], pa.decimal128(38, 36))})
    assert decided(amounts, table, decisions=["nivå"])[0]["nivå"] == "precis"


@pytest.fixture
def texts(tmp_path: Path) -> motor.Rulebook:
    """What facts are, as FEEL writes it."""
    files = {
        "avgift/2024-01-01.yaml": AVGIFT,
        "dag/2024-01-01.yaml": decision("dag", "uttryck: string(start)\n"),
    }
    return motor.load(write(tmp_path, files))


def test_days_beyond_the_calendar(texts: motor.Rulebook) -> None:
    """A million years on, in 2 500 turns of 400 years, where Python has no dates."""
    days = pa.array([0, 2500 * 146_097, None], pa.int32()).view(pa.date32())
    given = decided(texts, pa.table({"start": days}), decisions=["dag"])
    assert [row["dag"] for row in given] == ["1970-01-01", "1001970-01-01", None]


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        (pa.array([2**63 + 5], pa.uint64()), "ålder kan inte vara 9223372036854775813."),
        (pa.array([float("inf")]), "ålder ska vara ett tal, inte"),
        (
            pa.array([Decimal(10) ** 30], pa.decimal128(38, 2)),
            "ålder kan inte vara 1000000000000000000000000000000.",
        ),
        (pa.array([[1, 2]]), "ålder ska vara ett tal, inte"),
        (pa.array([{"a": 1}]), "ålder ska vara ett tal, inte"),
        (pa.array([datetime.timedelta(1)]), "ålder ska vara ett tal, inte P1D."),
        (pa.array([b"x"]), "ålder ska vara ett tal, inte"),
        (pa.array([True]), "ålder ska vara ett tal, inte true."),
    ],
    ids=lambda value: str(getattr(value, "type", "")),
)
def test_columns_of_other_types(texts: motor.Rulebook, column: pa.Array, fault: str) -> None:
    given = decided(texts, pa.table({"ålder": column}), decisions=["avgift"])
    assert given[0]["avgift"] is None
    assert given[0]["fel"].startswith(fault)


def test_columns_without_any_answer(texts: motor.Rulebook) -> None:
    nothing = pa.array([None, None])
    for type_ in (pa.string(), pa.int64(), pa.decimal128(10, 2), pa.float64(), pa.date32(), pa.null()):
        column = nothing.cast(type_)
        given = decided(texts, pa.table({"ålder": column}), decisions=["avgift"])
        assert [(row["avgift"], row["saknas"], row["fel"]) for row in given] == [(None, "ålder", None)] * 2
    empty = pa.DictionaryArray.from_arrays(pa.array([None, None], pa.int32()), pa.array([], pa.string()))
    assert decided(texts, pa.table({"ålder": empty}), decisions=["avgift"])[1]["saknas"] == "ålder"


def test_lists_are_facts_too() -> None:
    nacka = RULE_SETS["nacka"]
    lists = [["A"], ["A", "B"], [], ["A"], ["D"], None]
    table = pa.table({"brist i del": pa.array(lists, pa.list_(pa.string())), "upprepad brist": [True] * 6})
    rows = expected(nacka, rows_of(table), ["tillsynsfaktorer"])
    assert not same(decided(nacka, table, decisions=["tillsynsfaktorer"]), rows)
    assert rows[4]["fel"].startswith("brist i del kan inte vara D.")


def test_many_texts_are_brought_together_first(tmp_path: Path) -> None:
    """More distinct texts than are told apart one by one, of which two matter."""
    text = decision(
        "svar",
        """
        träffregel: unik
        indata: [ord]
        utdata: [{namn: svar, typ: tal}]
        regler:
          - {när: {ord: '"x7"'}, ger: {svar: 7}}
          - {när: {ord: 'not("x7")'}, ger: {svar: 0}}
        """,
    )
    head = HEAD + "  - {namn: ord, typ: text, fråga: Vilket ord?}\n"
    rulebook = motor.load(write(tmp_path, {"svar/2024-01-01.yaml": text}, head))
    words = [f"x{number}" for number in range(1000)] * 2
    given = decided(rulebook, pa.table({"ord": [*words, None]}))
    assert [row["svar"] for row in given] == [7 if word == "x7" else 0 for word in words] + [None]


def test_each_row_has_its_day() -> None:
    nacka = RULE_SETS["nacka"]
    days = [datetime.date(2023, 12, 31), datetime.date(2024, 1, 1), datetime.date(2022, 1, 1), None]
    kinds = ["Jobbpeng grund", "AMI 1", "AMI 1", "AMI 1"]
    table = pa.table({"dag": pa.array(days * 3, pa.date32()), "insats": kinds * 3})
    answers = motor.batch.decide(nacka, table, day_column="dag", decisions=["insatsvillkor"]).to_pylist()
    assert [row["insatsvillkor"] and row["insatsvillkor"]["checkbelopp"] for row in answers[:4]] == [
        3686, 3800, None, None,
    ]  # fmt: skip
    assert "2022-01-01" in answers[2]["fel"]
    assert answers[3]["fel"].startswith("dag är tom")
    assert answers[:4] == answers[4:8] == answers[8:]


def test_null_is_unanswered_unless_said_to_be_unclear(tmp_path: Path) -> None:
    logic = 'uttryck: if färg = null then "oklar" else färg\n'
    rulebook = motor.load(write(tmp_path, {"f/2024-01-01.yaml": decision("f", logic)}))
    table = pa.table({"färg": pa.array([None, "röd"], pa.string())})
    assert [(row["f"], row["saknas"]) for row in decided(rulebook, table)] == [(None, "färg"), ("röd", None)]
    assert [row["f"] for row in decided(rulebook, table, unclear=["färg"])] == ["oklar", "röd"]
    with pytest.raises(motor.FactError, match="ålder kan inte vara oklar"):
        decided(rulebook, table, unclear=["ålder"])


def test_the_trace_names_the_rules_that_hit(tmp_path: Path) -> None:
    rulebook = motor.load(write(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT}))
    given = decided(rulebook, pa.table({"ålder": [17, 18, 200]}), trace=True)
    assert [row["spår"] for row in given] == [
        "avgift/2024-01-01.yaml regel 1", "avgift/2024-01-01.yaml regel 2", None,
    ]  # fmt: skip
    assert given[2]["fel"].startswith("ålder kan inte vara 200")


def test_what_reads_the_clock_is_decided_row_by_row(tmp_path: Path) -> None:
    rulebook = motor.load(write(tmp_path, {"nu/2024-01-01.yaml": decision("nu", "uttryck: string(now())\n")}))
    given = decided(rulebook, pa.table({"rad": [1, 2]}))
    assert given[0]["nu"] < given[1]["nu"]


def test_a_condition_is_held_where_it_touches_what_is_asked() -> None:
    nacka = RULE_SETS["nacka"]
    table = pa.table({
        "insats": ["AMI 1"],
        "startdatum": [datetime.date(2024, 5, 1)],
        "slutdatum": [datetime.date(2024, 4, 1)],
        "avslutsorsak": ["avbruten"],
        "varaktighet": [1],
    })  # fmt: skip
    assert "Slutdatum ligger före startdatum" in decided(nacka, table, decisions=["ersättning"])[0]["fel"]
    assert decided(nacka, table, decisions=["insatsvillkor"])[0]["fel"] is None


def test_other_columns_come_along_and_misspelt_ones_are_told(tmp_path: Path) -> None:
    rulebook = motor.load(write(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT}))
    table = pa.table({"id": [7], "ålder": [3], "sfi": [True]})
    assert decided(rulebook, table) == [{"id": 7, "avgift": 0, "saknas": None, "fel": None}]
    for names, message in (
        (["id", "alder"], "Ingen kolumn i tabellen är ett faktum"),
        (["ålder", "avgift"], "heter som dem körningen skriver: avgift"),
        (["ålder", " ålder"], "Kolumnen ålder finns två gånger"),
    ):
        with pytest.raises(motor.FactError, match=message):
            decided(rulebook, pa.table([[1], [2]], names))


def test_a_wrong_answer_stops_the_run(tmp_path: Path) -> None:
    """The kernel is given answers that are not the interpreter's."""
    rulebook = motor.load(write(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT}))
    interpreter = Interpreter(plan.make(rulebook, DAY), "typed", "typed")
    other = interpreter.decide(pa.record_batch({"ålder": [50]}))
    kernel = Kernel(interpreter, "typed", lambda rows: other.take(pa.array([0] * rows.num_rows)))
    with pytest.raises(motor.EvaluationError, match=r"Rad 4\d fick .*1200.* men .*avgjordes för sig"):
        kernel(Rows(pa.record_batch({"ålder": [3] * 9}), start=40))


def test_answers_are_begun_anew_when_there_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motor.batch.answers.PLACES", 3)
    monkeypatch.setattr("motor.batch.sources.ROWS", 8)
    rulebook = motor.load(write(tmp_path, {"svar/2024-01-01.yaml": decision("svar", "uttryck: ålder * 2\n")}))
    ages = [age for start in range(0, 100, 2) for age in (start, start + 1) * 4]
    given = decided(rulebook, pa.table({"ålder": ages}))
    assert [row["svar"] for row in given] == [age * 2 for age in ages]


def test_keys_of_many_columns_stay_apart() -> None:
    """More combinations than 64 bits hold."""
    random = np.random.default_rng(1)
    columns = [Coded(random.integers(0, 1 << 20, 50), np.arange(1 << 20)) for _ in range(8)]
    columns = [Coded(np.append(each.numbers, each.numbers[:5]), each.codes) for each in columns]
    found = distinct(columns, 55)
    assert len(found.rows) == 50
    assert found.of_row[:5].tolist() == found.of_row[50:].tolist()
    assert len(set(found.codes(columns))) == 50


@pytest.mark.parametrize("size", [2, 15, 16, 17, 255, 256, 257, 65_537])
def test_keys_stay_apart_at_every_width(size: int) -> None:
    """As many combinations as one, two and four bytes hold, and some fewer and more."""
    random = np.random.default_rng(2)
    columns = [Coded(random.integers(0, each, 4000), np.arange(each)) for each in (size, 1, 16)]
    columns[0].numbers[:2], columns[2].numbers[:2] = size - 1, 15
    found = distinct(columns, 4000)
    rows = list(zip(*(each.numbers.tolist() for each in columns), strict=True))
    assert len(found.rows) == len(set(rows))
    assert [rows[row] for row in found.spread(found.rows)] == rows


def test_many_rows_in_memory_are_decided_in_larger_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """An eighth at a time, though never more than the most; in the order that they came."""
    rulebook = RULE_SETS["nacka"]
    sizes: list[int] = []
    batches = TableSource.batches

    def measured(source: TableSource) -> Iterator[Rows]:
        for rows in batches(source):
            sizes.append(rows.batch.num_rows)
            yield rows

    monkeypatch.setattr(TableSource, "batches", measured)
    monkeypatch.setattr("motor.batch.sources.ROWS", 3)
    monkeypatch.setattr("motor.batch.sources.LARGE", 9)
    table = pa.table({"behov av sfi": [True, False, None] * 20, "rad": range(60)})
    given = motor.batch.decide(rulebook, table, on=DAY)
    assert given.column("rad").to_pylist() == list(range(60))
    assert sizes == [7] * 8 + [4]
    sizes.clear()
    motor.batch.decide(rulebook, pa.concat_tables([table] * 2), on=DAY)
    assert max(sizes) == 9
