"""Known findings of small tables, from tests/verify/analys, and tables too large to be told in full."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, product
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml

from motor.regions import Box, Found, cell_text, space_of, uncovered
from motor.rulebook import wording
from motor.rulebook.loading import load_texts
from motor.table import Table
from motor.table.cells import OTHER
from motor.verify.analysis import analyse
from motor.verify.gaps import MOST, gaps
from motor.verify.geometry import Geometry
from motor.verify.model import Analysis
from motor.verify.overlaps import MOST as MOST_OVERLAPS
from motor.verify.reach import unreachable
from tests.test_table_properties import unary

KNOWN = Path(__file__).parent / "verify" / "analys" / "kända.yaml"
CASES = yaml.load(KNOWN.read_text("utf-8"), yaml.BaseLoader)
HALVES = [Decimal(half) / 2 for half in range(-2, 210)]
TRIED: dict[str, list[Any]] = {"halva": HALVES, "svar": [True, False], "svar och null": [True, False, None]}
HEAD = {"dnr": "P-1", "avsnitt": "A"}


def table_of(case: dict[str, Any]) -> Table:
    """The table of a case, loaded as a rule set's."""
    outputs = case.get("utdata")
    column = {"namn": "ut", "typ": "text", "tillåtna": outputs} if outputs else {"namn": "ut", "typ": "tal"}
    names = [fact["namn"] for fact in case["indata"]]
    rows = []
    for cells in case["rader"]:
        inputs = dict(zip(names, cells, strict=False))
        row = {
            "när": {name: text for name, text in inputs.items() if text != "-"},
            "ger": {"ut": cells[len(names)]},
        }
        rows.append(row | ({"källa": cells[-1]} if len(cells) > len(names) + 1 else {}))
    decision = {"beslut": "prov", "giltig från": "2024-01-01", "status": "förslag", "källa": HEAD}
    decision |= {"träffregel": case["träffregel"], "indata": names, "utdata": [column], "regler": rows}
    head = {
        "regelverk": "p",
        "namn": "P",
        "källor": [{"dnr": "P-1", "titel": "T", "datum": "2024-01-01"}],
        "indata": [fact | {"fråga": "Vad?"} for fact in case["indata"]],
    }
    texts = {"regelverk.yaml": _yaml(head), "prov/2024-01-01.yaml": _yaml(decision)}
    table = load_texts("p", texts).decisions["prov"].versions[0].table
    assert table is not None
    return table


def _yaml(data: Any) -> str:
    """YAML where `ja` and dates stand bare, as they are written by hand."""
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)
    return text.replace("'2024-01-01'", "2024-01-01")


def words(analysis: Analysis, box: tuple[int, ...]) -> dict[str, str]:
    return {axis.name: cell_text(axis, cells) for axis, cells in zip(analysis.space.axes, box, strict=True)}


def found(analysis: Analysis) -> dict[str, Any]:
    """All that is found but the gaps, in the words of the data file; nothing empty."""
    axes = {axis.name: axis for axis in analysis.space.axes}
    everything = {
        "inrymda": [[each.rule, each.by] for each in analysis.subsumed],
        "maskerade": [[each.rule, each.by] for each in analysis.masked],
        "vilseledande": [[each.rule, each.over] for each in analysis.misleading],
        "onåbara": [[each.rule, [*each.by]] for each in analysis.unreachable],
        "sammanslagbara": [
            [[*each.rules], each.column, cell_text(axes[each.column], each.cells)]
            for each in analysis.mergeable
        ],
        "ohanterade": [[each.column, each.value] for each in analysis.unhandled],
        "overksamma": [*analysis.idle],
        "bättre": analysis.better,
        "oanalyserade": [[each.rule, each.column, each.text] for each in analysis.unanalysed],
    }
    return _texts({key: value for key, value in everything.items() if value})


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _texts(each) for key, each in value.items()}
    return [_texts(each) for each in value] if isinstance(value, list) else str(value)


@pytest.mark.parametrize("case", CASES["fall"], ids=lambda case: case["namn"])
def test_known_findings(case: dict[str, Any]) -> None:
    analysis = analyse(table_of(case))
    expected = {key: value for key, value in case["väntat"].items() if value}
    overlaps = expected.pop("överlapp", [])
    assert found(analysis) == expected
    assert len(analysis.overlaps) == len(overlaps)
    for each, told in zip(analysis.overlaps, overlaps, strict=True):
        rest = dict(told)
        assert [*map(str, each.rules)] == rest.pop("regler")
        assert each.certain is (rest.pop("säkert", "ja") == "ja")
        breaks = rest.pop("bryter", "ja" if case["träffregel"] == "unik" else "nej")
        assert each.breaks is (breaks == "ja")
        assert words(analysis, each.box) == rest


