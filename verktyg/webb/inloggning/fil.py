"""The file that says how people log in: read, checked, and made into what the guard asks."""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, import_key

from motor.documents.building import read_document
from motor.documents.forms import Form
from motor.documents.schema import Kind
from motor.documents.source import Source
from motor.errors import Location, Problem, Severity
from verktyg.fel import UsageError
from verktyg.webb.inloggning.roller import Person, Role

SHORTEST_SECRET = 32
"""How many characters a shared key must have at least."""


@dataclass(frozen=True, slots=True)
class Claims:
    """How a person is read from what has been said of them: the claims, and which values give which role."""

    name: str
    groups: str
    roles: Mapping[Role, frozenset[str]]

    def person(self, claims: Mapping[str, Any]) -> Person | None:
        """The person; without roles when no value gives any, None when there is no name."""
        name, held = claims.get(self.name), claims.get(self.groups)
        if not isinstance(name, str) or not name.strip():
            return None
        values = held if isinstance(held, list) else [held]
        groups = {each for each in values if isinstance(each, str)}
        return Person(name.strip(), frozenset(role for role, giving in self.roles.items() if giving & groups))


@dataclass(frozen=True, slots=True)
class Oidc:
    """An identity provider, and this server's account with it."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    scope: str
    address: str
    claims: Claims


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy in front that signs who it has let in."""

    header: str
    issuer: str
    audience: str
    algorithms: tuple[str, ...]
    key: Key | KeySet = field(repr=False)
    sign_out: str | None
    claims: Claims


@dataclass(frozen=True, slots=True)
class Tls:
    """The files of the certificate and of its key."""

    certificate: str
    key: str


@dataclass(frozen=True, slots=True)
class Login:
    """How people log in; `hosts` are the names that the pages have, `tls` is None behind a proxy."""

    hosts: tuple[str, ...]
    tls: Tls | None
    way: Oidc | Proxy


def read_login(path: Path) -> Login:
    """The login of a file. Raises UsageError with everything that is wrong with it."""
    login, problems = read_document(path, Kind.LOGIN, _login)
    faults = [each for each in problems if each.severity is Severity.FEL]
    if faults:
        raise UsageError(faults)
    if login is None:
        raise UsageError(Problem("tom fil", "Filen säger inget om inloggning.", Location(str(path))))
    return login


def _login(form: Form, source: Source) -> Login | None:
    if form.problems:  # what the schema refuses is said once
        return None
    folder = Path(source.name).parent
    ways = [build(each, folder) for key, build in _WAYS.items() if (each := form.form(key))]
    tls = form.form("tls")
    files = _tls(tls, folder) if tls else None
    if len(ways) != 1 or ways[0] is None or (tls and not files):
        return None
    return Login(tuple(each.text.lower() for each in form.cells("värdar")), files, ways[0])


def _tls(form: Form, folder: Path) -> Tls | None:
    certificate, key = form.text("certifikat"), form.text("nyckel")
    if certificate is None or key is None:
        return None
    files = Tls(str(folder / certificate), str(folder / key))
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(files.certificate, files.key)
    except (OSError, ssl.SSLError):
        _fault(form, "certifikat", "Certifikatet och nyckeln går inte att läsa, eller hör inte ihop.")
        return None
    return files


def _oidc(form: Form, _folder: Path) -> Oidc | None:
    issuer, client, address = form.text("utfärdare"), form.text("klient"), form.text("adress")
    secret, claims = _secret(form), _claims(form)
    for key, url in (("utfärdare", issuer), ("adress", address)):
        if url and not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            _fault(form, key, "Adressen måste börja med https://.")
    if not (issuer and client and address and secret and claims):
        return None
    scope = form.text("scope") or "openid profile"
    if "openid" not in scope.split():
        _fault(form, "scope", "Bland det som begärs måste openid finnas.")
        return None
    return Oidc(issuer, client, secret, scope, address.rstrip("/"), claims)


def _proxy(form: Form, folder: Path) -> Proxy | None:
    header, issuer, audience = form.text("huvud"), form.text("utfärdare"), form.text("mottagare")
    algorithms, claims = tuple(each.text for each in form.cells("algoritmer")), _claims(form)
    shared = {each.startswith("HS") for each in algorithms}
    if shared != {form.has("miljövariabel")}:
        _fault(
            form,
            "algoritmer",
            "HS256, HS384 och HS512 hör ihop med miljövariabel, och de andra med nyckelfil eller jwksfil.",
        )
        return None
    key = _key(form, folder)
    if not (header and issuer and audience and claims and key):
        return None
    return Proxy(header.lower(), issuer, audience, algorithms, key, form.text("utloggning"), claims)


_WAYS: dict[str, Callable[[Form, Path], Oidc | Proxy | None]] = {"oidc": _oidc, "proxy": _proxy}


def _key(form: Form, folder: Path) -> Key | KeySet | None:
    """The key that the proxy's signature is checked with; never one that is not what the algorithms need."""
    try:
        if name := form.text("nyckelfil"):
            text = (folder / name).read_text("ascii")
            if "PUBLIC KEY" not in text:
                _fault(form, "nyckelfil", "Filen ska hålla en öppen nyckel (BEGIN PUBLIC KEY).")
                return None
            return import_key(text, "EC" if form.cells("algoritmer")[0].text.startswith("ES") else "RSA")
        if name := form.text("jwksfil"):
            keys = KeySet.import_key_set(json.loads((folder / name).read_text("utf-8")))
            if any(key.key_type == "oct" for key in keys):
                _fault(form, "jwksfil", "Filen ska hålla öppna nycklar, ingen delad hemlighet.")
                return None
            return keys
    except (OSError, ValueError, KeyError, TypeError, JoseError):
        _fault(form, "nyckelfil" if form.has("nyckelfil") else "jwksfil", "Nyckeln går inte att läsa.")
        return None
    secret = _secret(form)
    if secret is None:
        return None
    if len(secret) < SHORTEST_SECRET or "-----BEGIN" in secret:
        why = f"Den delade hemligheten ska ha minst {SHORTEST_SECRET} tecken, och vara slumpade sådana."
        _fault(form, "miljövariabel", why)
        return None
    return import_key(secret, "oct")


def _secret(form: Form) -> str | None:
    name = form.text("miljövariabel")
    if name is None:
        return None
    secret = os.environ.get(name)
    if not secret:
        _fault(form, "miljövariabel", f"Miljövariabeln {name} är inte satt.")
    return secret


def _claims(form: Form) -> Claims | None:
    claims, roles = form.form("anspråk"), form.form("roller")
    name, groups = (claims.text("namn"), claims.text("roller")) if claims else (None, None)
    if not (name and groups and roles):
        return None
    giving = {role: frozenset(each.text for each in roles.cells(role)) for role in Role}
    return Claims(name, groups, giving)


def _fault(form: Form, key: str, message: str) -> None:
    """Add a problem at a key."""
    cell = form.cell(key) or form.cell_of(form.node)
    form.problems.append(cell.problem("inloggning", message))
