"""What the tests of forecasts share: a made-up rule set with a forecast, and asking for it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.command import Run, motor

HEAD = """
regelverk: prov
namn: Ett påhittat regelverk
källor:
  - {dnr: P-1, titel: Ett påhittat dokument, datum: 2024-01-01}
indata:
  - {namn: färg, typ: text, tillåtna: [röd, grön, blå], fråga: Vilken färg?}
  - {namn: vikt, typ: tal, tillåtna: "[0..100]", enhet: kg, fråga: Hur tung?}
"""
PRIS = """
beslut: pris
giltig från: 2024-01-01
status: förslag
källa: {dnr: P-1, avsnitt: Priser}
träffregel: unik
indata: [färg]
utdata:
  - {namn: sort, typ: text, tillåtna: [varm, kall], oklar: ja}
  - {namn: belopp, typ: tal, enhet: kr, oklar: ja}
  - {namn: månader, typ: tal, enhet: månader}
regler:
  - när: {färg: röd}
    ger: {sort: varm, belopp: 100, månader: 3}
  - när: {färg: grön}
    ger: {sort: kall, belopp: 0.35, månader: 4}
  - när: {färg: blå}
    ger: {sort: null, belopp: null, månader: 1}
"""
EXTRA = """
beslut: tillägg
giltig från: 2024-01-01
status: förslag
källa: {dnr: P-1, avsnitt: Priser}
typ: tal
uttryck: pris.belopp / 4
"""
FORECAST = """
prognos: Påhittad
regelverk: prov
datum: 2024-01-01
tal:
  - {namn: extra, heltal: ja, standard: 0}
kostnader:
  - {namn: pris, uttryck: antal * pris.månader * pris.belopp}
  - {namn: tillägg, uttryck: extra * tillägg}
grupp: pris.sort
rader:
  - {namn: A, fakta: {färg: röd}, antal: 10, tal: {extra: 2}}
  - {namn: B, fakta: {färg: grön}, antal: 3}
utfall:
  kostnader:
    - {namn: pris, uttryck: pris.månader * pris.belopp}
  grupp: pris.sort
"""


CASES = "id,färg\n1,röd\n2,grön\n3,grön\n4,lila\n5,\n6,blå\n7,röd,x\n\n8,röd\n"


def rule_set(folder: Path, **changed: str) -> Path:
    """The rule set `prov`, with texts in its files changed."""
    root = folder / "prov"
    files = {"regelverk.yaml": HEAD, "pris/2024-01-01.yaml": PRIS, "tillägg/2024-01-01.yaml": EXTRA}
    for name, text in {**files, "prognoser/p.yaml": FORECAST, **changed}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text.lstrip(), "utf-8")
    return root


def answered(*arguments: str) -> dict[str, Any]:
    run = motor("prognos", *arguments, "--json")
    assert run.status == 0, run.err
    answer: dict[str, Any] = json.loads(run.out, parse_float=Decimal)
    return answer


def portfolio(prov: Path, text: str, *more: str) -> Run:
    """What is printed of a file with these cases."""
    (prov.parent / "fall.csv").write_text(text, "utf-8")
    return motor("prognos", str(prov), "p", "--utfall", str(prov.parent / "fall.csv"), *more)
