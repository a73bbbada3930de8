"""A connection before there is a request: how long its headers may take, and what broken HTTP is answered."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from verktyg.webb.sakerhet.huvuden import ALWAYS

HEADER_SECONDS = 10.0
"""How long a client may take to send the headers of a request."""

MOST_CONNECTIONS = 1_000
"""How many connections each process takes at a time."""

CONNECTION_OPTIONS: dict[str, Any] = {
    "http": "verktyg.webb.sakerhet.anslutning:Connection",
    "ws": "none",
    "h11_max_incomplete_event_size": 40_000,  # more than the headers that the guard lets through
    "limit_concurrency": MOST_CONNECTIONS,
    "proxy_headers": False,  # X-Forwarded-For and the like are never believed
}
"""What uvicorn is told of connections."""


class Connection(H11Protocol):
    """HTTP/1.1, with a clock on the headers: a client that sends them slowly is hung up on."""

    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn says it narrower than asyncio
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what has come; wait for the rest of the headers where they are not whole."""
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
        headers = [(name.encode(), value.encode()) for name, value in ALWAYS.items()]
        headers += [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=f"{msg}\n".encode()),
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
