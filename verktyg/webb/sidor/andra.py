"""Rules edited in the browser: drafts begun, edited, tried and taken away. Off unless asked for at the start.

Names from the address are looked up among the versions that lie in the folder: they are never paths.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Request
from fastapi.responses import HTMLResponse

import motor
from motor.documents.command_line import word
from motor.errors import MotorError, Problem, RuleError
from motor.rulebook.files import RULEBOOK_FILE, decision_files
from motor.rulebook.loading import load_texts
from verktyg.skriv import alone, write_all
from verktyg.tabell.andringar import Change
from verktyg.vidare import DraftVersion, day_notices, steps_to_adoption
from verktyg.webb.begaran import RuleSetOf, ServerOf, needs, server_of
from verktyg.webb.formular import Form, FormOf
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.redigering.blankett import (
    BASE,
    PRINT,
    Draft,
    Fields,
    Told,
    draft_of,
    filled_in,
    pressed,
    print_of,
    sent,
)
from verktyg.webb.redigering.foljder import Following, following
from verktyg.webb.redigering.nytt import DECISION, LABELS, Beginning, is_written_inside
from verktyg.webb.redigering.sparning import both_changed, checked, differing_lines, edited, merged, placer
from verktyg.webb.redigering.texter import Text, read_text
from verktyg.webb.redigering.versioner import VersionFile, is_own, version_files
from verktyg.webb.redigering.visning import form_view, labels
from verktyg.webb.regelmapp.serverad import Served
from verktyg.webb.rendering import show


def editing_is_on(request: Request) -> None:
    """There are no such pages unless the server was started with --redigera."""
    if not server_of(request).settings.edit:
        raise HTTPException(404, "Sidan finns inte.")


router = APIRouter(
    prefix="/regelverk/{regelverk}/ändra",
    dependencies=[Depends(editing_is_on), Depends(needs(Role.EDITOR))],
)

ACTION = "gör"
TRY, SAVE = "visa", "spara"
"""What the two large buttons do; the others change which rules the form has."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft that is edited: its file, the text that the file has, and the rule set that it belongs to.

    `problems` are those of the rule set as it lies on disk; the rule set is then as it was before them.
    """

    served: Served
    version: VersionFile
    file: Text
    rulebook: motor.Rulebook
    problems: tuple[Problem, ...]

    def draft(self, text: str) -> Draft:
        """The form's draft in a text of the file. Raises HTTPException (409) for what is no such version."""
        try:
            return draft_of(self.version.path, text, self.rulebook)
        except RuleError as error:
            raise HTTPException(409, f"{self.version.name} går inte att läsa. {_told(error)}") from None


def draft_named(
    served: RuleSetOf,
    decision: Annotated[str, Path(alias="beslut")],
    start: Annotated[str, Path(alias="dag")],
) -> Opened:
    """The draft that the address names. Raises HTTPException: 404 for no version, 409 for no draft."""
    key = unicodedata.normalize("NFC", decision), start
    version = version_files(served.folder).by_start.get(key)
    if version is None:
        raise HTTPException(404, "Det finns ingen sådan version.")
    if version.locked is not None:
        raise HTTPException(
            409, f"{version.decision} från {version.start} ändras inte här. {version.locked.sentence}"
        )
    try:
        file = read_text(version.path)
    except MotorError as error:
        raise HTTPException(409, _told(error)) from None
    return Opened(served, version, file, *_rules_on_disk(served))


DraftOf = Annotated[Opened, Depends(draft_named)]


def _rules_on_disk(served: Served) -> tuple[motor.Rulebook, tuple[Problem, ...]]:
    """The rule set with its drafts as it lies on disk, or as it was served when that is broken."""
    try:
        return motor.load(served.folder, drafts=True), ()
    except MotorError as error:
        return served.rulebook, error.problems


def _told(error: MotorError) -> str:
    return " ".join(dict.fromkeys(problem.message for problem in error.problems))


# --- the versions, and a draft begun


