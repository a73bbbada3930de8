"""Commands for the policy year: a new version, what it changes and costs, and its adoption."""

from __future__ import annotations

from typing import Annotated

import typer

from verktyg.kommando import (
    AsJson,
    Drafts,
    Rules,
    RuleSet,
    SourceDay,
    SourceNumber,
    SourceSection,
    SourceTitle,
    app,
    command,
)

Decision = Annotated[str, typer.Argument(metavar="BESLUT", help="Beslutets namn.")]
Start = Annotated[str, typer.Argument(metavar="DATUM", help="Första dagen som versionen gäller.")]


@command(
    app,
    "ny-version",
    "motor ny-version {regelverk} BESLUT --från 2025-01-01",
    "motor ny-version {regelverk} BESLUT --från 2025-01-01 --räkna-upp 2,4% --avrunda 10",
    'motor ny-version {regelverk} BESLUT --från 2025-01-01 --dnr KS-2024-1 --avsnitt "Belopp 2025"',
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
    dnr: SourceNumber = None,
    avsnitt: SourceSection = None,
    titel: SourceTitle = None,
    dokumentdatum: SourceDay = None,
    som_json: AsJson = False,
    regler: Rules = None,
) -> int:
    """Börja på en ny version av ett beslut: en kopia av den som gäller, som utkast.

    Filen får samma rader och kommentarer. Beloppen räknas upp om du vill,
    och beslutet som de kommer ur skrivs som källa. Utan --dnr märks
    källorna, så att du ser vad som ska fyllas i.
    """
    from verktyg.kallor import GivenSource
    from verktyg.nyversion import Order, ny_version

    source = GivenSource(dnr, avsnitt, titel, dokumentdatum)
    return ny_version(
        Order(regelverk, beslut, från, räkna_upp, avrunda, kolumn or [], som_json, regler, source)
    )


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
    from verktyg.besluta import Order, besluta

    return besluta(Order(regelverk, beslut, datum, organ, beslutsdatum, paragraf, som_json, regler))


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
    from verktyg.korrigera import Order, korrigera

    return korrigera(Order(regelverk, beslut, datum, skäl, fil, som_json, regler))


@command(
    app,
    "prognos",
    "motor prognos {regelverk} PROGNOS.yaml --utdata prognos.png --utdata prognos.xlsx",
    "motor prognos {regelverk} PROGNOS.yaml --mot 2025-01-01 --utkast",
    "motor prognos {regelverk} PROGNOS.yaml --utfall fall.csv",
)
def prognos(
    regelverk: RuleSet,
    prognos: Annotated[
        str,
        typer.Argument(
            metavar="PROGNOS", help="En fil med volymer, eller ett namn i regelverkets prognoser/."
        ),
    ],
    datum: Annotated[
        str | None,
        typer.Option("--datum", metavar="DATUM", help="Vilken dags regler (annars prognosens egen dag)."),
    ] = None,
    mot: Annotated[
        str | None,
        typer.Option(
            "--mot", metavar="DATUM|MAPP", help="Jämför med en annan dags regler, eller en annan mapps."
        ),
    ] = None,
    utfall: Annotated[
        str | None,
        typer.Option(
            "--utfall", metavar="FIL", help="Räkna en rad per fall (.csv, .jsonl, .parquet, .arrow)."
        ),
    ] = None,
    utdata: Annotated[
        list[str] | None,
        typer.Option(
            "--utdata", metavar="FIL", help="Skriv .png, .svg, .csv eller .xlsx; kan ges flera gånger."
        ),
    ] = None,
    utkast: Drafts = False,
    som_json: AsJson = False,
    regler: Rules = None,
) -> int:
    """Räkna ut vad volymer kostar, och vad andra regler skulle kosta.

    Det som inte går att räkna fram står som antaganden. Med --mot sägs vad
    varje ändrad cell kostar.
    """
    from verktyg.prognos.prognos import Order
    from verktyg.prognos.prognos import prognos as run

    targets = tuple(utdata or ())
    return run(Order(regelverk, prognos, datum, mot, utfall, targets, som_json, utkast, regler))


@command(
    app,
    "skillnad",
    "motor skillnad {regelverk} 2024-01-01 2025-01-01",
    "motor skillnad {regelverk} HEAD~1",
)
def skillnad(
    regelverk: RuleSet,
    a: Annotated[
        str | None,
        typer.Argument(
            metavar="A", help="Ett datum, en mapp med en kopia, eller en version i git (annars HEAD)."
        ),
    ] = None,
    b: Annotated[
        str | None, typer.Argument(metavar="B", help="Det som A jämförs med (annars filerna som de är).")
    ] = None,
    datum: Annotated[
        str | None,
        typer.Option(
            "--datum",
            metavar="DATUM",
            help="Jämför bara reglerna som gäller den dagen (annars alla versioner).",
        ),
    ] = None,
    fall: Annotated[
        str | None,
        typer.Option("--fall", metavar="MAPP", help="Testfallen som körs på båda sidor (annars tests/fall)."),
    ] = None,
    utkast: Drafts = False,
    som_json: AsJson = False,
    regler: Rules = None,
) -> int:
    """Visa vad som skiljer två dagars regler, två mappar eller versioner i git.

    Först cellerna som är ändrade, sedan för vilka fakta utfallet ändras,
    vad som vilar på det, och vilka testfall som får ett annat svar.
    """
    from verktyg.skillnad import Order, skillnad

    return skillnad(Order(regelverk, a, b, datum, fall, utkast, som_json, regler))
