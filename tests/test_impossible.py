"""What can be known before rules are run to give nothing: told with its place, and never of sound rules."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

import motor
from motor.errors import Problem, Severity
from tests.repository import ROOT
from tests.rulesets import AVGIFT, HEAD, decision, write

EXPRESSIONS = {
    'start = "2024-01-01"': ("start", 'Ett datum och en text kan inte jämföras. Skriv @"2024-01-01".'),
    "start + ålder": ("start + ålder", "Ett datum och ett tal kan inte läggas ihop."),
    "ålder / 0": ("ålder / 0", "Det går inte att dela med noll."),
    "if ålder then 1 else 2": ("ålder", "Villkoret efter if är ett tal och kan aldrig vara sant."),
    "start.yer": ("start.yer", "Ett datum har ingen egenskap yer. Menade du year?"),
    "färg(1)": ("färg(1)", "färg är en text och kan inte anropas."),
    "string length(ålder)": ("string length(ålder)", "string ska vara en text, inte ett tal."),
    'date("2024-13-01")': ('date("2024-13-01")', "Det finns ingen månad 13."),
    'matches(färg, "[")': ('matches(färg, "[")', "är inget giltigt mönster"),
    "sfi and ålder": ("ålder", 'Vid "and" står ett tal, som varken är sant eller falskt.'),
    "villkor.avgfit": ("villkor.avgfit", 'Det finns inget som heter "avgfit" där. Menade du avgift?'),
    "villkor.dagar + start": ("villkor.dagar + start", "Ett tal och ett datum kan inte läggas ihop."),
    "delar.summa = färg": ("delar.summa", "Ett tal och en text kan inte jämföras."),
    "delar.sumna": ("delar.sumna", "Menade du summa?"),
    "dubbelt(färg)": ("färg", "dubbelt: belopp ska vara ett tal, inte en text."),
    "dubbelt(1, 2)": ("dubbelt(1, 2)", "dubbelt(belopp) anropas med 2 argument."),
    "dubbelt(belop: 1)": ("dubbelt(belop", "Menade du belopp?"),
    "dubbelt(1) = start": ("dubbelt(1)", "Ett tal och ett datum kan inte jämföras."),
    "per dag(ålder, avgift)": ("ålder", "Dagen i per dag ska vara ett datum, inte ett tal."),
    "per dag(start, avgift) = sfi": ("per dag", "Ett tal och ett ja/nej-värde kan inte jämföras."),
    "[1, 2][0]": ("[1, 2][0]", "Listan har inget element med nummer 0"),
    'ålder in ["a"]': ('["a"]', "Ett tal finns aldrig i en lista där varje element är en text."),
    "start > 2024-01-01": ("start", 'Ett datum och ett tal kan inte jämföras. Skriv @"2024-01-01".'),
    'start in ["2024-01-01".."2024-02-01"]': ('["2024', 'Skriv @"2024-01-01".'),
    "start in [2024-01-01..2024-02-01]": ("[2024", 'Skriv @"2024-01-01".'),
    "start - start > 3": ("start", 'Skriv antalet dagar som en varaktighet, till exempel @"P10D".'),
    '@"P1Y" > 3': ('@"P1Y"', 'Skriv antalet månader som en varaktighet, till exempel @"P3M".'),
    "date(2024, 1)": ("date", "2 argument: date(from) eller date(year, month, day)."),
    "ålder in [10..1]": ("[10..1]", "Intervallet är tomt"),
    "all([ålder])": ("all", "all: ett element kan inte vara ett tal."),
}
"""An expression, what stands where the finding points, and what is said."""

AROUND = {
    "avgift/2024-01-01.yaml": AVGIFT,
    "villkor/2024-01-01.yaml": decision(
        "villkor",
        """
        träffregel: första
        indata: [sfi]
        utdata: [{namn: avgift, typ: tal}, {namn: dagar, typ: tal}]
        regler:
          - {när: {sfi: ja}, ger: {avgift: 1, dagar: 2}}
          - {när: {}, ger: {avgift: 2, dagar: 3}}
        """,
    ),
    "delar/2024-01-01.yaml": decision(
        "delar", "steg: [{namn: del, uttryck: 1}, {namn: summa, uttryck: del + 1}]\n"
    ),
    "dubbelt/2024-01-01.yaml": decision(
        "dubbelt", "funktion: {parametrar: [{namn: belopp, typ: tal}], uttryck: belopp * 2}\n"
    ),
}


def findings(folder: Path, files: dict[str, str], head: str = HEAD) -> list[Problem]:
    """The warnings of a made-up rule set that are not about its sources."""
    problems = motor.check(write(folder, files, head))
    assert not [str(problem) for problem in problems if problem.severity is Severity.FEL]
    return [each for each in problems if each.severity is Severity.VARNING]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_can_never_work_is_told_with_its_place(expression: str, tmp_path: Path) -> None:
    at, said = EXPRESSIONS[expression]
    logic = decision("x", f"uttryck: |-\n  {expression}\n")
    (found,) = findings(tmp_path, {**AROUND, "x/2024-01-01.yaml": logic})
    assert said in f"{found.message} {found.hint}"
    assert (found.where.file or "").endswith("x/2024-01-01.yaml")
    assert found.where.line == 6
    assert f"  {expression}"[(found.where.column or 0) - 1 :].startswith(at)


TABLE = """
träffregel: första
indata: [INPUT]
utdata: [{namn: x, typ: TYPE}]
regler:
  - {när: {INPUT: 'TEST'}, ger: {x: 'OUTPUT'}}
  - {när: {}, ger: {x: null}}
