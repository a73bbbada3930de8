"""Which host and which page a request says that it is for and from."""

from __future__ import annotations

from urllib.parse import unquote

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import Scope

from verktyg.webb.inloggning.fil import Login
from verktyg.webb.installningar import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that change nothing (RFC 9110, section 9.2.1)."""


def own_hosts(settings: Settings, login: Login | None) -> frozenset[str]:
    """The values of the Host header that this server answers to.

    On loopback they are its own names alone, so that no other site can have its name point there and read
    the pages in somebody's browser (DNS rebinding).
    """
    hosts = set[str]()
    for name in login.hosts if login else ():
        hosts |= {name} if ":" in name else {name, f"{name}:443"}
    if settings.loopback:
        literal = f"[{settings.host}]" if ":" in settings.host else settings.host.lower()
        names = {"127.0.0.1", "localhost", "[::1]", literal}
        hosts |= {f"{name}:{settings.port}" for name in names}
        hosts |= names if settings.port == 80 else set()
    return frozenset(hosts)


def check_host(headers: Headers, hosts: frozenset[str]) -> None:
    """Raise HTTPException unless the request names this server, once."""
    named = headers.getlist("host")
    if len(named) != 1:
        raise HTTPException(400, "Begäran säger inte vilken värd den är till.")
    if named[0].lower() not in hosts:
        raise HTTPException(421, "Sidan svarar inte på det namnet. Använd adressen som visades vid start.")


def make_local(scope: Scope, hosts: frozenset[str]) -> None:
    """Take the host out of an address that is written whole (RFC 9112, section 3.2.2).

    Raises HTTPException when it is not this server's.
    """
    raw = scope.get("raw_path") or scope["path"].encode()
    if raw.startswith(b"/"):
        return
    scheme, _, rest = raw.decode("latin-1").partition("://")
    authority, _, path = rest.partition("/")
    if scheme.lower() not in ("http", "https") or authority.lower() not in hosts:
        raise HTTPException(400, "Begäran är till en adress som inte är serverns.")
    scope["raw_path"], scope["path"] = f"/{path}".encode("latin-1"), unquote(f"/{path}")


def check_origin(headers: Headers, method: str, secure: bool) -> bool:
    """Whether the browser says that the request comes from a page of this server.

    Raises HTTPException when it says that another site wants something changed. What says nothing is no
    browser, since every browser sends Origin with such a request.
    """
    site, origins = headers.get("sec-fetch-site"), headers.getlist("origin")
    own = f"{'https' if secure else 'http'}://{headers['host'].lower()}"
    ours = site == "same-origin" or (site is None and origins == [own])
    if method not in SAFE and (
        site not in (None, "same-origin", "none") or any(_bare(each) != _bare(own) for each in origins)
    ):
        raise HTTPException(403, "Begäran kommer från en annan webbplats, och ändrar därför ingenting.")
    return ours


def _bare(origin: str) -> str:
    """An origin without the port that its scheme has anyway."""
    scheme, _, host = origin.lower().partition("://")
    return f"{scheme}://{host.removesuffix({'http': ':80', 'https': ':443'}.get(scheme, ''))}"
