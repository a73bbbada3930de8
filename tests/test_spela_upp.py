"""Receipts tried again give the same answer, whatever has become of the rules; under others, what differs."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.command import LIBRARY, motor
from tests.receipts import DAY, GROWN
from tests.repository import ROOT, tracked
from verktyg.kvitto import innehall, spela_upp
from verktyg.kvitto.kedja import content_hash, link


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the made-up rule set, without seals, to edit."""
    folder = tmp_path / "bibliotek"
    shutil.copytree(LIBRARY, folder)
    (folder / "sigill.sha256").unlink()
    return folder


@pytest.fixture
def database(rules: Path, tmp_path: Path) -> Path:
    """Three receipts: a fee, a suggestion, and one that is not decided."""
    path = tmp_path / "k.db"
    for case, facts in (
        ("A-1", ("kort=vuxenkort", "försenade dagar=3")),
        ("A-2", GROWN),
        ("A-3", ("bor i kommunen=ja",)),
    ):
        options = ("--datum", DAY, "--kvitto", case, "--databas", str(path))
        assert motor("prova", str(rules), *facts, *options).status == 0
    return path


def replayed(database: Path, *more: str) -> dict[str, Any]:
    run = motor("spela-upp", "--databas", str(database), "--json", *more)
    told: dict[str, Any] = json.loads(run.out)
    assert told["bevisat"] is (run.status == 0)
    return told


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_the_answers_are_the_same_though_the_rules_are_gone(rules: Path, database: Path) -> None:
    shutil.rmtree(rules)
    told = replayed(database)
    assert (told["bevisat"], told["prövade"], told["skillnader"], told["annan motor"]) == (True, 3, [], 0)
    assert "Svaren är desamma." in motor("spela-upp", "--databas", str(database)).out


def test_other_rules_are_told_where_they_differ_and_how(rules: Path, database: Path) -> None:
    edit(rules / "kortvillkor" / "2024-01-01.yaml", "dagsbelopp: 2.50", "dagsbelopp: 3.50")
    told = replayed(database, "--enligt", str(rules))
    assert (told["bevisat"], told["jämförda"]) == (True, 3)
    [differs] = told["skulle skilja sig"]
    assert (differs["nummer"], differs["ärende"]) == (1, "A-1")
    [change] = differs["ändringar"]
    # three days of 2.50 are 7.50, of 3.50 they are 10.50; a reminder of 1000 comes after two days
    assert change["vad"] == "avgift"
    assert [change[side]["att betala"] for side in ("var", "blev")] == [1007.5, 1010.5]
    shown = motor("spela-upp", "--databas", str(database), "--enligt", str(rules)).out
    assert "1 av 3 skulle få ett annat svar." in shown
    assert "Kvitto 1, ärende A-1" in shown


def test_a_suggestion_and_what_is_missing_are_compared_too(rules: Path, database: Path) -> None:
    edit(rules / "möjliga kort" / "2024-01-01.yaml", '"[18..120]"', '"[31..120]"')
    edit(rules / "möjliga kort" / "2024-01-01.yaml", '"< 18"', '"< 31"')
    told = replayed(database, "--enligt", str(rules))
    changes = {
        (differs["nummer"], change["vad"]): change["blev"]
        for differs in told["skulle skilja sig"]
        for change in differs["ändringar"]
    }
    assert changes[2, "möjliga kort"] == ["barnkort"]


def test_a_day_is_tried_as_if_its_rules_had_always_been(rules: Path, tmp_path: Path) -> None:
    """The draft of next year asks another amount; the receipt's own day would not reach it."""
    path = tmp_path / "k.db"
    old = (rules / "kortvillkor" / "2024-01-01.yaml").read_text("utf-8")
    given = ("kort=vuxenkort", "försenade dagar=1", "--datum", DAY, "--kvitto", "A", "--databas", str(path))
    assert motor("prova", str(rules), *given).status == 0
    new = old.replace("giltig från: 2024-01-01", "giltig från: 2025-01-01").replace("2.50", "4")
    (rules / "kortvillkor" / "2025-01-01.yaml").write_text(new, "utf-8")
    assert replayed(path, "--enligt", str(rules))["skulle skilja sig"] == []
    assert replayed(path, "--enligt", "2025-01-01")["skulle skilja sig"] == []  # the text was not there then
    [differs] = replayed(path, "--enligt", str(rules), "--enligt", "2025-01-01")["skulle skilja sig"]
    fee = next(each for each in differs["ändringar"] if each["vad"] == "avgift")
    assert [fee[side]["att betala"] for side in ("var", "blev")] == [2.5, 4]
    assert motor("prova", str(rules), *given).status == 0
    [later] = replayed(path, "--enligt", "2025-01-01")["skulle skilja sig"]
    assert later["nummer"] == 2  # whose texts hold the version of 2025


