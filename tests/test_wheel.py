"""The built wheel works alone, in an empty environment outside the clone."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.repository import ROOT, tracked

pytestmark = pytest.mark.xdist_group("wheel")  # one worker builds and installs it, for all the tests here


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints. Fails with its whole output when it does not succeed."""
    environment = {
        key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV"}
    }
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment | {"COLUMNS": "80", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command} gave {done.returncode}:\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the tracked files so that the clone gets no build files."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for path in tracked():
        copy = source / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    pip = (sys.executable, "-m", "pip", "--quiet")
    run(*pip, "wheel", "--no-deps", "--wheel-dir", folder / "dist", source, cwd=folder)
    [built] = (folder / "dist").iterdir()
    return built


@pytest.fixture(scope="module")
def motor(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `motor`, installed from the wheel in an environment of its own."""
    environment = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", environment, cwd=environment)
    run(environment / "bin" / "python", "-m", "pip", "--quiet", "install", wheel, cwd=environment)
    return environment / "bin" / "motor"


def test_the_wheel_holds_the_engine_the_tools_the_schemas_and_the_rules(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    wanted = {path.relative_to(ROOT).as_posix() for path in tracked("motor", "verktyg", "scheman", "regler")}
    assert not wanted - held
    assert "motor/py.typed" in held
    assert not [name for name in held if name.startswith(("tests/", "docs/", "bench/"))]


@pytest.mark.parametrize("rule_set", sorted(path.parent.name for path in tracked("regler/*/regelverk.yaml")))
def test_the_rule_sets_in_the_wheel_are_found_by_name(motor: Path, rule_set: str, tmp_path: Path) -> None:
    assert rule_set in run(motor, "visa", rule_set, cwd=tmp_path)


def test_pytest_finds_the_plugin_of_the_wheel(wheel: Path, motor: Path, tmp_path: Path) -> None:
    run(motor, "nytt-regelverk", "byköping", cwd=tmp_path)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    pytest_there = (
        f"import sys; sys.path[0] = {str(tmp_path / 'installed')!r}; import pytest; sys.exit(pytest.main())"
    )
    out = run(
        sys.executable, "-c", pytest_there, "-v", "-p", "no:cacheprovider", "--rootdir", ".", cwd=tmp_path
    )
    assert "byköping.yaml::" in out
    assert "passed" in out


def test_a_new_rule_set_goes_from_scaffold_to_answer(motor: Path, tmp_path: Path) -> None:
    run(motor, "nytt-regelverk", "byköping", cwd=tmp_path)
    assert (tmp_path / "regler" / "byköping" / "regelverk.yaml").is_file()
    run(motor, "granska", cwd=tmp_path)
    run(motor, "testa", cwd=tmp_path)
    assert run(motor, "prova", "byköping", cwd=tmp_path).strip()
