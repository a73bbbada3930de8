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
        return _nobody("huvudet står flera gånger" if found else "huvudet saknas")
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
        return _nobody(_WHY.get(type(error), "huvudet går inte att läsa"))
    return proxy.claims.person(token.claims)


_WHY: dict[type[Exception], str] = {
    BadSignatureError: "signaturen stämmer inte",
    ExpiredTokenError: "tiden har gått ut",
    InvalidClaimError: "fel utfärdare eller mottagare",
    MissingClaimError: "en uppgift saknas",
}


def _nobody(why: str) -> None:
    """Nobody, which the log tells the reason of: never what the header holds."""
    logg.noted(f"inte inloggad: {why}")
