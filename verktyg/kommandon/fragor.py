"""Commands that ask the rules: about one person, and about many."""

from __future__ import annotations

from typing import Annotated

import typer

from verktyg.fel import usage_error
from verktyg.kommando import AsJson, Database, Day, Decisions, Drafts, FactFile, Rules, RuleSet, app, command


@command(
    app,
    "prova",
    "motor prova {regelverk} --indata {exempel}",
    "motor prova {regelverk} --datum 2024-03-01",
    "motor prova {regelverk} --kvitto ÄRENDE-17 --val ALTERNATIV",
)
def prova(
    regelverk: RuleSet,
    fakta: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="namn=värde",
            help="Fakta: ett värde, ja, nej, oklar (bedömt och oklart) eller ? (obesvarat, fråga inte).",
        ),
    ] = None,
    datum: Day = None,
    indata: FactFile = None,
    beslut: Decisions = None,
    vy: Annotated[
        str | None, typer.Option("--vy", metavar="NAMN", help="Vilken av regelverkets vyer.")
    ] = None,
    utkast: Drafts = False,
    som_json: AsJson = False,
    regler: Rules = None,
    kvitto: Annotated[
        str | None,
        typer.Option("--kvitto", metavar="ÄRENDE", help="Spara svaret under en ärendereferens."),
    ] = None,
    val: Annotated[
        str | None, typer.Option("--val", metavar="ALTERNATIV", help="Det som valdes, till kvittot.")
    ] = None,
    skäl: Annotated[
        str | None,
        typer.Option("--skäl", metavar="ORD", help="Varför något annat än det föreslagna valdes."),
    ] = None,
    motivering: Annotated[
        str | None, typer.Option("--motivering", metavar="ORD", help="Motiveringen, till kvittot.")
    ] = None,
    beslutsfattare: Annotated[
        str | None, typer.Option("--beslutsfattare", metavar="ORD", help="Vem som beslutar, till kvittot.")
    ] = None,
    databas: Database = None,
) -> int:
    """Pröva fakta mot ett regelverk och få ett svar med skäl och källor.

    Vid en terminal ställs frågor om det som kan ändra svaret. Annars
    besvaras det som går, och det som saknas räknas upp.
    """
    from verktyg.prova import Order, prova

    added = (val, skäl, motivering, beslutsfattare)
    if kvitto is None and any(text is not None for text in (*added, databas)):
        raise usage_error("Val, skäl, motivering, beslutsfattare och databas hör till ett kvitto.", RECEIPT)
    keeping = None
    if kvitto is not None:
        from verktyg.kvitto.innehall import Keeping, Notes

        keeping = Keeping(Notes(kvitto, *added), databas)
    return prova(
        Order(regelverk, fakta or [], datum, indata, beslut or [], vy, som_json, utkast, regler, keeping)
    )


RECEIPT = "Spara svaret med --kvitto ÄRENDE."


@command(
    app,
    "kör",
    "motor kör {regelverk} personer.csv --datum 2024-03-01",
    "motor kör {regelverk} personer.parquet --utdata svar.parquet",
)
def kör(
    regelverk: RuleSet,
    indata: Annotated[
        str,
        typer.Argument(metavar="INDATA", help="En fil med en rad per fall: .csv, .jsonl, .parquet, .arrow."),
    ],
    utdata: Annotated[
        str | None,
        typer.Option("--utdata", metavar="FIL", help="Filen att skriva (annars INDATA med -svar i namnet)."),
    ] = None,
    datum: Day = None,
    datumkolumn: Annotated[
        str | None,
        typer.Option("--datumkolumn", metavar="KOLUMN", help="Kolumnen med varje rads egen dag."),
    ] = None,
    beslut: Decisions = None,
    spår: Annotated[bool, typer.Option("--spår", help="Skriv också vilka regler som träffade.")] = False,
    tomt_är_oklart: Annotated[
        list[str] | None,
        typer.Option(
            "--tomt-är-oklart",
            metavar="FAKTUM",
            help="Läs faktumets tomma celler som oklar, inte som obesvarat; kan ges flera gånger.",
        ),
    ] = None,
    arbetare: Annotated[
        int | None,
        typer.Option("--arbetare", metavar="ANTAL", help="Hur många processer som får räkna (annars alla)."),
    ] = None,
    motor: Annotated[
        str | None,
        typer.Option("--motor", metavar="KLUSTER", help="Kör på Spark: spark://värd:7077, eller local[2]."),
    ] = None,
    utkast: Drafts = False,
    regler: Rules = None,
) -> int:
    """Avgör varje rad i en fil, och skriv svaren till en annan.

    En rad som inte går att avgöra säger varför, och de andra avgörs ändå.
    """
    from verktyg.kor import Order, run_file

    decisions, unclear = tuple(beslut or ()), tuple(tomt_är_oklart or ())
    order = Order(
        regelverk,
        indata,
        utdata,
        datum,
        datumkolumn,
        decisions,
        spår,
        unclear,
        arbetare,
        utkast,
        regler,
        motor,
    )
    return run_file(order)
