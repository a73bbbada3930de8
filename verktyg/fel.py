"""Errors on their way out: from an exception to sentences on standard error and an exit status.

Exit statuses: 0 done, 1 the rules or a case are wrong, 2 the command or the facts are wrong, 70 the program
itself is wrong, 130 interrupted, 141 the reader of a pipe went away.
"""

from __future__ import annotations

import errno
import os
import sys
import textwrap
import traceback

from motor.errors import EditError, EvaluationError, FactError, MotorError, Problem, RuleError, Undecided
from verktyg.sida import page_width

DONE, RULES_WRONG, USAGE_WRONG, PROGRAM_WRONG, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 70, 130, 141


class UsageError(MotorError):
    """The command was given wrongly: an unknown rule set, decision or file."""


_STATUS: dict[type[MotorError], int] = {
    RuleError: RULES_WRONG,
    EvaluationError: RULES_WRONG,
    FactError: USAGE_WRONG,
    EditError: USAGE_WRONG,
    UsageError: USAGE_WRONG,
    Undecided: USAGE_WRONG,
}


def usage_error(message: str, hint: str | None = None) -> UsageError:
    """A UsageError of one sentence, and what to do about it."""
    return UsageError(Problem("användning", message, hint=hint))


def lacks_extra(purpose: str, extra: str) -> UsageError:
    """A UsageError for what only an extra of the package can do: `purpose` begins the sentence."""
    return usage_error(
        f"{purpose} behöver tillägget {extra}.", f"Installera det: pip install 'regelmotor[{extra}]'"
    )


def show_motor_error(error: MotorError) -> int:
    """Print every problem that `error` holds; returns the exit status."""
    for problem in error.problems:
        print(_told(problem), file=sys.stderr)
    for kind in type(error).__mro__:
        if kind in _STATUS:
            return _STATUS[kind]
    raise TypeError(f"no exit status for {type(error).__name__}") from error


def _told(problem: Problem) -> str:
    """A problem at the terminal's width, save its excerpt and carets; in a pipe as it is."""
    if not sys.stderr.isatty():
        return str(problem)
    lines = str(problem).split("\n")
    hint = len(problem.hint.split("\n")) if problem.hint else 0
    excerpt = 0 if problem.excerpt is None else 1 + (problem.where.column is not None)
    kept = range(len(lines) - hint - excerpt, len(lines) - hint)
    return "\n".join(line if index in kept else _filled(line) for index, line in enumerate(lines))


def _filled(line: str) -> str:
    """A line broken between words, later lines under the first; a path stays whole."""
    lead = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line,
        page_width(),
        subsequent_indent=lead,
        break_long_words=False,
        break_on_hyphens=False,
    )


def show_unexpected(error: BaseException) -> int:
    """Print one sentence about a fault in the program itself; with MOTOR_DEBUG=1 also where it came up."""
    if isinstance(error, RecursionError | MemoryError):
        print(
            "Indata är för stora eller för djupt nästlade för att kunna läsas. Inget är avgjort.",
            file=sys.stderr,
        )
        return USAGE_WRONG
    if isinstance(error, OSError):
        print(f"{os_sentence(error)} Inget är avgjort.", file=sys.stderr)
        return USAGE_WRONG
    print(
        f"Ett fel i programmet stoppade körningen ({type(error).__name__}). Inget är avgjort.\n"
        "Anmäl det till dem som förvaltar motor, med kommandot som du körde. "
        "MOTOR_DEBUG=1 visar var det hände.",
        file=sys.stderr,
    )
    if os.environ.get("MOTOR_DEBUG") == "1":
        traceback.print_exception(error, file=sys.stderr)
    return PROGRAM_WRONG


def os_sentence(error: OSError) -> str:
    """A sentence about a file that could not be read or written."""
    name = f" {error.filename}" if error.filename else ""
    if isinstance(error, FileNotFoundError):
        return f"Filen{name} finns inte."
    if isinstance(error, PermissionError):
        return f"Filen{name} får inte läsas eller skrivas av dig."
    if isinstance(error, IsADirectoryError):
        return f"Mappen{name} gavs där en fil behövs."
    if error.errno == errno.ENOSPC:
        return "Disken är full."
    return f"Filen{name} gick inte att läsa eller skriva (felkod {error.errno})."
