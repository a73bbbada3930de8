"""`motor korrigera`: an adopted version is opened and closed again, and what was adopted is never lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import motor as engine
from motor.documents.command_line import word
from motor.documents.seals import FILE
from motor.errors import Severity
from tests.command import motor
from tests.rulesets import AVGIFT, write
from tests.sealing import ADOPTED, VERSION, adopt, contents, correct, edit, told
from verktyg.fel import DONE, RULES_WRONG, USAGE_WRONG
from verktyg.skriv import alone


@pytest.fixture
def rule_set(tmp_path: Path) -> Path:
    """A rule set with one decision, a proposal."""
    return write(tmp_path, {VERSION: AVGIFT})


@pytest.fixture
def sealed(rule_set: Path) -> Path:
    """The same, adopted and sealed."""
    assert adopt(rule_set).status == DONE
    return rule_set


def test_a_correction_keeps_the_adopted_text_and_is_closed_by_adopting(sealed: Path) -> None:
    adopted = (sealed / VERSION).read_bytes()
    run = correct(sealed, "--skäl", "Skrivfel: fel belopp, igen")
    assert (run.status, run.err) == (DONE, "")
    kept = sealed / "avgift" / "ersatta" / "2024-01-01.1.yaml"
    assert kept.read_bytes() == adopted
    opened = (sealed / VERSION).read_text("utf-8")
    correction = 'rättelse: {nr: 1, skäl: "Skrivfel: fel belopp, igen"}'
    assert opened == adopted.decode().replace(
        f"status: beslutad\n{ADOPTED}", f"status: förslag\n{correction}"
    )
    assert not told(sealed)
    assert engine.load(sealed).evaluate({"ålder": 30}).values == {"avgift": 1200}
    edit(sealed / VERSION)
    assert adopt(sealed).status == DONE
    closed = (sealed / VERSION).read_text("utf-8")
    assert closed == adopted.decode().replace(ADOPTED, f"{ADOPTED}\n{correction}").replace("1 200}", "1 300}")
    names = [line.split("  ")[1] for line in (sealed / FILE).read_text("utf-8").splitlines()]
    assert names == [VERSION, "avgift/ersatta/2024-01-01.1.yaml"]
    assert not told(sealed)
    shown = motor("visa", str(sealed), "avgift").out
    assert "beslutad, rättelse 1" in shown
    assert "Rättelse 1: Skrivfel: fel belopp, igen" in shown
    answer = motor("prova", str(sealed), "ålder=30", "--beslut", "avgift", "--datum", "2024-03-01")
    assert "beslutad, rättelse 1" in answer.out
    asked = motor("prova", str(sealed), "ålder=30", "--beslut", "avgift", "--json")
    assert json.loads(asked.out)["spår"][0]["version"]["rättelse"] == 1


def test_a_second_correction_is_numbered_on(sealed: Path) -> None:
    for number in (1, 2):
        run = correct(sealed, "--skäl", f"skäl {number}", "--json")
        assert json.loads(run.out)["rättelse"] == number
        text = (sealed / VERSION).read_text("utf-8")
        (sealed / VERSION).write_text(f"{text}# rättad {number}\n", "utf-8")
        assert adopt(sealed).status == DONE
    text = (sealed / VERSION).read_text("utf-8")
    assert "rättelse: {nr: 2, skäl: skäl 2}" in text
    assert "skäl 1" not in text
    kept = (sealed / "avgift" / "ersatta" / "2024-01-01.2.yaml").read_text("utf-8")
    assert "rättelse: {nr: 1, skäl: skäl 1}" in kept


def test_a_correction_of_nothing_is_not_adopted(sealed: Path) -> None:
    assert correct(sealed, "--skäl", "x").status == DONE
    before = contents(sealed)
    run = adopt(sealed)
    assert run.status == USAGE_WRONG
    assert f"Inget är rättat i {sealed / VERSION} sedan den öppnades. Inget är ändrat." in run.err
    assert contents(sealed) == before
    kept = sealed / "avgift" / "ersatta" / "2024-01-01.1.yaml"
    assert f"cp {word(kept)} {word(sealed / VERSION)}" in run.err
    (sealed / VERSION).write_bytes(kept.read_bytes())  # as the message says
    assert adopt(sealed).status == DONE
    assert not told(sealed)


def test_a_correction_is_shown_against_the_text_that_it_replaces(sealed: Path) -> None:
    correct(sealed, "--skäl", "x")
    edit(sealed / VERSION)
    shown = " ".join(adopt(sealed).out.split())
    assert "Rättat ------ regel kolumn förr nu" in shown
    assert "2 avgift 1 200 1 300" in shown


def test_another_decision_alone_is_a_correction(sealed: Path) -> None:
    """The paragraph was wrong: the text of the rules is the same."""
    correct(sealed, "--skäl", "fel paragraf")
    options = ("--organ", "nämnden för kort, lån", "--beslutsdatum", "2023-11-01", "--paragraf", "§ 8")
    run = adopt(sealed, *options)
    assert run.status == DONE, run.err
    assert "Ingen regel är ändrad." in run.out


def test_an_edited_copy_is_taken_in(sealed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "rättad.yaml"
    copy.write_bytes((sealed / VERSION).read_bytes())
    same = correct(sealed, "--skäl", "x", "--fil", str(copy))
    assert (same.status, "lika som den beslutade" in same.err) == (USAGE_WRONG, True)
    edit(copy)
    assert correct(sealed, "--skäl", "Fel belopp", "--fil", str(copy)).status == DONE
    opened = (sealed / VERSION).read_text("utf-8")
    assert "status: förslag\nrättelse: {nr: 1, skäl: Fel belopp}" in opened
    assert "1 300" in opened
    assert "1 200" in (sealed / "avgift" / "ersatta" / "2024-01-01.1.yaml").read_text("utf-8")


def test_a_text_edited_in_place_cannot_be_proven(sealed: Path) -> None:
    edit(sealed / VERSION)
    before = contents(sealed)
    run = correct(sealed, "--skäl", "x")
    assert run.status == USAGE_WRONG
    assert "redan ändrad, så texten som beslutades kan inte sparas. Inget är ändrat." in run.err
    assert "Först: spara din ändring i en annan fil: cp " in run.err
    assert "Sedan: ångra ändringen i redigeraren" in run.err
    assert "--fil" in run.err
    assert contents(sealed) == before


@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [
        ("beslut: avgift", RULES_WRONG, "Nyckeln `giltig från` saknas."),
        ("x: [", RULES_WRONG, "fel:"),
        (b"\xff", RULES_WRONG, "Filen är inte sparad som UTF-8."),
        (AVGIFT.replace("2024-01-01", "2024-02-01"), USAGE_WRONG, "Filen är avgift från 2024-02-01, inte"),
        (AVGIFT.replace("1 200", "okänd"), RULES_WRONG, "Regelverket skulle få fel. Inget är ändrat."),
    ],
    ids=["halv", "inte-yaml", "inte-text", "annan-dag", "annat-fel"],
)
def test_a_copy_that_cannot_be_used_is_refused(
    sealed: Path, tmp_path: Path, text: str | bytes, status: int, sentence: str
) -> None:
    copy = tmp_path / "rättad.yaml"
    copy.write_bytes(text.encode() if isinstance(text, str) else text)
    before = contents(sealed)
    run = correct(sealed, "--skäl", "x", "--fil", str(copy))
    assert (run.status, run.out) == (status, "")
    assert sentence in run.err
    assert contents(sealed) == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--skäl", " "], "--skäl är tomt."),
        ([], "TEXT saknas."),
        (["--skäl", "x", "--fil", "finns-inte.yaml"], "finns-inte.yaml finns inte."),
    ],
)
def test_a_correction_asked_for_wrongly_is_refused(sealed: Path, options: list[str], sentence: str) -> None:
    run = correct(sealed, *options)
    assert (run.status, run.out) == (USAGE_WRONG, "")
    assert sentence in run.err


def test_a_proposal_needs_no_correction(rule_set: Path) -> None:
    run = correct(rule_set, "--skäl", "x")
    assert run.status == USAGE_WRONG
    assert "är inte förseglad." in run.err
    assert "Ändra direkt i filen" in run.err


@pytest.mark.parametrize("spoil", [edit, Path.unlink])
def test_a_kept_text_stays_as_it_was(sealed: Path, spoil: Callable[[Path], None]) -> None:
    assert correct(sealed, "--skäl", "x").status == DONE
    kept = sealed / "avgift" / "ersatta" / "2024-01-01.1.yaml"
    spoil(kept)
    [(severity, message)] = told(sealed)
    assert severity == Severity.FEL
    assert "ersatt" in message or "finns inte" in message


def test_a_disk_that_fills_changes_nothing(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(sealed)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    run = correct(sealed, "--skäl", "x")
    assert (run.status, run.out) == (USAGE_WRONG, "")
    assert "Disken är full. Inget är ändrat." in run.err
    assert contents(sealed) == before


@pytest.mark.parametrize("moves", [1, 2])
def test_a_correction_that_stops_midway_loses_nothing(
    sealed: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    """Of three files the adopted text is kept first, and the version is opened last."""
    adopted, move = (sealed / VERSION).read_bytes(), Path.replace
    moved: list[Path] = []

    def stops(path: Path, target: Path) -> Path:
        if len(moved) == moves:
            raise OSError(5, "Input/output error")
        moved.append(target)
        return move(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stops)
        run = correct(sealed, "--skäl", "x")
    assert run.status == USAGE_WRONG
    assert "Bara en del är skrivet" in run.err
    assert (sealed / VERSION).read_bytes() == adopted
    assert (sealed / "avgift" / "ersatta" / "2024-01-01.1.yaml").read_bytes() == adopted
    assert not [severity for severity, _ in told(sealed) if severity == Severity.FEL]
    if moves == 2:
        assert adopt(sealed).status == DONE  # its seal was gone: it is sealed as it stands
    assert correct(sealed, "--skäl", "x").status == DONE


@pytest.mark.skipif(sys.platform == "win32", reason="there are no locks on folders")
def test_two_commands_at_once_lose_no_seal(sealed: Path) -> None:
    command = [sys.executable, "-m", "verktyg", "korrigera", str(sealed), "avgift", "2024-01-01"]
    other = f"{'a' * 64}  taxa/2024-01-01.yaml\n"
    with alone(sealed):
        process = subprocess.Popen([*command, "--skäl", "Fel"], stdout=subprocess.DEVNULL)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=5)
        seals = sealed / FILE
        seals.write_text(seals.read_text("utf-8") + other, "utf-8")
    assert process.wait(timeout=60) == DONE
    assert other in seals.read_text("utf-8")
