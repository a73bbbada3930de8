"""Rule sets made up for a test: a folder of YAML from texts."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

HEAD = """
regelverk: prov
namn: Ett påhittat regelverk
källor:
  - {dnr: P-1, titel: Ett påhittat dokument, datum: 2024-01-01}
indata:
  - {namn: ålder, typ: tal, tillåtna: "[0..120]", fråga: Hur gammal är personen?}
  - {namn: sfi, typ: ja/nej, fråga: Läser personen sfi?}
  - {namn: start, typ: datum, fråga: Vilken dag?}
  - {namn: färg, typ: text, tillåtna: [röd, grön, blå], oklar: ja, fråga: Vilken färg?}
"""

AVGIFT = """
beslut: avgift
giltig från: 2024-01-01
status: förslag
källa: {dnr: P-1, avsnitt: Avgifter}
träffregel: unik
indata: [ålder]
utdata:
  - {namn: avgift, typ: tal, enhet: kr}
regler:
  - när: {ålder: "< 18"}
    ger: {avgift: 0}
  - när: {ålder: ">= 18"}
    ger: {avgift: 1 200}
"""


def write(folder: Path, files: dict[str, str], head: str = HEAD) -> Path:
    """The rule set `prov` in `folder`: its regelverk.yaml, and the files by their paths within it."""
    root = folder / "prov"
    for name, text in {"regelverk.yaml": head, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return root


def decision(name: str, logic: str, valid_from: str = "2024-01-01", more: str = "") -> str:
    """A decision file: its head, then `logic` (YAML at the left margin)."""
    head = f"beslut: {name}\ngiltig från: {valid_from}\nstatus: förslag\nkälla: {{dnr: P-1, avsnitt: A}}\n"
    return head + more + dedent(logic).lstrip("\n")
