"""`motor webb`: check the settings, say the address, and serve until stopped."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from verktyg.fel import DONE, lacks_extra, usage_error
from verktyg.regelverk import rules_folder
from verktyg.webb.installningar import Settings


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked on the command line, as it was written."""

    port: int
    host: str
    workers: int
    database: str | None = None
    edit: bool = False
    login: str | None = None
    drafts: bool = False
    rules: str | None = None


def serve(order: Order) -> int:
    """Serve until interrupted. Raises UsageError; returns the exit status."""
    settings = settings_of(order)
    try:
        import uvicorn  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise lacks_extra("motor webb", "webb") from error
    settings.hand_over()
    print(f"Sidan finns på http://{settings.host}:{settings.port}/ (Ctrl+C stänger den).", file=sys.stderr)
    uvicorn.run(
        "verktyg.webb.app:worker",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        access_log=False,
        log_level="warning",
        server_header=False,
    )
    return DONE


def settings_of(order: Order) -> Settings:
    """The settings that were asked for. Raises UsageError where nobody may serve like that."""
    settings = Settings(
        rules=str(rules_folder(order.rules).resolve()),
        host=order.host,
        port=order.port,
        workers=order.workers,
        database=order.database,
        edit=order.edit,
        drafts=order.drafts,
        login=order.login,
    )
    if not settings.loopback and settings.login is None:
        raise usage_error(
            f"På {order.host} kan andra nå sidan, och då måste de logga in.",
            "Ge --inloggning FIL, eller låt bli --värd.",
        )
    return settings
