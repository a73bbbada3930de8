"""A municipality nobody has heard of: criteria, two rates and facts of its own, a folder and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import motor
from tests.rulesets import write

HEAD = """
regelverk: prov
namn: Storköpings kommun
källor:
  - {dnr: SK-2030-7, titel: Kundval i Storköping, datum: 2030-01-15}
indata:
  - {namn: månader utan arbete, typ: tal, tillåtna: ">= 0", enhet: månader, fråga: Hur länge utan arbete?}
  - {namn: körkort, typ: ja/nej, fråga: Har personen körkort?}
  - {namn: branscher, typ: lista av text, tillåtna: [vård, bygg, skog], fråga: Vilka branscher?}
  - {namn: spår, typ: text, tillåtna: {ur: spårvillkor.spår}, fråga: Vilket spår?}
  - {namn: första dag, typ: datum, fråga: När börjar spåret?}
  - {namn: sista dag, typ: datum, fråga: När slutar spåret?}
kontroller:
  - {villkor: sista dag >= första dag, meddelande: Sista dagen ligger före den första.}
vyer:
  spårval:
    rubrik: Val av spår
    frågor:
      - {rubrik: Personen, fakta: [månader utan arbete, körkort, branscher]}
    alternativ: {beslut: möjliga spår, kriterier: möjliga spår, fakta: spår}
    förslag: föreslaget spår
    villkor: spårvillkor
    villkor på sidan: [taxa]
"""

CRITERIA = """
beslut: möjliga spår
giltig från: 2030-01-01
status: förslag
källa: {dnr: SK-2030-7, avsnitt: Målgrupper}
träffregel: samla
indata: [månader utan arbete, körkort, branscher]
utdata:
  - {namn: spår, typ: text, tillåtna: {ur: spårvillkor.spår}}
regler:
  - {när: {månader utan arbete: "< 12", körkort: ja}, ger: {spår: Snabbspår}}
  - {när: {månader utan arbete: ">= 12"}, ger: {spår: Långspår}}
  - {när: {månader utan arbete: "< 12", branscher: 'list contains(?, "skog")'}, ger: {spår: Långspår}}
"""
SUGGESTION = """
beslut: föreslaget spår
giltig från: 2030-01-01
status: förslag
källa: {dnr: SK-2030-7, avsnitt: Målgrupper}
uttryck: möjliga spår[1]
typ: text
"""
TERMS = """
beslut: spårvillkor
giltig från: 2030-01-01
status: förslag
källa: {dnr: SK-2030-7, avsnitt: Ersättning}
träffregel: unik
indata: [spår]
utdata:
  - {namn: dagpeng, typ: tal, enhet: kr/dag}
  - {namn: taxa, typ: text}
regler:
  - {när: {spår: Snabbspår}, ger: {dagpeng: 310.50, taxa: låg}}
  - {när: {spår: Långspår}, ger: {dagpeng: 1 045, taxa: hög}}
"""
PAY = """
beslut: ersättning
giltig från: 2030-01-01
status: förslag
gäller enligt: första dag
källa: {dnr: SK-2030-7, avsnitt: Ersättning}
uttryck: spårvillkor.dagpeng * ((sista dag - första dag).days + 1)
typ: tal
"""
FILES = {
    "möjliga spår/2030-01-01.yaml": CRITERIA,
    "föreslaget spår/2030-01-01.yaml": SUGGESTION,
    "spårvillkor/2030-01-01.yaml": TERMS,
    "ersättning/2030-01-01.yaml": PAY,
}
DAY = date(2030, 5, 1)


def test_a_new_municipality_is_a_folder(tmp_path: Path) -> None:
    rulebook = motor.load(write(tmp_path, FILES, HEAD))
    person = {"månader utan arbete": 3, "körkort": True, "branscher": ["vård", "skog"]}
    result = rulebook.evaluate(person, on=DAY, decisions=["möjliga spår", "föreslaget spår"])
    assert result.values == {"möjliga spår": ["Snabbspår", "Långspår"], "föreslaget spår": "Snabbspår"}

    spell = {"spår": "Snabbspår", "första dag": date(2030, 1, 30), "sista dag": date(2030, 2, 2)}
    assert rulebook.evaluate(spell, on=DAY, decisions=["ersättning"])["ersättning"] == 4 * 310.5

    partly = rulebook.evaluate(
        {"månader utan arbete": 3, "branscher": []}, on=DAY, decisions=["föreslaget spår"]
    )
    assert partly.missing == ["körkort"]
    assert partly.undecided["föreslaget spår"] == ["Snabbspår", None]


def test_its_own_mistakes_are_told_in_its_own_words(tmp_path: Path) -> None:
    files = {**FILES, "möjliga spår/2030-01-01.yaml": CRITERIA.replace("spår: Snabbspår", "spår: Snabspår")}
    problems = motor.check(write(tmp_path, files, HEAD))
    assert [problem.hint for problem in problems] == ["Menade du Snabbspår?"]
