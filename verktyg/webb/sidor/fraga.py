"""The page that asks and answers: questions group by group, where the answer stands, and the result."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from verktyg.kvitto.innehall import MOTIVATION
from verktyg.skal import Asked
from verktyg.vy import View
from verktyg.webb.begaran import RuleSetOf, ServerOf, ViewOf, needs
from verktyg.webb.formular import Form, FormOf
from verktyg.webb.fragor import gang
from verktyg.webb.fragor.falt import fields, hints
from verktyg.webb.fragor.laget import side
from verktyg.webb.fragor.namn import (
    ACTION,
    BACK,
    CHANGE,
    NAMES,
    PART,
    REWRITE,
    SAVE,
    SHOW,
    SHOWN,
    TRAIL,
    UPDATE,
)
from verktyg.webb.fragor.svar import Sent, answered, hidden, read_answers
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.regelmapp.serverad import Served
from verktyg.webb.rendering import show
from verktyg.webb.sidor.svaret import Saving, draft_part, result_page, rewritten, saved_page, try_to_save

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
    shown, trail = _facts(served, form, SHOWN), _facts(served, form, TRAIL)
    action = form.one(ACTION)
    if form.one(PART) == MOTIVATION and asked and not sent.problems:
        return draft_part(request, asked, view, sent, form)
    if PART in form:
        idle = gang.of_no_use(shown, asked, view, sent) if asked else []
        told = hints([served.rulebook.facts[name] for name in shown], asked) if asked else []
        where = side(asked, view) if asked else None
        return show(request, "fraga/laget.html", side=where, idle=idle, hints=told)
    if (change := form.one(CHANGE)) in served.rulebook.facts:
        return _questions(
            request, served, view, sent, asked, gang.group_again(str(change), asked, view, sent)
        )
    if action == BACK and trail:
        sent.problems = [problem for problem in sent.problems if trail[-1] in problem.about]
        group = gang.group_again(trail[-1], asked, view, sent)
        return _questions(request, served, view, sent, asked, group, trail[:-1])
    if asked is None or sent.problems:
        return _questions(request, served, view, sent, asked, _group_with_problems(shown, view, sent), trail)
    if action == UPDATE and shown:
        return _questions(request, served, view, sent, asked, gang.group_of(shown, view), trail)
    if action == SHOW:
        return result_page(request, served, view, sent, asked)
    if action == REWRITE:
        return result_page(request, served, view, sent, asked, rewritten(asked, view, sent, form))
    if action == SAVE:
        return _save(request, served, view, form, server, sent, asked)
    sent.problems += gang.unanswered(shown, asked, sent)
    if sent.problems:
        return _questions(request, served, view, sent, asked, gang.group_of(shown, view), trail)
    return _onward(request, served, view, sent, asked, [*trail, *shown[:1]])


@router.get(PATH + "/sparat/{nummer}")
def saved(request: Request, served: RuleSetOf, view: ViewOf, server: ServerOf, nummer: int) -> HTMLResponse:
    """That a receipt was kept."""
    return saved_page(request, served, view, server, nummer)


def _facts(served: Served, form: Form, name: str) -> list[str]:
    """The facts that a field holds, one a value."""
    return [fact for fact in dict.fromkeys(form.all(name)) if fact in served.rulebook.facts]


def _onward(
    request: Request, served: Served, view: View, sent: Sent, asked: Asked | None, trail: Sequence[str] = ()
) -> HTMLResponse:
    group = gang.next_group(asked, view, sent) if asked else None
    if asked and group is None:
        return result_page(request, served, view, sent, asked)
    return _questions(request, served, view, sent, asked, group, trail)


def _save(
    request: Request, served: Served, view: View, form: Form, server: ServerOf, sent: Sent, asked: Asked
) -> Response:
    kept = try_to_save(server, asked, view, sent, form)
    if isinstance(kept, Saving):
        return result_page(request, served, view, sent, asked, kept)
    return RedirectResponse(f"{request.url.path}/sparat/{kept.number}", 303)


def _group_with_problems(shown: list[str], view: View, sent: Sent) -> gang.Group:
    wrong = [name for problem in sent.problems for name in problem.about if name in sent.said]
    return gang.group_of(list(dict.fromkeys([*shown, *wrong])), view)


def _questions(
    request: Request,
    served: Served,
    view: View,
    sent: Sent,
    asked: Asked | None,
    group: gang.Group | None,
    trail: Sequence[str] = (),
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
        fields=fields((facts[name] for name in shown), sent, asked),
        hidden=[*hidden(sent, shown), *((TRAIL, name) for name in trail if name not in shown)],
        can_go_back=any(name not in shown for name in trail),
        answered=[each for each in answered(sent, served.rulebook, asked) if each[0] not in shown],
        side=side(asked, view) if asked else None,
        idle=(),
        hints=(),
        problems=sent.problems,
    )
