"""What every command shares: the application, the options that mean the same everywhere, and `command`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from verktyg import hjalp

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
Database = Annotated[
    str | None,
    typer.Option(
        "--databas",
        metavar="URL",
        help="Var kvittona finns: en fil, eller postgresql://… (annars MOTOR_DATABAS, eller kvitton.db).",
    ),
]
ModelFile = Annotated[str, typer.Argument(metavar="FIL", help="En modell i DMN 1.1 till 1.6 (XML).")]
SourceNumber = Annotated[
    str | None,
    typer.Option("--dnr", metavar="DNR", help="Dokumentet som det nya kommer ur; skrivs som källa."),
]
SourceSection = Annotated[
    str | None, typer.Option("--avsnitt", metavar="AVSNITT", help="Avsnittet i dokumentet.")
]
SourceTitle = Annotated[
    str | None,
    typer.Option("--titel", metavar="TITEL", help="Dokumentets titel, om det inte finns bland källor."),
]
SourceDay = Annotated[
    str | None, typer.Option("--dokumentdatum", metavar="DATUM", help="Dokumentets dag, när --titel ges.")
]
Decorator = Callable[[Callable[..., int]], Callable[..., int]]


def command(group: typer.Typer, name: str, *examples: str) -> Decorator:
    """A command of that name; its help ends in the examples."""
    return group.command(name, cls=hjalp.Command, epilog="\n".join(examples), context_settings=hjalp.CONTEXT)


@app.callback()
def start(context: typer.Context) -> None:
    """Without a command: the help."""
    if context.invoked_subcommand is None:
        print(context.get_help())


models = typer.Typer(
    cls=hjalp.Group,
    help="Arbeta med modeller i DMN-filer.",
    no_args_is_help=False,
    invoke_without_command=True,
    context_settings=hjalp.CONTEXT,
)
app.add_typer(models, name="dmn", callback=start)

receipts = typer.Typer(
    cls=hjalp.Group,
    help="Visa, kontrollera och gallra sparade kvitton.",
    no_args_is_help=False,
    invoke_without_command=True,
    context_settings=hjalp.CONTEXT,
)
app.add_typer(receipts, name="kvitto", callback=start)
