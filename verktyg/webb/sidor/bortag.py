"""A draft taken away in the browser, when it is as it was shown and nothing else rests on it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from motor.errors import RuleError
from motor.rulebook.loading import load_texts
from verktyg.skriv import alone
from verktyg.webb.begaran import ServerOf
from verktyg.webb.formular import FormOf
from verktyg.webb.redigering.blankett import PRINT, print_of
from verktyg.webb.redigering.oppnat import DraftOf, Opened, sentences
from verktyg.webb.rendering import show

router = APIRouter()


@router.get("/{beslut}/{dag}/ta-bort")
def ask_to_remove(request: Request, opened: DraftOf) -> HTMLResponse:
    """Ask whether the draft is to be taken away."""
    return _page(request, opened)


@router.post("/{beslut}/{dag}/ta-bort")
def remove(request: Request, opened: DraftOf, server: ServerOf, form: FormOf) -> HTMLResponse:
    """Take the draft away."""
    if form.one(PRINT) != print_of(opened.file.text):
        return _page(request, opened, "Utkastet har ändrats sedan sidan visades. Läs det på nytt först.")
    with alone(opened.disk.folder):
        now = opened.again
        fault = _needed(now)
        if now.file.text != opened.file.text or fault:
            return _page(request, now, fault or "Utkastet ändrades just. Läs det på nytt först.")
        now.version.path.unlink()
    server.rules.look()
    return show(request, "andra/borta.html", served=opened.served, version=opened.version)


def _needed(opened: Opened) -> str | None:
    """Why the rule set would not be sound without the draft; None where it would, or is not as it is."""
    if opened.problems:
        return None
    texts = {name: source.text for name, source in opened.rulebook.sources.items()}
    del texts[opened.version.name]
    try:
        load_texts(str(opened.disk.folder), texts, drafts=True)
    except RuleError as error:
        return f"Utan utkastet blir det fel i andra regler. {sentences(error)}"
    return None


def _page(request: Request, opened: Opened, fault: str | None = None) -> HTMLResponse:
    data = {"opened": opened, "print": print_of(opened.file.text), "fault": fault}
    return show(request, "andra/ta_bort.html", 409 if fault else 200, served=opened.served, **data)
