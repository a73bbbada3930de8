"""What becomes of a form that somebody has sent: its rules changed, tried, saved, refused or met by another.

A page shows the answer; nothing is decided there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import HTTPException

from motor.errors import MotorError
from verktyg.skriv import alone, write_all
from verktyg.tabell.andringar import Change
from verktyg.webb.formular import Form
from verktyg.webb.redigering.blankett import (
    BASE,
    PRINT,
    Draft,
    Fields,
    Told,
    filled_in,
    pressed,
    print_of,
    sent,
)
from verktyg.webb.redigering.foljder import Following, Tried, following
from verktyg.webb.redigering.oppnat import Opened, sentences
from verktyg.webb.redigering.sparning import (
    both_changed,
    checked,
    differing_lines,
    edited,
    merged,
    without_rules,
)

ACTION = "gör"
TRY, SAVE = "visa", "spara"
"""What the two large buttons do; the others change which rules the form has."""


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
class Answer:
    """The form as it stands after it was sent, and what is said of it. `status` is the page's."""

    draft: Draft
    fields: Fields
    status: int = 200
    told: Told = field(default_factory=Told)
    done: Done | None = None
    meanwhile: Meanwhile | None = None


def unsent(opened: Opened) -> Answer:
    """The form as the file fills it in."""
    draft = opened.draft(opened.file.text)
    return Answer(draft, filled_in(draft))


def answered(opened: Opened, form: Form, saved: Callable[[], None]) -> Answer:
    """What becomes of the form; `saved` is called when the file has been written. Raises HTTPException."""
    base = opened.draft(_text_of(form))
    fields = sent(form, base)
    action = form.one(ACTION) or TRY
    if action not in (TRY, SAVE):
        return Answer(base, pressed(fields, action, base.columns))
    told = without_rules(base, fields)
    if len(told) and base.text == opened.file.text:
        return Answer(base, fields, 422, told)
    made = edited(base, fields)
    if made.text == opened.file.text:  # as it is already, whoever wrote it
        base = opened.draft(made.text)
        fields = filled_in(base)
    elif base.text != opened.file.text:
        return _changed_meanwhile(opened, base, fields)
    rules = opened.disk.with_text(opened.version.name, made.text)
    told = checked(opened.problems, rules, base, fields, made.text)
    if len(told):
        return Answer(base, fields, 422, told)
    if action == SAVE:
        other = _written(opened, base.text, made.text)
        if other is not None:
            return _changed_meanwhile(other, base, fields)
        saved()
        base = opened.draft(made.text)
        fields = filled_in(base)
    found = following(Tried(opened.disk, opened.version, made.text, rules, opened.served.forecasts))
    return Answer(base, fields, done=Done(action == SAVE, made.changes, found))


def _text_of(form: Form) -> str:
    """The text that the form was made from. Raises HTTPException for a form without it."""
    values = form.all(BASE)
    if not values or form.one(PRINT) != print_of(values[-1]):
        raise HTTPException(400, "Formuläret är inte helt. Öppna utkastet på nytt.")
    return values[-1]


def _written(opened: Opened, base: str, text: str) -> Opened | None:
    """Write the text where the file still is as `base`; else the draft as somebody else has made it."""
    with alone(opened.disk.folder):
        now = opened.again
        if now.file.text not in (base, text):
            return now
        try:
            write_all({now.version.path: now.file.data(text)})
        except MotorError as error:
            raise HTTPException(409, sentences(error)) from None
    return None


def _changed_meanwhile(opened: Opened, base: Draft, fields: Fields) -> Answer:
    """Somebody else has written: what, and the form with both changes where they go together."""
    newer = opened.draft(opened.file.text)
    both = merged(base, fields, newer)
    lines = differing_lines(base.text, newer.text)
    own = differing_lines(base.text, edited(base, fields).text)
    meanwhile = Meanwhile(lines, own, both is not None)
    if both is None:
        return Answer(base, fields, 409, meanwhile=meanwhile)
    return Answer(newer, both.fields, 409, both_changed(both.both), meanwhile=meanwhile)