@router.get("")
def overview(request: Request, served: RuleSetOf, beslut: str = "") -> HTMLResponse:
    """Every version, and the form that begins a draft."""
    return _overview(request, served, Beginning({**dict.fromkeys(LABELS, ""), DECISION: beslut}))


@router.post("")
def begin_draft(request: Request, served: RuleSetOf, server: ServerOf, form: FormOf) -> HTMLResponse:
    """Write a draft, as `motor ny-version` does."""
    beginning = Beginning.of(form)
    with alone(served.folder):
        try:
            begun = beginning.begun(motor.load(served.folder))
            if begun is not None:
                if not is_written_inside(begun, served.folder, is_own):
                    raise HTTPException(409, "Beslutets filer nås genom en länk, och ändras därför inte här.")
                write_all(begun.files)
        except MotorError as error:
            begun = None
            for problem in error.problems:
                beginning.told.add(None, problem)
    if begun is None:
        return _overview(request, served, beginning)
    server.rules.look()
    notices = list(day_notices(begun.made))
    return show(request, "andra/nytt.html", served=served, begun=begun, notices=notices)


def _overview(request: Request, served: Served, beginning: Beginning) -> HTMLResponse:
    _, problems = _rules_on_disk(served)
    data = {
        "files": version_files(served.folder),
        "problems": problems,
        "beginning": beginning,
        "labels": LABELS,
        "documents": served.rulebook.document.documents,
        "told": beginning.told,
    }
    return show(request, "andra/oversikt.html", 422 if len(beginning.told) else 200, served=served, **data)


# --- a draft edited


@router.get("/{beslut}/{dag}")
def form_page(request: Request, opened: DraftOf) -> HTMLResponse:
    """The draft as a form."""
    draft = opened.draft(opened.file.text)
    return _form(request, opened, draft, filled_in(draft))


@router.post("/{beslut}/{dag}")
def edit(request: Request, opened: DraftOf, server: ServerOf, form: FormOf) -> HTMLResponse:
    """Try or save what somebody has written, or add, take away or move a rule of the form."""
    base = opened.draft(_text_of(form))
    fields = sent(form, base)
    action = form.one(ACTION) or TRY
    if action not in (TRY, SAVE):
        return _form(request, opened, base, pressed(fields, action, base.columns))
    made = edited(base, fields)
    if made.text == opened.file.text:  # as it is already, whoever wrote it
        base = opened.draft(made.text)
        fields = filled_in(base)
    elif base.text != opened.file.text:
        return _changed_meanwhile(request, opened, base, fields)
    told = checked(opened.served.folder, opened.version.name, base, fields, made.text)
    if len(told):
        return _form(request, opened, base, fields, Said(told), 422)
    if action == SAVE:
        written = _written(opened, base.text, made.text)
        if written is not None:
            return _changed_meanwhile(request, written, base, fields)
        server.rules.look()
        base = opened.draft(made.text)
        fields = filled_in(base)
    command = f"motor granska {word(opened.served.folder)} --utkast"
    found = following(opened.served.folder, opened.version, made.text, command)
    done = Done(action == SAVE, made.changes, found)
    return _form(request, opened, base, fields, Said(done=done))


def _text_of(form: Form) -> str:
    """The text that the form was made from. Raises HTTPException for a form without it."""
    values = form.all(BASE)
    if not values or form.one(PRINT) != print_of(values[-1]):
        raise HTTPException(400, "Formuläret är inte helt. Öppna utkastet på nytt.")
    return values[-1]


def _written(opened: Opened, base: str, text: str) -> Opened | None:
    """Write the text where the file still is as `base`; else the draft as somebody else has made it."""
    folder, version = opened.served.folder, opened.version
    with alone(folder):
        now = draft_named(opened.served, version.decision, version.start)
        if now.file.text not in (base, text):
            return now
        try:
            write_all({version.path: now.file.data(text)})
        except MotorError as error:
            raise HTTPException(409, _told(error)) from None
    return None


