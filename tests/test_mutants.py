"""Changes on trial: those of each cell and expression, what comes of them, and that ours are noticed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

import motor
from motor.errors import EvaluationError
from tests.repository import ROOT
from tests.swimming import RULES, lay_out
from verktyg.fall import loaded, run_case
from verktyg.testfall import mutation
from verktyg.testfall.mutanter import Mutant, mutants
from verktyg.testfall.mutation import Bench, Fate, mutate
from verktyg.testfall.tackning import Coverage, Ran, coverage
from verktyg.testfall.visning import change_words

LEAD = "giltig från: 2024-01-01\nstatus: förslag\nkälla: {dnr: SIM-1}\n"


def changes_of(text: str, extra_facts: str = "") -> list[tuple[str, str]]:
    """The changes of a decision `prov` with this logic, as before and after, told in short."""
    return [(each.before, each.after) for each in _mutants(text, extra_facts)]


def _mutants(text: str, extra_facts: str = "") -> list[Mutant]:
    files = {
        "regelverk.yaml": RULES["regelverk.yaml"] + extra_facts,
        "prov/2024-01-01.yaml": f"beslut: prov\n{LEAD}{text}",
    }
    book = motor.load("simhall", extra=files)
    found = mutants(book)
    for mutant in found:
        applied = mutant.applied(files["prov/2024-01-01.yaml"])
        assert applied != files["prov/2024-01-01.yaml"]
    return found


EXPRESSIONS = {
    "uttryck: ålder + 1\n": [("ålder + 1", "ålder + 0"), ("ålder + 1", "ålder + 2")],
    "uttryck: ålder * 0.25\n": [("ålder * 0.25", "ålder * 0.24"), ("ålder * 0.25", "ålder * 0.26")],
    "uttryck: if medlem then true else null\n": [
        ("if medlem then true else null", "if medlem then false else null")
    ],
    "uttryck: ålder <= 7\n": [
        ("ålder <= 7", "ålder < 7"),
        ("ålder <= 7", "ålder <= 6"),
        ("ålder <= 7", "ålder <= 8"),
    ],
    "uttryck: ålder in [3..5)\n": [
        ("ålder in [3..5)", "ålder in (3..5)"),
        ("ålder in [3..5)", "ålder in [3..5]"),
        ("ålder in [3..5)", "ålder in [2..5)"),
        ("ålder in [3..5)", "ålder in [4..5)"),
        ("ålder in [3..5)", "ålder in [3..4)"),
        ("ålder in [3..5)", "ålder in [3..6)"),
    ],
    'uttryck: date("2024-01-01") + @"P1M"\n': [
        ('date("2024-01-01") + @"P1M"', 'date("2024-01-01") + @"P0M"'),
        ('date("2024-01-01") + @"P1M"', 'date("2024-01-01") + @"P2M"'),
    ],
    "uttryck: '@\"2024-02-29\"'\n": [('@"2024-02-29"', '@"2024-02-28"'), ('@"2024-02-29"', '@"2024-03-01"')],
    "uttryck: |\n  if medlem\n  then 3\n  else ålder\n": [
        ("if medlem then 3 else ålder", "if medlem then 2 else ålder"),
        ("if medlem then 3 else ålder", "if medlem then 4 else ålder"),
    ],
    'uttryck: "medlem"\n': [],
    "steg:\n  - {namn: a, uttryck: 1}\nresultat: a - 2\n": [
        ("1", "0"),
        ("1", "2"),
        ("a - 2", "a - 1"),
        ("a - 2", "a - 3"),
    ],
}
"""The logic of a decision, and its changes."""


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_the_changes_of_an_expression(text: str) -> None:
    assert changes_of(text) == EXPRESSIONS[text]


def column(declared: str, *rules: str) -> str:
    """A table with one output column and a rule for each text."""
    return (
        "träffregel: samla\nindata: [ålder, medlem, kurs]\nutdata:\n"
        f"  - {{namn: svar, {declared}}}\nregler:\n" + "".join(f"  - {rule}\n" for rule in rules)
    )


KURS = "  - {namn: kurs, typ: text, tillåtna: [crawl, bröst, rygg, fjäril]}\n"

TABLES = {
    column("typ: tal", "{när: {ålder: 7}, ger: {svar: 1 000}}"): [
        ("7", "6"),
        ("7", "8"),
        ("1 000", "999"),
        ("1 000", "1 001"),
    ],
    column("typ: tal, tillåtna: [1, 5, 9]", "{när: {}, ger: {svar: 5}}"): [("5", "1"), ("5", "9")],
    column("typ: ja/nej", "{när: {medlem: nej}, ger: {svar: ja}}"): [("nej", "ja"), ("ja", "nej")],
    column("typ: text", "{när: {}, ger: {svar: hej}}", "{när: {}, ger: {svar: tack}}"): [
        ("hej", "tack"),
        ("tack", "hej"),
    ],
    column("typ: text", "{när: {}, ger: {svar: hej}}"): [("hej", "annan text")],
    column("typ: text, tillåtna: [hej]", "{när: {}, ger: {svar: hej}}"): [],
    column("typ: text, tillåtna: [hej], oklar: ja", "{när: {}, ger: {svar: hej}}"): [("hej", "null")],
    column("typ: text, standard: hej", "{när: {ålder: null}, ger: {svar: tack}}"): [
        ("tack", "annan text"),
        ("hej", "tack"),
    ],
    column("typ: tal", '{när: {ålder: "inte([3..5])"}, ger: {svar: ålder + 2}}'): [
        ("not([3..5])", "not((3..5])"),
        ("not([3..5])", "not([3..5))"),
        ("not([3..5])", "not([2..5])"),
        ("not([3..5])", "not([4..5])"),
        ("not([3..5])", "not([3..4])"),
        ("not([3..5])", "not([3..6])"),
        ("ålder + 2", "ålder + 1"),
        ("ålder + 2", "ålder + 3"),
    ],
    column("typ: tal, tillåtna: [1]", '{när: {kurs: "crawl, rygg"}, ger: {svar: 1}}'): [
        ("crawl, rygg", "rygg"),
        ("crawl, rygg", "crawl"),
        ("crawl, rygg", "crawl, rygg, bröst"),
        ("crawl, rygg", "crawl, rygg, fjäril"),
    ],
    column("typ: tal, tillåtna: [1]", "{när: {kurs: inte(crawl)}, ger: {svar: 1}}"): [
        ("inte(crawl)", "inte(crawl, bröst)")
    ],
}


@pytest.mark.parametrize("text", TABLES)
def test_the_changes_of_a_table(text: str) -> None:
    assert changes_of(text, KURS) == TABLES[text]


def test_a_change_knows_its_place() -> None:
    text = column("typ: tal", "{när: {medlem: ja}, ger: {svar: 5}}")
    first, *_, last = _mutants(text, KURS)
    assert (first.file, first.line, first.place, first.rule) == (
        "prov/2024-01-01.yaml",
        10,
        "regel 1, medlem",
        1,
    )
    assert last.place == "regel 1, svar"


def test_a_long_expression_is_shown_around_the_change() -> None:
    text = f"uttryck: {' + '.join(['ålder'] * 12)} + 1 + {' + '.join(['ålder'] * 12)}\n"
    assert changes_of(text) == [
        ("…der + ålder + 1 + ålder + åld…", "…der + ålder + 0 + ålder + åld…"),
        ("…der + ålder + 1 + ålder + åld…", "…der + ålder + 2 + ålder + åld…"),
    ]


# --- what comes of them


def bench_of(files: Sequence[Path], folder: Path) -> tuple[Bench, Coverage]:
    """The cases of a rule set, and what they meet."""
    bench = Bench(folder, tuple(files))
    trials = bench.trials()
    ran = [Ran(trial, run_case(trial.case, book)) for trial, book in zip(trials, loaded(trials), strict=True)]
    assert all(one.outcome.passed for one in ran)
    return bench, coverage(motor.load(folder, drafts=True), ran)


def test_a_change_that_cannot_be_read_is_noticed(tmp_path: Path) -> None:
    cases = lay_out(tmp_path)
    folder = tmp_path / "regler" / "simhall"
    rules = folder / "pris" / "2024-01-01.yaml"
    rules.write_text(
        rules.read_text("utf-8").replace("typ: tal, enhet: kr", 'typ: tal, tillåtna: "<= 60", enhet: kr'),
        "utf-8",
    )
    bench, covered = bench_of([cases], folder)
    tried = mutate(bench, mutants(covered.rulebook), covered)
    assert [change_words(one) for one in tried.of(Fate.UNREADABLE)] == [
        "pris/2024-01-01.yaml:14: regel 2, belopp: 60 blir 61"
    ]
    assert (tried.noticed, tried.counted) == (34, 34)


def test_several_processes_find_the_same_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutation, "AT_LEAST", 10)
    bench, covered = bench_of([lay_out(tmp_path)], tmp_path / "regler" / "simhall")
    changes = mutants(covered.rulebook)
    assert mutate(bench, changes, covered, 3).tried == mutate(bench, changes, covered).tried


def test_a_process_that_ends_early_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutation, "AT_LEAST", 10)
    bench, covered = bench_of([lay_out(tmp_path)], tmp_path / "regler" / "simhall")
    monkeypatch.setattr(sys, "executable", "false")
    with pytest.raises(EvaluationError, match="avslutades i förtid"):
        mutate(bench, mutants(covered.rulebook), covered, 2)


# --- our own rules


@cache
def ours(name: str) -> tuple[Bench, Coverage, list[Mutant]]:
    """One of our rule sets with all our golden cases, and every change of it."""
    files = sorted((ROOT / "tests" / "fall").glob("*.yaml"))
    bench, covered = bench_of(files, ROOT / "regler" / name)
    return bench, covered, mutants(covered.rulebook)


OURS = sorted(path.parent.name for path in (ROOT / "regler").glob("*/regelverk.yaml"))
DECISIONS = [(name, path.name) for name in OURS for path in sorted((ROOT / "regler" / name).iterdir())]


@pytest.mark.parametrize(
    ("name", "decision"),
    [
        (name, decision)
        for name, decision in DECISIONS
        if list((ROOT / "regler" / name / decision).glob("2*"))
    ],
)
def test_every_change_to_our_rules_is_noticed_or_proved_to_make_no_difference(
    name: str, decision: str
) -> None:
    bench, covered, changes = ours(name)
    tried = mutate(bench, [each for each in changes if each.decision == decision], covered)
    assert [change_words(one) for one in tried.of(Fate.UNNOTICED)] == []
