"""What a rule set's folder holds: its marks at a glance, and its contents when they must be known."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DEEPEST = 2
"""How many folders within folders are read; links may lead round."""

FRESH = 2_000_000_000
"""How long ago a file was touched (nanoseconds), for its marks alone to be trusted: one that is written twice
within a tick of the clock bears the same marks both times."""

Mark = tuple[str, int, int, int, int]
"""A file's path, number on the disk, times of change (contents; anything), and size."""


@dataclass(frozen=True, slots=True)
class State:
    """A folder's files as they were seen. Alike contents have the same `digest`, whatever their marks are."""

    marks: tuple[Mark, ...]
    digest: str

    @classmethod
    def of(cls, folder: Path, known: State | None = None) -> State:
        """The folder as it is now; read only where `known` cannot tell. Raises OSError."""
        marks = tuple(_marks(folder))
        if known is not None and known.marks == marks and not _fresh(marks):
            return known
        return cls(marks, _digest(folder, marks))


def _fresh(marks: tuple[Mark, ...]) -> bool:
    """Whether some file was touched just now, or in a future that a clock set back has left."""
    limit = time.time_ns() - FRESH
    return any(max(modified, changed) > limit for _, _, modified, changed, _ in marks)


def _marks(folder: Path) -> Iterator[Mark]:
    """Every file that is not hidden. Seals, forecasts and examples count: pages show them too."""
    for parent, folders, names in os.walk(folder, onerror=_fail, followlinks=True):
        depth = len(Path(parent).relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if depth < DEEPEST and not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            path = os.path.join(parent, name)  # noqa: PTH118 - a walk each second
            try:
                told = os.stat(path)  # noqa: PTH116
            except FileNotFoundError:  # taken away since, or a link to nothing
                continue
            yield path, told.st_ino, told.st_mtime_ns, told.st_ctime_ns, told.st_size


def _fail(error: OSError) -> None:
    raise error


def _digest(folder: Path, marks: tuple[Mark, ...]) -> str:
    """The sha256 of names and contents; of a file that may not be read, its marks."""
    found = hashlib.sha256()
    for path, *mark in marks:
        found.update(f"{os.path.relpath(path, folder)}\0".encode(errors="surrogateescape"))
        try:
            content = Path(path).read_bytes() if Path(path).is_file() else b""
        except FileNotFoundError:
            content = b"gone"
        except PermissionError:
            content = repr(mark).encode()
        found.update(hashlib.sha256(content).digest())
    return found.hexdigest()