def test_rules_that_cannot_be_asked_are_told(rules: Path, database: Path) -> None:
    shutil.rmtree(rules / "tips")
    shutil.rmtree(rules / "hälsning")
    edit(rules / "regelverk.yaml", "    övrigt: [hälsning]\n", "")
    told = replayed(database, "--enligt", str(rules))
    assert [
        (each["nummer"], "hälsning" in (each["går inte"] or "")) for each in told["skulle skilja sig"]
    ] == [
        (2, True),
        (3, True),
    ]


def test_receipts_of_other_rule_sets_are_counted_apart(database: Path) -> None:
    told = replayed(database, "--enligt", str(ROOT / "regler" / "nacka"))
    assert (told["jämförda"], told["inte jämförda"]) == (0, 3)


def test_removed_receipts_are_counted(database: Path) -> None:
    assert motor("kvitto", "gallra", "--före", "2999-01-01", "--databas", str(database)).status == 0
    told = replayed(database)
    assert (told["bevisat"], told["prövade"], told["gallrade"]) == (True, 0, 3)


def test_another_engine_is_told(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spela_upp, "engine", lambda: {**innehall.engine(), "sha256": "0" * 64})
    told = replayed(database)
    assert (told["bevisat"], told["annan motor"]) == (True, 3)
    assert "3 kvitton sparades med en annan version" in motor("spela-upp", "--databas", str(database)).out


def rewrite(database: Path, number: int, before: str, after: str) -> None:
    """Another content with hashes that agree, for that link and all that follow."""
    with closing(sqlite3.connect(database)) as connection, connection:
        rows = connection.execute(
            "select nummer, tid, slag, innehåll, salt, före from kvitto where nummer >= ? order by nummer",
            (number,),
        ).fetchall()
        chain = rows[0][5]
        for each, time, kind, content, salt, _ in rows:
            text = content.replace(before, after) if each == number else content
            hashed, earlier = content_hash(salt, text), chain
            chain = link(each, time, kind, hashed, earlier)
            values = (text, hashed, earlier, chain, each)
            connection.execute(
                "update kvitto set innehåll = ?, innehållets_hash = ?, före = ?, kedja = ? where nummer = ?",
                values,
            )


def test_an_answer_that_the_rules_do_not_give_is_found(database: Path) -> None:
    """Even one whose whole chain was made anew: that is what trying again is for."""
    rewrite(database, 2, '"möjliga kort": ["vuxenkort"]', '"möjliga kort": ["gästkort"]')
    assert motor("kvitto", "kontrollera", "--databas", str(database)).status == 0
    told = replayed(database)
    assert told["bevisat"] is False
    [differs] = told["skillnader"]
    assert differs["nummer"] == 2
    assert {change["vad"]: change["blev"] for change in differs["ändringar"]}["möjliga kort"] == ["vuxenkort"]


def test_a_broken_chain_is_no_proof(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("update kvitto set tid = '2020-01-01' where nummer = 1")
    told = replayed(database)
    assert (told["bevisat"], told["kedja"]["håller"], told["skillnader"]) == (False, False, [])


def test_one_day_and_one_folder_at_most(database: Path) -> None:
    run = motor("spela-upp", "--databas", str(database), "--enligt", "2024-01-01", "--enligt", "2025-01-01")
    assert (run.status, "inte flera av samma slag" in run.err) == (2, True)


@pytest.mark.parametrize("example", tracked("regler/*/exempel/*.yaml"), ids=lambda path: path.stem)
def test_every_example_of_the_rule_sets_can_be_kept_and_tried_again(example: Path, tmp_path: Path) -> None:
    given = ("--indata", str(example), "--kvitto", "A-1", "--databas", str(tmp_path / "k.db"))
    assert motor("prova", str(example.parent.parent), *given).status == 0
    told = replayed(tmp_path / "k.db")
    assert (told["prövade"], told["skillnader"]) == (1, [])
