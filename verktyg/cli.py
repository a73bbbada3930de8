"""The command `motor`: what each command takes. What it does stands in the module of its name.

Modules are imported when their command runs, so that a command starts without waiting for the others.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TextIO

import typer

from motor.errors import MotorError
from verktyg import fel, hjalp

app = typer.Typer(
    cls=hjalp.Group,
    help="Prövar fakta mot regelverk, och visar, granskar och testar reglerna.",
    add_completion=False,
    no_args_is_help=False,
    invoke_without_command=True,
    rich_markup_mode=None,
    context_settings=hjalp.CONTEXT,
)

RuleSet = Annotated[
    str, typer.Argument(metavar="REGELVERK", help="En mapp med regelverk.yaml, eller ett namn.")
]
Day = Annotated[
    str | None,
    typer.Option("--datum", metavar="DATUM", help="Vilken dags regler, som 2024-03-01 (annars i dag)."),
]
Drafts = Annotated[bool, typer.Option("--utkast", help="Räkna med regler som bara är utkast.")]
Rules = Annotated[
    str | None,
    typer.Option(
        "--regler",
        metavar="MAPP",
        help="Var namngivna regelverk finns (annars ./regler, eller de medföljande).",
    ),
]

Decisions = Annotated[
    list[str] | None,
    typer.Option("--beslut", metavar="NAMN", help="Bara det här beslutet; kan ges flera gånger."),
]
FactFile = Annotated[
    str | None,
    typer.Option("--indata", metavar="FIL", help="Fakta i en YAML- eller JSON-fil; - är standard in."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Svara med JSON, för andra program.")]
ModelFile = Annotated[str, typer.Argument(metavar="FIL", help="En modell i DMN 1.1 till 1.6 (XML).")]
Decorator = Callable[[Callable[..., int]], Callable[..., int]]


def command(group: typer.Typer, name: str, *examples: str) -> Decorator:
    """A command of that name; its help ends in the examples."""
    return group.command(name, cls=hjalp.Command, epilog="\n".join(examples), context_settings=hjalp.CONTEXT)


@app.callback()
def start(context: typer.Context) -> None:
    """Without a command: the help."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@command(
    app,
    "prova",
    "motor prova {regelverk} --indata {exempel}",
    "motor prova {regelverk} --datum 2024-03-01",
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
    som_json: AsJson = False,
    utkast: Drafts = False,
    regler: Rules = None,
) -> int:
    """Pröva fakta mot ett regelverk och få ett svar med skäl och källor.

    Vid en terminal ställs frågor om det som kan ändra svaret. Annars
    besvaras det som går, och det som saknas räknas upp.
    """
    from verktyg.prova import Question, prova

    return prova(Question(regelverk, fakta or [], datum, indata, beslut or [], vy, som_json, utkast, regler))


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


@command(app, "granska", "motor granska regler/{regelverk}")
def granska(
    sökväg: Annotated[
        str | None,
        typer.Argument(
            metavar="SÖKVÄG",
            help="Ett regelverk eller en mapp med flera (annars ./regler, eller de medföljande).",
        ),
    ] = None,
    strikt: Annotated[bool, typer.Option("--strikt", help="Underkänn också varningar och råd.")] = False,
    regler: Rules = None,
) -> int:
    """Granska regler: form, namn, typer, uttryck, versioner och källor."""
    from verktyg.granska import granska

    return granska(sökväg, strikt, regler)


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


@command(app, "exportera", "motor exportera {regelverk} regler.dmn --datum 2024-03-01")
def exportera(
    regelverk: RuleSet,
    fil: Annotated[str, typer.Argument(metavar="FIL", help="Filen att skriva, som slutar på .dmn.")],
    datum: Day = None,
    form: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT", help="dmn (DMN 1.3, för flest program) eller dmn-1.5."),
    ] = "dmn",
    regler: Rules = None,
) -> int:
    """Skriv ett regelverk som en DMN-modell, för andra program.

    Modellen är reglerna som de är en dag. Regler som bara är utkast är
    aldrig med.
    """
    from verktyg.exportera import exportera

    return exportera(regelverk, fil, datum, form, regler)


@command(app, "importera", "motor importera modell.dmn regler/storkommun --från 2025-01-01")
def importera(
    fil: ModelFile,
    mapp: Annotated[str, typer.Argument(metavar="MAPP", help="Regelverkets mapp, som inte får finnas ännu.")],
    från: Annotated[
        str | None,
        typer.Option(
            "--från", metavar="DATUM", help="Första dagen reglerna gäller (annars modellens, eller i dag)."
        ),
    ] = None,
) -> int:
    """Skriv en DMN-modell som ett regelverk i YAML.

    Det som ett regelverk inte kan säga räknas upp, och då skrivs inget.
    """
    from verktyg.importera import importera

    return importera(fil, mapp, från)


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


models = typer.Typer(
    cls=hjalp.Group,
    help="Arbeta med modeller i DMN-filer.",
    no_args_is_help=False,
    invoke_without_command=True,
    context_settings=hjalp.CONTEXT,
)
app.add_typer(models, name="dmn", callback=start)


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


def run(arguments: Sequence[str]) -> int:
    """Run one command; every error comes out as sentences. Returns the exit status."""
    try:
        group = typer.main.get_command(app)
        with group.make_context("motor", list(arguments)) as context:
            status = group.invoke(context)
        sys.stdout.flush()
        return status if isinstance(status, int) else fel.DONE
    except typer.Exit as stop:
        return int(stop.exit_code)
    except MotorError as error:
        return fel.show_motor_error(error)
    except (KeyboardInterrupt, typer.Abort):
        return fel.INTERRUPTED
    except BrokenPipeError:
        return fel.PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - the last resort: a user never sees a stack trace
        sentence = hjalp.usage_sentence(error)
        if sentence is None:
            return fel.show_unexpected(error)
        print(sentence, file=sys.stderr)
        return fel.USAGE_WRONG


def main() -> None:
    """The console script: `run` on the process's own arguments, and out."""
    _speak_utf8()
    _fill_in_streams()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        _take_anything(stream)
    status = run(sys.argv[1:])
    if status == fel.PIPE_CLOSED:
        # The interpreter flushes at exit; with nobody reading, that would print an error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)


def _speak_utf8() -> None:
    """Start over in UTF-8 where the locale would misread å, ä and ö in arguments and in names of files."""
    if sys.getfilesystemencoding() != "utf-8":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - itself


def _fill_in_streams() -> None:
    """Nothing to read, and nowhere to print, where whoever started the command closed a stream."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - to the end


def _take_anything(stream: TextIO) -> None:
    """UTF-8 in pipes, and a mark for what cannot be read or shown, rather than a fault."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace") if stream.isatty() else reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
