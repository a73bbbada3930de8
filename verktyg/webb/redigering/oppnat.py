"""A draft that the address names, opened: its file, and the rule set that it belongs to."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Path

import motor
from motor.documents.command_line import word
from motor.errors import MotorError, Problem, RuleError
from verktyg.vidare import DraftVersion, steps_to_adoption
from verktyg.webb.begaran import RuleSetOf
from verktyg.webb.lankar import Link, Links
from verktyg.webb.redigering.blankett import Draft, draft_of
from verktyg.webb.redigering.disken import OnDisk, as_commands_name
from verktyg.webb.redigering.texter import Text, read_text
from verktyg.webb.redigering.versioner import Lock, VersionFile, VersionFiles, version_files
from verktyg.webb.regelmapp.serverad import Served


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft that is edited: its file among the others, and the text that the file has."""

    served: Served
    disk: OnDisk
    files: VersionFiles
    version: VersionFile
    file: Text

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The errors of the rule set as it lies on disk."""
        return self.disk.rules.faults

    @property
    def rulebook(self) -> motor.Rulebook:
        """The rule set as it lies on disk, or as it was before its errors."""
        return self.disk.rules.rulebook or self.served.rulebook

    @property
    def again(self) -> Opened:
        """The draft as it is now. Raises HTTPException."""
        return draft_named(self.served, self.version.decision, self.version.start)

    def draft(self, text: str) -> Draft:
        """The form's draft in a text of the file. Raises HTTPException (409) for what is no such version."""
        try:
            return draft_of(self.version.path, text, self.rulebook)
        except RuleError as error:
            raise HTTPException(409, f"{self.version.name} går inte att läsa. {sentences(error)}") from None

    def steps(self) -> Iterator[str]:
        """The commands that lead to the draft's adoption."""
        folder, day = self.served.folder, self.version.document.valid_from
        listed = self.files.by_decision[self.version.decision]
        earlier = [one.document.valid_from for one in listed if one.document.valid_from < day]
        usual = folder.parent.name == "regler"
        options = "" if usual else f" --regler {word(folder.parent)}"
        draft = DraftVersion(self.version.decision, day, max(earlier, default=day))
        return steps_to_adoption(folder, self.served.name, [draft], options, as_commands_name(folder))


class Shut(HTTPException):
    """A version that is not edited here; `ways` lead on from the page that says so."""

    def __init__(self, served: Served, version: VersionFile, locked: Lock) -> None:
        super().__init__(409, f"{version.decision} från {version.start} ändras inte här. {locked.sentence}")
        links = Links(served.rulebook, version.document.valid_from)
        begun = links.page("ändra", beslut=version.decision) + "#nytt"
        self.ways = (
            Link(
                f"Se {version.decision} från {version.start}",
                links.page("beslut", version.decision, från=version.start),
            ),
            Link("Börja på nästa version", begun),
        )


def draft_named(
    served: RuleSetOf,
    decision: Annotated[str, Path(alias="beslut")],
    start: Annotated[str, Path(alias="dag")],
) -> Opened:
    """The draft that the address names. Raises HTTPException: 404 for no version, 409 for no draft."""
    files = version_files(served.folder)
    version = files.by_start.get((unicodedata.normalize("NFC", decision), start))
    if version is None:
        raise HTTPException(404, "Det finns ingen sådan version.")
    if version.locked is not None:
        raise Shut(served, version, version.locked)
    try:
        file = read_text(version.path)
    except MotorError as error:
        raise HTTPException(409, sentences(error)) from None
    return Opened(served, OnDisk.of(served.folder), files, version, file)


DraftOf = Annotated[Opened, Depends(draft_named)]


def sentences(error: MotorError) -> str:
    """What is wrong, each sentence once."""
    return " ".join(dict.fromkeys(problem.message for problem in error.problems))
