"""Drawn rule sets where the day matters: versions, facts that come and go, and days picked by a fact."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.rulesets import HEAD, decision

DATED = (
    HEAD
    + """\
  - {namn: gammal, typ: ja/nej, giltig till: 2023-12-31}
  - {namn: ny, typ: ja/nej, giltig från: 2024-01-01}
  - {namn: vikt, typ: tal}
  - {namn: gräns, typ: tal, standard: tak}
  - {namn: dagens x, typ: tal, standard: x}
  - {namn: dagens y, typ: tal, standard: y}
  - {namn: dagens z, typ: tal, standard: z}
"""
)
DAYS = (datetime.date(2023, 6, 1), datetime.date(2023, 6, 2), datetime.date(2024, 6, 1))
ANSWERS: dict[str, tuple[Any, ...]] = {
    "ålder": (12, 30, 45, 60),
    "sfi": (True, False),
    "start": DAYS,
    "färg": ("röd", "blå", None),
    "gammal": (True, False),
    "ny": (True, False),
    "gräns": (40, 70),
    "vikt": (1,),
}
ASKED = ("x", "y", "z")
VALUES = (1, 2, 11, 12, 21, 22)

TABLE = """\
träffregel: första
indata: [ålder, färg]
utdata: [{namn: NAME, typ: tal}]
regler:
  - {när: {ålder: "< 18"}, ger: {NAME: 1}}
  - {när: {ålder: "< 50", färg: "röd, null"}, ger: {NAME: 11}}
  - {när: {ålder: ">= 50"}, ger: {NAME: 2}}
  - {när: {}, ger: {NAME: 12}}
"""
CEILINGS = ("40", "200", "if sfi then 40 else 200")
READS: dict[str, tuple[str, ...]] = {
    "z": ("if gräns > 50 then 1 else 2", "(if sfi then 1 else 2) + (if sfi then 2 else 1)", "tak"),
    "y": ("z", "if sfi then z else 2", "z + vikt"),
    "x": (
        "if y > 1 then 1 else z",
        "if sfi then y else 2",
        "z + vikt",
        "y + vikt",
        "per dag(start, z)",
        'if start < date("2024-01-01") then 1 else y',
        "y + (if färg = null then 10 else 20)",
    ),
}
PERIODS = {
    "2023-01-01": (
        "(if sfi then 0 else 1) + (if gammal then 11 else 21)",
        "if sfi then 1 else if gammal then 2 else 11",
    ),
    "2024-01-01": ("(if sfi then 0 else 1) + (if ny then 11 else 21)", "if ny then 1 else 2"),
}
"""What reads a fact of the same period."""
CONSTRAINTS = (
    "",
    "ålder < gräns",
    "dagens z < 20",
    "not(sfi) or dagens y < 20",
    "dagens x != 21",
    'start < date("2024-01-01") or sfi',
)


@st.composite
def dated_files(draw: st.DrawFn) -> tuple[dict[str, str], str]:
    """The files of a rule set, and its head."""
    files = {}
    for name in ("tak", *ASKED):
        more = draw(st.sampled_from(["", "gäller enligt: start\n"]))
        for day, ofday in PERIODS.items():
            if name == "tak":
                logic = f"uttryck: '{draw(st.sampled_from(CEILINGS))}'\n"
            else:
                drawn = draw(st.sampled_from([*READS[name], *ofday, TABLE]))
                logic = TABLE.replace("NAME", name) if drawn == TABLE else f"uttryck: '{drawn}'\n"
            files[f"{name}/{day}.yaml"] = decision(name, logic, day, more)
    constraint = draw(st.sampled_from(CONSTRAINTS))
    checks = f"kontroller:\n  - {{villkor: '{constraint}', meddelande: Nej.}}\n" if constraint else ""
    return files, DATED + checks


@dataclass(frozen=True)
class Question:
    """Some facts, a day and a decision; with `wanted`, the smallest change is asked for."""

    facts: dict[str, Any]
    day: datetime.date
    name: str
    wanted: int | None


@st.composite
def questions(draw: st.DrawFn) -> list[Question]:
    """Questions that each differ from the one before in a little, which may be what matters."""
    facts = draw(
        st.fixed_dictionaries({}, optional={each: st.sampled_from(ANSWERS[each]) for each in ANSWERS})
    )
    day = draw(st.sampled_from(DAYS))
    asked = []
    for _ in range(draw(st.integers(2, 7))):
        wanted = draw(st.none() | st.sampled_from(VALUES))
        asked.append(Question(_existing(facts, day), day, draw(st.sampled_from(ASKED)), wanted))
        changed = draw(st.sampled_from(["day", *ANSWERS]))
        if changed == "day":
            day = draw(st.sampled_from(DAYS))
        elif draw(st.booleans()):
            facts[changed] = draw(st.sampled_from(ANSWERS[changed]))
        else:
            facts.pop(changed, None)
    return asked


def _existing(facts: dict[str, Any], day: datetime.date) -> dict[str, Any]:
    """The facts that exist on the day asked about, or on the one that picks versions."""
    years = {day.year, facts.get("start", day).year}
    gone = {name for name, year in (("gammal", 2023), ("ny", 2024)) if year not in years}
    return {name: value for name, value in facts.items() if name not in gone}
