"""The Makefile, `.ci/run` and `--inga-hopp` do what README says of them. Nothing is installed here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository import ROOT


def plan(*goals: str) -> list[str]:
    """The commands that make would run."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "--dry-run", *goals]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout.splitlines()


def test_make_test_leaves_out_what_needs_debian_packages() -> None:
    [line] = [line for line in plan("test") if "-m pytest" in line]
    assert '-m "not system"' in line
    assert "--inga-hopp" not in line


@pytest.mark.parametrize("goals", [("test-allt",), ("test-allt", "test")])
def test_make_test_allt_is_the_same_suite_without_exceptions_and_once(goals: tuple[str, ...]) -> None:
    [line] = [line for line in plan(*goals) if "-m pytest" in line]
    assert "not system" not in line
    assert "--inga-hopp" in line


def test_continuous_integration_runs_what_readme_names() -> None:
    assert "make lint test-allt test" in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_help_names_the_commands() -> None:
    shown = subprocess.run(["make", "hjalp"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {f"make {goal}:" for goal in ("prova", "test", "test-allt", "lint", "bygg", "städa")} <= {
        " ".join(line.split()[:2]) for line in shown.splitlines()
    }


@pytest.mark.parametrize(
    ("reason", "options", "status"),
    [
        ("a tool is missing", [], 0),
        ("a tool is missing", ["--inga-hopp"], 1),
        ("DMN-kit saknas", ["--inga-hopp"], 0),
    ],
)
def test_a_skip_fails_the_run_only_where_none_is_allowed(
    reason: str, options: list[str], status: int, tmp_path: Path
) -> None:
    (tmp_path / "pytest.ini").touch()
    (tmp_path / "test_sample.py").write_text(
        f'import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip("{reason}")\n', "utf-8"
    )
    command = [sys.executable, "-m", "pytest", "-p", "conftest", "-p", "no:cacheprovider", *options]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    assert (reason in done.stdout) is (status != 0)


def test_only_the_packages_of_missing_commands_are_asked_for(tmp_path: Path) -> None:
    for name in ("sed", "dirname"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    for name, answer in (("id", "echo 1000"), ("java", "exit"), ("node", "exit")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{answer}\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    listed = (ROOT / ".ci" / "debian.txt").read_text("utf-8").splitlines()
    packages = dict(line.split("#")[0].split() for line in listed if not line.startswith("#"))
    missing = [name for name in packages if name not in {"java", "node"}]
    command = ["/bin/sh", ROOT / ".ci" / "debian"]
    done = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert {"chromium", "npm"} <= set(missing)
    assert done.stderr.endswith(f"apt-get install {' '.join(packages[name] for name in missing)}\n")
    for name in missing:
        (tmp_path / name).symlink_to(tmp_path / "java")
    done = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
