"""Commands about receipts: results that have been kept."""

from __future__ import annotations

from typing import Annotated

import typer

from verktyg.kommando import AsJson, Database, Rules, app, command, receipts


@command(
    app,
    "spela-upp",
    "motor spela-upp",
    "motor spela-upp --enligt 2025-01-01",
    "motor spela-upp --enligt regler/{regelverk} --enligt 2025-01-01",
)
def spela_upp(
    enligt: Annotated[
        list[str] | None,
        typer.Option(
            "--enligt",
            metavar="DATUM|MAPP",
            help="Jämför med en dags regler, med en mapps, eller med en mapps en viss dag.",
        ),
    ] = None,
    databas: Database = None,
    regler: Rules = None,
    som_json: AsJson = False,
) -> int:
    """Pröva varje kvitto igen med sina egna regler, och visa att svaret är detsamma.

    Reglerna är de texter som sparades med kvittot. Med en dag prövas allt
    som om den dagens regler alltid hade gällt.
    """
    from verktyg.kvitto.kommandon import play

    return play(enligt or [], databas, regler, som_json)


@command(receipts, "visa", "motor kvitto visa 17")
def kvitto_visa(
    nummer: Annotated[int, typer.Argument(metavar="NR", help="Kvittots nummer.", min=1, max=2**31 - 1)],
    databas: Database = None,
    som_json: AsJson = False,
) -> int:
    """Visa ett kvitto."""
    from verktyg.kvitto.kommandon import show

    return show(nummer, databas, som_json)


@command(receipts, "sök", "motor kvitto sök ÄRENDE-17")
def kvitto_sök(
    ärende: Annotated[str, typer.Argument(metavar="ÄRENDE", help="Ärendereferensen, som den skrevs.")],
    databas: Database = None,
    som_json: AsJson = False,
) -> int:
    """Visa vilka kvitton ett ärende har."""
    from verktyg.kvitto.kommandon import search

    return search(ärende, databas, som_json)


@command(receipts, "kontrollera", "motor kvitto kontrollera")
def kvitto_kontrollera(
    mot: Annotated[
        str | None,
        typer.Option("--mot", metavar="HASH", help="En hash från en tidigare kontroll, som ska finnas kvar."),
    ] = None,
    databas: Database = None,
    som_json: AsJson = False,
) -> int:
    """Visa att inget kvitto är ändrat eller borta, och inte heller någon regeltext."""
    from verktyg.kvitto.kommandon import check_chain

    return check_chain(databas, mot, som_json)


@command(receipts, "säkerhetskopiera", "motor kvitto säkerhetskopiera kopia.db")
def kvitto_säkerhetskopiera(
    fil: Annotated[str, typer.Argument(metavar="FIL", help="Filen att skriva, som inte får finnas.")],
    databas: Database = None,
    som_json: AsJson = False,
) -> int:
    """Kopiera databasen till en fil, också medan den används."""
    from verktyg.kvitto.kommandon import back_up

    return back_up(fil, databas, som_json)


@command(receipts, "gallra", "motor kvitto gallra --före 2020-01-01")
def kvitto_gallra(
    före: Annotated[
        str, typer.Option("--före", metavar="DATUM", help="Gallra kvitton som sparades före den dagen.")
    ],
    databas: Database = None,
    som_json: AsJson = False,
) -> int:
    """Ta bort innehållet i gamla kvitton. Kedjan hålls hel.

    Det som är borttaget går inte att få tillbaka.
    """
    from verktyg.kvitto.kommandon import remove

    return remove(före, databas, som_json)
