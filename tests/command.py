"""What the tests of the command `motor` share: running it in this process, and made-up rule sets."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from verktyg import cli


@dataclass(frozen=True)
class Run:
    """What a command gave: its exit status, and what it printed on each stream."""

    status: int
    out: str
    err: str


def motor(*arguments: str, stdin: str = "") -> Run:
    """Run `motor` with these arguments, away from a terminal."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", io.StringIO(stdin)):
        status = cli.run(arguments)
    return Run(status, out.getvalue(), err.getvalue())


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write texts to files in `folder`, and give the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


LIBRARY = {
    "regelverk.yaml": """\
regelverk: bibliotek
namn: Byköpings bibliotek
beskrivning: Vilka lånekort som finns, och vad en försening kostar.
källor:
  - {dnr: BIB-1, titel: Biblioteksreglemente, datum: 2023-05-02}
indata:
  - {namn: åldern, typ: tal, tillåtna: "[0..120]", enhet: år, oklar: ja, fråga: Hur gammal är låntagaren?}
  - {namn: bor i kommunen, typ: ja/nej, fråga: Bor låntagaren i kommunen?}
  - {namn: kort, typ: text, tillåtna: {ur: kortvillkor.kort}, fråga: Vilket kort gäller det?}
  - {namn: försenade dagar, typ: tal, tillåtna: ">= 0", fråga: Hur många dagar är lånet försenat?}
  - {namn: ämnen, typ: lista av text, tillåtna: [konst, "natur, djur", musik], fråga: Vilka ämnen vill låntagaren ha tips om?}
  - {namn: lånedag, typ: datum, fråga: Vilken dag lånades boken?}
  - {namn: återlämningsdag, typ: datum, fråga: Vilken dag lämnades boken tillbaka?}
kontroller:
  - {villkor: återlämningsdag >= lånedag, meddelande: Återlämningsdagen ligger före lånedagen.}
vyer:
  lånekort:
    rubrik: Lånekort
    frågor:
      - {rubrik: Låntagaren, fakta: [åldern, bor i kommunen]}
    alternativ: {beslut: möjliga kort, kriterier: möjliga kort, fakta: kort}
    förslag: bästa kort
    villkor: kortvillkor
    övrigt: [hälsning]
  avgift:
    rubrik: Förseningsavgift
    frågor:
      - fakta: [kort, försenade dagar]
    resultat: avgift
    rader: delar
    summor: [dagsavgift, påminnelse]
    totalt: att betala
""",
    "möjliga kort/2024-01-01.yaml": """\
beslut: möjliga kort
giltig från: 2024-01-01
status: beslutad
beslutad: {organ: kulturnämnden, datum: 2023-05-02, paragraf: "§ 7"}
källa: {dnr: BIB-1, avsnitt: Lånekort}
träffregel: samla
indata: [åldern, bor i kommunen]
utdata:
  - {namn: kort, typ: text, tillåtna: [barnkort, vuxenkort, gästkort]}
regler:
  - när: {åldern: "< 18"}
    ger: {kort: barnkort}
    källa: {dnr: BIB-1, avsnitt: Lånekort, fras: under arton år}
  - när: {åldern: "[18..120]", bor i kommunen: ja}
    ger: {kort: vuxenkort}
    tolkning: {nr: 1, text: Den som fyller arton i dag är vuxen.}
  - när: {bor i kommunen: nej}
    ger: {kort: gästkort}
  - när: {åldern: "null"}
    ger: {kort: gästkort}
""".replace("tolkning: {nr: 1, text: Den", "tolkning: [{nr: 1, text: Den").replace("vuxen.}", "vuxen.}]"),
    "bästa kort/2024-01-01.yaml": """\
beslut: bästa kort
giltig från: 2024-01-01
status: förslag
källa: {dnr: BIB-1, avsnitt: Lånekort}
typ: text
uttryck: if count(möjliga kort) = 0 then null else möjliga kort[1]
""",
    "kortvillkor/2024-01-01.yaml": """\
beslut: kortvillkor
giltig från: 2024-01-01
status: förslag
källa: {dnr: BIB-1, avsnitt: Avgifter}
träffregel: unik
indata: [kort]
utdata:
  - {namn: lånetid, typ: tal, enhet: dagar}
  - {namn: dagsbelopp, typ: tal, enhet: kr}
regler:
  - när: {kort: barnkort}
    ger: {lånetid: 28, dagsbelopp: 0}
  - när: {kort: vuxenkort}
    ger: {lånetid: 28, dagsbelopp: 2.50}
  - när: {kort: gästkort}
    ger: {lånetid: 14, dagsbelopp: 5}
""",
    "hälsning/2024-01-01.yaml": """\
beslut: hälsning
giltig från: 2024-01-01
status: förslag
källa: {dnr: BIB-1, avsnitt: Bemötande}
typ: text
uttryck: if bor i kommunen then "Välkommen hem" else "Välkommen hit"
""",
    "avgift/2024-01-01.yaml": """\
beslut: avgift
giltig från: 2024-01-01
status: förslag
källa: {dnr: BIB-1, avsnitt: Avgifter}
steg:
  - namn: delar
    uttryck: 'for dag in 1..försenade dagar return {dag: dag, belopp: kortvillkor.dagsbelopp}'
  - {namn: dagsavgift, uttryck: sum(delar.belopp), enhet: kr, källa: {dnr: BIB-1, avsnitt: Avgifter, fras: per dag}}
  - {namn: påminnelse, uttryck: if försenade dagar > 2 then 1000 else 0, enhet: kr}
  - {namn: att betala, uttryck: dagsavgift + påminnelse, enhet: kr}
""",
    "tips/2024-01-01.yaml": """\
beslut: tips
giltig från: 2024-01-01
status: utkast
källa: {dnr: BIB-1, avsnitt: Bemötande}
typ: tal
uttryck: count(ämnen)
""",
    "lånets längd/2024-01-01.yaml": """\
beslut: lånets längd
giltig från: 2024-01-01
status: förslag
källa: {dnr: BIB-1, avsnitt: Lånetid}
uttryck: återlämningsdag - lånedag
""",
}
"""A made-up rule set that has everything that the tools show, and shares no name with the real ones."""
