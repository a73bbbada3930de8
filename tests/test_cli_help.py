"""Help and usage errors: Swedish, with an example each, and never a stack trace."""

from __future__ import annotations

import re

import pytest

from motor import errors
from tests.command import motor
from tests.repository import ROOT
from verktyg import fel

COMMANDS = ["prova", "visa", "granska", "testa", "nytt-regelverk", "exportera", "importera", "tck"]
ENGLISH = re.compile(r"\b(Usage|Options?|Arguments|Error|default|required|Show this|Try|TEXT|such)\b")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_swedish_and_ends_in_an_example(command: str) -> None:
    run = motor(command, "--help")
    assert run.status == 0
    assert f"  motor {command}" in run.out.split("Exempel\n-------\n")[1]
    assert not ENGLISH.search(run.out)
    assert max(map(len, run.out.splitlines())) <= 80


def test_without_a_command_the_commands_are_listed() -> None:
    run = motor()
    assert run.status == 0
    assert [command for command in COMMANDS if f"  {command}  " in run.out] == COMMANDS
    assert motor("--help").out == run.out


def test_the_commands_for_dmn_models_are_listed_and_have_help() -> None:
    assert "  kör  " in motor("dmn").out
    assert motor("dmn", "--help").out == motor("dmn").out
    run = motor("dmn", "kör", "--help")
    assert run.status == 0
    assert "  motor dmn kör" in run.out.split("Exempel\n-------\n")[1]
    assert not ENGLISH.search(motor("dmn").out + run.out)


def test_the_commands_for_receipts_are_listed_and_have_help() -> None:
    listed = motor("kvitto").out
    for command in ("visa", "sök", "kontrollera", "säkerhetskopiera", "gallra"):
        assert f"  {command}  " in listed
        run = motor("kvitto", command, "--help")
        assert f"  motor kvitto {command}" in run.out.split("Exempel\n-------\n")[1]
        assert not ENGLISH.search(listed + run.out)
        assert max(map(len, run.out.splitlines())) <= 80


@pytest.mark.parametrize("spelling", ["--help", "--hjälp", "--hjalp", "-h"])
def test_help_is_asked_for_in_either_language(spelling: str) -> None:
    assert motor("visa", spelling).out == motor("visa", "--help").out


def test_the_example_can_be_run_as_it_stands() -> None:
    example = motor("prova", "--help").out.split("-------\n")[-1].splitlines()[0].split()
    assert example[0] == "motor"
    assert motor(*example[1:]).status == 0


@pytest.mark.parametrize(
    ("arguments", "sentences"),
    [
        (["prva"], ["Kommandot prva finns inte.", "Menade du prova?"]),
        (["xyz"], ["Kommandot xyz finns inte.", "Kommandona är prova"]),
        (["prova"], ["REGELVERK saknas.", "motor prova --help"]),
        (["prova", "x", "--datm", "2024-01-01"], ["Flaggan --datm finns inte.", "Menade du --datum?"]),
        (["visa", "x", "--datum"], ["Flaggan --datum ska följas av ett värde."]),
        (["visa", "x", "--utkast=1"], ["Flaggan --utkast tar inget värde."]),
        (["visa", "a", "b", "c"], ["Kommandot förstår inte c."]),
        (["visa", "finns-inte"], ["Regelverket finns-inte finns inte", "I regler finns"]),
        (["visa", "x", "--regler", "ingen/mapp"], ["Mappen ingen/mapp finns inte."]),
        (["granska", "finns/inte"], ["Regelverket finns/inte finns inte"]),
        (["testa", "finns/inte"], ["finns/inte finns inte."]),
        (["visa", "a", "b", "c"], ["Har ett värde mellanslag, sätt citattecken om det."]),
        (["ny-version", "a", "b"], ["--från DATUM saknas."]),
        (["besluta", "a", "b", "2024-01-01", "--organ", "o"], ["--beslutsdatum DATUM saknas."]),
        (["tck"], ["MAPP saknas.", "motor tck --help"]),
        (["tck", "finns/inte"], ["finns/inte finns inte."]),
        (["dmn", "kör"], ["FIL saknas.", "motor dmn kör --help"]),
        (["dmn", "kur"], ["Kommandot kur finns inte.", "Menade du kör?"]),
        (["dmn", "kör", "finns-inte.dmn"], ["Filen finns-inte.dmn finns inte."]),
        (["nytt-regelverk", "../ut"], ["../ut kan inte vara ett regelverks namn"]),
    ],
)
def test_wrong_usage_is_explained(arguments: list[str], sentences: list[str]) -> None:
    run = motor(*arguments)
    assert run.status == fel.USAGE_WRONG
    assert run.out == ""
    assert not [sentence for sentence in sentences if sentence not in run.err], run.err
    assert not ENGLISH.search(run.err)


def test_names_take_the_plain_letters() -> None:
    assert motor("GRANSKA", "--hjalp").out == motor("granska", "--help").out.replace("granska", "GRANSKA", 1)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (KeyboardInterrupt(), fel.INTERRUPTED, ""),
        (BrokenPipeError(), fel.PIPE_CLOSED, ""),
        (RecursionError(), fel.USAGE_WRONG, "djupt nästlade"),
        (PermissionError(13, "nej", "hemlig.yaml"), fel.USAGE_WRONG, "Filen hemlig.yaml får inte läsas"),
        (ZeroDivisionError("x"), fel.PROGRAM_WRONG, "Anmäl det"),
    ],
)
def test_what_nobody_thought_of_is_a_sentence(
    error: BaseException, status: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> int:
        raise error

    monkeypatch.setattr("verktyg.visa.visa", fails)
    monkeypatch.delenv("MOTOR_DEBUG", raising=False)
    run = motor("visa", "x")
    assert run.status == status
    assert said in run.err
    assert bool(said) is bool(run.err)
    assert "Traceback" not in run.err


def test_debug_shows_where_it_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("verktyg.visa.visa", fails)
    monkeypatch.setenv("MOTOR_DEBUG", "1")
    assert "Traceback" in motor("visa", "x").err


def test_the_exit_statuses_are_documented() -> None:
    section = (ROOT / "docs" / "api.md").read_text("utf-8").partition("### Exit status")[2]
    table = section.partition("\n## ")[0]
    documented = [int(status) for status in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)]
    assert documented == [
        fel.DONE, fel.RULES_WRONG, fel.USAGE_WRONG, fel.PROGRAM_WRONG, fel.INTERRUPTED, fel.PIPE_CLOSED,
    ]  # fmt: skip


def test_every_kind_of_error_has_an_exit_status() -> None:
    kinds = [errors.RuleError, errors.FeelError, errors.FactError, errors.EvaluationError, errors.Undecided]
    statuses = [fel.show_motor_error(kind(errors.Problem("kod", "Sats."))) for kind in kinds]
    assert statuses == [1, 1, 2, 1, 2]
