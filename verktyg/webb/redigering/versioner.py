"""The versions of a rule set as they lie on disk, and which of them may be edited in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from motor.documents.building import read_decision
from motor.documents.model import DecisionDocument, Status
from motor.documents.seals import Seals, plain_name, read_seals
from motor.errors import Problem
from motor.rulebook.files import decision_files


@dataclass(frozen=True, slots=True)
class Lock:
    """Why a version is not edited here: in short, and what to do instead."""

    why: str
    sentence: str


_LINK = Lock("Nås genom en länk", "Filen nås genom en länk. Ändra den där den ligger.")
_SEALED = Lock("Förseglad", "Den är beslutad och förseglad. En felskrivning rättas med motor korrigera.")
_BROKEN_SEALS = Lock("Sigillen går inte att läsa", "Sigillen går inte att läsa. Rätta dem först.")
_NOT_DRAFT = {
    Status.ADOPTED: Lock("Beslutad", "Den är beslutad. Nya regler skrivs i en ny version."),
    Status.PROPOSED: Lock(
        "Räknas med i svaren",
        "Den är ett förslag, och räknas med i svaren. Nya regler skrivs i en ny version.",
    ),
}


@dataclass(frozen=True, slots=True)
class VersionFile:
    """A version: its file, by its path and by its name within the rule set, and what it says.

    `locked` says why it is not edited here; None for a draft.
    """

    path: Path
    name: str
    document: DecisionDocument
    locked: Lock | None

    @property
    def decision(self) -> str:
        """The decision's name."""
        return self.document.name

    @property
    def start(self) -> str:
        """The first day, as the address has it."""
        return self.document.valid_from.isoformat()


@dataclass(frozen=True, slots=True)
class VersionFiles:
    """The versions of a rule set by decision and first day; `unread` are those whose files are not sound."""

    by_start: dict[tuple[str, str], VersionFile]
    unread: dict[str, tuple[Problem, ...]]

    @property
    def by_decision(self) -> dict[str, list[VersionFile]]:
        """The versions of each decision, the latest first."""
        found: dict[str, list[VersionFile]] = {}
        for key in sorted(self.by_start, reverse=True):
            found.setdefault(key[0], []).append(self.by_start[key])
        return dict(sorted(found.items()))


def version_before(files: VersionFiles, version: VersionFile) -> VersionFile | None:
    """The version of the same decision that begins last before another: the one that it was copied from."""
    listed = files.by_decision[version.decision]
    return next((one for one in listed if one.start < version.start), None)


def version_files(folder: Path) -> VersionFiles:
    """What lies in a rule set's folder. A file that is not sound hinders no other."""
    seals, broken = read_seals(folder)
    by_start: dict[tuple[str, str], VersionFile] = {}
    unread: dict[str, tuple[Problem, ...]] = {}
    for name in decision_files(folder, []):
        path = folder / name
        document, problems = read_decision(path)
        own = plain_name(path.parent.name), path.stem
        if document is None or own != (document.name, document.valid_from.isoformat()):
            unread[name] = tuple(problems)
            continue
        locked = _BROKEN_SEALS if broken else _locked(folder, name, document, seals)
        by_start[own] = VersionFile(path, name, document, locked)
    return VersionFiles(by_start, unread)


def is_own(folder: Path, path: Path) -> bool:
    """Whether a file stands in the folder itself, with no link on the way to it."""
    return path.resolve() == folder.resolve() / path.relative_to(folder)


def _locked(folder: Path, name: str, document: DecisionDocument, seals: Seals) -> Lock | None:
    if folder / name in seals:
        return _SEALED
    if document.status is not Status.DRAFT:
        return _NOT_DRAFT[document.status]
    return None if is_own(folder, folder / name) else _LINK
