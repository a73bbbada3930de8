# ruff: noqa: F401, F811 - fixtures are imported by their names
"""What a draft would mean: rules loaded once, parts that are not ready, and a full queue."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

import motor
from tests.drafts import DRAFT, anna, begin, place, rules, served, tried, untried
from tests.webb import Visitor
from verktyg.webb.redigering import disken, foljder
from verktyg.webb.regelmapp.tungt import Heavy, Queue


@pytest.fixture
def heavy(monkeypatch: pytest.MonkeyPatch) -> Queue:
    """A queue of one place, with nothing remembered."""
    queue = Queue(at_once=1, waiting=0)
    work = Heavy(queue)
    monkeypatch.setattr(disken, "WORK", work)
    monkeypatch.setattr(foljder, "WORK", work)
    return queue


def test_rules_are_loaded_once_for_each_state_of_the_folder(
    anna: Visitor, heavy: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(anna)
    loaded = list[object]()
    load = motor.load
    monkeypatch.setattr(motor, "load", lambda *args, **given: loaded.append(given) or load(*args, **given))
    for _ in range(2):
        assert anna.get(DRAFT).status == 200
    assert [given["extra"] for given in loaded] == [{}]  # type: ignore[index]
    for _ in range(2):
        anna.submit({"c1-3": "3 950"}, "Visa vad det ändrar")
    assert len(loaded) == 2


@pytest.mark.usefixtures("tried")
def test_what_is_not_ready_is_said_and_a_full_queue_is_told(
    anna: Visitor, rules: Path, heavy: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(anna)
    anna.get(DRAFT)
    began, go = threading.Event(), threading.Event()

    def stuck(_: foljder.Tried) -> list[motor.Problem]:
        began.set()
        go.wait(20)
        return []

    monkeypatch.setattr(foljder, "_findings", stuck)
    monkeypatch.setattr(foljder, "SECONDS", 0.1)
    anna.submit({"c1-3": "3 950"}, "Visa vad det ändrar")
    assert began.wait(10)
    assert anna.status == 200
    assert anna.text.count("Det här är inte klart än.") == 4
    anna.submit({"c1-3": "3 960"}, "Visa vad det ändrar")
    assert anna.status == 503
    assert "upptagen" in anna.page.text_content()
    go.set()
