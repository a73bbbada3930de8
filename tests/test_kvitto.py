"""A result kept as a receipt: what it holds, how it is found, copied and removed, and what is refused."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from tests.command import LIBRARY, motor
from tests.receipts import DAY, GROWN, save, store_at
from tests.repository import ROOT
from verktyg.kvitto import databas
from verktyg.kvitto.kedja import canonical
from verktyg.kvitto.tabeller import FORM, Base


def content(database: Path, number: int = 1) -> dict[str, Any]:
    run = motor("kvitto", "visa", str(number), "--databas", str(database), "--json")
    assert run.status == 0, run.err
    data: dict[str, Any] = json.loads(run.out, parse_float=Decimal)["innehåll"]
    return data


def rows(database: Path, question: str) -> list[Any]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(question).fetchall()


def test_a_receipt_holds_the_answer_and_all_that_it_rests_on(tmp_path: Path) -> None:
    database = tmp_path / "k.db"
    more = (
        "--val",
        "gästkort",
        "--skäl",
        "flyttar",
        "--motivering",
        "Två\nrader",
        "--beslutsfattare",
        "Bo E",
    )
    run = save(database, *more)
    assert run.status == 0, run.err
    assert f"Kvitto 1 är sparat i {database}." in " ".join(run.err.split())
    assert "Skäl och motivering sparas som du skrev dem." in run.err
    told = content(database)
    assert {name: told[name] for name in ("ärende", "regelverk", "datum", "vyer", "utkast", "fakta")} == {
        "ärende": "A-17",
        "regelverk": "bibliotek",
        "datum": DAY,
        "vyer": ["lånekort"],
        "utkast": False,
        "fakta": {"åldern": 30, "bor i kommunen": True},
    }
    assert (told["föreslaget"], told["valt"], told["skäl"]) == ("vuxenkort", "gästkort", "flyttar")
    assert (told["motivering"], told["beslutsfattare"]) == ("Två\nrader", "Bo E")
    assert sorted(told["frågade beslut"]) == ["bästa kort", "hälsning", "möjliga kort"]
    assert told["svar"]["beslut"]["möjliga kort"] == ["vuxenkort"]
    assert [step["beslut"] for step in told["svar"]["spår"]]
    assert len(told["motor"]["sha256"]) == 64
    files = list(LIBRARY.rglob("*.yaml"))
    assert told["regler"] == {
        path.relative_to(LIBRARY).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_the_answer_is_the_one_that_json_gives(tmp_path: Path) -> None:
    run = save(tmp_path / "k.db", "--json", facts=(*GROWN, "kort=vuxenkort", "försenade dagar=3"))
    assert run.status == 0, run.err
    printed = json.loads(run.out, parse_float=Decimal)
    receipt = printed.pop("kvitto")
    assert receipt["nummer"] == 1
    assert canonical(printed) == canonical(content(tmp_path / "k.db")["svar"])
    assert printed["beslut"]["avgift"]["dagsavgift"] == Decimal("7.5")


def test_a_rule_text_is_kept_once(tmp_path: Path) -> None:
    database = tmp_path / "k.db"
    for case in ("A-1", "A-2"):
        assert save(database, case=case).status == 0
    stored = dict(rows(database, "select sha256, text from regelfil"))
    assert len(stored) == len(list(LIBRARY.rglob("*.yaml")))
    assert all(hashlib.sha256(text.encode()).hexdigest() == sha for sha, text in stored.items())


def test_a_text_is_kept_with_the_line_ends_that_it_has(tmp_path: Path) -> None:
    rules, database = tmp_path / "bibliotek", tmp_path / "k.db"
    shutil.copytree(LIBRARY, rules)
    (rules / "sigill.sha256").unlink()
    for path in rules.rglob("2024-01-01.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    options = ("--datum", DAY, "--kvitto", "A-1", "--databas", str(database))
    assert motor("prova", str(rules), *GROWN, *options).status == 0
    shutil.rmtree(rules)
    assert motor("kvitto", "kontrollera", "--databas", str(database)).status == 0
    assert motor("spela-upp", "--databas", str(database)).status == 0


def test_what_is_undecided_and_missing_is_kept_and_shown(tmp_path: Path) -> None:
    assert save(tmp_path / "k.db", facts=("bor i kommunen=ja",)).status == 0
    told = content(tmp_path / "k.db")
    assert told["svar"]["saknas"] == ["åldern"]
    assert "möjliga kort" in told["svar"]["obesvarade"]
    assert told["föreslaget"] is None
    shown = motor("kvitto", "visa", "1", "--databas", str(tmp_path / "k.db"))
    assert "Inte avgjort" in shown.out
    assert "Det beror på åldern." in shown.out


def test_a_case_is_found_by_its_reference(tmp_path: Path) -> None:
    database = ("--databas", str(tmp_path / "k.db"))
    for case in ("A-1", "A-2", "A-1"):
        save(tmp_path / "k.db", case=case)
    found = motor("kvitto", "sök", "A-1", *database, "--json")
    assert [each["nummer"] for each in json.loads(found.out)] == [1, 3]
    assert "1   " in motor("kvitto", "sok", "A-1", *database).out
    assert "inget kvitto med ärendereferensen A-3" in motor("kvitto", "sök", "A-3", *database).out
    refused = motor("kvitto", "sök", "850101-1234", *database)
    assert (refused.status, "1234" in refused.out + refused.err) == (2, False)


def test_another_choice_than_the_suggested_needs_a_reason(tmp_path: Path) -> None:
    database = tmp_path / "k.db"
    refused = save(database, "--val", "gästkort")
    assert refused.status == 2
    # Only the card of a grown-up is possible for these facts.
    assert "gästkort är inte möjlig enligt svaren" in refused.err
    assert "skriv med --skäl varför reglerna inte ska följas" in " ".join(refused.err.split())
    assert save(database, "--val", "gästkort", "--skäl", "  ").status == 2
    assert not database.exists()
    assert save(database, "--val", "VUXENKORT").status == 0
    assert (content(database)["valt"], content(database)["skäl"]) == ("vuxenkort", None)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--val", "rymdkort"), "Valet är inget av alternativen."),
        (("--skäl", "för att"), "Ett skäl hör till ett val."),
        (("--val", "vuxenkort", "--beslut", "hälsning"), "Här finns inga alternativ att välja bland."),
    ],
)
def test_a_choice_is_one_of_the_alternatives(options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    run = save(tmp_path / "k.db", *options)
    assert (run.status, said in run.err) == (2, True)


def test_what_belongs_to_a_receipt_is_refused_without_one() -> None:
    run = motor("prova", str(LIBRARY), *GROWN, "--motivering", "hej")
    assert (run.status, "hör till ett kvitto" in run.err) == (2, True)


def test_an_empty_reference_is_refused(tmp_path: Path) -> None:
    run = save(tmp_path / "k.db", case=" ")
    assert (run.status, "Ärendereferensen är tom." in run.err) == (2, True)


def test_the_database_is_given_by_the_environment_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = ("prova", str(LIBRARY), *GROWN, "--datum", DAY, "--kvitto", "A-1")
    assert motor(*given).status == 0
    assert (tmp_path / databas.DEFAULT).exists()
    monkeypatch.setenv(databas.VARIABLE, str(tmp_path / "annan.db"))
    assert motor(*given).status == 0
    assert (tmp_path / "annan.db").exists()


def test_sqlite_waits_for_the_disk_and_writes_ahead(tmp_path: Path) -> None:
    store = store_at(tmp_path / "k.db")
    save(tmp_path / "k.db")
    with store.database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


def test_a_copy_is_whole_and_never_written_over(tmp_path: Path) -> None:
    database, copy = tmp_path / "k.db", tmp_path / "kopia.db"
    save(database)
    given = ("kvitto", "säkerhetskopiera", str(copy), "--databas", str(database))
    assert "är kontrollerad: 1 kvitto." in motor(*given).out
    assert sorted(path.name for path in tmp_path.glob("*kopia*")) == ["kopia.db"]
    assert content(copy) == content(database)
    again = motor(*given)
    assert (again.status, "finns redan" in again.err) == (2, True)


def test_removed_content_is_nowhere_in_the_file_and_the_chain_holds(tmp_path: Path) -> None:
    database = tmp_path / "k.db"
    for case in ("GAMMALT-ÄRENDE", "A-2"):
        save(database, "--motivering", f"skrivet om {case}", case=case)
    salt = rows(database, "select salt from kvitto where nummer = 1")[0][0]
    given = ("--databas", str(database))
    run = motor("kvitto", "gallra", "--före", "2999-01-01", *given, "--json")
    assert json.loads(run.out)["gallrade"] == [1, 2]
    for path in tmp_path.iterdir():
        data = path.read_bytes()
        assert not [part for part in ("GAMMALT", "skrivet om", salt) if part.encode() in data], path
    assert rows(database, "select count(*) from regelfil") == [(0,)]
    checked = motor("kvitto", "kontrollera", *given)
    assert (checked.status, "Kedjan håller: 2 kvitton, 2 gallrade." in checked.out) == (0, True)
    assert "Innehållet är gallrat." in motor("kvitto", "visa", "1", *given).out
    assert "innehållet bort i 2 kvitton från tiden före" in motor("kvitto", "visa", "3", *given).out
    assert "inget kvitto" in motor("kvitto", "sök", "A-2", *given).out
    assert "Inget kvitto" in motor("kvitto", "gallra", "--före", "2999-01-01", *given).out


def test_only_what_is_older_is_removed_and_rule_texts_in_use_are_kept(tmp_path: Path) -> None:
    database = tmp_path / "k.db"
    save(database)
    assert "Inget kvitto" in motor("kvitto", "gallra", "--före", "2020-01-01", "--databas", str(database)).out
    assert content(database)["ärende"] == "A-17"
    assert rows(database, "select count(*) from regelfil")[0][0] > 0


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table annat (id integer)")


def newer(path: Path) -> None:
    save(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("update alembic_version set version_num = '9999'")


def text(path: Path) -> None:
    path.write_text("det här är ingen databas, bara en text som är lång nog " * 20, "utf-8")


def held(path: Path) -> Any:
    """All that a database holds, and how it is kept; a file that is none as it is."""
    if path.read_bytes()[:6] != b"SQLite":
        return path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        return [*connection.iterdump(), *connection.execute("pragma journal_mode")]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (foreign, "håller annat än kvitton"),
        (newer, f"har en annan form (9999) än den som den här versionen av motor läser ({FORM})"),
        (text, "är ingen databas med kvitton"),
    ],
)
@pytest.mark.parametrize("command", ["spara", "kontrollera", "säkerhetskopiera", "gallra"])
def test_another_database_is_told_in_a_sentence(make: Any, said: str, command: str, tmp_path: Path) -> None:
    database = tmp_path / "k.db"
    make(database)
    before = held(database)
    commands = {
        "spara": lambda: save(database),
        "kontrollera": lambda: motor("kvitto", "kontrollera", "--databas", str(database)),
        "säkerhetskopiera": lambda: motor(
            "kvitto", "säkerhetskopiera", str(tmp_path / "x.db"), "--databas", str(database)
        ),
        "gallra": lambda: motor("kvitto", "gallra", "--före", "2020-01-01", "--databas", str(database)),
    }
    run = commands[command]()
    assert run.status == 2
    assert said in " ".join(run.err.split())
    assert "Traceback" not in run.err
    assert not (tmp_path / "x.db").exists()
    assert held(database) == before


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite:///file:{}/k.db?mode=ro&uri=true", "får inte skrivas av dig"),
        ("sqlite:///{}/saknas/k.db", "går inte att öppna"),
        ("mysql://a@b/c", "kan inte sparas i mysql"),
        ("hej://", "adress går inte att läsa|kan inte sparas"),
        ("postgresql://bo:hemligt@127.0.0.1:1/kvitton", "svarar inte"),
    ],
)
def test_a_database_that_cannot_be_written_is_told(address: str, said: str, tmp_path: Path) -> None:
    save(tmp_path / "k.db")
    run = save(address.format(tmp_path))
    assert run.status == 2
    assert any(part in run.err for part in said.split("|")), run.err
    assert "hemligt" not in run.err
    assert "åldern" not in run.err


@pytest.mark.parametrize(
    "arguments", [("kvitto", "kontrollera"), ("kvitto", "visa", "1"), ("spela-upp",), ("kvitto", "sök", "A")]
)
def test_reading_makes_no_database(arguments: tuple[str, ...], tmp_path: Path) -> None:
    run = motor(*arguments, "--databas", str(tmp_path / "k.db"))
    assert (run.status, "finns inte" in run.err) == (2, True)
    assert not list(tmp_path.iterdir())


def test_a_number_that_is_not_there_is_told(tmp_path: Path) -> None:
    save(tmp_path / "k.db")
    run = motor("kvitto", "visa", "7", "--databas", str(tmp_path / "k.db"))
    assert (run.status, "inget kvitto 7" in run.err) == (2, True)


@pytest.mark.parametrize("number", ["0", "-1", "9" * 30, "ett"])
def test_a_number_that_cannot_be_is_told(number: str, tmp_path: Path) -> None:
    save(tmp_path / "k.db")
    run = motor("kvitto", "visa", "--databas", str(tmp_path / "k.db"), "--", number)
    assert (run.status, "nummer har ett värde som inte går att läsa." in run.err) == (2, True), run.err


def test_a_copy_needs_a_folder(tmp_path: Path) -> None:
    save(tmp_path / "k.db")
    run = motor("kvitto", "säkerhetskopiera", str(tmp_path / "x" / "k"), "--databas", str(tmp_path / "k.db"))
    assert (run.status, "finns inte" in run.err) == (2, True)


@pytest.mark.parametrize(
    ("missing", "address", "extra"),
    [("sqlalchemy", "k.db", "kvitto"), ("psycopg", "postgresql://127.0.0.1:1/x", "postgres")],
)
def test_a_missing_extra_is_told(missing: str, address: str, extra: str, tmp_path: Path) -> None:
    start = f"import sys; sys.modules[{missing!r}] = None; from verktyg.cli import main; main()"
    options = ("--datum", DAY, "--kvitto", "A-1", "--databas", address)
    done = subprocess.run(
        [sys.executable, "-c", start, "prova", str(LIBRARY), *GROWN, *options],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, f"regelmotor[{extra}]" in done.stderr) == (2, True), done.stderr


def test_the_migrations_make_the_tables_that_the_program_reads(tmp_path: Path) -> None:
    save(tmp_path / "k.db")
    with store_at(tmp_path / "k.db").database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    config = Config()
    config.set_main_option("script_location", str(ROOT / "verktyg" / "kvitto" / "migreringar"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == FORM


@pytest.mark.skipif(os.name != "posix", reason="files have other rights there")
def test_only_the_owner_reads_the_database_and_its_copies(tmp_path: Path) -> None:
    database, copy = tmp_path / "k.db", tmp_path / "kopia.db"
    with store_at(database).database.writing():
        inside = [each for each in tmp_path.iterdir() if each.name.startswith("k.db")]
        assert len(inside) > 1  # the log beside it too
        assert {each.stat().st_mode & 0o777 for each in inside} == {0o600}
    assert motor("kvitto", "säkerhetskopiera", str(copy), "--databas", str(database)).status == 0
    assert copy.stat().st_mode & 0o777 == 0o600
    assert "chmod" not in motor("kvitto", "kontrollera", "--databas", str(database)).err
    database.chmod(0o644)
    told = motor("kvitto", "kontrollera", "--databas", str(database))
    assert told.status == 0
    assert f"Kör chmod 600 {database}." in told.err
