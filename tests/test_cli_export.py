"""`motor exportera`: a rule set to a file in DMN, and what is told of it."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

import motor
from tests.command import LIBRARY
from tests.command import motor as command
from verktyg.fel import DONE, USAGE_WRONG

DAY = ("--datum", "2024-03-01")


def test_a_model_is_written_and_told_of(tmp_path: Path) -> None:
    file = tmp_path / "kort.dmn"
    run = command("exportera", str(LIBRARY), str(file), *DAY)
    assert run.status == DONE
    assert run.out == (
        f"{file} är skriven i DMN 1.3 med reglerna som de är 2024-03-01: "
        "6 beslut, 0 funktioner och 7 fakta.\n"
    )
    assert run.err == (
        "Beslutet tips är inte med: det har inga regler 2024-03-01. Det finns bara som utkast.\n"
        "DMN har inga kontroller, så andra program prövar inte: återlämningsdag >= lånedag.\n"
    )
    model = motor.load_dmn(file)
    assert model.evaluate({"bor i kommunen": True}, ["hälsning"])["hälsning"] == "Välkommen hem"
    assert file.read_text("utf-8").count("<dmndi:DMNShape ") == 6 + 7 + 1  # and the source


def test_what_is_in_the_file_is_told_to_programs_too(tmp_path: Path) -> None:
    file, book = tmp_path / "kort.dmn", tmp_path / "kort.xlsx"
    run = command("exportera", str(LIBRARY), str(file), *DAY, "--json")
    assert (run.status, run.err) == (DONE, "")
    assert json.loads(run.out) == {
        "fil": str(file),
        "datum": "2024-03-01",
        "dmn": "1.3",
        "beslut": 6,
        "funktioner": 0,
        "fakta": 7,
        "upplysningar": [
            "Beslutet tips är inte med: det har inga regler 2024-03-01. Det finns bara som utkast.",
            "DMN har inga kontroller, så andra program prövar inte: återlämningsdag >= lånedag.",
        ],
    }
    run = command("exportera", str(LIBRARY), str(book), *DAY, "--json")
    told = json.loads(run.out)
    assert (run.status, run.err) == (DONE, "")
    assert told == {"fil": str(book), "datum": "2024-03-01", "tabeller": 2}
    assert book.is_file()


def test_the_command_for_models_runs_what_is_written(tmp_path: Path) -> None:
    file = tmp_path / "kort.dmn"
    command("exportera", str(LIBRARY), str(file), *DAY)
    facts = "kort: gästkort\nförsenade dagar: 3\n"
    run = command("dmn", "kör", str(file), "--indata", "-", "--beslut", "kortvillkor", "--json", stdin=facts)
    assert run.status == DONE
    assert json.loads(run.out) == {"kortvillkor": {"lånetid": 14, "dagsbelopp": 5}}


def test_a_newer_function_is_told_only_where_the_format_lacks_it(tmp_path: Path) -> None:
    rules = tmp_path / "prov"
    (rules / "svar").mkdir(parents=True)
    (rules / "regelverk.yaml").write_text(
        "regelverk: prov\nnamn: Prov\nkällor: [{dnr: P-1, titel: T}]\n"
        "indata: [{namn: ålder, typ: tal, fråga: Vad?}]\n",
        "utf-8",
    )
    (rules / "svar" / "2024-01-01.yaml").write_text(
        "beslut: svar\ngiltig från: 2024-01-01\nstatus: förslag\nkälla: {dnr: P-1}\n"
        "uttryck: round up(ålder, 0)\n",
        "utf-8",
    )
    old = command("exportera", str(rules), str(tmp_path / "a.dmn"), *DAY)
    assert "round up är nyare än DMN 1.3" in old.err
    new = command("exportera", str(rules), str(tmp_path / "b.dmn"), *DAY, "--format", "dmn-1.5")
    assert (new.status, new.err) == (DONE, "")
    assert "är skriven i DMN 1.5" in new.out
    assert motor.load_dmn(tmp_path / "b.dmn").evaluate({"ålder": 1.5})["svar"] == 2


def test_an_export_is_written_over_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "kort.dmn"
    assert command("exportera", str(LIBRARY), str(file), *DAY).status == DONE
    first = file.read_text("utf-8")
    assert command("exportera", str(LIBRARY), str(file), *DAY).status == DONE
    assert file.read_text("utf-8") == first
    file.write_text(first.replace('exporter="regelmotor"', 'exporter="dmn-js"'), "utf-8")
    run = command("exportera", str(LIBRARY), str(file), *DAY)
    assert run.status == USAGE_WRONG
    assert "finns redan och är inte skriven av motor exportera" in run.err
    assert 'exporter="dmn-js"' in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentences"),
    [
        (
            ["kort.xml"],
            ["kort.xml slutar varken på .dmn eller .xlsx.", "Kalla filen kort.dmn eller kort.xlsx."],
        ),
        (["saknas/kort.dmn"], ["Mappen saknas finns inte."]),
        (["kort.dmn", "--format", "dmn-1.4"], ["Formatet dmn-1.4 finns inte.", "Menade du dmn-1.5?"]),
        (["kort.dmn", "--format", "excel"], ["Formaten är dmn och dmn-1.5."]),
        (["kort.dmn", "--datum", "2020-01-01"], ["Inga regler för bibliotek gäller 2020-01-01."]),
    ],
    ids=["inte-dmn", "mappen", "format", "annat-format", "dagen"],
)
def test_what_cannot_be_written_is_told(
    arguments: list[str], sentences: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = command("exportera", str(LIBRARY), *arguments)
    assert run.status == USAGE_WRONG
    assert all(sentence in run.err for sentence in sentences), run.err
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kort.dmn"
    command("exportera", str(LIBRARY), str(file), *DAY)
    before = file.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    run = command("exportera", str(LIBRARY), str(file), "--datum", "2024-06-01")
    assert (run.status, run.err) == (USAGE_WRONG, "Disken är full. Inget är ändrat.\n")
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
