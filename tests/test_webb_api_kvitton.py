"""Receipts over HTTP: kept, found, shown, proven and tried again, and what is refused."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.command import motor as command
from tests.interface import LIBRARIES, Program, program
from verktyg.kvitto.kontroll import prove
from verktyg.webb.inloggning.roller import Person, Role

KEEP = "/regelverk/bibliotek/kvitton"
GROWN = {"datum": "2024-03-01", "vy": "lånekort", "fakta": {"åldern": 30, "bor i kommunen": True}}


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Program]:
    with program(LIBRARIES, tmp_path) as each:
        yield each


def test_a_receipt_is_kept_found_shown_and_tried_again(asking: Program, tmp_path: Path) -> None:
    said = {"ärende": "A-17", "val": "gästkort", "skäl": "Flyttar snart.", "beslutsfattare": "A. Ek"}
    kept = asking.post(KEEP, {**GROWN, **said})
    assert (asking.status, kept["kvitto"]["nummer"]) == (201, 1)
    assert asking.headers["location"] == "/api/v1/kvitton/1"
    answer = asking.post("/regelverk/bibliotek/prova", GROWN)
    assert {name: value for name, value in kept.items() if name != "kvitto"} == answer

    shown = asking.get("/kvitton/1")
    assert shown["kedja"] == kept["kvitto"]["kedja"]
    assert shown["innehåll"]["svar"] == answer
    assert shown["innehåll"]["fakta"] == GROWN["fakta"]
    assert {name: shown["innehåll"][name] for name in ("ärende", "skäl", "beslutsfattare")} == {
        name: said[name] for name in ("ärende", "skäl", "beslutsfattare")
    }
    assert (shown["innehåll"]["föreslaget"], shown["innehåll"]["valt"]) == ("vuxenkort", "gästkort")
    assert asking.post("/kvitton/sök", {"ärende": "A-17"})["kvitton"] == [shown]
    assert asking.post("/kvitton/sök", {"ärende": "A-18"})["kvitton"] == []

    again = asking.post("/kvitton/1/spela-upp", {"enligt": "2024-03-01"})
    assert (again["samma"], again["samma motor"], again["ändringar"]) == (True, True, [])
    assert (again["enligt"]["samma"], again["enligt"]["regler"]) == (True, "serverns")
    assert asking.post("/kvitton/1/spela-upp", {})["enligt"] == {
        "regler": "serverns",
        "datum": None,
        "samma": True,
        "ändringar": [],
        "går inte": None,
    }
    assert asking.get("/kvitton/kedja")["håller"] is True
    run = command("kvitto", "visa", "1", "--databas", str(tmp_path / "kvitton.db"))
    assert (run.status, "Flyttar snart." in run.out) == (0, True)


def test_a_replay_stands_on_the_stored_text(tmp_path: Path) -> None:
    rules = shutil.copytree(LIBRARIES, tmp_path / "regler")
    with program(rules, tmp_path) as asking:
        asking.post(KEEP, {**GROWN, "ärende": "A-1"})
        shutil.rmtree(rules / "bibliotek")
        assert asking.post("/kvitton/1/spela-upp", {})["samma"] is True
        before = asking.post("/kvitton/1/spela-upp", {"enligt": "1999-01-01"})
        assert (before["samma"], before["enligt"]["samma"]) == (True, False)


def test_before_any_receipt_there_is_none(asking: Program, tmp_path: Path) -> None:
    assert asking.post("/kvitton/sök", {"ärende": "A-1"})["kvitton"] == []
    assert asking.get("/kvitton/kedja")["kvitton"] == 0
    asking.post("/kvitton/1/spela-upp", {})
    assert asking.status == 404
    assert not (tmp_path / "kvitton.db").exists()


@pytest.mark.parametrize(
    ("more", "pointers"),
    [
        ({}, ["/ärende"]),
        ({"ärende": ""}, ["/ärende"]),
        ({"ärende": "  "}, ["/ärende"]),
        ({"ärende": "A\u0000B"}, ["/ärende"]),
        ({"ärende": "x" * 101}, ["/ärende"]),
        ({"ärende": "19121212-1212"}, ["/ärende"]),
        (
            {"ärende": "A-1", "motivering": "Gäller 121212-1212.", "skäl": "121212 1212"},
            ["/skäl", "/motivering", "/val"],
        ),
        ({"ärende": "A-1", "val": "gästkort"}, ["/skäl"]),
        ({"ärende": "A-1", "val": "finns inte"}, ["/val"]),
        ({"ärende": "A-1", "vy": None, "val": "gästkort"}, ["/val"]),
        ({"ärende": "A-1", "beslutsfattare": "rad\nrad"}, ["/beslutsfattare"]),
        ({"ärende": "A-1", "okänd": 1, "val": 3}, ["/val", "/okänd"]),
        ({"ärende": 1, "datum": "x", "fakta": {"åldern": -1}}, ["/datum", "/ärende", "/fakta/åldern"]),
        ({"ärende": "A-1", "fakta": {"åldern": -1}}, ["/fakta/åldern"]),
    ],
    ids=range(14),
)
def test_what_may_not_be_kept_is_refused(asking: Program, more: dict[str, Any], pointers: list[str]) -> None:
    problem = asking.post(KEEP, {**GROWN, **more})
    assert asking.status == 422
    assert [fault["pekare"] for fault in problem["fel"]] == pointers
    assert "1212" not in asking.text
    assert asking.get("/kvitton/kedja")["kvitton"] == 0


def test_a_case_that_cannot_be_one_is_not_searched_for(asking: Program) -> None:
    for case in ("19121212-1212", "A\u0000B", "x" * 101, "", 3, None):
        problem = asking.post("/kvitton/sök", {"ärende": case})
        assert (asking.status, [fault["pekare"] for fault in problem["fel"]]) == (422, ["/ärende"])
        assert "1212" not in asking.text


def test_who_is_logged_in_decides_when_nobody_else_is_named(
    asking: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person("Bo Alm", frozenset({Role.OFFICER}))
    monkeypatch.setattr("verktyg.webb.sakerhet.vakt.person_in", lambda *_: person)
    asking.post(KEEP, {**GROWN, "ärende": "A-1"})
    asking.post(KEEP, {**GROWN, "ärende": "A-1", "beslutsfattare": "C. Dal"})
    found = asking.post("/kvitton/sök", {"ärende": "A-1"})["kvitton"]
    assert [each["innehåll"]["beslutsfattare"] for each in found] == ["Bo Alm", "C. Dal"]


def test_an_edited_receipt_breaks_the_chain(asking: Program, tmp_path: Path) -> None:
    for case in ("A-1", "A-2"):
        asking.post(KEEP, {**GROWN, "ärende": case})
    with sqlite3.connect(tmp_path / "kvitton.db") as database:
        database.execute(
            "UPDATE kvitto SET innehåll = replace(innehåll, 'vuxenkort', 'barnkort') WHERE nummer = 1"
        )
    database.close()
    found = asking.get("/kvitton/kedja")
    assert (found["håller"], [each["nummer"] for each in found["brott"]]) == (False, [1])
    assert asking.post("/kvitton/1/spela-upp", {})["samma"] is False


def test_a_removed_receipt_says_so(asking: Program, tmp_path: Path) -> None:
    asking.post(KEEP, {**GROWN, "ärende": "A-1"})
    run = command("kvitto", "gallra", "--före", "2999-01-01", "--databas", str(tmp_path / "kvitton.db"))
    assert run.status == 0, run.err
    assert asking.get("/kvitton/1")["innehåll"] is None
    asking.post("/kvitton/1/spela-upp", {})
    assert asking.status == 409
    assert asking.get("/kvitton/2")["slag"] == "gallring"
    asking.post("/kvitton/2/spela-upp", {})
    assert asking.status == 404
    assert asking.get("/kvitton/kedja")["gallrade"] == 1


def test_a_database_that_cannot_be_used_is_told(
    asking: Program, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "kvitton.db").write_text("Det här är ingen databas, och den är längre än så.\n" * 20, "utf-8")
    for method, path, body in (("POST", KEEP, {**GROWN, "ärende": "A-1"}), ("GET", "/kvitton/1", None)):
        problem = asking.post(path, body) if method == "POST" else asking.get(path)
        assert (asking.status, problem["title"]) == (503, "Kvittona går inte att nå")
        assert str(tmp_path) not in asking.text
    assert [record.getMessage() for record in caplog.records if "databas" in record.getMessage()]
    assert "bor i kommunen" not in caplog.text


def test_script_is_kept_as_text(asking: Program) -> None:
    script = "<script>alert(1)</script>\"'"
    said = dict.fromkeys(("ärende", "motivering", "beslutsfattare"), script)
    asking.post(KEEP, {**GROWN, **said})
    shown = asking.get("/kvitton/1")["innehåll"]
    assert {name: shown[name] for name in said} == said
    assert asking.headers["content-type"] == "application/json"
    assert prove(asking.client.app.state.server.receipts).holds  # type: ignore[attr-defined]
