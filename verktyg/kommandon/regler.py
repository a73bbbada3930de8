"""Commands that show and test the rules."""

from __future__ import annotations

from typing import Annotated

import typer

from verktyg.kommando import AsJson, Day, Drafts, Rules, RuleSet, app, command


@command(app, "visa", "motor visa {regelverk} --datum 2024-03-01")
def visa(
    regelverk: RuleSet,
    beslut: Annotated[
        str | None, typer.Argument(metavar="BESLUT", help="Ett besluts namn; utan visas alla.")
    ] = None,
    datum: Day = None,
    utkast: Drafts = False,
    regler: Rules = None,
) -> int:
    """Visa ett regelverks beslut, versioner och samband, eller ett beslut."""
    from verktyg.visa import visa

    return visa(regelverk, beslut, datum, utkast, regler)


@command(app, "granska", "motor granska regler/{regelverk}", "motor granska regler/{regelverk} --utkast")
def granska(
    sökväg: Annotated[
        str | None,
        typer.Argument(
            metavar="SÖKVÄG",
            help="Ett regelverk eller en mapp med flera (annars ./regler, eller de medföljande).",
        ),
    ] = None,
    strikt: Annotated[bool, typer.Option("--strikt", help="Underkänn också varningar och råd.")] = False,
    utkast: Drafts = False,
    som_json: AsJson = False,
    regler: Rules = None,
) -> int:
    """Granska regler: form, namn och typer, och luckor, krockar och annat i vad de avgör."""
    from verktyg.granska import granska

    return granska(sökväg, strikt, regler, utkast, som_json)


@command(app, "testa", "motor testa", "motor testa tests/fall --regler regler")
def testa(
    sökväg: Annotated[
        str | None, typer.Argument(metavar="SÖKVÄG", help="En fil eller mapp med fall (annars tests/fall).")
    ] = None,
    regler: Rules = None,
) -> int:
    """Kör testfallen och visa vad som skiljer sig från det väntade."""
    from verktyg.testa import testa

    return testa(sökväg, regler)


@command(app, "nytt-regelverk", "motor nytt-regelverk storkommun")
def nytt_regelverk(
    namn: Annotated[str, typer.Argument(metavar="NAMN", help="Regelverkets namn, som också blir mappens.")],
    mapp: Annotated[
        str | None, typer.Option("--i", metavar="MAPP", help="Var mappen ska läggas (annars ./regler).")
    ] = None,
) -> int:
    """Börja på ett nytt regelverk: en tabell, ett testfall och en README."""
    from verktyg.nytt import nytt_regelverk

    return nytt_regelverk(namn, mapp)
