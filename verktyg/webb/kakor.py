"""Cookies as they are sent and read: for the whole site, unseen by scripts."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import cookie_parser


def cookie_name(name: str, secure: bool) -> str:
    """The name of a cookie; the prefix makes the browser refuse one that another host or plain HTTP set."""
    return f"__Host-{name}" if secure else name


def cookies(headers: Headers) -> dict[str, str]:
    """The cookies that a browser sent; one that another page set strangely does not hide the others."""
    return cookie_parser("; ".join(headers.getlist("cookie")))


def cookie(name: str, value: str, secure: bool, seconds: int | None = None) -> str:
    """A Set-Cookie header for the whole site, unseen by scripts; `seconds` is its life, None the browser's.

    It is `Lax`: a `Strict` one is not sent when somebody follows a link to the page from a letter or comes
    from the login, and the page would then begin anew and make the forms in other tabs too old.
    """
    life = "" if seconds is None else f"; Max-Age={seconds}"
    return f"{cookie_name(name, secure)}={value}; Path=/; HttpOnly; SameSite=Lax{life}" + (
        "; Secure" if secure else ""
    )
