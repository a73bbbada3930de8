"""The headers that every answer has, and the cookie that tells one browser from another."""

from __future__ import annotations

import re
import secrets

from starlette.datastructures import Headers, MutableHeaders

from verktyg.webb.kakor import cookie, cookie_name, cookies

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""What a page may load (Content Security Policy): nothing from elsewhere, nothing written into it."""

ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # Not `no-referrer`: with that a browser says `Origin: null` of a page's own forms (Fetch, section 3.2).
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}
STATIC = "/statiskt/"
YEAR = 31_536_000
"""A year, in seconds."""

BROWSER = re.compile(r"[A-Za-z0-9_-]{22}")


def harden(headers: MutableHeaders, path: str, secure: bool) -> None:
    """Put the headers on an answer to `path`. What a page has said of its own caching is overruled."""
    headers.update(ALWAYS)
    headers["cache-control"] = "no-cache" if path.startswith(STATIC) else "no-store"
    if secure:
        headers["strict-transport-security"] = f"max-age={YEAR}"


def browser_in(headers: Headers, secure: bool) -> str | None:
    """The name that this server gave the browser, None for a new one."""
    found = cookies(headers).get(cookie_name("motor_blankett", secure), "")
    return found if BROWSER.fullmatch(found) else None


def new_browser() -> str:
    """A name for a browser, that nobody can guess."""
    return secrets.token_urlsafe(16)


def browser_cookie(browser: str, secure: bool) -> str:
    """The Set-Cookie header that names a browser until it is closed."""
    return cookie("motor_blankett", browser, secure)
