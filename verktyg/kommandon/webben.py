"""The command that serves the pages and the JSON interface."""

from __future__ import annotations

from typing import Annotated

import typer

from verktyg.kommando import Database, Drafts, Rules, app, command


@command(app, "webb", "motor webb", "motor webb --port 8080 --redigera")
def webb(
    port: Annotated[
        int, typer.Option("--port", metavar="NR", help="Porten. 0 tar en ledig.", min=0, max=65535)
    ] = 8000,
    värd: Annotated[
        str, typer.Option("--värd", metavar="ADRESS", help="Adressen att lyssna på.")
    ] = "127.0.0.1",
    inloggning: Annotated[
        str | None,
        typer.Option("--inloggning", metavar="FIL", help="Hur de som når sidan utifrån loggar in."),
    ] = None,
    redigera: Annotated[
        bool, typer.Option("--redigera", help="Låt utkast ändras på sidan Ändra regler.")
    ] = False,
    arbetare: Annotated[
        int, typer.Option("--arbetare", metavar="ANTAL", help="Hur många processer som svarar.", min=1)
    ] = 1,
    databas: Database = None,
    utkast: Drafts = False,
    regler: Rules = None,
) -> int:
    """Öppna sidorna och JSON-gränssnittet i en webbläsare på den här datorn.

    Ändrade regler på disken tas upp utan omstart. Är de trasiga svarar sidan
    vidare efter de förra, och säger det.
    """
    from verktyg.webb.starta import Order, serve

    return serve(Order(port, värd, arbetare, databas, redigera, inloggning, utkast, regler))
