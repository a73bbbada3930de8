"""How large a request may be, and how long it may take."""

from __future__ import annotations

import asyncio

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

MOST_BYTES = 1_000_000
"""How large a body may be."""

MOST_HEADERS, MOST_HEADER_BYTES, MOST_ADDRESS_BYTES = 100, 32_000, 8_000
"""How many headers a request may have, their bytes together, and those of the address."""

BODY_SECONDS, ANSWER_SECONDS = 10.0, 30.0
"""How long it may take to send a body, and to get the whole answer."""


class Gone(Exception):
    """Whoever asked has hung up."""


def check_sizes(scope: Scope) -> None:
    """Raise HTTPException for an address or headers that are too large."""
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MOST_ADDRESS_BYTES:
        raise HTTPException(414, "Adressen är för lång.")
    headers = scope["headers"]
    size = sum(len(name) + len(value) for name, value in headers)
    if len(headers) > MOST_HEADERS or size > MOST_HEADER_BYTES:
        raise HTTPException(431, "Begäran har för många eller för långa huvuden.")


async def read_body(headers: Headers, receive: Receive) -> bytes:
    """The whole body, so that nobody who sends slowly holds a thread. Raises HTTPException, Gone."""
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length[:20]) > MOST_BYTES:
        raise too_large()
    parts, size, more = list[bytes](), 0, True
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                part, more = message.get("body", b""), message.get("more_body", False)
                parts.append(part)
                size += len(part)
                if size > MOST_BYTES:
                    raise too_large()
    except TimeoutError:
        raise HTTPException(408, "Begäran kom för långsamt. Försök igen.", {"connection": "close"}) from None
    return b"".join(parts)


def too_large() -> HTTPException:
    """The refusal of a body that is too large."""
    most = MOST_BYTES // 1_000_000
    return HTTPException(413, f"Det som skickades är större än {most} megabyte.", {"connection": "close"})


def replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body that has been read, and then what `receive` gives."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
