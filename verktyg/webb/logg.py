"""What is written in the log: never a fact, a body, a query, an ärende or a person.

A line says what was asked for by the pattern of its address (`/kvitton/{nummer}`), since the address itself
may be anything that somebody has typed. An error is told by its kind and by the lines of code that it went
through; its text may hold facts and is left out.
"""

from __future__ import annotations

import logging
import secrets
import sys
import traceback
from pathlib import Path

from starlette.types import Scope

LOG = logging.getLogger("motor.webb")
MOST_FRAMES = 12
"""How many lines of code an error is told by, the last ones."""


def write_to_stderr() -> None:
    """Let a worker process write its log, a line an answer, on standard error."""
    if not LOG.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False


def answered(scope: Scope, status: int, seconds: float) -> None:
    """Note an answer."""
    LOG.info("%s %s %d %d ms", method(scope), pattern(scope), status, seconds * 1000)


def failed(scope: Scope, error: BaseException) -> str:
    """Note an error of the program; returns the number that it is found by."""
    number = secrets.token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    went = " < ".join(f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in reversed(frames))
    LOG.error("fel %s %s %s %s: %s", number, method(scope), pattern(scope), type(error).__name__, went)
    return number


def noted(what: str) -> None:
    """Note something else that has happened, such as a login that failed."""
    LOG.warning("%s", what)


def method(scope: Scope) -> str:
    """The method; one that nobody has heard of is not repeated."""
    known = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH")
    return scope["method"] if scope["method"] in known else "?"


def pattern(scope: Scope) -> str:
    """The pattern of the address, `-` for one that no page has."""
    route = getattr(scope.get("route"), "path", None)
    if route is not None:
        return f"{scope.get('root_path', '')}{route}" if not route.startswith("/api/") else route
    return "/statiskt" if scope["path"].startswith("/statiskt/") else "-"
