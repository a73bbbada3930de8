"""The answer to a request that gets no page: a page in words, or problem details (RFC 9457) for programs."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from verktyg.webb.api.problem import problem_response, refusal_for
from verktyg.webb.begaran import server_of
from verktyg.webb.inloggning.fil import Oidc
from verktyg.webb.rendering import show
from verktyg.webb.stampel import StaleForm

API = "/api/"
UNKNOWN_ROLE = (
    "Du är inloggad men har ingen roll här. Be den som sköter systemet om rollen handläggare, regelredaktör "
    "eller läsare, och logga sedan in på nytt."
)
SENTENCES = {
    404: "Adressen finns inte. Den kan vara felskriven, eller gälla något som har tagits bort.",
    405: "Adressen kan inte användas på det sättet.",
}
"""What is said instead of the framework's own words."""


PROXY_IS_SILENT = (
    "Servern framför den här har inte sagt vem du är. Öppna sidan genom den adress som du har fått, "
    "eller hör med den som sköter systemet."
)


class NotLoggedIn(HTTPException):
    """Nobody is logged in, and the address is not open to everyone."""

    def __init__(self) -> None:
        super().__init__(401, PROXY_IS_SILENT, {"www-authenticate": 'Bearer realm="Regelmotor"'})


def refusal(request: Request, error: StarletteHTTPException) -> Response:
    """The answer to a request that is refused."""
    if request.scope["path"].startswith(API):
        return problem_response(refusal_for(error))
    if isinstance(error, NotLoggedIn) and isinstance(server_of(request).way, Oidc):
        return _to_login(request, error)
    phrase = HTTPStatus(error.status_code).phrase
    if error.detail in (phrase, "") or not isinstance(error.detail, str):
        told = SENTENCES.get(error.status_code, "Begäran går inte att svara på.")
        error = HTTPException(error.status_code, told, error.headers)
    answer = show(request, "fel.html", error.status_code, error=error)
    answer.headers.update(error.headers or {})
    return answer


def tell_refusals(app: FastAPI) -> None:
    """Have the application answer in this way."""
    app.add_exception_handler(StarletteHTTPException, _refused)
    app.add_exception_handler(StaleForm, _stale)
    app.add_exception_handler(RequestValidationError, _unreadable)


async def _refused(request: Request, error: Exception) -> Response:
    """A page that says why there is no other."""
    assert isinstance(error, StarletteHTTPException)  # noqa: S101 - what it is registered for
    return refusal(request, error)


async def _unreadable(request: Request, error: Exception) -> Response:
    """The same where an address asks for something that cannot be read, such as a day that is no day."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what it is registered for
    if any(each["loc"][0] == "path" for each in error.errors()):
        return refusal(request, HTTPException(404))
    return refusal(request, HTTPException(422, "Adressen frågar efter något som inte går att läsa."))


async def _stale(request: Request, error: Exception) -> Response:
    """A page that can send a form without a valid token again, for whoever sent it from one of our pages."""
    assert isinstance(error, StaleForm)  # noqa: S101 - what it is registered for
    if not request.state.ours:
        return refusal(request, error)
    return show(request, "foraldrad.html", error.status_code, error=error, form=request.state.form)


def failure(request: Request, number: str) -> Response:
    """The answer when the program itself is wrong; `number` finds the error in the log."""
    told = f"Ett fel i programmet gjorde att sidan inte kan visas. Felet har nummer {number} i serverns logg."
    return refusal(request, HTTPException(500, told))


def _to_login(request: Request, error: StarletteHTTPException) -> Response:
    """To the login and back; what was posted would be lost on the way, so then a page says what to do."""
    if request.method not in ("GET", "HEAD"):
        return show(request, "utloggad_mitt_i.html", error.status_code, error=error)
    query = request.scope["query_string"].decode("ascii", "replace")
    to = quote(request.scope["path"]) + (f"?{query}" if query else "")
    return Response(status_code=303, headers={"location": f"/logga-in?till={quote(to, safe='')}"})
