"""Faults while changed rules are taken in: what answers goes on answering."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

import motor
from motor.errors import MotorError
from tests.rulesets import AVGIFT, HEAD, write
from tests.served import VERSION, change, fee, taken, told
from verktyg.webb.regelmapp import mapp
from verktyg.webb.regelmapp.mapp import RuleFolder


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder of one rule set, `prov`."""
    write(tmp_path, {VERSION: AVGIFT})
    return tmp_path


def test_rules_that_fail_with_nothing_answered_are_served(
    rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They say so where they are asked, as by every command."""
    never = HEAD + "kontroller:\n  - {villkor: 1 > 2, meddelande: Det här går aldrig.}\n"
    write(rules, {VERSION: AVGIFT}, never)
    with pytest.raises(MotorError):
        motor.load(rules / "prov").evaluate({})
    assert "prov" in taken(rules).served


@pytest.mark.parametrize("error", [ValueError("fel"), RecursionError(), KeyError("x"), MemoryError()])
def test_a_fault_in_the_program_leaves_the_old_rules_serving(
    rules: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    folder = taken(rules)

    def load(*_: Any, **__: Any) -> motor.Rulebook:
        raise error

    monkeypatch.setattr(motor, "load", load)
    change(rules, AVGIFT.replace("1 200", "1 300"))
    folder.look()
    assert fee(folder) == 1200
    assert type(error).__name__ in told(folder)
    monkeypatch.undo()
    change(rules, AVGIFT.replace("1 200", "1 400"))
    folder.look()
    assert fee(folder) == 1400


def test_the_watch_goes_on_after_a_fault(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look of the watch fails, the second is made all the same."""
    folder = taken(rules)
    looks: list[bool] = []
    second = threading.Event()

    def look(settled: bool = False) -> None:
        looks.append(settled)
        if len(looks) == 1:
            raise RuntimeError("fel")
        second.set()

    monkeypatch.setattr(mapp, "SECONDS", 0.01)
    monkeypatch.setattr(folder, "look", look)
    folder.watch()
    assert second.wait(10)
    folder.close()
    assert all(looks)


def test_two_looks_are_never_made_at_once(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = RuleFolder(rules)
    inside, loads, entered, go = 0, [], threading.Event(), threading.Event()
    real = motor.load

    def load(path: Path, **options: Any) -> motor.Rulebook:
        nonlocal inside
        inside += 1
        loads.append(inside)
        entered.set()
        go.wait(10)
        inside -= 1
        return real(path, **options)

    monkeypatch.setattr(motor, "load", load)
    threads = [threading.Thread(target=folder.look) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert entered.wait(10)
    assert not folder.served  # and asking for what is served does not wait
    go.set()
    for thread in threads:
        thread.join()
    assert loads == [1]
    assert fee(folder) == 1200
