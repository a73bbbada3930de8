"""The two sides of a comparison as they are named: a day, a folder, or a revision in git."""

from __future__ import annotations

import datetime
import io
import re
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import motor
from motor.rulebook.files import RESERVED, RULEBOOK_FILE, is_rule_set
from motor.rulebook.loading import load_texts
from verktyg.fel import UsageError, usage_error
from verktyg.regelverk import read_day

_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_GIVE = "Ge ett datum som 2024-01-01, en mapp med en kopia av regelverket, eller en version i git som HEAD~1."


@dataclass(frozen=True)
class Side:
    """One side: its words, where its files are, and the day that it names, where it does.

    `texts` are a revision's files, by their paths within the rule set; None for a folder.
    """

    words: str
    folder: Path
    day: datetime.date | None = None
    texts: Mapping[str, str] | None = None

    def load(self, drafts: bool, extra: Mapping[str, str] | None = None) -> motor.Rulebook:
        """The rule set, with made-up files laid over it. Raises RuleError."""
        if self.texts is None:
            return motor.load(self.folder, drafts=drafts, extra=dict(extra or {}))
        return load_texts(str(self.folder), {**self.texts, **(extra or {})}, drafts)


def side(text: str | None, folder: Path) -> Side:
    """What `text` names of the rule set in `folder`; the files as they are when nothing is given.

    Raises UsageError for what is neither a day, a folder with the rule set, nor a revision.
    """
    if text is None:
        return Side("filerna som de är", folder)
    if not text.strip():
        raise usage_error("En sida som ska jämföras är tom.", _GIVE)
    if _DATE.fullmatch(text.strip()):
        day = read_day(text)
        return Side(str(day), folder, day)
    if Path(text).is_dir():
        return Side(text, _copy(Path(text), folder))
    if Path(text).exists():
        raise usage_error(f"{text} är en fil, inte en mapp.", _GIVE)
    return revision(text, folder)


def _copy(given: Path, folder: Path) -> Path:
    """The copy of the rule set that a folder is, or holds under its name."""
    name = folder.resolve().name
    for candidate in (given, given / name):
        if is_rule_set(candidate):
            if candidate.resolve().name != name:
                raise usage_error(
                    f"{candidate} är ett annat regelverk än {name}.",
                    f"Jämför med en kopia av {name}, i en mapp som också heter {name}.",
                )
            return candidate
    raise usage_error(f"I {given} finns inget regelverk {name}: {RULEBOOK_FILE} saknas.", _GIVE)


# --- git


def revision(text: str, folder: Path) -> Side:
    """The rule set as it was in a revision, read without touching any file. Raises UsageError."""
    inside = folder.resolve()
    try:
        root = Path(_git(inside, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    except UsageError as error:
        told, hint = error.problems[0].message, error.problems[0].hint
        raise usage_error(f"{text} är varken ett datum eller en mapp. {told}", hint) from None
    commit = _commit(text, root)
    place = inside.relative_to(root.resolve()).as_posix()
    held = place == "." or _git(root, "ls-tree", "--name-only", commit, place)
    tree = commit if place == "." else f"{commit}:{place}"
    texts = _texts(_git(root, "archive", "--format=tar", tree), text) if held else {}
    if RULEBOOK_FILE not in texts:
        raise usage_error(f"Regelverket {inside.name} finns inte i {text}.", "Välj en senare version i git.")
    return Side(text, Path(f"{text}:{place}") if place != "." else Path(text, inside.name), texts=texts)


def _commit(text: str, root: Path) -> str:
    """The commit that a text names; `^HEAD` names all but one."""
    try:
        found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}")
    except UsageError:
        found = b""
    commit = found.decode().strip()
    if not commit.isalnum():
        raise usage_error(
            f"{text} är varken ett datum, en mapp eller en version i git.",
            f"{_GIVE} Versionerna visas med git log --oneline.",
        )
    return commit


def _git(folder: Path, *arguments: str) -> bytes:
    """What git prints. Raises UsageError where it is not there, or cannot."""
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and revisions are never options
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the user's own git
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise usage_error("Programmet git finns inte på den här datorn.", _GIVE) from None
    if done.returncode:
        raise usage_error(f"Mappen {folder} ligger inte i git, eller går inte att läsa där.", _GIVE)
    return done.stdout


def _texts(data: bytes, text: str) -> dict[str, str]:
    """The texts of a rule set's files in an archive."""
    found: dict[str, str] = {}
    if not data:
        return found
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() and _is_read(member.name) else None
            if content is not None:
                found[member.name] = _decoded(content.read(), f"{text}:{member.name}")
    return found


def _is_read(name: str) -> bool:
    parts = Path(name).parts
    in_place = (
        len(parts) == 2 and parts[0] not in RESERVED and not any(part.startswith(".") for part in parts)
    )
    return name == RULEBOOK_FILE or (in_place and name.endswith(".yaml"))


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise usage_error(f"{name} är inte text i UTF-8.", "Välj en annan version i git.") from None
