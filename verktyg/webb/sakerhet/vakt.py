"""The way in: the host, the limits, the person and the headers of each request, in that order."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from verktyg.webb.begaran import Server
from verktyg.webb.inloggning.roller import LOCAL
from verktyg.webb.sakerhet.huvuden import browser_cookie, browser_in, harden, new_browser


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, server: Server) -> None:
        self.app = app
        self.server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        known = browser_in(Headers(scope=scope), secure=False)
        browser = known or new_browser()
        scope.setdefault("state", {}).update(person=LOCAL, browser=browser)
        path = scope["path"]

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                harden(headers, path, secure=False)
                if known is None:
                    headers.append("set-cookie", browser_cookie(browser, secure=False))
            await send(message)

        await self.app(scope, receive, hardened)
