"""The token of a form: proof that it comes from a page that this server showed to this browser."""

from __future__ import annotations

import hashlib

from fastapi import HTTPException, Request
from itsdangerous import BadSignature, TimestampSigner

from verktyg.webb.begaran import person_of, server_of

HOURS = 12
"""How long a form can be sent after its page was shown."""


class StaleForm(HTTPException):
    """A form without a valid token: too old, another browser's, or none of this server's."""

    def __init__(self) -> None:
        super().__init__(403, "Sidan har varit öppen för länge, eller visades i en annan webbläsare.")


def stamp(request: Request) -> str:
    """The token that a form on this page carries."""
    return _signer(request).sign(b"").decode()


def check_stamp(request: Request, token: str | None) -> None:
    """Raise HTTPException (403) when `token` is not one that this browser was given."""
    try:
        _signer(request).unsign((token or "").encode(), max_age=HOURS * 3600)
    except BadSignature:
        raise StaleForm from None


def _signer(request: Request) -> TimestampSigner:
    """What signs for this browser and this person: another's signature is as good as none."""
    name = person_of(request).name or ""
    return TimestampSigner(
        server_of(request).settings.secret,
        salt=f"stämpel {request.state.browser} {name}",
        key_derivation="hmac",
        digest_method=hashlib.sha256,
    )
