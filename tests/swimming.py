"""A made-up rule set, small enough to count its changes by hand, with cases that notice all that differ."""

from __future__ import annotations

from pathlib import Path

RULES = {
    "regelverk.yaml": """\
regelverk: simhall
namn: Byköpings simhall
källor:
  - {dnr: SIM-1, titel: Taxa}
indata:
  - {namn: ålder, typ: tal, tillåtna: "[0..120]", fråga: Hur gammal är badaren?}
  - {namn: medlem, typ: ja/nej, fråga: Är badaren medlem?}
""",
    "pris/2024-01-01.yaml": """\
beslut: pris
giltig från: 2024-01-01
status: förslag
källa: {dnr: SIM-1, avsnitt: Priser}
träffregel: unik
indata: [ålder]
utdata:
  - {namn: belopp, typ: tal, enhet: kr}
  - {namn: biljett, typ: text, tillåtna: [ung, vuxen, senior]}
regler:
  - när: {ålder: "< 18"}
    ger: {belopp: 20, biljett: ung}
  - när: {ålder: "[18..65)"}
    ger: {belopp: 60, biljett: vuxen}
  - när: {ålder: ">= 65"}
    ger: {belopp: 40, biljett: senior}
""",
    "rabatt/2024-01-01.yaml": """\
beslut: rabatt
giltig från: 2024-01-01
status: förslag
källa: {dnr: SIM-1, avsnitt: Rabatter}
träffregel: första
indata: [medlem]
utdata:
  - {namn: rabatt, typ: tal, enhet: kr}
regler:
  - när: {medlem: ja}
    ger: {rabatt: 10}
  - när: {medlem: ja}
    ger: {rabatt: 15}
  - när: {}
    ger: {rabatt: 0}
""",
    "sommar/2024-06-01.yaml": """\
beslut: sommar
giltig från: 2024-06-01
status: utkast
källa: {dnr: SIM-1, avsnitt: Sommar}
träffregel: unik
indata: [medlem]
utdata:
  - {namn: gratis, typ: ja/nej}
regler:
  - när: {medlem: ja}
    ger: {gratis: ja}
  - när: {medlem: nej}
    ger: {gratis: nej}
""",
}

CASES = """\
regelverk: simhall
fall:
  - namn: Sjutton år
    datum: 2024-03-01
    fakta: {ålder: 17, medlem: ja}
    väntat: {pris: {belopp: 20, biljett: ung}, rabatt: 10}
  - namn: Arton år
    datum: 2024-03-01
    fakta: {ålder: 18, medlem: nej}
    väntat: {pris: {belopp: 60, biljett: vuxen}, rabatt: 0}
  - namn: Sextiofyra år
    datum: 2024-03-01
    fakta: {ålder: 64}
    väntat: {pris.belopp: 60}
  - namn: Sextiofem år
    datum: 2024-03-01
    fakta: {ålder: 65}
    väntat: {pris: {belopp: 40, biljett: senior}}
  - namn: Medlem på sommaren
    datum: 2024-07-01
    utkast: ja
    fakta: {medlem: ja}
    väntat: {sommar: ja}
  - namn: Inte medlem på sommaren
    datum: 2024-07-01
    utkast: ja
    fakta: {medlem: nej}
    väntat: {sommar: nej}
"""


def lay_out(folder: Path) -> Path:
    """Write the rule set and its cases under `folder`; returns the file of cases."""
    for name, text in RULES.items():
        path = folder / "regler" / "simhall" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    cases = folder / "tests" / "fall" / "simhall.yaml"
    cases.parent.mkdir(parents=True)
    cases.write_text(CASES, "utf-8")
    return cases
