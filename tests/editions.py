"""What the tests of differences share: a made-up rule set, and a copy of it with an edit."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import motor
from motor.difference import Comparison, Edition, compare
from tests.rulesets import AVGIFT, HEAD, decision, write

DAY = date(2024, 6, 1)

RABATT = decision(
    "rabatt",
    """
    träffregel: unik
    indata: [färg, sfi]
    utdata:
      - {namn: rabatt, typ: tal, enhet: procent, standard: 0}
    regler:
      - när: {färg: röd, sfi: ja}
        ger: {rabatt: 10}
      - när: {färg: grön}
        ger: {rabatt: 5}
    """,
)
PRIS = decision("pris", "uttryck: avgift * (100 - rabatt) / 100\ntyp: tal\n")
OTHER = decision("något", "uttryck: if sfi then 1 else 2\n")
FILES = {
    "avgift/2024-01-01.yaml": AVGIFT,
    "rabatt/2024-01-01.yaml": RABATT,
    "pris/2024-01-01.yaml": PRIS,
    "något/2024-01-01.yaml": OTHER,
}


def book(folder: Path, files: dict[str, str] | None = None, head: str = HEAD) -> motor.Rulebook:
    return motor.load(write(folder, FILES if files is None else files, head))


def compared(tmp_path: Path, name: str, *edits: tuple[str, str], whole: bool = True) -> Comparison:
    """The rule set against a copy where one file is edited."""
    left = book(tmp_path / "a")
    text = dedent(FILES[name])
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    right = book(tmp_path / "b", {**FILES, name: text})
    return compare(Edition(left, DAY), Edition(right, DAY), whole)
