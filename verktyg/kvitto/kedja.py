"""The hashes that tie receipts together: of a content with its salt, and of a receipt with the one before."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from motor.values.convert import dumps

START = "0" * 64
"""What the first receipt has before it."""


def new_salt() -> str:
    """32 random bytes, as hex: without them nobody can guess a content and see that its hash agrees."""
    return secrets.token_hex(32)


def canonical(value: Any) -> str:
    """JSON text that equal data always have: keys sorted, numbers exact."""
    return dumps(_sorted(value))


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_sorted(item) for item in value]
    return value


def sha256(text: str) -> str:
    """The sha256 of a text in UTF-8, as hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def content_hash(salt: str, content: str) -> str:
    """The hash of a content with its salt (HMAC with SHA-256), as hex."""
    return hmac.new(salt.encode("utf-8"), content.encode("utf-8"), hashlib.sha256).hexdigest()


def link(number: int, time: str, kind: str, content: str, before: str) -> str:
    """The hash of a receipt: its number, time, kind and hash of the content, and the receipt before."""
    return sha256(canonical([number, time, kind, content, before]))
