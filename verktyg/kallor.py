"""The source of a new version, given once on the command line for all the places that need it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import motor
from motor.editing.documents import NewDocument, with_document
from motor.editing.sources import mark
from motor.errors import suggestion
from motor.rulebook.files import RULEBOOK_FILE
from verktyg.fel import usage_error
from verktyg.regelverk import read_day


@dataclass(frozen=True, slots=True)
class GivenSource:
    """What was asked on the command line, as it was written: the document, its section, its title and day."""

    dnr: str | None = None
    section: str | None = None
    title: str | None = None
    day: str | None = None

    @property
    def mark(self) -> str:
        """The source as it is written in a version; FYLL I for what was not given."""
        return mark(_words(self.dnr), _words(self.section))

    def files(self, rulebook: motor.Rulebook) -> dict[Path, bytes]:
        """regelverk.yaml with the document among its own; nothing where it is there already.

        Raises UsageError for options that do not go together, and a document that nobody has told of.
        """
        self._check()
        dnr, title = _words(self.dnr), _words(self.title)
        if dnr is None:
            return {}
        known = {document.dnr: document.title for document in rulebook.document.documents}
        if dnr in known:
            if title not in (None, known[dnr]):
                raise usage_error(f"{dnr} finns redan bland källor: {known[dnr]}.", "Utelämna --titel.")
            return {}
        if title is None:
            add = 'Är det ett nytt dokument, lägg till det: --titel "…" --dokumentdatum DATUM'
            hint = " ".join(filter(None, (suggestion(dnr, known), add)))
            raise usage_error(f"Inget dokument i {rulebook.name} har dnr {dnr}.", hint)
        path = Path(rulebook.path) / RULEBOOK_FILE
        return {path: with_document(path, path.read_bytes(), NewDocument(dnr, title, read_day(self.day)))}

    def _check(self) -> None:
        given = {
            "--dnr": self.dnr,
            "--avsnitt": self.section,
            "--titel": self.title,
            "--dokumentdatum": self.day,
        }
        for option, text in given.items():
            if text is not None and not _words(text):
                raise usage_error(f"{option} är tomt.", "Skriv det som står i dokumentet.")
        for option, owner in NEEDS.items():
            if given[option] is not None and given[owner] is None:
                raise usage_error(f"{option} hör till {owner}.", f"Ge också {owner}.")


NO_SOURCE = GivenSource()

NEEDS = {"--avsnitt": "--dnr", "--titel": "--dnr", "--dokumentdatum": "--titel"}
"""The option that another one adds to."""


def _words(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())
