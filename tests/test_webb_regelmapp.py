"""Rules that change on disk while they are served: what is sound is picked up, what is not is told."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

import motor
from tests.rulesets import AVGIFT, HEAD, decision, write
from tests.served import BROKEN, VERSION, change, fee, taken, told
from verktyg.webb.regelmapp.filer import State


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder of one rule set, `prov`."""
    folder = tmp_path / "regler"
    write(folder, {VERSION: AVGIFT})
    return folder


def test_a_sound_change_is_picked_up(rules: Path) -> None:
    folder = taken(rules)
    assert fee(folder) == 1200
    change(rules, AVGIFT.replace("1 200", "1 300"))
    folder.look()
    assert fee(folder) == 1300
    assert not folder.served["prov"].problems


def test_nothing_is_loaded_while_nothing_changes(rules: Path) -> None:
    folder = taken(rules)
    first = folder.served["prov"]
    (rules / "prov" / VERSION).touch()
    folder.look()
    assert folder.served["prov"] is first


def test_a_broken_change_is_refused_and_told_until_it_is_mended(rules: Path) -> None:
    folder = taken(rules)
    change(rules, BROKEN)
    folder.look()
    assert fee(folder) == 1200
    assert f"{VERSION}:10:" in told(folder)
    assert "arton" in told(folder)
    change(rules, AVGIFT)
    folder.look()
    assert not folder.served["prov"].problems


def test_what_a_page_remembers_goes_with_the_rules_and_not_with_a_refused_change(rules: Path) -> None:
    folder = taken(rules)
    heavy = folder.served["prov"].heavy
    change(rules, BROKEN)
    folder.look()
    assert folder.served["prov"].heavy is heavy
    change(rules, AVGIFT.replace("1 200", "1 300"))
    folder.look()
    assert folder.served["prov"].heavy is not heavy


def test_a_request_goes_on_with_the_rules_that_it_began_with(rules: Path) -> None:
    folder = taken(rules)
    began = folder.served["prov"]
    shutil.rmtree(rules / "prov")
    write(rules, {"helt annat/2024-01-01.yaml": decision("helt annat", "uttryck: 1\ntyp: tal\n")})
    folder.look()
    assert began.rulebook.evaluate({"ålder": 20}).values["avgift"] == 1200
    assert list(folder.served["prov"].rulebook.decisions) == ["helt annat"]


# --- files that deceive


