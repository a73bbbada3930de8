"""What the documents show is true: every command and every Python example in them is run and compared.

A block ```` ```console ```` holds lines `$ command` (a line that ends in a backslash goes on), each
followed by what it prints; a line with only `…` stands for anything. A block ```` ```python ```` is run;
an expression followed by a comment `# → value` has that value. The blocks of a document run in order, in
one copy of the rules and cases, so an edit that is shown has its effect further down and never touches
the clone.

`python -m tests.test_docs` writes the real output into the documents.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import typing
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.repository import ROOT, shown, tracked
from verktyg.cli import app

DOCUMENTS = tracked("*.md", ":!:underlag")
BLOCK = re.compile(r"^ *```(console|python)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
VALUE = re.compile(r"# → (.*)$")

RUN_BY_CI = ("make test", "make test-allt", "make lint", "make bygg")
"""Commands that build or test the whole clone: continuous integration and the test of the wheel run them."""

NEEDS_NETWORK = ("git clone", "python3 -m venv", "pip install", ". .venv")
"""Commands that fetch the project, or set up a shell."""


@dataclass(frozen=True)
class Step:
    """A shown command with its output, or a Python block; `start` and `end` are offsets in the document."""

    kind: str
    source: str
    output: str
    start: int
    end: int


def steps(document: str) -> Iterator[Step]:
    """What a document shows, in order."""
    for block in BLOCK.finditer(document):
        kind, body = block[1], block[2]
        if kind == "python":
            yield Step(kind, body, "", block.start(2), block.end(2))
            continue
        for shell in re.finditer(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
            yield Step(
                kind, shell[1], shell[2], block.start(2) + shell.start(2), block.start(2) + shell.end(2)
            )


def agrees(real: str, expected: str) -> bool:
    """Whether the output is the expected one, where a line `…` stands for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "…" else re.escape(line) + r"\n" for line in expected.splitlines()
    )
    return re.fullmatch(pattern, _trimmed(real)) is not None


def _trimmed(text: str) -> str:
    """The text without blanks at its lines' ends, and without the blank lines at its end."""
    lines = [line.rstrip() for line in text.rstrip().splitlines()]
    return "".join(f"{line}\n" for line in lines)


class Sandbox:
    """A copy of what the documents' commands read, with `motor` on the path as an installation has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path in tracked("regler", "scheman", "tests/fall", "Makefile", "pyproject.toml", ".ci"):
            copy = folder / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        self.bin = folder / ".venv" / "bin"
        self.bin.mkdir(parents=True)
        motor = self.bin / "motor"
        motor.write_text(f"#!{sys.executable}\nfrom verktyg.cli import main\n\nmain()\n", "utf-8")
        motor.chmod(0o755)
        (self.bin / "python").symlink_to(sys.executable)
        (self.bin.parent / "prova").touch()  # so that make finds everything installed
        self.names: dict[str, Any] = {}

    def run(self, command: str) -> str:
        """What a command prints on both its streams, at the width of a small terminal and without colour."""
        environment = {
            **os.environ,
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "80",
            "NO_COLOR": "1",
            "TERM": "dumb",
            "LC_ALL": "C.UTF-8",
        }
        return subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env={key: value for key, value in environment.items() if not key.startswith(("MAKE", "MFLAGS"))},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        ).stdout

    def execute(self, source: str) -> Iterator[tuple[str, str]]:
        """Run a Python block; give the shown and the real value of each line that shows one."""
        source = textwrap.dedent(source)
        lines = source.splitlines()
        with chdir(self.folder):
            for statement in ast.parse(source).body:
                comment = VALUE.search(lines[(statement.end_lineno or 1) - 1])
                if isinstance(statement, ast.Expr) and comment:
                    value = eval(compile(ast.Expression(statement.value), "document", "eval"), self.names)
                    yield comment[1], repr(value)
                else:
                    exec(compile(ast.Module([statement], []), "document", "exec"), self.names)


def skipped(command: str) -> bool:
    """Whether the command is proven elsewhere."""
    return command in RUN_BY_CI or command.startswith(NEEDS_NETWORK)


@pytest.mark.parametrize("path", DOCUMENTS, ids=shown)
def test_the_document_shows_what_happens(path: Path, tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    wrong = []
    for step in steps(path.read_text("utf-8")):
        if step.kind == "python":
            wrong += [
                f"# → {shown}\nbut is\n# → {real}"
                for shown, real in sandbox.execute(step.source)
                if shown != real
            ]
        elif not skipped(step.source) and not agrees(real := sandbox.run(step.source), step.output):
            wrong.append(f"$ {step.source}\n{step.output}but prints\n{real}")
    assert not wrong, "\n\n".join([*wrong, "python -m tests.test_docs writes the real output"])


def test_the_documents_show_commands() -> None:
    texts = [path.read_text("utf-8") for path in DOCUMENTS]
    assert sum(step.source.startswith("motor ") for text in texts for step in steps(text)) >= 10


def test_a_link_leads_somewhere() -> None:
    broken = [
        f"{shown(path)}: {target}"
        for path in DOCUMENTS
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
        if not (path.parent / target).exists()
    ]
    assert not broken, "\n".join(broken)


def test_every_command_and_option_is_documented() -> None:
    documents = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    commands = {f"motor {command.name}": command for command in app.registered_commands}
    for group in app.registered_groups:
        for command in group.typer_instance.registered_commands if group.typer_instance else ():
            commands[f"motor {group.name} {command.name}"] = command
    for name, command in commands.items():
        assert name in documents
        for parameter in typing.get_type_hints(command.callback, include_extras=True).values():
            for option in getattr(parameter, "__metadata__", ()):
                names = getattr(option, "param_decls", None) or ()
                assert all(f"`{name}" in documents for name in names if name.startswith("--")), names


def test_every_key_of_the_rule_format_is_documented() -> None:
    schemas = tracked("scheman/*.json")
    assert schemas
    missing = set()
    for path in schemas:
        document = ROOT / "docs" / ("drift.md" if path.name.startswith("inloggning") else "format.md")
        reference = document.read_text("utf-8")
        keys = _keys(json.loads(path.read_text("utf-8")))
        missing |= {f"{document.name}: {key}" for key in keys if f"`{key}`" not in reference}
    assert not missing, f"describe these: {sorted(missing)}"


def _keys(schema: Any) -> Iterator[str]:
    """Every property that a schema names, at any depth."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (key for part in schema.values() for key in _keys(part))
    elif isinstance(schema, list):
        yield from (key for part in schema for key in _keys(part))


