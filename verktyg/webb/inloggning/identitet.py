"""Who sends a request, by the way that people log in."""

from __future__ import annotations

from starlette.datastructures import Headers

from verktyg.webb.inloggning import kakor, proxy
from verktyg.webb.inloggning.fil import Oidc, Proxy
from verktyg.webb.inloggning.roller import LOCAL, Person


def person_in(headers: Headers, way: Oidc | Proxy | None, secret: str) -> Person | None:
    """The person, None when nobody is logged in. Without a way in everyone is at the machine itself.

    `secret` is what this server signs its cookies with.
    """
    if way is None:
        return LOCAL
    if isinstance(way, Oidc):
        return kakor.person_in(headers, secret)
    if isinstance(way, Proxy):
        return proxy.person_in(headers, way)
    raise TypeError(f"no way in for {type(way).__name__}")
