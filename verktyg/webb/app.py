"""The application: the pages, the JSON interface and the guard around them."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from verktyg.webb.api.app import api_app
from verktyg.webb.avslag import tell_refusals
from verktyg.webb.begaran import Server
from verktyg.webb.installningar import Settings, handed_over
from verktyg.webb.logg import write_to_stderr
from verktyg.webb.regelmapp.mapp import RuleFolder
from verktyg.webb.rendering import HERE
from verktyg.webb.sakerhet.vakt import Guard
from verktyg.webb.sidor import (
    andra,
    fraga,
    inloggning,
    jamfor,
    kvitton,
    prognos,
    regelbeslut,
    regelfynd,
    regler,
    start,
)

PAGES = (start, fraga, inloggning, regler, regelbeslut, regelfynd, andra, jamfor, prognos, kvitton)
"""The modules of the pages, each with its `router`."""


def create_app(settings: Settings) -> FastAPI:
    """The application of those settings, with the rule sets loaded."""
    rules = RuleFolder(Path(settings.rules), settings.drafts)
    rules.look()
    server = Server.of(settings, rules)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        rules.watch()
        yield
        rules.close()
        server.receipts.database.close()

    app = FastAPI(openapi_url=None, lifespan=lifespan)
    app.state.server = server
    for page in PAGES:
        app.include_router(page.router)
    app.mount("/api/v1", api_app(server))
    app.mount("/statiskt", StaticFiles(directory=HERE / "statiskt"))
    tell_refusals(app)
    app.add_middleware(Guard, server=server)
    return app


def worker() -> FastAPI:
    """The application of a worker process."""
    write_to_stderr()
    app = create_app(handed_over())
    # A full garbage collection stops every visitor for as long as it takes to go through the rules and what
    # the engine remembers of them: what is loaded is left out of it, and it comes a tenth as often.
    gc.collect()
    gc.freeze()
    young, middle, old = gc.get_threshold()
    gc.set_threshold(young, middle, 10 * old)
    return app
