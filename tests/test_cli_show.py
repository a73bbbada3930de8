"""`motor visa`: a table as a table, versions along time, and what needs what."""

from __future__ import annotations

from pathlib import Path

import pytest

import motor as engine
from tests.command import LIBRARY, motor
from tests.repository import ROOT
from verktyg.visa import decision_page, overview


def show(*arguments: str) -> str:
    run = motor("visa", str(LIBRARY), *arguments)
    assert (run.status, run.err) == (0, "")
    assert max(map(len, run.out.splitlines())) <= 80
    return run.out


def test_the_rule_set_shows_decisions_versions_and_needs() -> None:
    out = show()
    assert "Byköpings bibliotek (bibliotek)" in out
    words = " ".join(out.split())
    assert "möjliga kort tabell från 2024-01-01 beslutad" in words
    assert "bästa kort: möjliga kort" in words
    assert "möjliga kort: åldern och bor i kommunen" in words
    assert "åldern 0 till 120 år eller oklar" in words
    assert "BIB-1: Biblioteksreglemente, 2023-05-02" in words


def test_a_table_is_a_table() -> None:
    out = show("möjliga kort")
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert "åldern bor i kommunen kort" in rows
    assert "1 < 18 - barnkort" in rows
    assert "2 [18..120] ja vuxenkort" in rows
    assert "Träffregel: samla (C). Tabellen ger kort." in rows
    assert "Beslutad av kulturnämnden 2023-05-02 § 7." in rows
    assert "Källa: BIB-1, Lånekort, ”under arton år”" in rows
    assert "Tolkning 1: Den som fyller arton i dag är vuxen." in rows


def test_units_stand_in_the_headings() -> None:
    assert "lånetid (dagar)" in show("kortvillkor")


def test_expressions_and_steps_stand_as_written() -> None:
    assert "if bor i kommunen then" in show("hälsning")
    out = show("avgift")
    assert "påminnelse =\n    if försenade dagar > 2 then 1000 else 0" in out


def test_a_name_takes_the_plain_letters() -> None:
    assert show("halsning") == show("hälsning")


def test_a_day_without_rules_is_a_sentence() -> None:
    run = motor("visa", str(LIBRARY), "hälsning", "--datum", "2023-12-31")
    assert run.status == 2
    assert "Inga regler för hälsning gäller 2023-12-31." in run.err
    assert "2024-01-01 och framåt" in run.err


def test_an_unknown_decision_is_named_with_the_one_meant() -> None:
    run = motor("visa", str(LIBRARY), "kortvilkor")
    assert run.status == 2
    assert "Menade du kortvillkor?" in run.err


RULE_SETS = sorted(path.parent for path in ROOT.glob("regler/*/regelverk.yaml"))


@pytest.mark.parametrize("folder", RULE_SETS, ids=lambda path: path.name)
def test_every_rule_set_and_decision_fits_80_columns(folder: Path) -> None:
    rulebook = engine.load(folder)
    pages = [overview(rulebook, None)]
    pages += [decision_page(rulebook, decision, None) for decision in rulebook.decisions.values()]
    assert len(pages) > 4
    assert max(len(line) for page in pages for line in str(page).splitlines()) <= 80
