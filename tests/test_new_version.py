"""`motor ny-version`: a copy in which only what should change has, byte for byte; and what is refused."""

from __future__ import annotations

import datetime
import errno
import json
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import motor as engine
from motor.editing.indexing import Indexing, amount_text
from motor.editing.versions import new_version
from motor.errors import Severity
from tests.command import Run, motor
from tests.repository import ROOT
from tests.rulesets import AVGIFT, write
from verktyg.fel import DONE, RULES_WRONG, USAGE_WRONG

TAXA = """\
# yaml-language-server: $schema=x
# Taxan för år ett.
beslut: taxa            # namnet
giltig från: "2024-01-01"   # första dagen
giltig till: 2024-12-31
status: 'beslutad'
beslutad:
  organ: nämnden
  datum: 2023-11-01    # onsdag

# Varifrån
källa:
- {dnr: P-1, avsnitt: Taxor}
-
  dnr: P-1
  avsnitt: >-
    Taxor
    för alla

träffregel: unik
indata: [färg]
utdata:
  - namn: avgift
    typ: tal
    enhet: kr/månad
    standard: 950
    källa: Taxor
  - {namn: tak, typ: tal, enhet: kr, tillåtna: [3 800, "5 000"]}
  - {namn: dagar, typ: tal, enhet: dagar}
regler:
  - när: {färg: röd}
    ger: {avgift: 3 800, tak: 3 800, dagar: 1 000}
    källa: {dnr: P-1, avsnitt: Taxor}   # sida 4
  - {när: {färg: grön}, ger: {avgift: "3 686", tak: '5 000', dagar: 7},
     källa: {dnr: P-1}}
  - när: {färg: blå}
    ger:
      avgift: 99.50
      tak: "= 2 * 1900"   # räknas fram
      dagar: 0
    källa:
      dnr: P-1
      avsnitt: Blått
  - när: {färg: "null"}
    ger: {avgift: 0, tak: 3800, dagar: 0}
    källa: {dnr: P-1,
            avsnitt: Oklart}
    tolkning: Oklart är gratis.
"""

COPIED = """\
# yaml-language-server: $schema=x
# Taxan för år ett.
beslut: taxa            # namnet
giltig från: "2025-01-01"   # första dagen
status: 'utkast'

# Varifrån
källa: {dnr: FYLL I, avsnitt: FYLL I}
# - {dnr: P-1, avsnitt: Taxor}
# -
  # dnr: P-1
  # avsnitt: >-
    # Taxor
    # för alla

träffregel: unik
indata: [färg]
utdata:
  - namn: avgift
    typ: tal
    enhet: kr/månad
    standard: 970
    källa: {dnr: FYLL I, avsnitt: FYLL I}  # Taxor
  - {namn: tak, typ: tal, enhet: kr, tillåtna: [3 890, "5 120"]}
  - {namn: dagar, typ: tal, enhet: dagar}
regler:
  - när: {färg: röd}
    ger: {avgift: 3 890, tak: 3 890, dagar: 1 000}
    källa: {dnr: FYLL I, avsnitt: FYLL I}   # sida 4  # {dnr: P-1, avsnitt: Taxor}
  - {när: {färg: grön}, ger: {avgift: "3 770", tak: '5 120', dagar: 7},
     källa: {dnr: FYLL I, avsnitt: FYLL I}}  # {dnr: P-1}
  - när: {färg: blå}
    ger:
      avgift: 100.00
      tak: "= 2 * 1900"   # räknas fram
      dagar: 0
    källa: {dnr: FYLL I, avsnitt: FYLL I}
      # dnr: P-1
      # avsnitt: Blått
  - när: {färg: "null"}
    ger: {avgift: 0, tak: 3890, dagar: 0}
    källa: {dnr: FYLL I, avsnitt: FYLL I}  # {dnr: P-1,
            # avsnitt: Oklart}
    tolkning: Oklart är gratis.
"""


@pytest.fixture
def rule_set(tmp_path: Path) -> Path:
    return write(tmp_path, {"taxa/2024-01-01.yaml": TAXA, "avgift/2024-01-01.yaml": AVGIFT})


def begin(rule_set: Path, *options: str, decision: str = "taxa", start: str = "2025-01-01") -> Run:
    return motor("ny-version", str(rule_set), decision, "--från", start, *options)


