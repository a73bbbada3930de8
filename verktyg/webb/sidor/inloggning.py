"""The pages of the login: to the identity provider, back from it, and out."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from verktyg.webb import logg
from verktyg.webb.avslag import NotLoggedIn
from verktyg.webb.begaran import ServerOf, person_of
from verktyg.webb.formular import FormOf
from verktyg.webb.inloggning import kakor, oidc
from verktyg.webb.inloggning.fil import Oidc, Proxy
from verktyg.webb.inloggning.roller import NOBODY
from verktyg.webb.inloggning.tjanst import LoginBusy, LoginFailed
from verktyg.webb.rendering import show

router = APIRouter()
LOCAL_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""An address on this server: printable ASCII without a backslash, and not the `//` of another host."""


@router.get("/logga-in")
def log_in(request: Request, server: ServerOf, till: str = "/") -> Response:
    """To the identity provider, and then to the address `till` on this server."""
    if server.provider is None:
        return _logged_in_elsewhere(request, server.way)
    try:
        url, begun = oidc.begin(server.provider, local(till))
    except LoginFailed as error:
        logg.noted(f"inloggningen gick inte att börja: {error}")
        return show(request, "inloggning_misslyckad.html", 503)
    answer = RedirectResponse(url, 303)
    answer.headers.append("set-cookie", kakor.begun_cookie(server.settings.secret, begun))
    return answer


@router.get("/logga-in/svar")
def log_in_answer(request: Request, server: ServerOf) -> Response:
    """Back from the identity provider."""
    begun = kakor.begun_in(request.headers, server.settings.secret)
    try:
        if server.provider is None or begun is None:
            raise LoginFailed("ingen inloggning har börjat i webbläsaren")
        person = oidc.finish(server.provider, begun, request.query_params)
    except LoginBusy:
        return show(request, "inloggning_misslyckad.html", 503)
    except LoginFailed as error:
        logg.noted(f"inloggningen misslyckades: {error}")
        return show(request, "inloggning_misslyckad.html", 403)
    answer = RedirectResponse(begun.to, 303)
    answer.headers.append("set-cookie", kakor.session_cookie(server.settings.secret, person))
    answer.headers.append("set-cookie", kakor.forget(kakor.BEGUN))
    return answer


@router.get("/logga-ut")
def ask_log_out(request: Request) -> Response:
    """A page with the button that logs out, so that a link somewhere does not."""
    return show(request, "logga_ut.html")


@router.post("/logga-ut")
def log_out(request: Request, server: ServerOf, form: FormOf) -> Response:
    """Log out here, and tell where to log out of the rest."""
    way, elsewhere = server.way, None
    if server.provider is not None:
        elsewhere = oidc.sign_out_url(server.provider)
    elif isinstance(way, Proxy):
        elsewhere = way.sign_out
    request.state.person = NOBODY
    answer = show(request, "utloggad.html", elsewhere=elsewhere)
    for name in (kakor.SESSION, "motor_blankett"):
        answer.headers.append("set-cookie", kakor.forget(name))
    return answer


def local(address: str) -> str:
    """The address if it is one of this server's pages, else the first page."""
    ours = LOCAL_PATH.fullmatch(address) and not address.startswith("/logga-")
    return address if ours else "/"


def _logged_in_elsewhere(request: Request, way: Oidc | Proxy | None) -> Response:
    """What is said where nobody logs in on this page."""
    if way is None or person_of(request).name:
        return RedirectResponse("/", 303)
    raise NotLoggedIn
