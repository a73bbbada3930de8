"""The command `motor`: run one command, with every error told as sentences."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import typer

from motor.errors import MotorError
from verktyg import fel, hjalp
from verktyg.kommando import app
from verktyg.kommandon import budgetar, fragor, kvitton, regler, utbyte, webben

DECLARED = (fragor, regler, budgetar, utbyte, kvitton, webben)
"""The modules whose commands the application has, in the order of its help."""

_MODULES = [module.__name__ for module in DECLARED]
app.registered_commands.sort(key=lambda command: _MODULES.index(getattr(command.callback, "__module__", "")))


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
    # A process that is told to end does as at Ctrl-C: nothing half written is left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
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
