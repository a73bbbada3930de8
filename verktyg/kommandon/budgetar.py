"""Commands for the policy year: a new version, what it changes and costs, and its adoption."""

from __future__ import annotations

from typing import Annotated

import typer

from verktyg.kommando import AsJson, Rules, RuleSet, app, command

Decision = Annotated[str, typer.Argument(metavar="BESLUT", help="Beslutets namn.")]
Start = Annotated[str, typer.Argument(metavar="DATUM", help="Första dagen som versionen gäller.")]


@command(
    app,
    "ny-version",
    "motor ny-version {regelverk} BESLUT --från 2025-01-01",
    "motor ny-version {regelverk} BESLUT --från 2025-01-01 --räkna-upp 2,4% --avrunda 10",
)
def ny_version(
    regelverk: RuleSet,
    beslut: Decision,
    från: Annotated[
        str, typer.Option("--från", metavar="DATUM", help="Första dagen som den nya versionen gäller.")
    ],
    räkna_upp: Annotated[
        str | None,
        typer.Option("--räkna-upp", metavar="PROCENT", help="Räkna upp beloppen i kronor, som 2,4%."),
    ] = None,
    avrunda: Annotated[
        str | None,
        typer.Option("--avrunda", metavar="KRONOR", help="Avrunda till närmaste 10 (annars hela kronor)."),
    ] = None,
    kolumn: Annotated[
        list[str] | None,
        typer.Option(
            "--kolumn", metavar="NAMN", help="Räkna bara upp den här kolumnen; kan ges flera gånger."
        ),
    ] = None,
    som_json: AsJson = False,
    regler: Rules = None,
) -> int:
    """Börja på en ny version av ett beslut: en kopia av den som gäller, som utkast.

    Filen får samma rader och kommentarer. Beloppen räknas upp om du vill,
    och källorna märks, så att du ser vad som ska fyllas i.
    """
    from verktyg.nyversion import Draft, ny_version

    return ny_version(Draft(regelverk, beslut, från, räkna_upp, avrunda, kolumn or [], som_json, regler))


@command(
    app,
    "besluta",
    "motor besluta {regelverk} BESLUT 2025-01-01 --organ nämnden --beslutsdatum 2024-11-18",
)
def besluta(
    regelverk: RuleSet,
    beslut: Decision,
    datum: Start,
    organ: Annotated[
        str, typer.Option("--organ", metavar="ORGAN", help="Vem som beslutade, som kommunfullmäktige.")
    ],
    beslutsdatum: Annotated[
        str, typer.Option("--beslutsdatum", metavar="DATUM", help="Dagen då beslutet fattades.")
    ],
    paragraf: Annotated[
        str | None, typer.Option("--paragraf", metavar="PARAGRAF", help='Protokollets paragraf, som "§ 12".')
    ] = None,
    som_json: AsJson = False,
    regler: Rules = None,
) -> int:
    """Märk en version som beslutad, och försegla den mot ändringar.

    Regelverket får inte ha fel, och versionens källor ska vara ifyllda.
    """
    from verktyg.besluta import Decided, besluta

    return besluta(Decided(regelverk, beslut, datum, organ, beslutsdatum, paragraf, som_json, regler))


@command(app, "korrigera", 'motor korrigera {regelverk} BESLUT 2024-01-01 --skäl "Skrivfel i protokollet"')
def korrigera(
    regelverk: RuleSet,
    beslut: Decision,
    datum: Start,
    skäl: Annotated[str, typer.Option("--skäl", metavar="TEXT", help="Varför versionen rättas.")],
    fil: Annotated[
        str | None,
        typer.Option("--fil", metavar="FIL", help="En redan rättad kopia av versionens fil."),
    ] = None,
    som_json: AsJson = False,
    regler: Rules = None,
) -> int:
    """Öppna en beslutad version för att rätta den.

    Den beslutade texten sparas bredvid. Rätta filen, och försegla den igen
    med motor besluta.
    """
    from verktyg.korrigera import korrigera

    return korrigera(regelverk, beslut, datum, skäl, fil, som_json, regler)
