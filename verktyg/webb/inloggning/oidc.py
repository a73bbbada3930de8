"""Login with an identity provider: OpenID Connect Core 1.0, its code flow, with PKCE (RFC 7636)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from authlib.common.security import generate_token
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from verktyg.webb.inloggning.fil import Oidc
from verktyg.webb.inloggning.roller import Person
from verktyg.webb.inloggning.tjanst import LoginFailed, Service, client

LEEWAY = 30
"""How many seconds the clocks may differ."""

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
"""The signatures that are taken: none with a shared key, and none that is missing."""


class UnknownKey(LoginFailed):
    """The token is signed with a key that is not among those remembered."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What this server remembers of a login that has begun, in a signed cookie of the browser."""

    state: str
    nonce: str
    verifier: str
    to: str


def begin(service: Service, to: str) -> tuple[str, Begun]:
    """The provider's address to go to, and what to remember. Raises LoginFailed."""
    begun = Begun(generate_token(32), generate_token(32), generate_token(64), to)
    place = service.told["authorization_endpoint"]
    with client(service.oidc) as one:
        url, _ = one.create_authorization_url(
            place, state=begun.state, nonce=begun.nonce, code_verifier=begun.verifier
        )
    return str(url), begun


def finish(service: Service, begun: Begun, answer: Mapping[str, str]) -> Person:
    """The person that the provider has sent back with `answer`. Raises LoginFailed."""
    oidc = service.oidc
    if answer.get("state") != begun.state:
        raise LoginFailed("svaret hör till en annan inloggning")
    if answer.get("iss", oidc.issuer) != oidc.issuer:  # RFC 9207
        raise LoginFailed("svaret kommer från en annan utfärdare")
    if "error" in answer or "code" not in answer:
        raise LoginFailed("identitetstjänsten har sagt nej")
    keys = service.keys  # first, so that a code is not used up in vain
    token = service.token(answer["code"], begun.verifier)
    try:
        return _person(oidc, token, keys, begun.nonce)
    except UnknownKey:
        return _person(oidc, token, service.new_keys(), begun.nonce)


def _person(oidc: Oidc, token: Mapping[str, Any], keys: KeySet, nonce: str) -> Person:
    """The person of an id_token, checked as OpenID Connect Core 3.1.3.7 says."""
    demands = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": oidc.issuer},
        aud={"essential": True, "value": oidc.client},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(str(token.get("id_token", "")), keys, algorithms=ALGORITHMS).claims
        demands.validate(claims)
    except InvalidKeyIdError:
        raise UnknownKey("id_token har en okänd nyckel") from None
    except (JoseError, ValueError, TypeError) as error:
        raise LoginFailed(f"id_token godtas inte ({type(error).__name__})") from None
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else oidc.client) != oidc.client:
        raise LoginFailed("id_token är utfärdad åt en annan klient")
    person = oidc.claims.person(claims)
    if person is None:
        raise LoginFailed("id_token säger inte vem personen är")
    return person


def sign_out_url(service: Service) -> str | None:
    """Where to log out of the provider too (RP-Initiated Logout 1.0); None when it has no such place."""
    try:
        place = service.told.get("end_session_endpoint")
    except LoginFailed:
        return None
    back = urlencode(
        {"client_id": service.oidc.client, "post_logout_redirect_uri": f"{service.oidc.address}/"}
    )
    return f"{place}{'&' if '?' in place else '?'}{back}" if isinstance(place, str) else None
