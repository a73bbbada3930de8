"""Files of faulty YAML that hold the errors they should give, each as a comment below the line that is wrong.

    ålder: >= 25
    #      ^^^^^ FEL (regel 2, cell ålder): YAML kan inte läsa …
    #            HJÄLP: Skriv ">= 25".

The carets stand under the characters that the error points at; an error without carets points at column 1.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from motor.errors import Problem

MARK = re.compile(r" *# *(?P<carets>\^+)? *FEL(?: \((?P<place>[^)]*)\))?: (?P<message>.*)")
HELP = re.compile(r" *# *HJÄLP: (?P<hint>.*)")


class Marked(NamedTuple):
    """An error: where it stands, how much it points at, and what it says."""

    line: int
    column: int
    width: int
    place: str
    message: str
    hint: str | None


def expected(path: Path) -> list[Marked]:
    """The errors that the comments of a file promise."""
    found: list[Marked] = []
    line = 0
    for number, text in enumerate(path.read_text("utf-8").splitlines(), 1):
        if mark := MARK.fullmatch(text):
            column, width = 1, 1
            if mark["carets"]:
                column, width = mark.start("carets") + 1, len(mark["carets"])
            found.append(Marked(line, column, width, mark["place"] or "", mark["message"], None))
        elif help_ := HELP.fullmatch(text):
            found[-1] = found[-1]._replace(hint=help_["hint"])
        elif not text.lstrip().startswith("#"):
            line = number
    return sorted(found)


def actual(problems: list[Problem]) -> list[Marked]:
    """The errors that were found, in the same form."""
    return sorted(
        Marked(
            problem.where.line or 0,
            problem.where.column or 0,
            1 if problem.where.column == 1 else problem.width,
            str(problem.at(file=None, line=None, column=None).where),
            problem.message,
            problem.hint,
        )
        for problem in problems
    )