@pytest.mark.parametrize(
    ("real", "expected", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a \n\nb\n\n", "a\n\nb\n", True),
        ("a\nb\nc\n", "a\n…\nc\n", True),
        ("a\nc\n", "a\n…\nc\n", True),
        ("a\nb\n", "a\n", False),
        ("a\nbc\n", "a\n…\nc\n", False),
        ("", "", True),
    ],
)
def test_an_output_is_compared_line_by_line(real: str, expected: str, same: bool) -> None:
    assert agrees(real, expected) is same


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", "a\nb\nc\nd\n"),
        ("a\n…\n", "a\n…\n"),
        ("a\nold\nc\n…\n", "a\nb\nc\n…\n"),
        ("…\nb\nold\nd\n", "…\nb\nc\nd\n"),
        ("a\n…\nc\nold\nd\n", "a\n…\nc\nd\n"),
        ("gone\n…\nd\n", "a\nb\nc\nd\n"),
    ],
)
def test_a_new_output_is_left_out_where_the_old_one_was(written: str, expected: str) -> None:
    assert _abridged("a\nb\nc\nd\n", written) == expected


def rewrite(path: Path) -> None:
    """Write the real outputs into a document, where they are not what it shows."""
    document = path.read_text("utf-8")
    replaced, done = [], 0
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(Path(folder))
        for step in steps(document):
            replaced.append(document[done : step.start])
            replaced.append(_real(step, sandbox, document[step.start : step.end]))
            done = step.end
    path.write_text("".join([*replaced, document[done:]]), "utf-8")


def _real(step: Step, sandbox: Sandbox, written: str) -> str:
    """What should stand in place of what is written."""
    if step.kind == "python":
        for shown_value, real in sandbox.execute(step.source):
            written = written.replace(f"# → {shown_value}\n", f"# → {real}\n", 1)
        return written
    if skipped(step.source):
        return written
    real = sandbox.run(step.source)
    if agrees(real, step.output):
        return written
    return written.removesuffix(step.output) + _abridged(_trimmed(real), step.output)


def _abridged(real: str, written: str) -> str:
    """The real output, left out where the written one leaves out: between the lines around each `…`."""
    if "…" not in written.splitlines():
        return real
    rest, kept = real.splitlines(), []
    for part in re.split(r"(?m)^…\n", written):
        first, last = (part.splitlines() or [""])[0], (part.splitlines() or [""])[-1]
        if not part:
            kept.append([])
        elif first in rest and last in rest[rest.index(first) :]:
            start = rest.index(first)
            end = rest.index(last, start) + 1
            kept.append(rest[start:end])
            rest = rest[end:]
        else:
            return real
    return "…\n".join("".join(f"{line}\n" for line in lines) for lines in kept)


if __name__ == "__main__":
    for document_path in DOCUMENTS:
        rewrite(document_path)