def _changed_meanwhile(request: Request, opened: Opened, base: Draft, fields: Fields) -> HTMLResponse:
    """Somebody else has written: what, and the form with both changes where they go together."""
    newer = opened.draft(opened.file.text)
    both = merged(base, fields, newer)
    lines = differing_lines(base.text, newer.text)
    own = differing_lines(base.text, edited(base, fields).text)
    meanwhile = Meanwhile(lines, own, both is not None)
    if both is None:
        return _form(request, opened, base, fields, Said(meanwhile=meanwhile), 409)
    said = Said(both_changed(both.both), meanwhile=meanwhile)
    return _form(request, opened, newer, both.fields, said, 409)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done with a form without faults: whether it was saved, what it changes, what that means."""

    saved: bool
    changes: list[Change]
    found: Following


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Lines that somebody else has changed, and one's own; `merged`: the form holds both."""

    lines: list[tuple[str, str]]
    own: list[tuple[str, str]]
    merged: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says of the form: its faults, what was done, what somebody else did."""

    told: Told = field(default_factory=Told)
    done: Done | None = None
    meanwhile: Meanwhile | None = None


def _form(
    request: Request,
    opened: Opened,
    draft: Draft,
    fields: Fields,
    said: Said | None = None,
    status: int = 200,
) -> HTMLResponse:
    said = said or Said()
    view = form_view(draft, fields, said.told)
    place = placer(draft, fields, edited(draft, fields).text)
    findings = said.done.found.findings.value if said.done else None
    data = {
        "opened": opened,
        "draft": draft,
        "form": view,
        "names": labels(view),
        "told": said.told,
        "done": said.done,
        "meanwhile": said.meanwhile,
        "findings": [(place(one), one) for one in findings or ()],
        "steps": list(_steps(opened)),
    }
    return show(request, "andra/utkast.html", status, served=opened.served, **data)


def _steps(opened: Opened) -> Iterator[str]:
    """The commands that lead to the draft's adoption."""
    folder, version = opened.served.folder, opened.version
    day = version.document.valid_from
    listed = version_files(folder).by_decision[version.decision]
    earlier = [one.document.valid_from for one in listed if one.document.valid_from < day]
    usual = folder.parent.resolve() == FilePath("regler").resolve()
    options = "" if usual else f" --regler {word(folder.parent)}"
    draft = DraftVersion(version.decision, day, max(earlier, default=day))
    return steps_to_adoption(folder, opened.served.name, [draft], options)


# --- a draft taken away


@router.get("/{beslut}/{dag}/ta-bort")
def ask_to_remove(request: Request, opened: DraftOf) -> HTMLResponse:
    """Ask whether the draft is to be taken away."""
    return _removal(request, opened)


@router.post("/{beslut}/{dag}/ta-bort")
def remove(request: Request, opened: DraftOf, server: ServerOf, form: FormOf) -> HTMLResponse:
    """Take the draft away, when it is as it was shown and nothing else rests on it."""
    if form.one(PRINT) != print_of(opened.file.text):
        return _removal(
            request, opened, 409, "Utkastet har ändrats sedan sidan visades. Läs det på nytt först."
        )
    version, folder = opened.version, opened.served.folder
    with alone(folder):
        now = draft_named(opened.served, version.decision, version.start)
        fault = None if opened.problems else _needed(folder, version)
        if now.file.text != opened.file.text or fault:
            return _removal(request, now, 409, fault or "Utkastet ändrades just. Läs det på nytt först.")
        version.path.unlink()
    server.rules.look()
    return show(request, "andra/borta.html", served=opened.served, version=version)


def _needed(folder: FilePath, version: VersionFile) -> str | None:
    """Why the rule set would not be sound without the version; None where it would."""
    names = [RULEBOOK_FILE, *decision_files(folder, [])]
    texts = {name: (folder / name).read_bytes().decode("utf-8") for name in names if name != version.name}
    try:
        load_texts(str(folder), texts, True)
    except RuleError as error:
        return f"Utan utkastet blir det fel i andra regler. {_told(error)}"
    return None


def _removal(request: Request, opened: Opened, status: int = 200, fault: str | None = None) -> HTMLResponse:
    data = {"opened": opened, "print": print_of(opened.file.text), "fault": fault}
    return show(request, "andra/ta_bort.html", status, served=opened.served, **data)