def test_only_what_should_change_has(rule_set: Path) -> None:
    """2.4 percent to tens: 950 → 972.80 → 970; 3 686 → 3 774.464 → 3 770; 99.50 → 101.888 → 100."""
    before = (rule_set / "taxa" / "2024-01-01.yaml").read_bytes()
    run = begin(rule_set, "--räkna-upp", "2.4%", "--avrunda", "10")
    assert (run.status, run.err) == (DONE, "")
    assert (rule_set / "taxa" / "2025-01-01.yaml").read_text("utf-8") == COPIED
    assert (rule_set / "taxa" / "2024-01-01.yaml").read_bytes() == before
    assert "Inte uppräknat, för att det räknas fram: regel 3, tak." in run.out
    assert "motor besluta" in run.out
    faults = [found.message for found in engine.check(rule_set) if found.severity is Severity.FEL]
    assert faults == ["tak kan inte vara talet 3800. Tillåtet är 3 890, 5 120."]  # what was not indexed


def test_without_an_index_no_amount_changes(rule_set: Path) -> None:
    assert begin(rule_set).status == DONE
    copy = (rule_set / "taxa" / "2025-01-01.yaml").read_text("utf-8")
    for amount in ("standard: 950", "avgift: 3 800, tak: 3 800", '"3 686"', "99.50", "tak: 3800"):
        assert amount in copy
    assert copy.count("{dnr: FYLL I, avsnitt: FYLL I}") == 6


def test_lines_end_as_they_did(rule_set: Path) -> None:
    old = rule_set / "taxa" / "2024-01-01.yaml"
    old.write_bytes(TAXA.replace("\n", "\r\n").encode())
    assert begin(rule_set, "--räkna-upp", "2,4", "--avrunda", "10").status == DONE
    new = (rule_set / "taxa" / "2025-01-01.yaml").read_bytes()
    assert new == COPIED.replace("\n", "\r\n").encode()


def test_a_byte_order_mark_is_refused_with_its_place(rule_set: Path) -> None:
    (rule_set / "taxa" / "2024-01-01.yaml").write_bytes(b"\xef\xbb\xbf" + TAXA.encode())
    run = begin(rule_set)
    assert run.status == RULES_WRONG
    assert "2024-01-01.yaml:1:1: fel: Filen börjar med ett osynligt BOM-tecken." in run.err
    assert not (rule_set / "taxa" / "2025-01-01.yaml").exists()


def test_a_version_on_one_line(rule_set: Path) -> None:
    line = (
        "{beslut: pris, giltig från: 2024-01-01, giltig till: 2024-12-31, status: beslutad, "
        "beslutad: {organ: n, datum: 2023-11-01}, källa: {dnr: P-1}, uttryck: 1200, typ: tal, enhet: kr}"
    )
    (rule_set / "pris").mkdir()
    (rule_set / "pris" / "2024-01-01.yaml").write_text(line)
    assert begin(rule_set, "--räkna-upp", "10%", decision="pris").status == DONE
    assert (rule_set / "pris" / "2025-01-01.yaml").read_text("utf-8") == (
        "{beslut: pris, giltig från: 2025-01-01, status: utkast, "
        "källa: {dnr: FYLL I, avsnitt: FYLL I}, uttryck: 1320, typ: tal, enhet: kr}"
    )


def test_a_source_that_keeps_its_document_stays(rule_set: Path) -> None:
    steps = """\
        beslut: summa
        giltig från: 2024-01-01
        status: förslag
        källa: {dnr: P-1, avsnitt: A}
        steg:
          - {namn: antal, uttryck: 3 + 4, källa: {dnr: P-1, avsnitt: B}}
          - {namn: sida, uttryck: 3 + 4, källa: C}
          - {namn: pris, uttryck: 1500, enhet: kr, källa: {dnr: P-1, avsnitt: D}}
        """
    rule_set = write(rule_set.parent, {"summa/2024-01-01.yaml": steps})
    run = begin(rule_set, "--räkna-upp", "-1,5%", "--json", decision="summa")
    assert json.loads(run.out)["ändrade"] == [
        {"plats": "steg", "kolumn": "pris", "förr": 1500, "nu": 1478}  # 1 477.50, halves go up
    ]
    copy = (rule_set / "summa" / "2025-01-01.yaml").read_text("utf-8").splitlines()
    assert "källa: {dnr: P-1, avsnitt: B}}" in copy[5]
    assert "källa: {dnr: FYLL I, avsnitt: FYLL I}}  # C" in copy[6]
    assert "uttryck: 1478, enhet: kr, källa: {dnr: FYLL I, avsnitt: FYLL I}}" in copy[7]