@pytest.mark.parametrize("case", CASES["fall"], ids=lambda case: case["namn"])
def test_gaps_hold_exactly_the_cases_where_no_rule_hits(case: dict[str, Any]) -> None:
    table = table_of(case)
    analysis = analyse(table)
    assert analysis.gaps.complete
    assert len(analysis.gaps) <= int(case["flest luckor"])
    if "luckor" in case:
        assert [_told(analysis, gap) for gap in analysis.gaps] == case["luckor"]
    told = [_tests(analysis, gap) for gap in analysis.gaps]
    met = [
        [[test is None or test.holds(value) for test in column] for value in _values(case, analysis, place)]
        for place, column in enumerate(zip(*(rule.tests for rule in table.model.rules), strict=True))
    ]
    tried = [
        [[test is None or test.holds(value) for test in column] for value in _values(case, analysis, place)]
        for place, column in enumerate(zip(*told, strict=True))
    ] or [[[] for _ in values] for values in met]
    for places in product(*(range(len(values)) for values in met)):
        hits = _together([values[place] for values, place in zip(met, places, strict=True)])
        inside = _together([values[place] for values, place in zip(tried, places, strict=True)])
        assert inside == (0 if hits else 1)


def _together(rows: list[list[bool]]) -> int:
    """How many places are true in all rows."""
    return sum(map(all, zip(*rows, strict=True)))


def _values(case: dict[str, Any], analysis: Analysis, place: int) -> list[Any]:
    """The allowed values that a column is tried with."""
    column = analysis.table.columns[place]
    asked = case["prov"][column.clause.name]
    values = TRIED[asked] if isinstance(asked, str) else [None if each == "null" else each for each in asked]
    return [value for value in values if value is None or isinstance(value, list) or column.allows(value)]


def _told(analysis: Analysis, gap: Box) -> dict[str, Any]:
    axes = zip(analysis.space.axes, gap, strict=True)
    null = [axis.name for axis, cells in axes if cells == axis.null]
    return words(analysis, gap) | ({"null": null} if null else {})


def _tests(analysis: Analysis, gap: Box) -> list[Any]:
    """The words of a gap, read as a rule's cells are."""
    tests = []
    for axis, cells in zip(analysis.space.axes, gap, strict=True):
        sample = next(value for value in axis.values if value is not None)
        kind = {Decimal: "number", bool: "boolean", str: "string", list: ""}[type(sample)]
        texts = [value for value in axis.values if isinstance(value, str)]
        choices = texts if texts and OTHER not in texts else None
        text = wording.test_text(cell_text(axis, cells), kind, choices, ())
        tests.append(None if text == "-" else unary(text))
    return tests


# --- too much to tell


def made(rows: list[list[str]], policy: str, columns: int) -> Table:
    """A table of numbers from 0 to 1000; the last of each row is the output."""
    facts = [{"namn": f"k{place}", "typ": "tal", "tillåtna": "[0..1000]"} for place in range(columns)]
    return table_of({"indata": facts, "träffregel": policy, "rader": rows})


def test_gaps_without_end_stop_at_a_number_and_say_that_there_are_more() -> None:
    columns = 7
    rows = [
        [f"({place * 7 + row}..{place * 11 + row + 37 * row})" for place in range(columns)] + ["1"]
        for row in range(1, 25)
    ]
    geometry = Geometry(made(rows, "första", columns))
    started = process_time()
    told = gaps(geometry)
    assert process_time() - started < 20
    assert (len(told), told.complete, told.total) == (MOST, False, None)
    assert all(not _meet(one, other) for one, other in combinations(told, 2))
    boxes = [each.box for each in geometry.boxes]
    assert all(not _meet(gap, box) for gap in told for box in boxes)
    left = uncovered(geometry.space, boxes, limit=5)
    assert isinstance(left, Found)
    assert not left.complete


def _meet(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(a & b for a, b in zip(one, other, strict=True))


def test_overlaps_without_end_are_counted_and_the_first_are_named() -> None:
    rows = [[f"<= {row + 1}", str(row % 3)] for row in range(200)]
    analysis = analyse(made(rows, "samstämmig", 1))
    assert analysis.overlaps.total == 200 * 199 // 2
    assert (len(analysis.overlaps), analysis.overlaps.complete) == (MOST_OVERLAPS, False)
    assert all(each.breaks for each in analysis.overlaps)


def test_a_search_that_is_cut_short_says_so() -> None:
    rows = [[f"[{row * 10}..{row * 10 + 10})", "1"] for row in range(30)] + [["[5..295)", "2"]]
    geometry = Geometry(made(rows, "första", 1))
    assert unreachable(geometry, most=10) == Found((), None, complete=False)
    (last,) = unreachable(geometry)
    assert (last.rule, last.by) == (31, tuple(range(1, 31)))


def test_tables_with_a_column_in_common_share_its_axis() -> None:
    older = made([["< 10", "1"], [">= 10", "2"]], "unik", 1)
    newer = made([["< 20", "1"], [">= 20", "2"]], "unik", 1)
    space = space_of(older, newer)
    (axis,) = space.axes
    said = [[cell_text(axis, each.box[0]) for each in space.boxes(table)] for table in (older, newer)]
    assert said == [["[0..10)", "[10..1000]"], ["[0..20)", "[20..1000]"]]
