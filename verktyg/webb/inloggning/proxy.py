"""Who a proxy in front says that the person is: a signed header (RFC 7519), checked in every part."""

from __future__ import annotations

from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ExpiredTokenError,
    InvalidClaimError,
    JoseError,
    MissingClaimError,
)
from starlette.datastructures import Headers

from verktyg.webb import logg
from verktyg.webb.inloggning.fil import Proxy
from verktyg.webb.inloggning.roller import Person

LEEWAY = 30
"""How many seconds the clocks may differ."""


def person_in(headers: Headers, proxy: Proxy) -> Person | None:
    """The person that the header names; None without one that holds in every part.

    Two headers of the name count as none: somebody has added one that the proxy let through.
    """
    found = headers.getlist(proxy.header)
    if len(found) != 1:
        logg.noted(f"inte inloggad: huvudet {'står flera gånger' if found else 'saknas'}")
        return None
    demands = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": proxy.issuer},
        aud={"essential": True, "value": proxy.audience},
        exp={"essential": True},
    )
    try:
        token = jwt.decode(found[0].removeprefix("Bearer "), proxy.key, algorithms=proxy.algorithms)
        demands.validate(token.claims)
    except (JoseError, ValueError, TypeError) as error:  # the last two for what is no token at all
        logg.noted(f"inte inloggad: {_WHY.get(type(error), 'huvudet går inte att läsa')}")
        return None
    return proxy.claims.person(token.claims)


_WHY: dict[type[Exception], str] = {
    BadSignatureError: "signaturen stämmer inte",
    ExpiredTokenError: "tiden har gått ut",
    InvalidClaimError: "fel utfärdare eller mottagare",
    MissingClaimError: "en uppgift saknas",
}
"""What the log says of a header that does not hold: never what it holds."""
