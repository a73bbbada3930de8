"""The source of a new version, given once on the command line for all the places that need it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import motor
from motor.editing.documents import NewDocument, with_document
from motor.editing.sources import mark
from motor.errors import suggestion
from motor.rulebook.files import RULEBOOK_FILE
from verktyg.regelverk import read_day
from verktyg.tilltal import OPTIONS, Wording, refused

DNR, SECTION, TITLE, DAY = "dnr", "avsnitt", "titel", "dokumentdatum"
"""The options of a command, and the fields of a form."""


@dataclass(frozen=True, slots=True)
class GivenSource:
    """What was asked, as it was written: the document, its section, its title and day; `wording` of these."""

    dnr: str | None = None
    section: str | None = None
    title: str | None = None
    day: str | None = None
    wording: Wording = OPTIONS

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
                hint = f"Utelämna {self.wording.name(TITLE)}."
                raise refused(f"{dnr} finns redan bland källor: {known[dnr]}.", hint, TITLE)
            return {}
        if title is None:
            add = (
                f"Är det ett nytt dokument, ge också {self.wording.name(TITLE)} och {self.wording.name(DAY)}."
            )
            hint = " ".join(filter(None, (suggestion(dnr, known), add)))
            raise refused(f"Inget dokument i {rulebook.name} har dnr {dnr}.", hint, DNR)
        path = Path(rulebook.path) / RULEBOOK_FILE
        return {path: with_document(path, path.read_bytes(), NewDocument(dnr, title, read_day(self.day)))}

    def _check(self) -> None:
        given = {DNR: self.dnr, SECTION: self.section, TITLE: self.title, DAY: self.day}
        name = self.wording.name
        for field, text in given.items():
            if text is not None and not _words(text):
                raise refused(f"{name(field)} är tomt.", "Skriv det som står i dokumentet.", field)
        for field, owner in NEEDS.items():
            if given[field] is not None and given[owner] is None:
                raise refused(f"{name(field)} hör till {name(owner)}.", f"Ge också {name(owner)}.", field)


NO_SOURCE = GivenSource()

NEEDS = {SECTION: DNR, TITLE: DNR, DAY: TITLE}
"""The field that another one adds to."""


def _words(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())
