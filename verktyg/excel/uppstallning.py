"""How a sheet is laid out: what stands where, and by which words it is found again.

Above the rules stand four lines about the table, then three rows: what each column is (villkor, utfall or
anteckning), its heading, and its type. Column A numbers the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from motor.errors import Location, Problem, Severity

TABLE, POLICY, START, FILE = "Tabell", "Träffregel", "Giltig från", "Fil"
TOP = (TABLE, POLICY, START, FILE)
"""The labels in column A, from row 1."""

RULE = "regel"
"""What column A is, in the row of kinds."""

NOTE = "anteckning"
NUMBER = "nr"
SOURCE = "källa"

KINDS_ROW = len(TOP) + 1
HEADINGS_ROW = KINDS_ROW + 1
TYPES_ROW = KINDS_ROW + 2
FIRST_RULE = KINDS_ROW + 3

CONTENTS = "Innehåll"
LISTS = "Listor"
RULE_SET, DAY = "Regelverk", "Dag"
LISTED = (TABLE, "Blad", POLICY, START, "Status", FILE, "Avtryck")
"""The headings of the list of tables on the sheet of contents."""

CREATOR = "regelmotor"
"""Who a workbook says made it, and last saved it as long as nobody else has."""

PRINT = 16
"""How many digits of a file's sha256 tell whether it has changed since it was exported."""

LONGEST_TITLE = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_RESERVED = (CONTENTS, LISTS, "History")


def sheet_titles(names: Iterable[str]) -> dict[str, str]:
    """A sheet's title for each table: what Excel takes, and no two alike."""
    taken = {title.casefold() for title in _RESERVED}
    titles = {}
    for name in names:
        plain = _FORBIDDEN.sub("-", name).strip("' ") or TABLE
        title, number = plain[:LONGEST_TITLE].rstrip("' "), 1
        while title.casefold() in taken:
            number += 1
            tail = f" {number}"
            title = plain[: LONGEST_TITLE - len(tail)].rstrip("' ") + tail
        taken.add(title.casefold())
        titles[name] = title
    return titles


def problem(
    file: str,
    place: tuple[str, str] | None,
    code: str,
    message: str,
    hint: str | None = None,
    *,
    severity: Severity = Severity.FEL,
) -> Problem:
    """A problem in a workbook, at a sheet and a cell of it (`("insatser", "D9")`), or in all of it."""
    sheet, reference = place or ("", "")
    cell = f"{sheet}!{reference}" if reference else f"{sheet}!A1" if sheet else None
    return Problem(code, message, Location(file, cell=cell), severity, hint=hint)
