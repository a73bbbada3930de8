"""The page that asks and answers: questions group by group, where the answer stands, and the result."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from verktyg.skal import Asked
from verktyg.vy import View
from verktyg.webb.begaran import RuleSetOf, ServerOf, ViewOf, needs
from verktyg.webb.formular import Form, FormOf
from verktyg.webb.fragor import gang
from verktyg.webb.fragor.falt import fields
from verktyg.webb.fragor.laget import side
from verktyg.webb.fragor.namn import ACTION, CHANGE, NAMES, PART, SAVE, SHOW, SHOWN, UPDATE
from verktyg.webb.fragor.svar import Sent, answered, hidden, read_answers
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.regelmapp.serverad import Served
from verktyg.webb.rendering import show
from verktyg.webb.sidor.svaret import Saving, result_page, saved_page, try_to_save

router = APIRouter(dependencies=[Depends(needs(Role.OFFICER))])

PATH = "/regelverk/{regelverk}/fråga/{vy}"


@router.get(PATH)
def begin(request: Request, served: RuleSetOf, view: ViewOf) -> HTMLResponse:
    """The first questions."""
    sent = Sent.nothing()
    asked = gang.ask(served.rulebook, view, sent)
    return _onward(request, served, view, sent, asked)


@router.post(PATH)
def answer(request: Request, served: RuleSetOf, view: ViewOf, form: FormOf, server: ServerOf) -> Response:
    """The questions that follow on those answered, or the result."""
    sent = read_answers(form, served.rulebook)
    asked = gang.ask(served.rulebook, view, sent)
    shown = [name for name in dict.fromkeys(form.all(SHOWN)) if name in served.rulebook.facts]
    action = form.one(ACTION)
    if PART in form:
        return show(request, "fraga/laget.html", side=side(asked, view) if asked else None)
    if (change := form.one(CHANGE)) in served.rulebook.facts:
        return _questions(
            request, served, view, sent, asked, gang.group_again(str(change), asked, view, sent)
        )
    if asked is None or sent.problems:
        return _questions(request, served, view, sent, asked, _group_with_problems(shown, view, sent))
    if action == UPDATE:
        return _questions(request, served, view, sent, asked, gang.group_of(shown, view))
    if action == SHOW:
        return result_page(request, served, view, sent, asked)
    if action == SAVE:
        return _save(request, served, view, form, server, sent, asked)
    sent.problems += gang.unanswered(shown, asked, sent)
    if sent.problems:
        return _questions(request, served, view, sent, asked, gang.group_of(shown, view))
    return _onward(request, served, view, sent, asked)


@router.get(PATH + "/sparat/{nummer}")
def saved(request: Request, served: RuleSetOf, view: ViewOf, server: ServerOf, nummer: int) -> HTMLResponse:
    """That a receipt was kept."""
    return saved_page(request, served, view, server, nummer)


def _onward(request: Request, served: Served, view: View, sent: Sent, asked: Asked | None) -> HTMLResponse:
    group = gang.next_group(asked, view, sent) if asked else None
    if asked and group is None:
        return result_page(request, served, view, sent, asked)
    return _questions(request, served, view, sent, asked, group)


def _save(
    request: Request, served: Served, view: View, form: Form, server: ServerOf, sent: Sent, asked: Asked
) -> Response:
    kept = try_to_save(server, asked, view, form)
    if isinstance(kept, Saving):
        return result_page(request, served, view, sent, asked, kept)
    return RedirectResponse(f"{request.url.path}/sparat/{kept.number}", 303)


def _group_with_problems(shown: list[str], view: View, sent: Sent) -> gang.Group:
    wrong = [name for problem in sent.problems for name in problem.about if name in sent.said]
    return gang.group_of(list(dict.fromkeys([*shown, *wrong])), view)


def _questions(
    request: Request, served: Served, view: View, sent: Sent, asked: Asked | None, group: gang.Group | None
) -> HTMLResponse:
    """The questions of a group, what has been answered, and beside them where the answer stands."""
    facts = served.rulebook.facts
    shown = group.facts if group else ()
    return show(
        request,
        "fraga/fragor.html",
        **NAMES,
        served=served,
        view=view,
        sent=sent,
        group=group,
        fields=fields((facts[name] for name in shown), sent),
        hidden=hidden(sent, shown),
        answered=[each for each in answered(sent, served.rulebook) if each[0] not in shown],
        side=side(asked, view) if asked else None,
        problems=sent.problems,
    )
