"""Seals: a hash of each adopted version, in a file beside the rules, so that an edit of it is seen.

The file is what `sha256sum -c` reads: a line `<sha256>  <path within the rule set>` for each sealed file,
which is an adopted version, or a text that a correction has replaced.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import subprocess
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from motor.documents.command_line import adoption_command, ways_to_change, word
from motor.documents.model import DecisionDocument, Status
from motor.documents.source import Source
from motor.errors import Location, Problem, Severity

FILE: Final = "sigill.sha256"
REPLACED: Final = "ersatta"
"""The folder in a decision's own where the texts that corrections have replaced are kept."""

_LINE = re.compile(r"(?P<sha256>[0-9a-f]{64}) [ *](?P<name>\S.*)")
_RESTORE = "Ta tillbaka den som den var: git checkout {path}"


@dataclass(frozen=True, slots=True)
class Seals:
    """The seals of a rule set: sha256 by path within it (in NFC), and the lines of the file."""

    folder: Path
    by_name: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def holds(self, path: Path) -> bool:
        """Whether the file is there, as it was sealed."""
        return sha256_of(path) == self.by_name.get(self.name(path))

    def name(self, path: Path) -> str:
        """A file of the rule set as the seals name it."""
        return plain_name(path.relative_to(self.folder).as_posix())

    def __contains__(self, path: Path) -> bool:
        return self.name(path) in self.by_name

    def text(self, changes: Mapping[str, str | None]) -> str:
        """The file with seals changed, added, or (None) taken away; sorted by path."""
        kept = {**self.by_name, **changes}
        return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(kept.items()) if sha256 is not None)


def replaced_file(path: Path, number: int) -> Path:
    """Where the text that a version's correction replaces is kept."""
    return path.parent / REPLACED / f"{path.stem}.{number}.yaml"


def plain_name(name: str) -> str:
    """A path in NFC, which a file system may not use."""
    return unicodedata.normalize("NFC", name)


def sha256_of(path: Path) -> str | None:
    """The hash of a file's bytes; None when there is no file that can be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(path.stat().st_mode) else None
    except OSError:
        return None


def read_seals(folder: Path) -> tuple[Seals, list[Problem]]:
    """The seals of a rule set, none when it has no such file, and what is wrong with the file."""
    path = folder / FILE
    if not os.path.lexists(path):
        return Seals(folder), []
    try:
        text = path.read_bytes().decode("utf-8") if path.is_file() else None
    except (OSError, UnicodeDecodeError):
        text = None
    if text is None:
        hint = _RESTORE.format(path=f"-- {word(path)}")
        return Seals(folder), [
            Problem("sigill", "Sigillen går inte att läsa.", Location(str(path)), hint=hint)
        ]
    source = Source(str(path), text.replace("\r\n", "\n"))
    by_name: dict[str, str] = {}
    lines: dict[str, int] = {}
    problems = []
    for number, line in enumerate(source.lines, 1):
        match = _LINE.fullmatch(line)
        name = plain_name(match["name"]) if match else ""
        fault = _fault(name, lines)
        if fault and line:
            hint = _RESTORE.format(path=f"-- {word(path)}")
            problems.append(source.problem("sigill", fault, number, 1, len(line), hint))
        elif match:
            by_name[name], lines[name] = match["sha256"], number
    return Seals(folder, by_name, lines), problems


def _fault(name: str, lines: Mapping[str, int]) -> str | None:
    """What is wrong with a line whose file is `name` (empty: it names none)."""
    if not name:
        return "Raden är inget sigill: en sha256, två mellanslag och en fil."
    if not name.isprintable():
        return "Raden har ett tecken som inget filnamn har."
    if {"", ".", ".."}.intersection(name.split("/")):
        return f"{name} ligger inte i regelverket."
    if name in lines:
        return f"{name} har redan ett sigill, på rad {lines[name]}."
    return None


def check_seals(
    folder: Path, documents: Iterable[DecisionDocument], laid_over: Collection[str]
) -> Iterator[Problem]:
    """Sealed files that are changed or gone, and adopted versions without a seal.

    Made-up files, `laid_over` those of the folder, are not compared.
    """
    seals, problems = read_seals(folder)
    yield from problems
    made_up = {plain_name(name) for name in laid_over}
    for name in seals.by_name:
        path = folder / name
        found = sha256_of(path) or sha256_of(_as_on_disk(folder, name))
        if name not in made_up and found != seals.by_name[name]:
            yield _broken(seals, name, found is None)
    for document in documents:
        name = seals.name(Path(document.source.name))
        if document.status is Status.ADOPTED and name not in seals.by_name and name not in made_up:
            yield _unsealed(folder, document)


def _as_on_disk(folder: Path, name: str) -> Path:
    """The file where a file system keeps its name in NFD."""
    return folder / unicodedata.normalize("NFD", name)


def how_to_restore(seals: Seals, path: Path) -> str:
    """How a sealed file becomes what it was: from git, where git has that text."""
    sha256 = seals.by_name[seals.name(path)]
    for revision in ("", "HEAD"):
        if _sha256_in_git(path, revision) == sha256:
            return _RESTORE.format(path=f"{revision} -- {word(path)}".lstrip())
    return "Ångra ändringen i redigeraren, eller ta filen ur en kopia: git har inte den text som beslutades."


def _sha256_in_git(path: Path, revision: str) -> str | None:
    """The hash of a file in a revision ("": what `git add` has taken in); None where git has no such file."""
    command = ["git", "-C", str(path.parent), "show", f"{revision}:./{path.name}"]
    try:
        run = subprocess.run(command, capture_output=True, timeout=10, check=False)  # noqa: S603 - no shell, and no option
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return None if run.returncode else hashlib.sha256(run.stdout).hexdigest()


def _broken(seals: Seals, name: str, gone: bool) -> Problem:
    folder, path = seals.folder, seals.folder / name
    decision, *_, file = name.split("/") if "/" in name else ("", name)
    restore = how_to_restore(seals, path)
    if gone:
        message = "Filen är förseglad med ett beslut, men finns inte."
        return Problem("brutet sigill", message, Location(str(path)), hint=restore)
    if f"/{REPLACED}/" in name:
        message = "Filen är en text som en rättelse har ersatt, och är ändrad sedan dess."
        return Problem("brutet sigill", message, Location(str(path)), hint=restore)
    version = f"{word(folder)} {word(decision)}"
    hint = f"Först: {restore}\n    Sedan: {ways_to_change(version, file.removesuffix('.yaml'))}"
    message = "Filen är beslutad och förseglad, men ändrad sedan dess."
    return Problem("brutet sigill", message, Location(str(path)), hint=hint)


def _unsealed(folder: Path, document: DecisionDocument) -> Problem:
    message = f"{document.name} från {document.valid_from} är beslutad men inte förseglad."
    hint = f"Försegla den: {adoption_command(folder, document)}"
    return document.at.problem("inget sigill", message, severity=Severity.VARNING, hint=hint)