"""

CELLS = {
    ("start", "tal", '< date and time(start, @"10:00:00")', "1"): ("start", "kan inte jämföras"),
    ("delar.summa", "tal", '"a"', "1"): ("delar.summa", "Ett tal och en text kan inte jämföras."),
    ("ålder", "tal", "< färg", "1"): ("ålder", "Ett tal och en text kan inte jämföras."),
    ("ålder", "tal", "? > färg", "1"): ("ålder", "Ett tal och en text kan inte jämföras."),
    ("ålder", "tal", "-", "= färg + 1"): ("x", "En text och ett tal kan inte läggas ihop."),
    ("ålder", "tal", "-", "= färg"): ("x", "x ska vara tal, men uttrycket ger en text."),
    ("ålder", "datum", "-", "= start + ålder"): ("x", "Ett datum och ett tal kan inte läggas ihop."),
}
"""An input, the output's type, a test and an output; in which cell a finding stands, and what is said."""


@pytest.mark.parametrize("cells", CELLS)
def test_cells_are_held_against_what_they_test_and_give(cells: tuple[str, ...], tmp_path: Path) -> None:
    column, said = CELLS[cells]
    table = TABLE.replace("typ: TYPE", f"typ: {cells[1]}, oklar: ja")
    for word, text in zip(("INPUT", "TEST", "OUTPUT"), (cells[0], cells[2], cells[3]), strict=True):
        table = table.replace(word, text)
    (found,) = findings(tmp_path, {**AROUND, "x/2024-01-01.yaml": decision("x", table)})
    assert said in found.message
    assert (found.where.rule, found.where.cell) == ("1", column)


PLACES = {
    "ett standardvärde": (
        HEAD + "  - {namn: s, typ: text, standard: start, fråga: Vad?}\n",
        "s ska vara text",
    ),
    "tillåtna värden": (
        HEAD + "  - {namn: s, typ: datum, tillåtna: '[0..100]', fråga: Vad?}\n",
        "kan inte jämföras",
    ),
    "en kontroll": (
        HEAD + "kontroller: [{villkor: ålder + 1, meddelande: Så kan det inte vara.}]\n",
        "Kontrollen ger ett tal och kan aldrig stoppa något.",
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_what_the_rule_set_itself_says_is_held_too(place: str, tmp_path: Path) -> None:
    head, said = PLACES[place]
    (found,) = findings(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT}, head)
    assert said in found.message
    assert (found.where.file or "").endswith("regelverk.yaml")


def test_a_declared_type_is_held_against_the_expression(tmp_path: Path) -> None:
    logic = decision("x", "typ: text\nuttryck: ålder + 1\n")
    (found,) = findings(tmp_path, {"x/2024-01-01.yaml": logic})
    assert found.message == "x ska vara text, men uttrycket ger ett tal."


def test_a_decision_may_be_of_another_kind_in_another_version(tmp_path: Path) -> None:
    files = {
        "a/2024-01-01.yaml": decision("a", "uttryck: '\"text\"'\n"),
        "a/2025-01-01.yaml": decision("a", "uttryck: ålder\n", "2025-01-01"),
        "x/2024-01-01.yaml": decision("x", "uttryck: a + 1\n"),
    }
    assert findings(tmp_path, files) == []
    del files["a/2025-01-01.yaml"]
    (found,) = findings(tmp_path / "en", files)
    assert found.message == "En text och ett tal kan inte läggas ihop."


def test_all_of_no_elements_is_true_whatever_they_would_be(tmp_path: Path) -> None:
    text = "uttryck: all([1, 2][item > ålder])\n"
    assert findings(tmp_path, {"x/2024-01-01.yaml": decision("x", text)}) == []


RULE_SETS = [*sorted((ROOT / "regler").iterdir()), ROOT / "tests/regelverk/bibliotek"]


@pytest.mark.parametrize("folder", RULE_SETS, ids=lambda folder: folder.name)
def test_sound_rules_have_no_findings(folder: Path) -> None:
    assert [str(problem) for problem in motor.check(folder)] == []


def test_a_large_table_is_typed_in_linear_time(tmp_path: Path) -> None:
    def seconds(size: int) -> float:
        rows = "\n".join(
            f"  - {{när: {{ålder: '> ålder + {i}'}}, ger: {{x: '= ålder + {i}'}}}}" for i in range(size)
        )
        table = f"träffregel: första\nindata: [ålder]\nutdata: [{{namn: x, typ: tal}}]\nregler:\n{rows}\n"
        root = write(tmp_path / str(size), {"x/2024-01-01.yaml": decision("x", table)})
        start = process_time()
        motor.check(root)
        return process_time() - start

    small, large = min(seconds(200), seconds(201)), seconds(1600)
    assert large < 16 * small
