"""What the tests of `motor skillnad` share: a made-up rule set with cases, edits of it, and asking."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

from tests.command import motor
from tests.rulesets import AVGIFT, decision, write

PRIS = decision("pris", "uttryck: avgift / 2\ntyp: tal\n")
FILES = {"avgift/2024-01-01.yaml": AVGIFT, "pris/2024-01-01.yaml": PRIS}
CASES = """
regelverk: prov
fall:
  - namn: Vuxen betalar
    källa: {dnr: P-1, avsnitt: Avgifter}
    datum: 2024-03-01
    fakta: {ålder: 40}
    väntat: {avgift: 1 200, pris: 600}
  - namn: Barn betalar inte
    källa: {dnr: P-1, avsnitt: Avgifter}
    datum: 2024-03-01
    fakta: {ålder: 10}
    väntat: {avgift: 0}
  - namn: Inget besvarat
    källa: {dnr: P-1, avsnitt: Avgifter}
    datum: 2024-03-01
    fakta: {}
    obesvarade: [avgift]
"""


def rule_set(folder: Path) -> Path:
    """A rule set `prov` with cases, in a folder that commands are run in."""
    write(folder / "regler", FILES)
    cases = folder / "tests" / "fall" / "prov.yaml"
    cases.parent.mkdir(parents=True)
    cases.write_text(CASES, "utf-8")
    return folder / "regler" / "prov"


def edit(rules: Path, old: str, new: str) -> None:
    path = rules / "avgift" / "2024-01-01.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def add(rules: Path, amount: str, status: str = "förslag") -> None:
    """A version of avgift from 2025."""
    text = (
        dedent(AVGIFT).lstrip("\n").replace("giltig från: 2024", "giltig från: 2025").replace("1 200", amount)
    )
    (rules / "avgift" / "2025-01-01.yaml").write_text(
        text.replace("status: förslag", f"status: {status}"), "utf-8"
    )


def data(*arguments: str) -> Any:
    run = motor("skillnad", *arguments, "--json")
    assert (run.status, run.err) == (0, "")
    return json.loads(run.out)


def page(*arguments: str) -> str:
    run = motor("skillnad", *arguments)
    assert (run.status, run.err) == (0, "")
    assert all(len(line) <= 80 for line in run.out.splitlines())
    return run.out
