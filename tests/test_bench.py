"""The benchmarks run, on sizes so small that nothing can be said of time, and without the other engines."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import motor
from bench import cases, columns, loading, process, single, tables
from bench.chart import Chart
from bench.compensation import LINES, compensation
from bench.engines import by_hand, frames, ours
from bench.place import Place
from bench.report import Aim, Report, Section, by_contender, figure
from bench.subjects import SUBJECTS, one_at_a_time
from bench.timing import OURS, Contender, Disagreement, Effort, Times, agree, measure
from bench.verification import POLICIES, verification
from bench.writing import write
from tests.repository import ROOT

TINY = Effort(rounds=2, seconds=0, cases=40, patience=0, rules=(10, 20), rows=(10, 100))


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other engine takes part, installed or not."""
    monkeypatch.setattr(single, "peer", lambda name: None)
    monkeypatch.setattr(loading, "peer", lambda name: None)


# --- timing


def _note(asked: list[tuple[str, int]], name: str, case: int) -> None:
    asked.append((name, case))


def test_contenders_take_turns_over_the_cases() -> None:
    asked: list[tuple[str, int]] = []
    contenders = [Contender(name, partial(_note, asked, name)) for name in "ab"]
    times = measure(contenders, [1, 2, 3], TINY)
    assert {name: len(each.rounds) for name, each in times.items()} == {"a": 2, "b": 2}
    assert [name for name, _ in asked[-4:]] == ["a", "b", "b", "a"]
    assert {case for _, case in asked} == {1, 2, 3}


def test_fresh_cases_come_once() -> None:
    asked: list[int] = []
    measure([Contender(OURS, asked.append)], range(100), replace(TINY, rounds=5, seconds=0.01), fresh=True)
    assert asked == list(range(len(asked)))


def test_contenders_that_differ_are_not_timed() -> None:
    contenders = [Contender("one", lambda case: case), Contender("two", lambda case: min(case, 2))]
    with pytest.raises(Disagreement, match=r"^3: one answers 3, and two 2\.$"):
        agree(contenders, [1, 2, 3], seconds=9)


def test_a_ratio_is_the_middle_of_the_rounds_ratios() -> None:
    assert Times("a", [2.0, 30.0, 8.0]).ratio(Times("b", [1.0, 10.0, 2.0])) == 3.0


# --- cases


@pytest.mark.parametrize(
    "table",
    [tables.grid(20), tables.grid(20, 6), tables.squares(9)],
    ids=lambda table: table.name,
)
def test_one_rule_hits_in_every_case_of_a_table(table: tables.Table) -> None:
    for facts in cases.rows(200, table):
        hits = [rule for rule in table.rules if _hits(rule, facts)]
        assert len(hits) == 1, facts


def _hits(rule: tables.Rule, facts: dict[str, Any]) -> bool:
    return all(by_hand.holds(condition, facts[name]) for name, condition in rule.when.items())


def test_compensation_cases_have_the_lines_asked_for() -> None:
    drawn = list(cases.compensations(300))
    months = [
        1
        + 12 * (facts["slutdatum"].year - facts["startdatum"].year)
        + facts["slutdatum"].month
        - facts["startdatum"].month
        for facts in drawn
    ]
    assert set(months) == set(range(1, 12))
    assert 5.5 < sum(months) / len(months) < 6.5
    assert all(facts["startdatum"] <= facts["slutdatum"] for facts in drawn)


def test_placement_rows_can_be_decided(tmp_path: Path) -> None:
    columns.write_placements(tmp_path / "rows.parquet", 20)
    nacka = motor.load(ROOT / "regler" / "nacka")
    rows = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    assert len(rows) == 20
    for facts in rows:
        assert not nacka.evaluate(facts, ours.DAY, ["möjliga insatser", "insatsvillkor"]).missing


# --- subjects


def test_single_evaluations_agree_and_are_summed_up(tmp_path: Path) -> None:
    sections = list(one_at_a_time(Place(tmp_path, TINY)))
    assert [section.title for section in sections] == [
        "One evaluation at a time",
        "Numbers never met before",
        "Columns",
        "Shapes",
    ]
    first = sections[0]
    assert [row[0] for row in first.rows] == [OURS, "if/elif", "dict and bisect"]
    assert all(len(row) == len(first.head) for row in first.rows)


