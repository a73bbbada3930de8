"""`motor webb`: check the settings, say the address, and serve until stopped."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from verktyg.fel import DONE, lacks_extra, usage_error
from verktyg.regelverk import rules_folder
from verktyg.webb.installningar import Settings
from verktyg.webb.uttag import address_of, listening

LAST_SECONDS = 5
"""How long answers that are being given may take once the server is told to stop."""


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
        from uvicorn.supervisors import Multiprocess  # noqa: PLC0415

        import verktyg.webb.app  # noqa: F401, PLC0415 - with all that the extra holds, for the workers to find
        from verktyg.kvitto.databas import Database  # noqa: PLC0415
        from verktyg.webb.inloggning.fil import read_login  # noqa: PLC0415
        from verktyg.webb.sakerhet.anslutning import connection_options  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise lacks_extra("motor webb", "webb") from error
    login = read_login(Path(settings.login)) if settings.login else None
    tls = login.tls if login else None
    bound = listening(settings.host, settings.port)
    settings = replace(settings, port=bound.getsockname()[1])
    settings.hand_over()
    print(
        f"Sidan finns på {address_of(settings.host, settings.port, tls is not None)} (Ctrl+C stänger den).",
        file=sys.stderr,
        flush=True,
    )
    if warning := Database(settings.database).open_to_others:
        print(warning, file=sys.stderr, flush=True)
    config = uvicorn.Config(
        "verktyg.webb.app:worker",
        factory=True,
        workers=settings.workers,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=LAST_SECONDS,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
        **connection_options(direct=tls is not None),
    )
    with suppress(KeyboardInterrupt):  # as it says that it is closed
        if settings.workers > 1:
            Multiprocess(config, [bound]).run()
        else:
            uvicorn.Server(config).run([bound])
    return DONE


def settings_of(order: Order) -> Settings:
    """The settings that were asked for. Raises UsageError where nobody may serve like that."""
    settings = Settings(
        rules=str(Path.cwd() / rules_folder(order.rules)),
        host=order.host,
        port=order.port,
        workers=order.workers,
        database=order.database,
        edit=order.edit,
        drafts=order.drafts,
        login=None if order.login is None else str(Path(order.login).absolute()),
    )
    if not settings.loopback and settings.login is None:
        raise usage_error(
            f"På {order.host} kan andra nå sidan, och då måste de logga in.",
            "Ge --inloggning FIL, eller låt bli --värd.",
        )
    return settings
