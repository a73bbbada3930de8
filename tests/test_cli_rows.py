"""`motor kör`: a file in, a file out, and a summary that says how it went."""

from __future__ import annotations

import io
import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

import motor as engine
from tests.command import Run, motor
from tests.rulesets import AVGIFT, decision, write
from verktyg import fel
from verktyg.kor import Order, run_file

ROWS = "id,ålder,färg\na,15,röd\nb,40,\nc,200,röd\nd,x,röd\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    drafted = decision("nyans", 'uttryck: färg + "aktig"\n').replace("förslag", "utkast")
    return write(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT, "nyans/2024-01-01.yaml": drafted})


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "personer.csv"
    path.write_text(ROWS, "utf-8")
    return path


def run(rules: Path, source: Path, *more: str) -> Run:
    return motor("kör", str(rules), str(source), "--datum", "2024-06-01", *more)


def test_the_answers_stand_beside_the_file(rules: Path, source: Path) -> None:
    told = run(rules, source)
    assert told.status == fel.DONE
    assert source.with_name("personer-svar.csv").read_text("utf-8").splitlines() == [
        "id,avgift,saknas,fel",
        "a,0,,",
        "b,1200,,",
        "c,,,ålder kan inte vara 200. Tillåtet är 0 till 120.",
        'd,,,"ålder ska vara ett tal, inte x. Tillåtet är 0 till 120."',
    ]
    summary = re.sub(r"på [\d,]+ s \([\d ]+ rader/s\)", "på 1 s (4 rader/s)", " ".join(told.out.split()))
    assert summary.startswith("4 rader på 1 s (4 rader/s) till ")
    for said in (
        "4 rader avgjordes var för sig.",
        "2 rader har fel, som står i kolumnen fel: 1: ålder kan inte vara 200.",
        "Kolumner som inte är fakta har följt med: id.",
    ):
        assert said in summary
    assert told.err == ""


def test_rows_that_are_alike_are_counted(rules: Path, source: Path) -> None:
    source.write_text("ålder,sfu\n" + "15,1\n40,1\n" * 500, "utf-8")
    summary = " ".join(run(rules, source).out.split())
    assert "2 rader avgjordes var för sig. 998 rader fick samma svar som en rad" in summary


def test_what_is_missing_and_misspelt_is_told(rules: Path, source: Path) -> None:
    source.write_text("färg,åldr\nröd,3\n", "utf-8")
    summary = " ".join(run(rules, source, "--utkast").out.split())
    assert "Kolumner som saknas, så att de är obesvarade i alla rader: ålder." in summary
    assert "åldr: Menade du ålder?" in summary


def test_many_kinds_of_fault_are_cut_short(rules: Path, source: Path) -> None:
    source.write_text("ålder\n" + "".join(f"{age}\n" for age in range(200, 207)), "utf-8")
    assert "och 2 fel till" in run(rules, source).out


def test_the_options(rules: Path, source: Path) -> None:
    target = source.with_name("ut.jsonl")
    options = ("--utdata", str(target), "--beslut", "nyans", "--utkast", "--spår", "--arbetare", "1")
    assert run(rules, source, *options, "--tomt-är-oklart", "färg").status == fel.DONE
    assert target.read_text("utf-8").splitlines()[:2] == [
        '{"id": "a", "nyans": "rödaktig", "saknas": null, "fel": null, "spår": null}',
        '{"id": "b", "nyans": null, "saknas": null, "fel": null, "spår": null}',
    ]


def test_each_row_may_have_its_day(rules: Path, source: Path) -> None:
    source.write_text("dag,ålder\n2024-06-01,40\n2023-06-01,40\nigår,40\n", "utf-8")
    assert (
        motor("kör", str(rules), str(source), "--datumkolumn", "dag", "--beslut", "avgift").status == fel.DONE
    )
    rows = source.with_name("personer-svar.csv").read_text("utf-8").splitlines()
    assert rows[1] == "2024-06-01,1200,,"
    assert "Inga regler för avgift gäller 2023-06-01" in rows[2]
    assert "dag är igår, som inte är en dag" in rows[3]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--beslut", "avgifter"], "Menade du avgift?"),
        (["--arbetare", "0"], "--arbetare ska vara minst 1."),
        (["--datumkolumn", "dag"], "inte båda"),
        (["--tomt-är-oklart", "ålder"], "ålder kan inte vara oklar"),
        (["--tomt-är-oklart", "ålde"], "Menade du ålder?"),
        (["--utdata", "ut.xlsx"], "Vet inte vad .xlsx är för slags fil."),
    ],
)
def test_wrong_usage_is_explained(rules: Path, source: Path, more: list[str], said: str) -> None:
    told = run(rules, source, *more)
    assert (told.status, told.out) == (fel.USAGE_WRONG, "")
    assert said in told.err
    assert not source.with_name("personer-svar.csv").exists()


def test_a_day_column_that_is_not_there(rules: Path, source: Path) -> None:
    told = motor("kör", str(rules), str(source), "--datumkolumn", "dag")
    assert (told.status, told.out) == (fel.USAGE_WRONG, "")
    assert "har ingen kolumn dag" in told.err


def test_many_columns_that_come_along_are_cut_short(rules: Path, source: Path) -> None:
    names = ",".join(f"k{place}" for place in range(25))
    source.write_text(f"ålder,{names}\n15{',' * 25}\n", "utf-8")
    assert "k18, k19 och 5 till." in " ".join(run(rules, source).out.split())


class Terminal(io.StringIO):
    """Where a bar is shown."""

    def isatty(self) -> bool:
        return True


def test_a_bar_at_a_terminal(rules: Path, source: Path) -> None:
    source.write_text("ålder\n" + "15\n" * 40_000, "utf-8")
    shown, told = Terminal(), io.StringIO()
    with redirect_stderr(shown), redirect_stdout(told):
        status = run_file(Order(str(rules), str(source), day="2024-06-01"))
    assert status == fel.DONE
    assert "40 000 rader på" in told.getvalue()
    assert "rader/s" in shown.getvalue()
    assert re.search(r"\d+%", shown.getvalue())


def test_without_the_extra_the_command_says_what_to_install(
    rules: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith(("motor.batch", "verktyg.kor"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(engine, "batch", raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    told = run(rules, source)
    assert told.status == fel.RULES_WRONG
    assert "pip install 'regelmotor[batch]'" in told.err


def test_answers_that_count_on_drafts_say_so(rules: Path, source: Path) -> None:
    assert "OBS!" not in run(rules, source).out
    drafted = run(rules, source, "--utkast")
    assert drafted.status == fel.DONE
    assert drafted.out.startswith("OBS! Svaret räknar med utkast")
    assert "nyans" in source.with_name("personer-svar.csv").read_text("utf-8").splitlines()[0]