def test_one_column_alone_is_indexed(rule_set: Path) -> None:
    run = begin(rule_set, "--räkna-upp", "2.4%", "--kolumn", "tak", "--json")
    told = json.loads(run.out)
    assert [(each["plats"], each["förr"], each["nu"]) for each in told["ändrade"]] == [
        ("tillåtna", 3800, 3891),
        ("tillåtna", 5000, 5120),
        ("regel 1", 3800, 3891),
        ("regel 2", 5000, 5120),
        ("regel 4", 3800, 3891),
    ]
    assert told["inte uppräknade"] == ["regel 3, tak"]
    assert told["källor att fylla i"] == 6


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--räkna-upp", "mycket"], "mycket är ingen procentsats."),
        (["--räkna-upp", "2.4.1"], "2.4.1 är ingen procentsats."),
        (["--räkna-upp", "1e3"], "1e3 är ingen procentsats."),
        (["--räkna-upp", "nan"], "nan är ingen procentsats."),
        (["--räkna-upp", ""], "är ingen procentsats."),
        (["--räkna-upp", "0,00000000000001"], "är ingen procentsats."),
        (["--räkna-upp", "102.4%"], "102.4% är mer än 100 procent."),
        (["--räkna-upp", "-100"], "-100 är mer än 100 procent."),
        (["--räkna-upp", "2", "--avrunda", "0"], "Det går inte att avrunda till 0."),
        (["--räkna-upp", "2", "--avrunda", "-10"], "Det går inte att avrunda till -10."),
        (["--räkna-upp", "2", "--avrunda", "tio"], "Det går inte att avrunda till tio."),
        (["--avrunda", "10"], "--avrunda hör till --räkna-upp."),
        (["--kolumn", "tak"], "--kolumn hör till --räkna-upp."),
        (["--räkna-upp", "2", "--kolumn", "avgfit"], "Menade du avgift?"),
        (["--räkna-upp", "2", "--kolumn", "dagar"], "taxa har inga belopp i kronor i kolumnen dagar."),
    ],
)
def test_what_cannot_be_indexed_by_is_refused(rule_set: Path, options: list[str], sentence: str) -> None:
    run = begin(rule_set, *options)
    assert (run.status, run.out) == (USAGE_WRONG, "")
    assert sentence in run.err
    assert not (rule_set / "taxa" / "2025-01-01.yaml").exists()


@pytest.mark.parametrize(
    ("decision", "start", "sentence"),
    [
        ("taxa", "2024-01-01", "taxa har redan en version från 2024-01-01, med status beslutad."),
        ("taxa", "2024-07-01", "taxa från 2024-01-01 gäller till 2024-12-31."),
        ("taxa", "2025-01-02", "taxa från 2024-01-01 slutade gälla 2024-12-31."),
        ("taxa", "2023-12-31", "Inga regler för taxa gäller före 2023-12-31."),
        ("taxa", "nyår", "nyår är inget datum."),
        ("taxa", "2025-02-29", "2025-02-29 är inget datum."),
        ("taxan", "2025-01-01", "Det finns inget beslut som heter taxan i prov."),
        ("färg", "2025-01-01", "färg är ett faktum, inget beslut."),
        ("plan", "2025-01-01", "Det finns bara utkast: ändra i dem."),
    ],
)
def test_what_is_no_new_version_is_refused(rule_set: Path, decision: str, start: str, sentence: str) -> None:
    draft = AVGIFT.replace("avgift", "plan").replace("förslag", "utkast")
    write(rule_set.parent, {"plan/2024-01-01.yaml": draft})
    before = sorted(rule_set.rglob("*"))
    run = begin(rule_set, decision=decision, start=start)
    assert (run.status, run.out) == (USAGE_WRONG, "")
    assert sentence in run.err
    assert sorted(rule_set.rglob("*")) == before


def test_a_decision_without_amounts_is_copied_but_not_indexed(rule_set: Path) -> None:
    words = AVGIFT.replace("beslut: avgift", "beslut: ord").replace("kr}", "st}")
    write(rule_set.parent, {"ord/2024-01-01.yaml": words})
    run = begin(rule_set, "--räkna-upp", "2", decision="ord")
    assert (run.status, run.out) == (USAGE_WRONG, "")
    assert "ord har inga belopp i kronor att räkna upp." in run.err
    assert begin(rule_set, decision="ord").status == DONE


def test_a_draft_counts_only_when_it_is_asked_for(rule_set: Path) -> None:
    assert begin(rule_set, "--räkna-upp", "2", decision="avgift").status == DONE
    ask = ("prova", str(rule_set), "ålder=30", "--beslut", "avgift", "--datum", "2025-06-01")
    plain, drafted = motor(*ask), motor(*ask, "--utkast")
    assert "Avgift: 1 200 kr" in plain.out
    assert "OBS!" not in plain.out
    assert "Avgift: 1 224 kr" in drafted.out  # 1 200 × 1.02
    assert "OBS! Svaret räknar med utkast" in drafted.out


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "Disken är full. Inget är ändrat."),
        (PermissionError(errno.EACCES, "Permission denied"), "får inte läsas eller skrivas av dig."),
    ],
)
def test_a_place_that_cannot_be_written_is_told(
    rule_set: Path, monkeypatch: pytest.MonkeyPatch, fault: OSError, sentence: str
) -> None:
    def refuse(descriptor: int) -> None:
        raise fault

    monkeypatch.setattr(os, "fsync", refuse)
    run = begin(rule_set)
    assert (run.status, run.out) == (USAGE_WRONG, "")
    assert sentence in run.err
    assert [path.name for path in (rule_set / "taxa").iterdir()] == ["2024-01-01.yaml"]


