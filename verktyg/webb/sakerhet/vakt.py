"""The way in: sizes, host, origin and person of each request, in that order; and the limits of its time."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from fastapi import HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from verktyg.webb import logg
from verktyg.webb.avslag import UNKNOWN_ROLE, NotLoggedIn, failure, refusal
from verktyg.webb.begaran import Server
from verktyg.webb.inloggning.identitet import person_in
from verktyg.webb.inloggning.roller import NOBODY
from verktyg.webb.sakerhet.adresser import check_host, check_origin, make_local, own_hosts
from verktyg.webb.sakerhet.granser import ANSWER_SECONDS, Gone, check_sizes, read_body, replayed
from verktyg.webb.sakerhet.huvuden import STATIC, browser_cookie, browser_in, harden, new_browser

OPEN = frozenset({"/hälsa", "/logga-in", "/logga-in/svar", "/logga-ut"})
"""The addresses that need no login, besides the style sheets and the scripts."""

API = "/api/"
"""What programs ask: they fill in no forms, so they need no cookie for them."""

LATE = (
    "Svaret tog för lång tid. Det du skickade kan ändå ha tagits emot och sparats: "
    "se efter innan du skickar det igen."
)


class Failed(Exception):
    """Something inside has answered 500 by itself."""


class Outlet:
    """The answer on its way out: with the headers, and without what the framework says of an error."""

    def __init__(self, send: Send, path: str, secure: bool, new: str | None) -> None:
        self._send, self._path, self._secure, self._new = send, path, secure, new
        self.status = 0
        self.failed = self.closed = False

    async def send(self, message: Message) -> None:
        """Send a part of what the application answers."""
        if message["type"] == "http.response.start" and message["status"] == 500:
            self.failed = True
        if not (self.failed or self.closed):
            await self.out(message)

    async def out(self, message: Message) -> None:
        """Send a part of an answer, whoever gives it."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            harden(headers, self._path, self._secure)
            if self._new and not self._path.startswith((STATIC, API)):
                headers.append("set-cookie", browser_cookie(self._new, self._secure))
        await self._send(message)


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, server: Server) -> None:
        self.app = app
        self.server = server
        self.secure = server.login is not None
        self.hosts = own_hosts(server.settings, server.login)
        self._late = set[asyncio.Task[None]]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _answer(self, outer: Scope, receive: Receive, send: Send) -> None:
        started, headers = time.perf_counter(), Headers(scope=outer)
        known = browser_in(headers, self.secure)
        state = {"person": NOBODY, "browser": known or new_browser(), "ours": False}
        scope = {**outer, "state": {**outer.get("state", {}), **state}}
        if self.secure:
            scope["scheme"] = "https"
        if scope["method"] == "HEAD":  # what serves HTTP leaves out the body
            scope["method"] = "GET"
        path = scope["path"]
        outlet = Outlet(send, path, self.secure, None if known else str(state["browser"]))
        request = Request({**scope, "root_path": ""})  # a part of the application may change `scope`
        try:
            self._check(scope, headers)
            request.scope["state"] = scope["state"]
            await self._ask(scope, await read_body(headers, receive), receive, outlet)
        except HTTPException as error:
            await refusal(request, error)(request.scope, receive, outlet.out)
        except Gone:
            outlet.status = 499
        except Exception as error:  # noqa: BLE001 - every other one is told by its number
            number = logg.failed(scope, error)
            if outlet.status:  # half of an answer is on its way: the connection is broken instead
                raise Failed(number) from None
            await failure(request, number)(request.scope, receive, outlet.out)
        finally:
            logg.answered(scope, outlet.status, time.perf_counter() - started)

    def _check(self, scope: Scope, headers: Headers) -> None:
        """Let the request in. Raises HTTPException."""
        check_sizes(scope)
        check_host(headers, self.hosts)
        make_local(scope, self.hosts)
        state, path = scope["state"], scope["path"]
        state["ours"] = check_origin(headers, scope["method"], self.secure)
        person = person_in(headers, self.server.way, self.server.settings.secret)
        state["person"] = person or NOBODY
        if path in OPEN or path.startswith(STATIC):
            return
        if person is None:
            raise NotLoggedIn
        if not person.roles:
            raise HTTPException(403, UNKNOWN_ROLE)

    async def _ask(self, scope: Scope, body: bytes, receive: Receive, outlet: Outlet) -> None:
        """Let the application answer, within the time. Raises what it raises, and HTTPException when late.

        A page is made in a thread, and a thread cannot be interrupted. One that is late goes on to its end,
        unseen, and keeps its place among the threads until then: so they never become more.
        """
        task = asyncio.create_task(self._inner(scope, replayed(body, receive), outlet))
        try:
            done, _ = await asyncio.wait({task}, timeout=ANSWER_SECONDS)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if done:
            task.result()
            if outlet.failed:
                raise Failed
        elif outlet.status:  # the answer is made, but whoever asked does not take it
            task.cancel()
            raise Gone
        else:
            outlet.closed = True
            self._late.add(task)
            task.add_done_callback(self._ended)
            raise HTTPException(503, LATE)

    async def _inner(self, scope: Scope, receive: Receive, outlet: Outlet) -> None:
        await self.app(scope, receive, outlet.send)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        """Note how an answer that was late ended."""
        self._late.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            logg.noted(f"ett sent svar slutade i fel: {type(error).__name__}")
