"""Rules edited in the browser: every version, and drafts begun. Off unless asked for at the start.

Names from the address are looked up among the versions that lie in the folder: they are never paths.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from motor.errors import MotorError
from verktyg.skriv import alone, write_all
from verktyg.vidare import day_notices
from verktyg.webb.begaran import RuleSetOf, ServerOf, needs, server_of
from verktyg.webb.formular import FormOf
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.redigering.disken import OnDisk
from verktyg.webb.redigering.nytt import DECISION, LABELS, Beginning, is_written_inside
from verktyg.webb.redigering.versioner import is_own, version_files
from verktyg.webb.regelmapp.serverad import Served, within
from verktyg.webb.rendering import show
from verktyg.webb.sidor import bortag, utkast


def editing_is_on(request: Request) -> None:
    """There are no such pages unless the server was started with --redigera."""
    if not server_of(request).settings.edit:
        raise HTTPException(404, "Sidan finns inte.")


router = APIRouter(
    prefix="/regelverk/{regelverk}/ändra",
    dependencies=[Depends(editing_is_on), Depends(needs(Role.EDITOR))],
)


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
            begun = beginning.begun(OnDisk.of(served.folder).rules.sound)
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
    data = {
        "files": version_files(served.folder),
        "problems": within(served.folder.parent, OnDisk.of(served.folder).rules.faults),
        "beginning": beginning,
        "labels": LABELS,
        "documents": served.rulebook.document.documents,
        "told": beginning.told,
    }
    return show(request, "andra/oversikt.html", 422 if len(beginning.told) else 200, served=served, **data)


router.include_router(utkast.router)
router.include_router(bortag.router)
