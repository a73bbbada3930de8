"""The shape of the code: what may import what, what may stand where, and how long a file may be.

Each test gathers every breach and shows them all.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository import ROOT, shown, tracked

LAYERS = (
    "errors",
    "values",
    "feel",
    "trace",
    "table",
    "regions",
    "graph",
    "documents",
    "rulebook",
    ("batch", "dmn", "verify", "editing"),
    ("exchange", "difference"),
)
"""The parts of `motor`, each importing only from its left; those side by side do not know each other."""

RANKS = {
    part: rank
    for rank, layer in enumerate(LAYERS)
    for part in ((layer,) if isinstance(layer, str) else layer)
}

WEB_LAYERS = (
    ("installningar", "uttag", "kakor", "kvittonummer", "logg", "lankar", "marken", "regelmapp"),
    ("inloggning", "bilder"),
    "begaran",
    ("stampel", "omprovning"),
    "formular",
    "rendering",
    "delar",
    ("fragor", "redigering"),
    "api",
    "avslag",
    "sakerhet",
    "sidor",
    "app",
    "starta",
)
"""The parts of `verktyg/webb`, in the same way."""

WEB_RANKS = {
    part: rank
    for rank, layer in enumerate(WEB_LAYERS)
    for part in ((layer,) if isinstance(layer, str) else layer)
}

TOOLS_ONLY = {
    "alembic",
    "authlib",
    "click",
    "cssselect",
    "fastapi",
    "flask",
    "h11",
    "http",
    "httpx2",
    "itsdangerous",
    "jinja2",
    "joserfc",
    "openpyxl",
    "playwright",
    "psycopg",
    "rich",
    "socket",
    "sqlalchemy",
    "sqlite3",
    "starlette",
    "tabulate",
    "typer",
    "urllib",
    "uvicorn",
}
"""Libraries for commands, pages and spreadsheets: never in the engine."""

BATCH_ONLY = {"duckdb", "numpy", "pyarrow", "pyspark"}
"""Heavy libraries, for which only `motor.batch` has use."""

MOST_LINES = 420
LONGER: dict[str, str] = {}
"""Files that may be longer, each with the reason."""

FLOATS_ALLOWED: dict[str, str] = {}
"""Modules in `motor` that may call float() or round(), each with the reason that no amount is touched."""

ENGINE = tracked("motor/*.py")
TOOLS = tracked("verktyg/*.py")
PYTHON = tracked("*.py")
THIS = Path(__file__)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), shown(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, anywhere in it, with its line; relative imports made absolute."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{module}.{alias.name}" for alias in node.names]
            yield from (
                (node.lineno, name) for name in (names if module in ("motor", "verktyg.webb") else [module])
            )


def part(module: str) -> str | None:
    """The part of `motor` that a module belongs to; None for the package's face and for other packages."""
    pieces = module.split(".")
    return pieces[1] if pieces[0] == "motor" and len(pieces) > 1 else None


def home(path: Path) -> str | None:
    """The part of `motor` that a file belongs to, None for motor/__init__.py."""
    name = path.relative_to(ROOT / "motor").parts[0].removesuffix(".py")
    return None if name == "__init__" else name


def test_every_part_of_the_engine_has_a_layer() -> None:
    unplaced = sorted({shown(path) for path in ENGINE if (home(path) or "errors") not in RANKS})
    assert not unplaced, f"place these in LAYERS: {unplaced}"


def test_a_module_imports_only_from_its_left() -> None:
    breaches = []
    for path in ENGINE:
        here = home(path)
        for line, module in imports(path):
            there = part(module)
            if here is None or here == there or not module.startswith("motor"):
                continue
            if there is None or there not in RANKS or RANKS[there] >= RANKS[here]:
                breaches.append(f"{shown(path)}:{line} imports {module}")
    assert not breaches, "\n".join(breaches)


def test_a_part_of_the_pages_imports_only_from_its_left() -> None:
    breaches = []
    for path in tracked("verktyg/webb/*.py"):
        here = path.relative_to(ROOT / "verktyg" / "webb").parts[0].removesuffix(".py")
        if here == "__init__":
            continue
        for line, module in imports(path):
            there = ".".join(module.split(".")[2:3])
            if not module.startswith("verktyg.webb.") or here == there:
                continue
            if here not in WEB_RANKS or there not in WEB_RANKS or WEB_RANKS[there] >= WEB_RANKS[here]:
                breaches.append(f"{shown(path)}:{line} imports {module}")
    assert not breaches, "\n".join(breaches)


def test_the_engine_knows_no_tools() -> None:
    breaches = []
    for path in ENGINE:
        for line, module in imports(path):
            library = module.split(".")[0]
            if library in {"verktyg", "tests"} | TOOLS_ONLY or (
                library in BATCH_ONLY and home(path) != "batch"
            ):
                breaches.append(f"{shown(path)}:{line} imports {module}")
    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize("path", PYTHON, ids=shown)
def test_a_file_is_short(path: Path) -> None:
    length = len(path.read_text("utf-8").splitlines())
    assert length <= MOST_LINES or LONGER.get(shown(path)), f"{length} lines: split it"


def test_amounts_never_pass_through_floats() -> None:
    breaches = [
        f"{shown(path)}:{node.lineno} calls {node.func.id}()"
        for path in ENGINE
        if shown(path) not in FLOATS_ALLOWED
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"float", "round"}
    ]
    assert not breaches, "\n".join(breaches)


def test_no_file_is_allowed_what_it_does_not_need() -> None:
    names = {shown(path) for path in PYTHON}
    assert {*LONGER, *FLOATS_ALLOWED} <= names


def test_the_public_names_exist_and_are_documented() -> None:
    motor = importlib.import_module("motor")
    reference = "\n".join(path.read_text("utf-8") for path in tracked("docs/*.md"))
    assert motor.__all__, "motor exports nothing"
    assert not [name for name in motor.__all__ if not hasattr(motor, name)]
    missing = [name for name in motor.__all__ if not re.search(rf"\bmotor\.{name}\b", reference)]
    assert not missing, f"describe these in docs/: {missing}"


def test_no_error_is_swallowed_and_no_test_waits() -> None:
    breaches = []
    for path in PYTHON:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler) and node.type is None:
                breaches.append(f"{shown(path)}:{node.lineno} has a bare except")
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "time.sleep":
                breaches.append(f"{shown(path)}:{node.lineno} sleeps")
    assert not breaches, "\n".join(breaches)


UNWANTED = {
    "an unfinished mark": r"\b(TODO|FIXME|XXX|HACK)\b",
    "the host of a package registry": r"pypi\.org|pythonhosted|npmjs\.|deb\.debian|proxy\.golang|crates\.io",
    "a place on one machine": r"(?<![\w.])/(work|root|home|opt)/\w|/tmp/(venv|spec|bash)",
}


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_holds(what: str) -> None:
    breaches = []
    for path in tracked():
        if path == THIS or (text := _text(path)) is None:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(UNWANTED[what], line):
                breaches.append(f"{shown(path)}:{number}: {line.strip()}")
    assert not breaches, "\n".join(breaches)


def _text(path: Path) -> str | None:
    """The file's text, None when it holds something else."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return None
