"""What rests on a change, tried: exactly where facts can be told apart, else on a sample."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random
from textwrap import dedent

import pytest

from motor.difference import Edition, compare
from tests.editions import DAY, FILES, OTHER, book, compared
from tests.rulesets import HEAD, decision


def test_what_rests_on_a_change_is_named_and_nothing_else(tmp_path: Path) -> None:
    comparison = compared(tmp_path, "rabatt/2024-01-01.yaml", ("rabatt: 5", "rabatt: 6"))
    assert [(one.name, one.through) for one in comparison.consequences] == [("pris", ("rabatt",))]


def test_facts_that_can_be_told_apart_are_all_tried(tmp_path: Path) -> None:
    comparison = compared(tmp_path, "rabatt/2024-01-01.yaml", ("rabatt: 5", "rabatt: 6"))
    (one,) = comparison.consequences
    trial = one.trial
    assert trial is not None
    assert trial.exact
    # the fee is 0 below 18, which a discount leaves alone; green from 18 on pays 1 200 less 5 or 6 percent
    assert {(shift.before.value, shift.after.value) for shift in trial.shifts} == {
        (Decimal(1140), Decimal(1128))
    }
    (shift,) = trial.shifts
    assert shift.facts["färg"] == "grön"
    assert shift.facts["ålder"] >= 18


def test_an_expression_over_dates_is_a_sample_that_is_the_same_each_time(tmp_path: Path) -> None:
    text = decision("dagar", 'uttryck: (start - @"2024-01-01") / @"P1D"\n')
    left = book(tmp_path / "a", {**FILES, "dagar/2024-01-01.yaml": text})
    right = book(tmp_path / "b", {**FILES, "dagar/2024-01-01.yaml": text.replace('01-01")', '02-01")')})
    first, second = (compare(Edition(left, DAY), Edition(right, DAY), True) for _ in range(2))
    (one,), (other,) = first.consequences, second.consequences
    assert one.trial is not None
    assert other.trial is not None
    assert not one.trial.exact
    assert one.trial.count == one.trial.differing == 300
    assert one.trial.shifts == other.trial.shifts
    shift = one.trial.shifts[0]
    assert shift.before.value - shift.after.value == 31


def test_a_fact_with_a_default_is_never_claimed_to_be_all_tried(tmp_path: Path) -> None:
    head = HEAD.replace("{namn: sfi, typ: ja/nej,", "{namn: sfi, typ: ja/nej, standard: false,")
    left = book(tmp_path / "a", head=head)
    right = book(tmp_path / "b", {**FILES, "något/2024-01-01.yaml": OTHER.replace("then 1", "then 3")}, head)
    (one,) = compare(Edition(left, DAY), Edition(right, DAY), True).consequences
    assert one.trial is not None
    assert not one.trial.exact
    assert one.trial.differing > 0


def test_facts_that_break_a_constraint_are_left_out(tmp_path: Path) -> None:
    head = HEAD + "kontroller:\n  - {villkor: not(sfi), meddelande: Aldrig.}\n"
    left = book(tmp_path / "a", head=head)
    right = book(tmp_path / "b", {**FILES, "något/2024-01-01.yaml": OTHER.replace("then 1", "then 3")}, head)
    (one,) = compare(Edition(left, DAY), Edition(right, DAY), True).consequences
    assert one.trial is not None
    assert one.trial.exact
    assert (one.trial.count, one.trial.differing) == (1, 0)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("avgift/2024-01-01.yaml", '"< 18"', '"< 17"'),
        ("avgift/2024-01-01.yaml", "1 200", "1 199"),
        ("avgift/2024-01-01.yaml", '">= 18"', '"[18..65)"'),
        ("rabatt/2024-01-01.yaml", "färg: grön", "färg: null"),
        ("rabatt/2024-01-01.yaml", "sfi: ja", "sfi: nej"),
        ("rabatt/2024-01-01.yaml", "färg: röd, sfi: ja", "färg: röd"),
    ],
)
def test_an_exact_answer_agrees_with_any_facts(name: str, old: str, new: str, tmp_path: Path) -> None:
    """Every change that random facts show is one of those told; none is told that they never show."""
    left = book(tmp_path / "a")
    files = {path: dedent(text).lstrip("\n") for path, text in FILES.items()}
    right = book(tmp_path / "b", {**files, name: files[name].replace(old, new)})
    (pris,) = [
        one
        for one in compare(Edition(left, DAY), Edition(right, DAY), True).consequences
        if one.name == "pris"
    ]
    assert pris.trial is not None
    assert pris.trial.exact
    drawn = Random(7)
    shown = set()
    for _ in range(400):
        facts = {
            "ålder": drawn.choice([*range(16, 21), *range(63, 68), Decimal("17.5"), 0, 120]),
            "sfi": drawn.choice([True, False]),
            "färg": drawn.choice(["röd", "grön", "blå", None]),
        }
        before, after = (each.evaluate(facts, on=DAY, decisions=["pris"])["pris"] for each in (left, right))
        if before != after:
            shown.add((before, after))
    assert {(shift.before.value, shift.after.value) for shift in pris.trial.shifts} == shown
