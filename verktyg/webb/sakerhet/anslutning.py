"""A connection before there is a request: how long its headers may take, and what broken HTTP is answered."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from verktyg.webb.sakerhet.huvuden import ALWAYS

HEADER_SECONDS = 10.0
"""How long a client may take to send the headers of a request."""

MOST_CONNECTIONS = 1_000
"""How many connections each process takes at a time."""

MOST_OF_ONE = 200
"""How many of them may come from the same address."""

CONNECTION_OPTIONS: dict[str, Any] = {
    "http": "verktyg.webb.sakerhet.anslutning:Connection",
    "ws": "none",
    "h11_max_incomplete_event_size": 40_000,  # more than the headers that the guard lets through
    "proxy_headers": False,  # X-Forwarded-For and the like are never believed
}
"""What uvicorn is told of connections."""


class Connection(H11Protocol):
    """HTTP/1.1, with a clock on the headers: a client that sends them slowly is hung up on."""

    _clock: asyncio.TimerHandle | None = None
    _most_of_one = MOST_CONNECTIONS
    """How many connections the same address may have: behind a proxy they all come from there."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn says it narrower than asyncio
        if self._too_many():
            self._refuse(503, "För många anslutningar. Försök igen om en stund.")
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what has come; wait for the rest of the headers where they are not whole."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop()
        elif self._clock is None and not self.transport.is_closing():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or headers that are too large."""
        self._refuse(400, msg)

    def _too_many(self) -> bool:
        """Whether there are too many connections, here or from where this one comes."""
        peers = [each.client and each.client[0] for each in self.connections if isinstance(each, Connection)]
        alike = peers.count(self.client and self.client[0])
        return len(self.connections) > MOST_CONNECTIONS or alike > self._most_of_one

    def _refuse(self, status: int, told: str) -> None:
        """Answer in words and hang up."""
        headers = [(name.encode(), value.encode()) for name, value in ALWAYS.items()]
        headers += [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        headers += [(b"cache-control", b"no-store")]
        reason = HTTPStatus(status).phrase.encode()
        for event in (
            h11.Response(status_code=status, headers=headers, reason=reason),
            h11.Data(data=f"{told}\n".encode()),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _wait(self) -> None:
        self._clock = self.loop.call_later(HEADER_SECONDS, self._hang_up)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _hang_up(self) -> None:
        self._clock = None
        self.transport.close()


class DirectConnection(Connection):
    """A connection from a browser itself, with no proxy between."""

    _most_of_one = MOST_OF_ONE


def connection_options(direct: bool) -> dict[str, Any]:
    """What uvicorn is told of connections; `direct`: they come straight from browsers, by no proxy."""
    return CONNECTION_OPTIONS | ({"http": DirectConnection} if direct else {})
