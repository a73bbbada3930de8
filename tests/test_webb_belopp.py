"""Amounts and decisions on pages: the parts of an answer as data, as HTML, and as a picture along time."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import motor
from tests.repository import ROOT
from tests.rulesets import write
from tests.test_third_municipality import FILES, HEAD
from verktyg.avgjort import decided
from verktyg.regelgrund import rules_used
from verktyg.skal import Asked
from verktyg.vy import View, in_force, view_of
from verktyg.webb.bilder.flaggor import Flag, placed
from verktyg.webb.bilder.tidslinje import LEFT, RIGHT, Timeline
from verktyg.webb.delar.belopp import Amounts, amounts
from verktyg.webb.rendering import TEMPLATES

date = datetime.date
LIBRARY = ROOT / "tests" / "regelverk" / "bibliotek"
PAGE = TEMPLATES.from_string(
    '<main>{% from "delar/belopp.html" import belopp %}{% from "delar/beslut.html" import beslut %}'
    '{% from "delar/regler.html" import regler %}'
    "{{ belopp(amounts) }}{{ beslut(others) }}{{ regler(used) }}</main>"
)
DAY = date(2024, 10, 1)
SPELL = {"insats": "AMI 2", "avslutsorsak": "arbete", "varaktighet": 12}


def ask(folder: Path, name: str, facts: Mapping[str, Any], on: date = DAY) -> tuple[Asked, View]:
    rulebook = _loaded(folder)
    view = next(view for view in map(view_of, rulebook.views) if view.name == name)
    return Asked.of(rulebook, facts, on, in_force(rulebook, view, on)), view


_RULES: dict[Path, motor.Rulebook] = {}


def _loaded(folder: Path) -> motor.Rulebook:
    if folder not in _RULES:
        _RULES[folder] = motor.load(folder)
    return _RULES[folder]


def payment(start: date, end: date, **more: Any) -> Amounts:
    facts = {**SPELL, "startdatum": start, "slutdatum": end, **more}
    found = amounts(*ask(ROOT / "regler" / "nacka", "ersättning", facts))
    assert found is not None
    return found


def picture(start: date, end: date, **more: Any) -> Timeline:
    drawn = payment(start, end, **more).timeline
    assert drawn is not None
    return drawn


def page(asked: Asked, view: View) -> Any:
    parts = {"others": decided(asked, view.others), "used": rules_used(asked)}
    return lxml.html.fromstring(PAGE.render(amounts=amounts(asked, view), **parts))


def texts(made: Any, css: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in made.cssselect(css)]


# --- amounts


def test_lines_sums_and_total_are_exact() -> None:
    found = payment(date(2024, 1, 16), date(2024, 3, 31)).found
    assert found.lines is not None
    assert [cells[-1] for cells in found.lines.cells] == ["2 580,65 kr", "5 000 kr", "5 000 kr"]
    assert 3 in found.lines.right
    sums = {each.name: each.amount for each in found.sums}
    assert sums["månadsersättning"] == "12 580,65 kr"
    assert [each.name for each in found.sums if each.total] == ["totalt"]


def test_each_sum_tells_how_it_came_about() -> None:
    made = page(
        *ask(
            ROOT / "regler" / "nacka",
            "ersättning",
            {**SPELL, "startdatum": date(2024, 1, 1), "slutdatum": date(2024, 9, 30)},
        )
    )
    assert texts(made, ".summor .totalt td") == ["70 000 kr"]
    bonus = next(
        text for text in texts(made, ".summor .hur") if "resultatbonus i insatsvillkor" in text.lower()
    )
    for part in ("20 000 kr", "Bonusandel är 0,5", "insatsmånad är 9", "månad 7-10 erhåller 50 procent"):
        assert part in bonus
    assert "Tolkning 12:" in bonus
    assert made.cssselect("th[scope=col].tal")
    assert len(made.cssselect("svg[role=img] title")) == 1 + 9  # the picture's, and each line's


def test_amounts_wait_for_what_is_missing() -> None:
    asked, view = ask(ROOT / "regler" / "nacka", "ersättning", {"insats": "AMI 2"})
    found = amounts(asked, view)
    assert found is not None
    assert found.timeline is None
    assert "startdatum" in (found.found.open or "")
    assert "Inget belopp räknas ut" in texts(page(asked, view), ".belopp")[0]


def test_a_view_without_a_result_has_no_amounts() -> None:
    asked, view = ask(ROOT / "regler" / "varmdo", "placering", {"ålder": 30})
    assert amounts(asked, view) is None
    assert not page(asked, view).cssselect(".belopp")


def test_lines_without_days_have_no_picture() -> None:
    asked, view = ask(LIBRARY, "avgift", {"kort": "vuxenkort", "försenade dagar": 3})
    found = amounts(asked, view)
    assert found is not None
    assert found.found.sums
    assert found.timeline is None


def test_a_result_that_is_one_number_is_told_with_its_sources(tmp_path: Path) -> None:
    view = (
        "  dagar:\n    rubrik: Dagar\n    frågor: [{fakta: [spår, första dag, sista dag]}]\n"
        "    resultat: ersättning\n"
    )
    folder = write(tmp_path, FILES, HEAD + view)
    spell = {"spår": "Snabbspår", "första dag": date(2030, 1, 30), "sista dag": date(2030, 2, 2)}
    asked, shown = ask(folder, "dagar", spell, date(2030, 5, 1))
    made = page(asked, shown)
    assert texts(made, ".belopp .utfall") == ["Ersättning: 1 242"]  # four days at 310.50
    assert "SK-2030-7" in texts(made, ".belopp")[0]


# --- decisions


def test_decisions_are_told_whether_settled_or_not() -> None:
    asked, view = ask(ROOT / "regler" / "varmdo", "placering", {"ålder": 30, "försörjningsstöd": True})
    told = {each.name: each for each in decided(asked, view.others)}
    assert told["behörig"].text == "ja"
    assert told["målgrupp"].state == "beror på"
    assert [item.reasons is not None for item in told["upplysningar"].items] == [True]
    made = page(asked, view)
    assert "Inte avgjort" in texts(made, ".läge")
    assert any("behörig är ja" in text for text in texts(made, ".avgjort"))


def test_rules_used_link_to_their_versions() -> None:
    asked, view = ask(ROOT / "regler" / "varmdo", "placering", {"ålder": 30})
    links = [each.get("href") for each in page(asked, view).cssselect(".regelgrund a")]
    assert "/regelverk/varmdo/beslut/beh%C3%B6rig?från=2018-01-01" in links


# --- along time


def spans(drawn: Timeline) -> list[tuple[Fraction, Fraction]]:
    return [(Fraction(bar.x), Fraction(bar.x) + Fraction(bar.width)) for bar in drawn.bars]


def test_bars_follow_each_other_day_by_day() -> None:
    drawn = picture(date(2024, 1, 16), date(2024, 3, 31))
    bars = spans(drawn)
    assert all(abs(end - start) <= Fraction(1, 50) for (_, end), (start, _) in pairwise(bars))
    days = [end - start for start, end in bars]
    for width, count in zip(days, (16, 29, 31), strict=True):
        assert abs(width / days[1] - Fraction(count, 29)) < Fraction(1, 500)
    assert Fraction(drawn.bars[1].height) == 90  # the largest amount is as high as bars get
    assert abs(Fraction(drawn.bars[0].height) / 90 - Fraction("2580.65") / 5000) < Fraction(1, 1000)


def test_dates_that_matter_are_marked_and_said_in_words() -> None:
    drawn = picture(date(2024, 1, 1), date(2024, 9, 30))
    assert [mark.text for mark in drawn.marks] == [
        "Startdatum 2024-01-01",
        "Slutdatum 2024-09-30",
        "Beviljat slutdatum 2024-12-31",
    ]
    assert "9 rader från 2024-01-01 till 2024-09-30." in drawn.description
    assert [label.text for label in drawn.amounts] == ["9 × 5 000 kr"]


@pytest.mark.parametrize(
    ("start", "end", "bars"),
    [
        (date(2024, 3, 12), date(2024, 3, 12), 1),
        (date(2024, 12, 31), date(2025, 1, 1), 2),
        (date(2024, 1, 16), date(2028, 12, 10), 60),
        (date(2024, 1, 16), date(2033, 12, 31), 120),
    ],
)
def test_any_time_fits_within_the_picture(start: date, end: date, bars: int) -> None:
    drawn = picture(start, end, **{"beviljade månader": 120})
    assert len(drawn.bars) == bars
    assert all(start >= LEFT and end <= RIGHT for start, end in spans(drawn))
    assert all(0 <= Fraction(each.text_y) <= drawn.height for each in (*drawn.marks, *drawn.amounts))
    for row in ("month", "year"):
        places = [Fraction(tick.x) for tick in drawn.ticks if getattr(tick, row)]
        assert all(later - earlier >= 28 for earlier, later in pairwise(places))


def flags(most: int) -> st.SearchStrategy[list[Flag]]:
    places = st.tuples(st.integers(0, 720), st.integers(10, 235))
    several = st.lists(places, min_size=1, max_size=most, unique_by=lambda one: one[0])
    return several.map(lambda found: [Flag(Fraction(x), str(x), width) for x, width in found])


@settings(deadline=None)
@given(flags(most=12))
def test_no_text_covers_another_or_reaches_outside(given_flags: list[Flag]) -> None:
    found = placed(given_flags, 0, 750)
    assert sorted(flag.x for flag in found) == [flag.x for flag in found]
    for one in found:
        assert one.extent[0] >= 0
        assert one.extent[1] <= 750
        for other in found:
            if one is not other and one.row == other.row:
                assert one.extent[1] <= other.extent[0] or other.extent[1] <= one.extent[0]


@settings(deadline=None)
@given(flags(most=3))
def test_no_line_crosses_a_text(given_flags: list[Flag]) -> None:
    found = placed(given_flags, 0, 750)
    for one in found:
        for other in found:
            if one.row > other.row:
                assert not other.extent[0] < one.x < other.extent[1]
