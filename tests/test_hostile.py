"""Hostile rules and facts, each put to the command in a process of its own, with little memory and time."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.repository import ROOT
from tests.rulesets import HEAD, decision, write

KILOBYTES = 500 * 1000 * 1000 // 1024
SECONDS = 2
"""Of the processor's time that the process takes itself, its start included."""

BOMB = "a0: &a0 [x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 40)
)
NESTED = "[" * 10_000_000
READ = 4_900_000
"""How many characters, at one byte each, are few enough for a file to be read at all."""


@dataclass(frozen=True)
class Ended:
    """How a process ended: its status, what it said, and the processor's time that it took."""

    status: int
    said: str
    seconds: float


def motor(*arguments: str | Path) -> Ended:
    """Run the command with the memory limited by the shell."""
    limited = ("sh", "-c", f'ulimit -v {KILOBYTES} && exec "$@"', "sh", sys.executable, "-m", "verktyg")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [*limited, *map(str, arguments)],
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode("utf-8")
    return Ended(process.returncode, said, used.ru_utime + used.ru_stime)


def assert_clear(ended: Ended, status: int, words: str) -> None:
    assert words in " ".join(ended.said.split())
    assert "Traceback" not in ended.said
    assert ended.status == status
    assert ended.seconds < SECONDS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(BOMB, "`&a0` är ett YAML-ankare", id="alias bomb"),
        pytest.param(NESTED, "större än 5 MB", id="too much nesting to read"),
        pytest.param(NESTED[:READ], "djupare än 100 nivåer", id="nesting"),
        pytest.param(
            "regelverk: prov\nindata: " + NESTED[:READ], "djupare än 100 nivåer", id="nesting under a key"
        ),
        pytest.param("- " * (READ // 2), "djupare än 100 nivåer", id="nested dashes"),
        pytest.param("regelverk: " + "9" * READ, "Nyckeln `namn` saknas", id="a long word"),
        pytest.param("x: 1\n" * (READ // 5), "för många rader eller värden", id="many keys"),
    ],
)
def test_rules_that_cannot_be_read(text: str, words: str, tmp_path: Path) -> None:
    rules = write(tmp_path, {}, HEAD)
    (rules / "regelverk.yaml").write_text(text, "utf-8")
    assert_clear(motor("granska", rules), 1, words)


@pytest.mark.parametrize("suffix", ["yaml", "json"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(BOMB, "`&a0` är ett YAML-ankare", id="alias bomb"),
        pytest.param(NESTED, "Högst 5 megabyte läses", id="too much nesting to read"),
        pytest.param(NESTED[:READ], "djupare än 100 nivåer", id="nesting"),
        pytest.param('{"x": ' * (READ // 6), "djupt nästlade", id="nested contexts"),
        pytest.param('{"ålder": ' + "9" * (READ - 20) + "}", "ålder ska vara ett tal", id="a long number"),
        pytest.param("{" + '"x": 1, ' * (READ // 8) + '"y": 1}', "x är givet två gånger", id="many facts"),
    ],
)
def test_facts_that_cannot_be_read(text: str, words: str, suffix: str, tmp_path: Path) -> None:
    rules = write(tmp_path, {"x/2024-01-01.yaml": decision("x", "uttryck: ålder\n")})
    facts = tmp_path / f"fakta.{suffix}"
    facts.write_text(text, "utf-8")
    assert_clear(motor("prova", rules, "--indata", facts), 2, words)


@pytest.mark.parametrize(
    ("expression", "status", "words"),
    [
        ("10**999999999", 0, "Resultatet är för stort"),
        ("count(for x in 1..1000000 return x)", 1, "mer än 300 000 element"),
        ("count(for x in 1..2000, y in 1..2000 return x * y)", 1, "fler än 200 000 steg"),
        ("{f: function(n) f(n + 1), x: f(0)}.x", 1, "anropar sig själv för många gånger"),
        (f'matches("{"a" * 42}!", "^(a|aa)+$")', 1, "Mönstret prövar för många sätt"),
        ('string join(for x in 1..100000 return "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa")', 1, "en miljon tecken"),
        ("(" * 100_000 + "1" + ")" * 100_000, 1, "högst 100000 tecken läses"),
        ("1" + " + 1" * 200_000, 1, "högst 100000 tecken läses"),
        ("(" * 40_000 + "1" + ")" * 40_000, 1, "Fler än 250 parenteser"),
        ("1" + " + 1" * 24_000, 1, "fler än 30000 ord, tal och tecken"),
    ],
    ids=lambda part: str(part)[:30],
)
def test_expressions_that_run_away(expression: str, status: int, words: str, tmp_path: Path) -> None:
    rules = write(tmp_path, {"x/2024-01-01.yaml": decision("x", f"uttryck: |\n  {expression}\n")})
    assert_clear(motor("prova", rules, "--datum", "2024-06-01", "--json"), status, words)