def test_the_same_size_and_the_same_times_hide_no_change(rules: Path) -> None:
    folder = taken(rules)
    path = rules / "prov" / VERSION
    before = path.stat()
    change(rules, AVGIFT.replace("1 200", "1 900"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    folder.look()
    assert fee(folder) == 1900


def test_two_changes_within_a_tick_of_the_clock(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that counts in whole seconds gives both the same marks."""
    marks = State.of(rules / "prov").marks
    monkeypatch.setattr("verktyg.webb.regelmapp.filer._marks", lambda _: iter(marks))
    folder = taken(rules)
    change(rules, AVGIFT.replace("1 200", "1 900"))
    folder.look()
    assert fee(folder) == 1900


@pytest.mark.parametrize("hours", [-48, 48])
def test_the_clock_is_set_otherwise(rules: Path, monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    folder = taken(rules)
    now = time.time_ns() + hours * 3_600_000_000_000
    monkeypatch.setattr("verktyg.webb.regelmapp.filer.time.time_ns", lambda: now)
    path = change(rules, AVGIFT.replace("1 200", "1 300"))
    os.utime(path, ns=(now, now))
    folder.look()
    assert fee(folder) == 1300


def test_a_file_that_is_half_written_waits_until_it_stands_still(rules: Path) -> None:
    """Half a table may be sound, and mean something else."""
    folder = taken(rules)
    whole = AVGIFT.replace("1 200", "1 300").replace("unik", "första")
    half = whole.replace('ålder: ">= 18"', "").replace("1 300", "13")
    change(rules, half)
    folder.look(settled=True)
    assert fee(folder) == 1200
    change(rules, whole)
    folder.look(settled=True)
    assert fee(folder) == 1200
    folder.look(settled=True)
    assert fee(folder) == 1300
    assert not told(folder)


def test_a_change_while_the_rules_are_read_is_read_again(
    rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = taken(rules)
    real = motor.load

    def load(path: Path, **options: Any) -> motor.Rulebook:
        found = real(path, **options)
        change(rules, AVGIFT.replace("1 200", "1 400"))
        return found

    change(rules, AVGIFT.replace("1 200", "1 300"))
    monkeypatch.setattr(motor, "load", load)
    folder.look()
    assert fee(folder) == 1200
    monkeypatch.undo()
    folder.look()
    assert fee(folder) == 1400


def test_a_file_that_cannot_be_read(rules: Path) -> None:
    folder = taken(rules)
    path = rules / "prov" / VERSION
    path.unlink()
    path.symlink_to(path)  # which nobody can read, root neither
    folder.look()
    assert fee(folder) == 1200
    assert VERSION in told(folder)
    path.unlink()
    change(rules, AVGIFT.replace("1 200", "1 300"))
    folder.look()
    assert fee(folder) == 1300


def test_a_folder_that_cannot_be_listed_is_not_taken_for_an_empty_one(
    rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = taken(rules)
    real = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("avgift"):
            raise PermissionError(13, "nej", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    folder.look()
    assert fee(folder) == 1200
    assert "får inte läsas" in told(folder)
    monkeypatch.undo()
    folder.look()
    assert not told(folder)


def test_a_text_that_is_not_utf_8(rules: Path) -> None:
    folder = taken(rules)
    (rules / "prov" / VERSION).write_bytes(AVGIFT.encode("latin-1"))
    folder.look()
    assert fee(folder) == 1200
    assert VERSION in told(folder)


# --- folders that come and go


def test_a_rule_set_comes(rules: Path) -> None:
    folder = taken(rules)
    shutil.copytree(rules / "prov", rules / "andra")
    head = (rules / "andra" / "regelverk.yaml").read_text("utf-8")
    (rules / "andra" / "regelverk.yaml").write_text(
        head.replace("regelverk: prov", "regelverk: andra"), "utf-8"
    )
    folder.look()
    assert set(folder.served) == {"prov", "andra"}


def test_a_rule_set_goes_once_it_has_been_missed_twice(rules: Path) -> None:
    test_a_rule_set_comes(rules)
    folder = taken(rules)
    shutil.rmtree(rules / "andra")
    folder.look(settled=True)
    assert set(folder.served) == {"prov", "andra"}
    folder.look(settled=True)
    assert set(folder.served) == {"prov"}
    assert not folder.refused


def test_a_rule_set_that_is_put_back_at_once_never_goes(rules: Path) -> None:
    test_a_rule_set_comes(rules)
    folder = taken(rules)
    for _ in range(3):
        (rules / "prov").rename(rules / ".undan")
        folder.look(settled=True)
        (rules / ".undan").rename(rules / "prov")
        folder.look(settled=True)
    assert fee(folder) == 1200
    assert not told(folder)


def test_a_renamed_rule_set_answers_by_its_new_name(rules: Path) -> None:
    folder = taken(rules)
    (rules / "prov").rename(rules / "nytt")
    folder.look(settled=True)
    folder.look(settled=True)
    assert "nytt" in folder.refused
    assert "prov" in str(folder.refused["nytt"].problems[0])
    (rules / "nytt" / "regelverk.yaml").write_text(HEAD.replace("prov", "nytt").lstrip(), "utf-8")
    folder.look()
    assert set(folder.served) == {"nytt"}
    assert not folder.refused


def test_an_empty_or_lost_folder_takes_nothing_away(rules: Path) -> None:
    folder = taken(rules)
    rules.rename(rules.with_name("undan"))
    for _ in range(3):
        folder.look(settled=True)
    assert fee(folder) == 1200
    assert "finns inte" in told(folder)
    rules.with_name("undan").rename(rules)
    folder.look()
    assert not told(folder)


def test_what_is_broken_at_the_start_is_told_and_answers_when_mended(rules: Path) -> None:
    change(rules, BROKEN)
    folder = taken(rules)
    assert not folder.served
    assert f"{VERSION}:10:" in str(folder.refused["prov"].problems[0])
    change(rules, AVGIFT)
    folder.look()
    assert fee(folder) == 1200
    assert not folder.refused


def test_hidden_folders_are_no_rule_sets(rules: Path) -> None:
    shutil.copytree(rules / "prov", rules / ".prov.ny")
    folder = taken(rules)
    assert set(folder.served) == {"prov"}
    assert not folder.refused


@pytest.mark.parametrize("linked", ["regler", "prov", "avgift"])
def test_a_link_that_is_switched_is_a_change(tmp_path: Path, linked: str) -> None:
    """As programs are deployed: files stand under a name of their own, and a link is turned to them."""
    for release, amount in (("ett", "1 200"), ("två", "1 300")):
        path = write(tmp_path / release, {VERSION: AVGIFT.replace("1 200", amount)}) / VERSION
        os.utime(path, (1, 1))
    rules = tmp_path / "regler"
    part = {"regler": ".", "prov": "prov", "avgift": "prov/avgift"}[linked]
    if linked != "regler":
        shutil.copytree(tmp_path / "ett", rules)
        shutil.rmtree(rules / part)
    link = rules / part if linked != "regler" else rules
    link.symlink_to(tmp_path / "ett" / part)
    folder = taken(rules)
    assert fee(folder) == 1200
    new = link.with_name("nylänk")
    new.symlink_to(tmp_path / "två" / part)
    new.replace(link)
    folder.look()
    assert fee(folder) == 1300


def test_links_that_lead_round_end(rules: Path) -> None:
    (rules / "prov" / "exempel").mkdir()
    (rules / "prov" / "exempel" / "runt").symlink_to(rules / "prov")
    assert fee(taken(rules)) == 1200


def test_an_edited_draft_is_picked_up(rules: Path) -> None:
    name = "avgift/2030-01-01.yaml"
    draft = AVGIFT.replace("2024-01-01", "2030-01-01").replace("förslag", "utkast")
    change(rules, draft, name)
    folder = taken(rules)
    change(rules, draft.replace("1 200", "1 500"), name)
    folder.look()
    latest = folder.served["prov"].rulebook.decisions["avgift"].versions[-1]
    assert "1 500" in latest.document.source.text


def test_a_changed_forecast_is_picked_up(rules: Path) -> None:
    name = "prognoser/2024.yaml"
    text = "prognos: {}\nregelverk: prov\ndatum: 2024-01-01\n"
    change(rules, text.format("Före"), name)
    folder = taken(rules)
    change(rules, text.format("Efter"), name)
    folder.look()
    [forecast] = folder.served["prov"].forecasts
    assert forecast.document is not None
    assert forecast.document.title == "Efter"
