"""Commands that exchange rules with other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from verktyg.kommando import (
    AsJson,
    Day,
    Decisions,
    Drafts,
    FactFile,
    ModelFile,
    Rules,
    RuleSet,
    SourceDay,
    SourceNumber,
    SourceSection,
    SourceTitle,
    app,
    command,
    models,
)


@command(
    app,
    "exportera",
    "motor exportera {regelverk} regler.dmn --datum 2024-03-01",
    "motor exportera {regelverk} tabeller.xlsx",
)
def exportera(
    regelverk: RuleSet,
    fil: Annotated[
        str, typer.Argument(metavar="FIL", help="Filen att skriva, som slutar på .dmn eller .xlsx.")
    ],
    datum: Day = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="dmn (DMN 1.3, för flest program) eller dmn-1.5."),
    ] = None,
    utkast: Drafts = False,
    som_json: AsJson = False,
    regler: Rules = None,
) -> int:
    """Skriv ett regelverk som en DMN-modell, eller tabellerna till Excel.

    Filen är reglerna som de är en dag. En DMN-modell har aldrig utkast
    med. Ändringar i en Excel-fil tas tillbaka med motor importera.
    """
    from verktyg.exportera import Order, exportera

    return exportera(Order(regelverk, Path(fil), datum, form, utkast, som_json, regler))


@command(
    app,
    "importera",
    "motor importera modell.dmn regler/storkommun --från 2025-01-01",
    "motor importera tabeller.xlsx regler/{regelverk}",
)
def importera(
    fil: Annotated[
        str, typer.Argument(metavar="FIL", help="En DMN-modell, eller en Excel-fil från motor exportera.")
    ],
    mapp: Annotated[
        str,
        typer.Argument(metavar="MAPP", help="Regelverkets mapp: en ny för DMN, den som finns för Excel."),
    ],
    från: Annotated[
        str | None,
        typer.Option(
            "--från",
            metavar="DATUM",
            help="Första dagen reglerna gäller (annars modellens, eller i dag; för Excel ändras versionen).",
        ),
    ] = None,
    dnr: SourceNumber = None,
    avsnitt: SourceSection = None,
    titel: SourceTitle = None,
    dokumentdatum: SourceDay = None,
    som_json: AsJson = False,
) -> int:
    """Skriv en DMN-modell som ett nytt regelverk, eller ta in Excel-ändringar.

    Det som inte går att ta in räknas upp, och då skrivs inget.
    """
    from verktyg.importera import importera
    from verktyg.kallor import GivenSource

    return importera(fil, mapp, från, som_json, GivenSource(dnr, avsnitt, titel, dokumentdatum))


@command(app, "tck", "motor tck dmn-kit", "motor tck dmn-kit/compliance-level-3 --rapport resultat.csv")
def tck(
    mapp: Annotated[
        str, typer.Argument(metavar="MAPP", help="DMN-kitets mapp med testfall, eller en del av den.")
    ],
    rapport: Annotated[
        str | None, typer.Option("--rapport", metavar="FIL", help="Skriv också resultatet som kitets CSV.")
    ] = None,
) -> int:
    """Kör DMN-kitets testfall (TCK) och visa dem som inte blir rätt."""
    from verktyg.tck import tck

    return tck(mapp, rapport)


@command(
    models,
    "kör",
    "motor dmn kör modell.dmn --indata fakta.yaml",
    "motor dmn kör modell.dmn --tjänst NAMN",
)
def dmn_kör(
    fil: ModelFile,
    indata: FactFile = None,
    beslut: Decisions = None,
    tjänst: Annotated[
        str | None,
        typer.Option("--tjänst", metavar="NAMN", help="Anropa den här beslutstjänsten i stället."),
    ] = None,
    funktion: Annotated[
        str | None,
        typer.Option("--funktion", metavar="NAMN", help="Anropa den här funktionen (BKM) i stället."),
    ] = None,
    som_json: AsJson = False,
) -> int:
    """Avgör besluten i en DMN-modell, eller anropa något i den."""
    from verktyg.dmn import run_model

    return run_model(fil, indata, beslut or [], som_json, tjänst, funktion)