# --- amounts


@pytest.mark.parametrize(
    ("amount", "percent", "step", "expected"),
    [
        ("3800", "2.4", "10", "3890"),
        ("3125", "2.4", "10", "3200"),
        ("1000", "0.5", "10", "1010"),  # 1 005: the half goes up
        ("-1000", "0.5", "10", "-1010"),
        ("99.5", "0", "0.01", "99.50"),
        ("0.1", "200", "0.1", "0.3"),  # which is not 0.30000000000000004
        ("100", "-50", "100", "100"),  # 50: the half goes up
    ],
)
def test_amounts_are_exact(amount: str, percent: str, step: str, expected: str) -> None:
    indexing = Indexing(Decimal(percent) / 100, Decimal(step))
    assert indexing.apply(Decimal(amount)) == Decimal(expected)


@given(
    st.decimals(-(10**9), 10**9, places=2),
    st.decimals(-99, 100, places=3),
    st.sampled_from(["0.01", "0.5", "1", "7", "10", "100"]),
)
def test_an_indexed_amount_is_the_nearest_step(amount: Decimal, percent: Decimal, step: str) -> None:
    exact, size = amount * (1 + percent / 100), Decimal(step)
    rounded = Indexing(percent / 100, size).apply(amount)
    assert rounded % size == 0
    assert abs(rounded - exact) <= size / 2
    assert abs(rounded - exact) < size / 2 or abs(rounded) > abs(exact)


@pytest.mark.parametrize(
    ("amount", "like", "group", "text"),
    [
        ("3890", "3 800", " ", "3 890"),
        ("1234567", "999 999", "\u00a0", "1\u00a0234\u00a0567"),
        ("101.89", "99.50", " ", "101.89"),
        ("100", "99.50", "", "100.00"),
        ("3891.2", "3 800", " ", "3 891.2"),
        ("-1010", "-1 000", " ", "-1 010"),
        ("1E+3", "990", " ", "1 000"),
    ],
)
def test_an_amount_is_written_as_the_old_one(amount: str, like: str, group: str, text: str) -> None:
    assert amount_text(Decimal(amount), like, group) == text


def test_the_day_is_the_one_asked_for(rule_set: Path) -> None:
    assert begin(rule_set, decision="avgift", start="2024-07-01").status == DONE
    version = engine.load(rule_set, drafts=True).decisions["avgift"].versions[-1]
    assert (version.valid_from, version.status) == (datetime.date(2024, 7, 1), "utkast")


def test_a_copied_expression_is_read_as_the_one_that_it_is_a_copy_of(tmp_path: Path) -> None:
    """A column that reads it has its type, as before there were two versions."""
    grown = (
        "beslut: vuxen\ngiltig från: 2024-01-01\nstatus: förslag\nkälla: {dnr: P-1}\n"
        "typ: ja/nej\nuttryck: ålder >= 18\n"
    )
    reader = AVGIFT.replace("[ålder]", "[vuxen]").replace('"< 18"', "nej").replace('">= 18"', "ja")
    files = {"vuxen/2024-01-01.yaml": grown, "avgift/2024-01-01.yaml": reader.replace("ålder:", "vuxen:")}
    rule_set = write(tmp_path, files)
    assert begin(rule_set, decision="vuxen").status == DONE
    assert engine.load(rule_set, drafts=True).evaluate({"ålder": 20}).values["avgift"] == 1200


@pytest.mark.parametrize("rule_set", sorted((ROOT / "regler").iterdir()), ids=lambda path: path.name)
def test_every_version_can_be_copied_and_only_lines_that_say_so_change(rule_set: Path) -> None:
    """All decisions of the real rule sets: what goes, but for the adoption, is still there as a comment."""
    files = {}
    for decision in engine.load(rule_set).decisions.values():
        if decision.counted(drafts=False):
            made = new_version(decision, datetime.date(2030, 1, 1), None)
            old = made.copied.read_text("utf-8").splitlines()
            new = made.content.decode().splitlines()
            words = "\n".join(new).replace("# ", "")
            lost = [line for line in old if line.strip(" #").removeprefix("källa: ") not in words]
            assert all(re.match("giltig från|status|beslutad", line) for line in lost), lost
            files[made.path.relative_to(rule_set).as_posix()] = made.content.decode()
    assert files
    assert not [found for found in engine.check(rule_set, files) if found.severity is Severity.FEL]
