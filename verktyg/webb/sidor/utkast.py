"""A draft edited in the browser: its form, what it would mean, and what somebody else has written."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from verktyg.webb.begaran import ServerOf
from verktyg.webb.formular import FormOf
from verktyg.webb.redigering.falt import DESCRIPTION
from verktyg.webb.redigering.oppnat import DraftOf, Opened
from verktyg.webb.redigering.ordval import of_finding
from verktyg.webb.redigering.sparning import edited, placer
from verktyg.webb.redigering.svaret import Answer, answered, unsent
from verktyg.webb.redigering.versioner import version_before
from verktyg.webb.redigering.visning import form_view, labels
from verktyg.webb.rendering import show

router = APIRouter()


@router.get("/{beslut}/{dag}")
def form_page(request: Request, opened: DraftOf) -> HTMLResponse:
    """The draft as a form."""
    return _page(request, opened, unsent(opened))


@router.post("/{beslut}/{dag}")
def edit(request: Request, opened: DraftOf, server: ServerOf, form: FormOf) -> HTMLResponse:
    """Try or save what somebody has written, or add, take away or move a rule of the form."""
    return _page(request, opened, answered(opened, form, server.rules.look))


def _page(request: Request, opened: Opened, answer: Answer) -> HTMLResponse:
    view = form_view(answer.draft, answer.fields, answer.told)
    place = placer(answer.draft, answer.fields, edited(answer.draft, answer.fields).text)
    findings = answer.done.found.findings.value if answer.done else None
    data = {
        "opened": opened,
        "draft": answer.draft,
        "form": view,
        "names": labels(view),
        "told": answer.told,
        "done": answer.done,
        "meanwhile": answer.meanwhile,
        "old_description": _old_description(opened, answer),
        "findings": [(place(one), of_finding(one)) for one in findings or ()],
        "steps": list(opened.steps()),
    }
    return show(request, "andra/utkast.html", answer.status, served=opened.served, **data)


def _old_description(opened: Opened, answer: Answer) -> bool:
    """Whether the form's description still says what that of the version before says."""
    before = version_before(opened.files, opened.version)
    old = (before.document.description or "").split() if before else []
    own = next(
        (
            text
            for entry, text in zip(answer.draft.entries, answer.fields.texts, strict=True)
            if entry.kind == DESCRIPTION
        ),
        "",
    )
    return bool(old) and own.split() == old
