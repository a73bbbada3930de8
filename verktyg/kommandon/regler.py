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


@command(
    app,
    "testa",
    "motor testa",
    "motor testa --täckning",
    "motor testa --mutera --skriv tests/fall/förslag.yaml",
)
def testa(
    sökväg: Annotated[
        str | None, typer.Argument(metavar="SÖKVÄG", help="En fil eller mapp med fall (annars tests/fall).")
    ] = None,
    täckning: Annotated[
        bool, typer.Option("--täckning", help="Visa vilka fall som träffar varje regel.")
    ] = False,
    mutera: Annotated[
        bool,
        typer.Option("--mutera", help="Ändra reglerna på prov, och visa ändringar som inget fall märker."),
    ] = False,
    skriv: Annotated[
        str | None,
        typer.Option("--skriv", metavar="FIL", help="Skriv förslag till fall för det som inte prövas."),
    ] = None,
    utkast: Drafts = False,
    som_json: AsJson = False,
    regler: Rules = None,
) -> int:
    """Kör testfallen och visa vad som skiljer sig från det väntade.

    Visar också om fallen räcker: vilka regler de träffar, och vilka
    ändringar av reglerna de märker. Filerna med regler ändras aldrig.
    """
    from verktyg.testa import Order, testa

    return testa(Order(sökväg, regler, utkast, täckning, mutera, skriv, som_json))


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
