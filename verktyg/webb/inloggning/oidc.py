"""Login with an identity provider: OpenID Connect Core 1.0, its code flow, with PKCE (RFC 7636)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from verktyg.webb.inloggning.fil import Oidc
from verktyg.webb.inloggning.roller import Person

ANSWER = "/logga-in/svar"
"""Where the provider sends the person back to."""

SECONDS = 5.0
"""How long the provider may take over an answer."""

LEEWAY = 30
"""How many seconds the clocks may differ."""

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
"""The signatures that are taken: none with a shared key, and none that is missing."""


class LoginFailed(Exception):
    """Nobody has been logged in. The text is for the log, and tells nothing of the person."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What this server remembers of a login that has begun, in a signed cookie of the browser."""

    state: str
    nonce: str
    verifier: str
    to: str


def begin(oidc: Oidc, to: str) -> tuple[str, Begun]:
    """The provider's address to go to, and what to remember. Raises LoginFailed."""
    begun = Begun(generate_token(32), generate_token(32), generate_token(64), to)
    with _client(oidc) as client:
        url, _ = client.create_authorization_url(
            _provider(client, oidc)["authorization_endpoint"],
            state=begun.state,
            nonce=begun.nonce,
            code_verifier=begun.verifier,
        )
    return str(url), begun


def finish(oidc: Oidc, begun: Begun, answer: Mapping[str, str]) -> Person:
    """The person that the provider has sent back with `answer`. Raises LoginFailed."""
    if answer.get("state") != begun.state:
        raise LoginFailed("svaret hör till en annan inloggning")
    if answer.get("iss", oidc.issuer) != oidc.issuer:  # RFC 9207
        raise LoginFailed("svaret kommer från en annan utfärdare")
    if "error" in answer or "code" not in answer:
        raise LoginFailed("identitetstjänsten har sagt nej")
    with _client(oidc) as client:
        provider = _provider(client, oidc)
        try:
            token = client.fetch_token(
                provider["token_endpoint"], code=answer["code"], code_verifier=begun.verifier
            )
            keys = KeySet.import_key_set(
                client.request("GET", provider["jwks_uri"], withhold_token=True).json()
            )
        except (OAuthError, httpx.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
            raise LoginFailed(
                f"identitetstjänsten svarade inte som den ska ({type(error).__name__})"
            ) from None
    return _person(oidc, token, keys, begun.nonce)


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
    except (JoseError, ValueError, TypeError) as error:
        raise LoginFailed(f"id_token godtas inte ({type(error).__name__})") from None
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else oidc.client) != oidc.client:
        raise LoginFailed("id_token är utfärdad åt en annan klient")
    person = oidc.claims.person(claims)
    if person is None:
        raise LoginFailed("id_token säger inte vem personen är")
    return person


def sign_out_url(oidc: Oidc) -> str | None:
    """Where to log out of the provider too (RP-Initiated Logout 1.0); None when it has no such place."""
    try:
        with _client(oidc) as client:
            place = _provider(client, oidc).get("end_session_endpoint")
    except LoginFailed:
        return None
    back = urlencode({"client_id": oidc.client, "post_logout_redirect_uri": f"{oidc.address}/"})
    return f"{place}{'&' if '?' in place else '?'}{back}" if isinstance(place, str) else None


def _client(oidc: Oidc) -> Any:
    return OAuth2Client(
        oidc.client,
        oidc.secret,
        scope=oidc.scope,
        redirect_uri=oidc.address + ANSWER,
        code_challenge_method="S256",
        timeout=SECONDS,
    )


def _provider(client: Any, oidc: Oidc) -> dict[str, Any]:
    """What the provider says of itself (OpenID Connect Discovery 1.0), read anew for each login."""
    url = f"{oidc.issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        told = client.request("GET", url, withhold_token=True).raise_for_status().json()
        if told["issuer"] != oidc.issuer:
            raise LoginFailed("identitetstjänsten uppger en annan utfärdare")
        addresses = [told[key] for key in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise LoginFailed(f"identitetstjänsten går inte att nå ({type(error).__name__})") from None
    if oidc.issuer.startswith("https://") and not all(each.startswith("https://") for each in addresses):
        raise LoginFailed("identitetstjänsten har en adress utan https")
    return dict(told)
