"""The token of a form: proof that it comes from a page that this server showed to this browser."""

from __future__ import annotations

from fastapi import Request


def stamp(request: Request) -> str:
    """The token that a form on this page carries."""
    return ""


def check_stamp(request: Request, token: str | None) -> None:
    """Raise HTTPException (403) when `token` is not one that this browser was given."""
