"""Two editions of a made-up rule set: what is written and comes out otherwise, and what rests on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from motor.difference import (
    Edition,
    Form,
    Kind,
    Region,
    TextChange,
    compare,
    day_of_change,
    provably_equal,
)
from tests.editions import DAY, FILES, OTHER, PRIS, RABATT, book, compared
from tests.rulesets import AVGIFT, HEAD, decision


def told(region: Region) -> tuple[dict[str, str], Any, Any]:
    return region.condition, region.before.value, region.after.value


# --- cells


def test_the_same_rules_do_not_differ(tmp_path: Path) -> None:
    comparison = compare(Edition(book(tmp_path / "a"), DAY), Edition(book(tmp_path / "b"), DAY), True)
    assert comparison.same
    told = (comparison.decisions, comparison.facts, comparison.constraints, comparison.consequences)
    assert told == ((), (), (), ())


def test_a_changed_amount_is_one_cell_and_one_region(tmp_path: Path) -> None:
    comparison = compared(tmp_path, "avgift/2024-01-01.yaml", ("1 200", "1 250"))
    (found,) = comparison.decisions
    assert (found.name, found.kind) == ("avgift", Kind.CHANGED)
    assert found.changes == (TextChange("avgift", "1 200", "1 250", 2, 2),)
    assert found.behaviour is not None
    assert found.behaviour.complete
    (region,) = found.behaviour.regions
    assert told(region) == ({"ålder": "[18..120]"}, Decimal(1200), Decimal(1250))
    assert 18 <= region.witness["ålder"] <= 120


def test_rows_are_matched_by_their_conditions_wherever_they_stand(tmp_path: Path) -> None:
    first = "  - när: {färg: röd, sfi: ja}\n    ger: {rabatt: 10}\n"
    second = "  - när: {färg: grön}\n    ger: {rabatt: 5}\n"
    comparison = compared(
        tmp_path, "rabatt/2024-01-01.yaml", (first + second, second.replace("5", "7") + first)
    )
    (found,) = comparison.decisions
    assert found.changes == (TextChange("rabatt", "5", "7", 1, 2),)


def test_the_row_that_has_most_in_common_is_the_one_that_was_changed(tmp_path: Path) -> None:
    comparison = compared(
        tmp_path,
        "rabatt/2024-01-01.yaml",
        ("färg: röd, sfi: ja", "färg: blå, sfi: ja"),
        ("färg: grön", "färg: röd"),
    )
    (found,) = comparison.decisions
    assert found.changes == (
        TextChange("färg", "röd", "blå", 1, 1),
        TextChange("färg", "grön", "röd", 2, 2),
    )


def test_rows_come_and_go_whole(tmp_path: Path) -> None:
    added = "  - när: {färg: grön}\n    ger: {rabatt: 5}\n"
    comparison = compared(
        tmp_path, "rabatt/2024-01-01.yaml", (added, added + added.replace("grön", "blå").replace("5", "99"))
    )
    (found,) = comparison.decisions
    assert found.changes == (TextChange("hela regeln", None, "färg: blå ger rabatt: 99", 3, None),)
    comparison = compared(tmp_path, "rabatt/2024-01-01.yaml", (added, ""))
    (found,) = comparison.decisions
    assert found.changes == (TextChange("hela regeln", "färg: grön ger rabatt: 5", None, 2, 2),)


def test_what_stands_round_the_rows_is_told(tmp_path: Path) -> None:
    comparison = compared(
        tmp_path,
        "rabatt/2024-01-01.yaml",
        ("träffregel: unik", "träffregel: första"),
        ("indata: [färg, sfi]", "indata: [färg, sfi, ålder]"),
        ("standard: 0", 'standard: 1, tillåtna: "[0..10]"'),
        ("enhet: procent", "enhet: kr"),
    )
    (found,) = comparison.decisions
    assert found.changes == (
        TextChange("träffregel", "unik", "första"),
        TextChange("indata ålder", None, "ny kolumn"),
        TextChange("rabatt: enhet", "procent", "kr"),
        TextChange("rabatt: tillåtna", None, "[0..10]"),
        TextChange("rabatt: standard", "0", "1"),
    )
    assert found.behaviour is not None
    assert [told(region) for region in found.behaviour.regions] == [
        ({"färg": "röd", "sfi": "nej"}, Decimal(0), Decimal(1)),
        ({"färg": "blå, null"}, Decimal(0), Decimal(1)),
    ]


def test_the_order_of_rows_is_a_change_where_it_matters(tmp_path: Path) -> None:
    rows = (
        "  - när: {färg: röd, sfi: ja}\n    ger: {rabatt: 10}\n",
        "  - när: {färg: grön}\n    ger: {rabatt: 5}\n",
    )
    first = RABATT.replace("unik", "första")
    left = book(tmp_path / "a", {**FILES, "rabatt/2024-01-01.yaml": first})
    swapped = first.replace(rows[0] + rows[1], rows[1] + rows[0])
    right = book(tmp_path / "b", {**FILES, "rabatt/2024-01-01.yaml": swapped})
    (found,) = compare(Edition(left, DAY), Edition(right, DAY), True).decisions
    assert found.changes == (TextChange("reglernas ordning", "1, 2", "2, 1"),)
    assert found.behaviour is not None
    assert found.behaviour.complete
    assert not found.behaviour.regions


def test_steps_and_expressions_are_told_by_their_names(tmp_path: Path) -> None:
    steps = decision("pris", "steg:\n  - {namn: del, uttryck: avgift / 2}\n  - {namn: rest, uttryck: del}\n")
    left = book(tmp_path / "a", {**FILES, "pris/2024-01-01.yaml": steps})
    right = book(tmp_path / "b", {**FILES, "pris/2024-01-01.yaml": steps.replace("/ 2", "/ 4")})
    (found,) = compare(Edition(left, DAY), Edition(right, DAY), True).decisions
    assert found.changes == (TextChange("steg del", "avgift / 2", "avgift / 4"),)
    assert found.behaviour is None


def test_another_form_is_told_with_what_it_says(tmp_path: Path) -> None:
    comparison = compare(
        Edition(book(tmp_path / "a"), DAY),
        Edition(
            book(tmp_path / "b", {**FILES, "rabatt/2024-01-01.yaml": decision("rabatt", "uttryck: 5\n")}), DAY
        ),
        True,
    )
    (found,) = comparison.decisions
    assert found.changes == (
        TextChange("form", "tabell", "uttryck"),
        TextChange("uttryck", None, "5"),
        TextChange("antal regler", "2", None),
    )


def test_facts_and_constraints_are_told(tmp_path: Path) -> None:
    head = HEAD.replace('tillåtna: "[0..120]"', 'tillåtna: "[0..130]"').replace("oklar: ja, ", "")
    head += "kontroller:\n  - {villkor: ålder > 1, meddelande: För ung.}\n"
    comparison = compare(
        Edition(book(tmp_path / "a"), DAY), Edition(book(tmp_path / "b", head=head), DAY), True
    )
    assert [(fact.name, fact.changes) for fact in comparison.facts] == [
        ("ålder", (TextChange("tillåtna", "[0..120]", "[0..130]"),)),
        ("färg", (TextChange("oklar", "ja", None),)),
    ]
    assert comparison.constraints == (TextChange("kontroll", None, "ålder > 1"),)
    assert not comparison.same


# --- behaviour


def test_a_value_that_one_side_refuses_is_a_region(tmp_path: Path) -> None:
    texts = HEAD.replace("[röd, grön, blå]", "[röd, grön, blå, gul]")
    new = RABATT.replace("färg: grön", "färg: gul")
    left = book(tmp_path / "a")
    right = book(tmp_path / "b", {**FILES, "rabatt/2024-01-01.yaml": new}, texts)
    (found,) = compare(Edition(left, DAY), Edition(right, DAY), True).decisions
    assert found.behaviour is not None
    assert found.behaviour.complete
    regions = {region.condition["färg"]: region for region in found.behaviour.regions}
    assert set(regions) == {"grön", "gul"}
    assert regions["gul"].before.form is Form.REFUSED
    assert regions["gul"].after.value == Decimal(5)


def test_another_default_changes_what_no_rule_covers(tmp_path: Path) -> None:
    comparison = compared(tmp_path, "rabatt/2024-01-01.yaml", ("standard: 0", "standard: 1"))
    (found,) = comparison.decisions
    assert found.behaviour is not None
    assert found.behaviour.complete
    assert [told(region) for region in found.behaviour.regions] == [
        ({"färg": "röd", "sfi": "nej"}, Decimal(0), Decimal(1)),
        ({"färg": "blå, null"}, Decimal(0), Decimal(1)),
    ]


def test_a_computed_cell_may_change_and_says_so(tmp_path: Path) -> None:
    computed = RABATT.replace("rabatt: 5", "rabatt: = ålder / 10")
    left = book(tmp_path / "a", {**FILES, "rabatt/2024-01-01.yaml": computed})
    right = book(tmp_path / "b", {**FILES, "rabatt/2024-01-01.yaml": computed.replace("/ 10", "/ 5")})
    comparison = compare(Edition(left, DAY), Edition(right, DAY), True)
    (found,) = comparison.decisions
    assert found.behaviour is not None
    assert not found.behaviour.complete
    (region,) = found.behaviour.regions
    assert (region.condition, region.exact) == ({"färg": "grön"}, False)
    assert region.before.texts == ("= ålder / 10",)
    trials = {one.name: one.trial for one in comparison.consequences}
    assert set(trials) == {"rabatt", "pris"}
    assert trials["rabatt"] is not None
    assert trials["rabatt"].differing > 0


def test_an_input_that_is_computed_otherwise_is_not_compared_by_its_name(tmp_path: Path) -> None:
    table = AVGIFT.replace("indata: [ålder]", "indata:\n  - {namn: ålder2, uttryck: ålder + 1, typ: tal}")
    table = table.replace("när: {ålder:", "när: {ålder2:")
    left = book(tmp_path / "a", {**FILES, "avgift/2024-01-01.yaml": table})
    right = book(tmp_path / "b", {**FILES, "avgift/2024-01-01.yaml": table.replace("+ 1", "+ 2")})
    comparison = compare(Edition(left, DAY), Edition(right, DAY), True)
    (found,) = comparison.decisions
    assert found.behaviour is not None
    assert not found.behaviour.complete
    assert not found.behaviour.regions
    assert "avgift" in {one.name for one in comparison.consequences}


# --- versions


NEXT = AVGIFT.replace("giltig från: 2024-01-01", "giltig från: 2025-01-01")


def test_the_same_content_from_another_day_is_said_to_be_the_same(tmp_path: Path) -> None:
    rules = book(tmp_path, {**FILES, "avgift/2025-01-01.yaml": NEXT})
    comparison = compare(Edition(rules, DAY), Edition(rules, date(2025, 6, 1)))
    assert [(one.name, one.kind) for one in comparison.decisions] == [("avgift", Kind.SAME)]
    assert comparison.same
    assert comparison.consequences == ()


def test_two_days_of_one_rule_set_are_compared_by_the_versions_in_force(tmp_path: Path) -> None:
    rules = book(tmp_path, {**FILES, "avgift/2025-01-01.yaml": NEXT.replace("1 200", "1 300")})
    comparison = compare(Edition(rules, DAY), Edition(rules, date(2025, 6, 1)))
    assert [(one.name, one.changes) for one in comparison.decisions] == [
        ("avgift", (TextChange("avgift", "1 200", "1 300", 2, 2),))
    ]
    assert [one.name for one in comparison.consequences] == ["pris"]


def test_what_a_fact_picks_is_compared_as_if_each_days_rules_had_always_been_in_force(tmp_path: Path) -> None:
    by = "gäller enligt: start\n"
    older, newer = (
        text.lstrip("\n").replace("status:", by + "status:")
        for text in (AVGIFT, NEXT.replace("1 200", "1 300"))
    )
    rules = book(tmp_path, {**FILES, "avgift/2024-01-01.yaml": older, "avgift/2025-01-01.yaml": newer})
    comparison = compare(Edition(rules, DAY), Edition(rules, date(2025, 6, 1)))
    (found,) = comparison.decisions
    assert found.picked_by == "start"
    assert found.changes == (TextChange("avgift", "1 200", "1 300", 2, 2),)
    (pris,) = comparison.consequences
    assert pris.trial is not None
    assert pris.trial.exact
    # From 18 on: 1 200 and 1 300, less 0, 5 or 10 percent.
    assert {(shift.before.value, shift.after.value) for shift in pris.trial.shifts} == {
        (Decimal(1200), Decimal(1300)),
        (Decimal(1140), Decimal(1235)),
        (Decimal(1080), Decimal(1170)),
    }


def test_a_fact_that_exists_on_one_of_the_days_is_told(tmp_path: Path) -> None:
    head = HEAD + "  - {namn: ny, typ: ja/nej, giltig från: 2025-01-01, fråga: Ny?}\n"
    rules = book(tmp_path, head=head)
    found = compare(Edition(rules, DAY), Edition(rules, date(2025, 6, 1)))
    assert [(fact.name, fact.kind) for fact in found.facts] == [("ny", Kind.NEW)]
    assert found.decisions == ()


def test_a_new_version_is_compared_with_the_one_that_it_follows(tmp_path: Path) -> None:
    left = book(tmp_path / "a")
    right = book(tmp_path / "b", {**FILES, "avgift/2025-01-01.yaml": NEXT.replace("1 200", "1 300")})
    assert day_of_change(left, right) == date(2025, 1, 1)
    (found,) = compare(Edition(left, date(2025, 1, 1)), Edition(right, date(2025, 1, 1)), True).decisions
    assert found.left is not None
    assert found.left.valid_from == date(2024, 1, 1)
    assert found.changes == (TextChange("avgift", "1 200", "1 300", 2, 2),)


def test_a_decision_that_is_new_or_gone_is_said_to_be(tmp_path: Path) -> None:
    files = {name: text for name, text in FILES.items() if not name.startswith("något")}
    with_it, without = book(tmp_path / "a"), book(tmp_path / "b", files)
    for left, right, kind in ((with_it, without, Kind.GONE), (without, with_it, Kind.NEW)):
        (found,) = compare(Edition(left, DAY), Edition(right, DAY), True).decisions
        assert (found.name, found.kind, found.changes) == ("något", kind, ())


# --- equality


@pytest.mark.parametrize(
    ("old", "new", "equal"),
    [
        ("< 18", "<18", True),
        ("1 200", "1200", True),
        ("1 200", "1 201", False),
        ('">= 18"', '"[18..120]"', True),
        ('">= 18"', '"[18..120)"', False),
        ('">= 18"', '"> 18"', False),
        ("träffregel: unik", "träffregel: första", True),
        ("status: förslag", "status: beslutad\nbeslutad: {organ: nämnden, datum: 2023-12-01}", False),
    ],
)
def test_two_rule_sets_are_equal_only_when_that_is_proven(
    old: str, new: str, equal: bool, tmp_path: Path
) -> None:
    assert AVGIFT.count(old) == 1
    left = book(tmp_path / "a")
    right = book(tmp_path / "b", {**FILES, "avgift/2024-01-01.yaml": AVGIFT.replace(old, new)})
    assert provably_equal(left, right) is equal
    assert provably_equal(left, right, "avgift") is equal
    assert provably_equal(left, right, "rabatt")


def test_expressions_are_equal_only_by_their_words(tmp_path: Path) -> None:
    left = book(tmp_path / "a")
    right = book(tmp_path / "b", {**FILES, "pris/2024-01-01.yaml": PRIS.replace("avgift * (", "avgift*(")})
    assert not provably_equal(left, right)


def test_versions_in_force_on_other_days_are_not_equal(tmp_path: Path) -> None:
    ended = OTHER.replace("giltig från: 2024-01-01", "giltig från: 2024-01-01\ngiltig till: 2030-01-01")
    left = book(tmp_path / "a")
    right = book(tmp_path / "b", {**FILES, "något/2024-01-01.yaml": ended})
    assert not provably_equal(left, right, "något")
    assert provably_equal(left, right, "pris")
