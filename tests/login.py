"""Logins for tests: the file that `--inloggning` takes, and what a proxy signs."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.testclient import TestClient

from tests.repository import ROOT
from verktyg.webb.app import create_app
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.installningar import Settings

HOST = "regler.exempel.se"
ADDRESS = f"https://{HOST}"
HEADER, ISSUER, AUDIENCE = "X-Inloggad", "https://proxy.exempel.se", "regelmotor"
GROUPS = {Role.OFFICER: "grupp-h", Role.EDITOR: "grupp-r", Role.READER: "grupp-l"}
ROLES = "".join(f"    {role}: [{group}]\n" for role, group in GROUPS.items())
COMMON = f"""  anspråk: {{namn: name, roller: groups}}
  roller:
{ROLES}"""

KEY = RSAKey.generate_key(2048)
OTHER_KEY = RSAKey.generate_key(2048)


def proxy_file(folder: Path, algorithms: str = "[RS256]") -> Path:
    """A login by a proxy that signs with KEY."""
    (folder / "proxy.pem").write_bytes(KEY.as_pem(private=False))
    file = folder / "inloggning.yaml"
    file.write_text(
        f"värdar: [{HOST}]\ntls: proxy\nproxy:\n  huvud: {HEADER}\n  utfärdare: {ISSUER}\n"
        f"  mottagare: {AUDIENCE}\n  algoritmer: {algorithms}\n  nyckelfil: proxy.pem\n{COMMON}",
        "utf-8",
    )
    return file


def claims(*roles: Role, **changed: Any) -> dict[str, Any]:
    """What the proxy says of Anna, who has those roles; a claim that is None is left out."""
    said = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "exp": int(time.time()) + 300,
        "name": "Anna Ek",
        "groups": [GROUPS[role] for role in roles],
    }
    return {key: value for key, value in (said | changed).items() if value is not None}


def part(data: dict[str, Any]) -> str:
    """A part of a token, as it is written."""
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def signed(said: dict[str, Any], key: RSAKey | OctKey = KEY, algorithm: str = "RS256") -> str:
    """A token of those claims."""
    return jwt.encode({"alg": algorithm}, said, key, algorithms=[algorithm])


def as_role(*roles: Role) -> dict[str, str]:
    """The header of a request from Anna, who has those roles."""
    return {HEADER: signed(claims(*roles))}


@contextmanager
def server(login: Path | None, rules: Path = ROOT / "regler", **settings: Any) -> Iterator[TestClient]:
    """A client of a server with that login, which follows no redirects."""
    settings |= {"login": str(login)} if login else {}
    address = ADDRESS if login else "http://127.0.0.1:8000"
    app = create_app(Settings(rules=str(rules), **settings))
    with TestClient(app, base_url=address, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client