def test_compensations_agree_with_plain_python() -> None:
    found = compensation(ROOT / "regler", TINY)
    assert set(found) == {OURS, "plain Python"}
    lines = next(cases.compensations(1, range(LINES, LINES + 1)))
    paid = motor.load(ROOT / "regler" / "nacka").evaluate(lines, ours.DAY, ["ersättning"])["ersättning"]
    assert len(paid["rader"]) <= LINES


def test_loading_runs_in_processes_of_its_own(tmp_path: Path) -> None:
    took = loading.loading(tmp_path, TINY)
    assert "load all of regler/" in took
    assert all(each.seconds > 0 for each in took.values())


def test_tables_with_gaps_and_overlaps_are_verified(tmp_path: Path) -> None:
    found = verification(tmp_path, TINY)
    assert set(found) == set(TINY.rules)
    assert all(each[name].median > 0 for each in found.values() for name in POLICIES)


def test_a_command_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        process.run(process.python("bench.fresh", "load", str(tmp_path / "nothing")))


def test_what_a_command_says_is_its_last_line() -> None:
    assert process.Run(1.0, None, 'words\n{"a": 1}\n').said == json.loads('{"a": 1}')


def test_numpy_gives_what_the_rules_give(tmp_path: Path) -> None:
    facts = columns.checks(500)
    rules = motor.load(ours.write(tables.CHECK, tmp_path / "check"))
    check = rules.prepare(["terms"], ours.DAY)
    expected = [check(row)["terms"] for row in facts.drop_columns(["days"]).to_pylist()]
    assert frames.numpy()(facts).to_pylist() == expected


# --- the report


@pytest.fixture
def section() -> Section:
    chart = Chart("sizes", "By size", "rules", "µs", {OURS: [(10, 1.0), (100, 2.0)], "other": [(10, 5.0)]})
    found = {"one": {OURS: Times(OURS, [1e-6]), "other": Times("other", [2e-5])}}
    aims = [Aim("speed", 2.0, 3.0, "x"), Aim("rows", 2.0, 3.0, " Mrow/s", at_least=True)]
    return Section("Speed", "What was done.", *by_contender(found), aims, chart)


def test_a_table_has_medians_and_ratios(section: Section) -> None:
    assert section.rows == [[OURS, "1.00"], ["other", "20.0 (20.0x)"]]


def test_aims_say_whether_they_hold(section: Section) -> None:
    report = Report("Here.", [section])
    aims = report.aims()
    assert aims is not None
    assert [row[-1] for row in aims.rows] == ["yes", "no"]


def test_documents_are_written_between_the_marks(section: Section, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n", "utf-8")
    page, chart, readme = write(Report("Here.", [section]), tmp_path)
    assert "| other" in page.read_text("utf-8")
    assert chart.name in page.read_text("utf-8")
    text = readme.read_text("utf-8")
    assert "20.0 (20.0x)" in text
    assert "old" not in text
    assert text.startswith("before\n<!-- bench -->")
    assert text.endswith("<!-- /bench -->\nafter\n")


def test_a_chart_is_an_image_with_a_line_each(section: Section) -> None:
    assert section.chart is not None
    image = ET.fromstring(section.chart.svg())
    texts = [each.text for each in _named(image, "text")]
    assert {OURS, "other", "By size", "rules"} <= set(texts)
    assert len(list(_named(image, "circle"))) == 3


def _named(image: ET.Element, name: str) -> Iterator[ET.Element]:
    return image.iter(f"{{http://www.w3.org/2000/svg}}{name}")


@pytest.mark.parametrize(
    ("value", "text"), [(0.034, "0.03"), (9.994, "9.99"), (12.34, "12.3"), (1234.5, "1 234")]
)
def test_figures_have_the_places_that_mean_something(value: float, text: str) -> None:
    assert figure(value) == text


def test_every_subject_has_a_name() -> None:
    assert list(SUBJECTS) == ["single", "compensation", "loading", "batch", "files", "verification", "webb"]
