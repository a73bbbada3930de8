"""The identity provider asked over HTTP: what it says of itself and its keys, remembered for some minutes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from verktyg.webb.inloggning.fil import Oidc

ANSWER = "/logga-in/svar"
"""Where the provider sends the person back to."""

SECONDS = 5.0
"""How long the provider may take over an answer."""

KEPT_SECONDS = 300.0
"""How long what it says of itself is remembered."""

MOST_AT_ONCE = 5
"""How many threads may wait for the provider: a slow one must not take them from the pages."""


class LoginFailed(Exception):
    """Nobody has been logged in. The text is for the log, and tells nothing of the person."""


class LoginBusy(LoginFailed):
    """Too many log in at this moment."""


def client(oidc: Oidc) -> Any:
    """A client of the provider, with this server's account."""
    return OAuth2Client(
        oidc.client,
        oidc.secret,
        scope=oidc.scope,
        redirect_uri=oidc.address + ANSWER,
        code_challenge_method="S256",
        timeout=SECONDS,
    )


class Service:
    """One provider. Safe from every thread."""

    def __init__(self, oidc: Oidc) -> None:
        self.oidc = oidc
        self._places = threading.Semaphore(MOST_AT_ONCE)
        self._kept: dict[str, tuple[float, Any]] = {}

    @property
    def told(self) -> dict[str, Any]:
        """What it says of itself (OpenID Connect Discovery 1.0). Raises LoginFailed."""
        return dict(self._remembered("told", self._discover))

    @property
    def keys(self) -> KeySet:
        """Its keys. Raises LoginFailed."""
        keys: KeySet = self._remembered("keys", self._fetch_keys)
        return keys

    def new_keys(self) -> KeySet:
        """Its keys asked for anew, as when a token names one that is not known. Raises LoginFailed."""
        self._kept.pop("keys", None)
        return self.keys

    def token(self, code: str, verifier: str) -> dict[str, Any]:
        """What it gives for a code. Raises LoginFailed."""
        place = self.told["token_endpoint"]
        with self._asking() as asked:
            return dict(asked.fetch_token(place, code=code, code_verifier=verifier))

    def _remembered(self, what: str, fetch: Callable[[], Any]) -> Any:
        kept = self._kept.get(what)
        if kept is None or time.monotonic() - kept[0] > KEPT_SECONDS:
            kept = self._kept[what] = time.monotonic(), fetch()
        return kept[1]

    def _discover(self) -> dict[str, Any]:
        issuer = self.oidc.issuer
        with self._asking() as asked:
            url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
            told = asked.request("GET", url, withhold_token=True).raise_for_status().json()
            if told["issuer"] != issuer:
                raise LoginFailed("identitetstjänsten uppger en annan utfärdare")
            addresses = [told[key] for key in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if not all(isinstance(each, str) for each in addresses):
            raise LoginFailed("identitetstjänsten har en adress som inte är en text")
        if issuer.startswith("https://") and not all(each.startswith("https://") for each in addresses):
            raise LoginFailed("identitetstjänsten har en adress utan https")
        return dict(told)

    def _fetch_keys(self) -> KeySet:
        place = self.told["jwks_uri"]
        with self._asking() as asked:
            return KeySet.import_key_set(asked.request("GET", place, withhold_token=True).json())

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        """A client to ask with. Raises LoginFailed for whatever goes wrong meanwhile."""
        if not self._places.acquire(blocking=False):
            raise LoginBusy("för många loggar in samtidigt")
        try:
            with client(self.oidc) as asked:
                yield asked
        except (OAuthError, httpx2.HTTPError, httpx2.InvalidURL, JoseError, ValueError) as error:
            raise LoginFailed(f"identitetstjänsten svarar inte ({type(error).__name__})") from None
        except (AttributeError, KeyError, TypeError) as error:  # an answer of another form
            raise LoginFailed(f"identitetstjänsten svarar fel ({type(error).__name__})") from None
        finally:
            self._places.release()
