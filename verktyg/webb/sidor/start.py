"""The first page: what can be asked of which rule set."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse

from verktyg.webb.begaran import ServerOf
from verktyg.webb.rendering import show

router = APIRouter()


@router.get("/")
def start(request: Request, server: ServerOf) -> HTMLResponse:
    """The rule sets and their views."""
    return show(request, "start.html", served_all=server.rules.served.values())


@router.get("/hälsa")
def health(server: ServerOf) -> PlainTextResponse:
    """Whether the server can answer: 200 when some rule set is served, else 503."""
    return PlainTextResponse("ok\n") if server.rules.served else PlainTextResponse("inga regelverk\n", 503)
