"""Help and usage errors in Swedish, for Typer's commands.

Names with å, ä or ö take the plain letters too: `--från` is also `--fran`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from typer.core import TyperCommand, TyperGroup

from motor.errors import suggestion
from verktyg.fel import usage_error
from verktyg.format import both, plain_letters
from verktyg.regelverk import example_rule_set
from verktyg.sida import Page

CONTEXT = {"help_option_names": ["--help", "--hjälp", "-h"], "token_normalize_func": plain_letters}
"""Settings of every command. The parser compares option names by their plain letters."""


class Command(TyperCommand):
    """A command whose help is in Swedish and ends in an example."""

    def get_help(self, ctx: Any) -> str:
        """The help as text."""
        return str(command_help(self, ctx))


class Group(TyperGroup):
    """The command `motor`: finds its commands by plain letters too."""

    def get_help(self, ctx: Any) -> str:
        """The help as text."""
        return str(group_help(self, ctx))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, or None."""
        by_plain = {plain_letters(name): command for name, command in self.commands.items()}
        return by_plain.get(plain_letters(cmd_name))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that `args` names. Raises UsageError with the one that was perhaps meant."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            known = list(self.commands)
            hint = suggestion(args[0], known) or f"Kommandona är {both(known)}."
            raise usage_error(f"Kommandot {args[0]} finns inte.", hint)
        return super().resolve_command(ctx, args)


def command_help(command: TyperCommand, ctx: Any) -> Page:
    """What a command does, its arguments and options, and an example to run."""
    page = Page()
    arguments: list[Any] = [each for each in command.params if each.param_type_name == "argument"]
    options: list[Any] = [each for each in command.params if each.param_type_name != "argument"]
    shown = " ".join(_metavar(argument) for argument in arguments)
    page.text(f"{ctx.command_path} {shown} [flaggor]")
    page.blank()
    for paragraph in (command.help or "").split("\n\n"):
        page.text(" ".join(paragraph.split()))
    if arguments:
        page.heading("Argument")
        page.pairs([(_metavar(argument).strip("[]"), argument.help or "") for argument in arguments], 2)
    page.heading("Flaggor")
    rows = [(_option(option), option.help or "") for option in options]
    page.pairs([*rows, ("--help, -h", "Visa den här hjälpen.")], 2)
    page.heading("Exempel")
    for line in (command.epilog or "").format(**example_rule_set()).splitlines():
        page.line(line, "", 2)
    return page


def group_help(group: TyperGroup, ctx: Any) -> Page:
    """The commands, and how to learn more."""
    page = Page()
    page.text(f"{ctx.command_path} KOMMANDO ...")
    page.blank()
    page.text(group.help or "")
    page.heading("Kommandon")
    page.pairs([(name, (command.help or "").split("\n\n")[0]) for name, command in group.commands.items()], 2)
    page.heading("Exempel")
    page.line(f"{ctx.command_path} KOMMANDO --help", "", 2)
    return page


def _metavar(argument: Any) -> str:
    name = argument.metavar or argument.name.upper()
    many = " ..." if argument.nargs == -1 else ""
    return f"{name}{many}" if argument.required else f"[{name}{many}]"


def _option(option: Any) -> str:
    metavar = "" if option.is_flag else f" {option.metavar or option.name.upper()}"
    return ", ".join(option.opts) + metavar


def usage_sentence(error: Any) -> str | None:
    """Typer's usage error as a Swedish sentence; None when `error` is not one."""
    for kind in type(error).__mro__:
        if kind.__name__ in _SENTENCES:
            return _SENTENCES[kind.__name__](error)
    return None


def _no_such_option(error: Any) -> str:
    known = [name for parameter in error.ctx.command.params for name in parameter.opts] if error.ctx else []
    return _with_help(error, f"Flaggan {error.option_name} finns inte.", suggestion(error.option_name, known))


def _missing(error: Any) -> str:
    return _with_help(error, f"{_asked_for(error.param) if error.param else 'Ett värde'} saknas.")


def _asked_for(parameter: Any) -> str:
    """An argument by its name, an option as it is written on the command line."""
    value = parameter.metavar or parameter.name.upper()
    return f"{parameter.opts[0]} {value}" if parameter.param_type_name == "option" else value


def _bad_option(error: Any) -> str:
    wants = "ska följas av ett värde" if "requires" in str(error.message) else "tar inget värde"
    return _with_help(error, f"Flaggan {error.option_name} {wants}.")


def _bad_value(error: Any) -> str:
    name = " / ".join(error.param.opts) if error.param else "Ett värde"
    return _with_help(error, f"{name} har ett värde som inte går att läsa.")


def _usage(error: Any) -> str:
    extra = "extra argument" in str(error.message)
    hint = "Har ett värde mellanslag, sätt citattecken om det." if extra else None
    return _with_help(error, f"Kommandot förstår inte {_quoted(str(error.message))}.", hint)


def _quoted(message: str) -> str:
    """The words that Typer's English sentence quotes, in quotes or in brackets at its end."""
    quoted = re.search(r"""['"](.+?)['"]|\(([^()]+)\)\s*$""", message)
    return (quoted[1] or quoted[2]) if quoted else "alla sina argument"


def _with_help(error: Any, sentence: str, hint: str | None = None) -> str:
    path = error.ctx.command_path if error.ctx else "motor"
    lines = [sentence if hint is None else f"{sentence} {hint}", f"    Se {path} --help."]
    return "\n".join(lines)


_SENTENCES: dict[str, Callable[[Any], str]] = {
    "NoSuchOption": _no_such_option,
    "MissingParameter": _missing,
    "BadOptionUsage": _bad_option,
    "BadParameter": _bad_value,
    "UsageError": _usage,
}
