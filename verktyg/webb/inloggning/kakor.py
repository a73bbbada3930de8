"""What the login keeps in the browser: signed cookies that live a short time."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.datastructures import Headers

from verktyg.webb.inloggning.oidc import Begun
from verktyg.webb.inloggning.roller import Person, Role
from verktyg.webb.kakor import cookie, cookie_name, cookies

SESSION, BEGUN = "motor_session", "motor_inloggning"
SESSION_SECONDS, BEGUN_SECONDS = 8 * 3600, 600
"""A working day; and the time that somebody may take over the provider's login page."""


def session_cookie(secret: str, person: Person) -> str:
    """The Set-Cookie header that keeps a person logged in, with the roles that they have now."""
    kept = {"namn": person.name, "roller": sorted(person.roles)}
    return cookie(SESSION, _signer(secret, SESSION).dumps(kept), True, SESSION_SECONDS)


def person_in(headers: Headers, secret: str) -> Person | None:
    """Who is logged in."""
    kept = _read(headers, secret, SESSION, SESSION_SECONDS)
    return Person(kept["namn"], frozenset(map(Role, kept["roller"]))) if kept else None


def begun_cookie(secret: str, begun: Begun) -> str:
    """The Set-Cookie header that remembers a login that has begun."""
    return cookie(BEGUN, _signer(secret, BEGUN).dumps(asdict(begun)), True, BEGUN_SECONDS)


def begun_in(headers: Headers, secret: str) -> Begun | None:
    """The login that has begun."""
    kept = _read(headers, secret, BEGUN, BEGUN_SECONDS)
    return Begun(**kept) if kept else None


def forget(name: str) -> str:
    """The Set-Cookie header that removes a cookie."""
    return cookie(name, "", True, 0)


def _read(headers: Headers, secret: str, name: str, seconds: int) -> dict[str, Any] | None:
    try:
        kept = _signer(secret, name).loads(cookies(headers).get(cookie_name(name, True), ""), max_age=seconds)
    except BadSignature:
        return None
    return dict(kept)


def _signer(secret: str, name: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        secret, salt=name, signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256}
    )
