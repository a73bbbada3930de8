"""Files written whole: an interrupted command, or a full disk, leaves the old file or the new one."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType

from verktyg.fel import UsageError, os_sentence, usage_error
from verktyg.format import both

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows has no locks on folders
    fcntl = None

_BESIDE = re.compile(r"\..+\.(\d+)\.ofärdig")
"""A file that is being written, beside its place: its name, and the process that writes it."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other command is within this for the folder, so that none writes over what it wrote."""
    descriptor = os.open(folder, os.O_RDONLY) if fcntl else None
    try:
        if fcntl and descriptor is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write one file, as `write_all` does."""
    write_all({path: content})


def write_all(files: Mapping[Path, str | bytes]) -> None:
    """Write files and the folders that they need: each first beside its place, then moved there.

    A link stays a link, and what it leads to is written. A file that is there keeps its permissions. Raises
    UsageError, with nothing changed, when one cannot be written; when moving them stops, it names those that
    had been moved.
    """
    targets = {path.resolve(): content for path, content in files.items()}
    made: list[Path] = []
    moved: list[Path] = []
    beside: dict[Path, Path] = {}
    target = None
    try:
        for target, content in targets.items():
            _make_folder(target.parent, made)
            beside[target] = target.with_name(f".{target.name[:40]}.{os.getpid()}.ofärdig")
            _remove_left(target.parent)
            _write(target, beside[target], content)
        for target in targets:
            beside[target].replace(target)
            moved.append(target)
    except OSError as error:
        error.filename = str(target)
        raise _refusal(error, moved) from error
    finally:
        for temporary in beside.values():
            temporary.unlink(missing_ok=True)
        _remove_empty(made if not moved else ())


def _remove_left(folder: Path) -> None:
    """Remove what commands that were killed have left beside the files that they wrote."""
    with suppress(OSError):  # what stands in the way of the write is told when it is made
        for path in folder.iterdir() if fcntl else ():
            process = _BESIDE.fullmatch(path.name)
            if process and not _lives(int(process[1])):
                path.unlink()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # somebody else's
        return True
    return True


def _make_folder(folder: Path, made: list[Path]) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent, made)
        folder.mkdir()
        made.append(folder)


def _remove_empty(folders: Iterable[Path]) -> None:
    for folder in reversed(list(folders)):
        folder.rmdir()


def _write(target: Path, temporary: Path, content: str | bytes) -> None:
    """The content on the disk, beside its target, with the permissions of a target that is there."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    if target.is_dir():
        raise IsADirectoryError
    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        temporary.chmod(mode)


def _refusal(error: OSError, moved: list[Path]) -> UsageError:
    if not moved:
        return usage_error(f"{os_sentence(error)} Inget är ändrat.")
    return usage_error(
        f"{os_sentence(error)} Bara en del är skrivet: {both(map(str, moved))}.",
        "Kör kommandot igen när felet är rättat.",
    )
