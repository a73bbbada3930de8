"""What the server was started with, as every worker process gets it."""

from __future__ import annotations

import ipaddress
import json
import os
import secrets
from dataclasses import asdict, dataclass, field

VARIABLE = "MOTOR_WEBB"
"""The environment variable in which the starting process hands its settings to the workers."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of `motor webb`. `secret` signs cookies and forms, alike in every worker."""

    rules: str
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    database: str | None = None
    edit: bool = False
    drafts: bool = False
    login: str | None = None
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def hand_over(self) -> None:
        """Put the settings where the worker processes find them."""
        os.environ[VARIABLE] = json.dumps(asdict(self))


def handed_over() -> Settings:
    """The settings that the starting process handed over."""
    return Settings(**json.loads(os.environ[VARIABLE]))
