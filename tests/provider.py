"""An identity provider that speaks OpenID Connect over HTTP on loopback, and can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "regelmotor", "klientens hemlighet"


class Provider:
    """The provider's account of a client and of one person, Anna; `change` alters what it says of her."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "nyckel 1", "use": "sig"})
        self.signing = self.key
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "nyckel 1"}
        self.groups = ["grupp-h"]
        self.change: Callable[[dict[str, Any]], dict[str, Any]] = dict
        self.token: Callable[[str], str] = str
        self.told_issuer: str | None = None
        self.codes = dict[str, dict[str, str]]()
        self.refused = list[str]()
        self.issuer = ""

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.told_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Anna logs in at once; the address that she is sent back to."""
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens for a code, if it is this client that asks and knows the verifier."""
        asked = self.codes.pop(form.get("code", ""), None)
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        for wrong, why in (
            (asked is None, "code"),
            (authorization != f"Basic {expected}", "client"),
            (asked is not None and asked.get("code_challenge") != challenge, "verifier"),
            (asked is not None and asked["redirect_uri"] != form.get("redirect_uri"), "redirect"),
        ):
            if wrong:
                self.refused.append(why)
                return None
        assert asked is not None
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "sub": "17", "iat": now, "exp": now + 300}
        said |= {"nonce": asked["nonce"], "name": "Anna Ek", "groups": self.groups}
        token = jwt.encode(self.header, self.change(said), self.signing, algorithms=[self.header["alg"]])
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.token(token)}


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that answers on a free port of loopback."""
    one = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("location", one.authorize(asked))
                self.send_header("content-length", "0")
                self.end_headers()
            elif parts.path == "/jwks":
                self._json(dict(KeySet([one.key]).as_dict(private=False)))
            else:
                self._json(one.discovery())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {key: values[0] for key, values in parse_qs(body).items()}
            tokens = one.exchange(form, unquote(self.headers.get("authorization", "")))
            self._json(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

        def _json(self, data: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        one.issuer = f"http://127.0.0.1:{http.server_address[1]}"
        thread = threading.Thread(target=http.serve_forever, args=(0.02,))
        thread.start()
        yield one
        http.shutdown()
        thread.join()
