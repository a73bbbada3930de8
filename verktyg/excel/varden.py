"""What somebody entered in a cell, as the text that the rule would have: Excel's own types undone.

A number typed as a number is the same as its digits, a date the same as its day. What Excel has made
something else of than its column holds is refused, since nobody can know what was meant.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.cell.cell import Cell, MergedCell

from motor.values.number import number_text
from verktyg.tabell.kolumner import Column

DIGITS = 15
"""How many digits of a number Excel counts with and shows."""

SMALLEST = 20
"""How many zeros may follow the decimal point: a smaller number is a slip, and its text would be long."""

_AS_TEXT = "Formatera cellen som text och skriv det igen."
_SPACES = re.compile("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]")
_TRUTH_FORMULAS = {"=TRUE()": True, "=FALSE()": False}
"""What LibreOffice makes of a truth value in a cell that is formatted as text."""


@dataclass(frozen=True, slots=True)
class Unfit(Exception):
    """An entry that cannot stand in its column: what is wrong, and what to do."""

    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Entered:
    """The text of a cell; `notice` says what was read where it is not what the file holds."""

    text: str
    notice: str | None = None


def entered(cell: Cell | MergedCell, column: Column | None) -> Entered:
    """What a cell says in a column (None: a note or a number, which holds text). Raises Unfit."""
    value = cell.value
    if value is None:
        return Entered("")
    if cell.data_type == "e":
        raise Unfit("felvärde", f"Cellen har felvärdet {value}.", "Skriv värdet i stället.")
    if cell.data_type == "f" and str(value) in _TRUTH_FORMULAS:
        value = _TRUTH_FORMULAS[str(value)]
    elif cell.data_type == "f":
        raise Unfit("formel", "Cellen har en formel.", f"Skriv värdet i stället. {_MEANT}")
    if isinstance(value, bool):
        return _truth(value, column)
    if isinstance(value, int | float | Decimal):
        return _number(value, str(cell.number_format or ""), column)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        return _moment(value, column)
    return Entered(_SPACES.sub(" ", str(value)).strip())


_MEANT = "Menar du ett uttryck i FEEL, formatera cellen som text först."


def _truth(value: bool, column: Column | None) -> Entered:
    word = "SANT" if value else "FALSKT"
    if column and column.type == "boolean":
        return Entered("ja" if value else "nej")
    raise Unfit("fel typ", f"Cellen har sanningsvärdet {word} där {_wanted(column)} hör hemma.", _AS_TEXT)


def _number(value: float | Decimal, form: str, column: Column | None) -> Entered:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise Unfit("fel tal", f"Cellen har ett tal som inte är ändligt ({value}).", "Skriv ett annat tal.")
    if exact and not -SMALLEST <= exact.adjusted() < DIGITS:
        message = f"Cellen har ett tal ({exact:.6g}) som Excel inte håller exakt."
        raise Unfit("fel tal", message, f"Kontrollera talet. {_AS_TEXT}")
    read = Decimal(f"{exact:.{DIGITS}g}")
    text = number_text(read)
    if column is not None and column.type not in ("number", ""):
        raise Unfit("fel typ", f"Cellen har talet {text} där {_wanted(column)} hör hemma.", _AS_TEXT)
    if "%" in form:
        shown = number_text(read * 100)
        message = f"Excel visar {shown} %, men i cellen står {text}."
        raise Unfit("procent", message, f"{_AS_TEXT} Skriv talet utan procenttecken, som enheten är.")
    if read == exact:
        return Entered(text)
    notice = (
        f"Talet är {number_text(exact)} i filen, och läses som {text}: Excel räknar med {DIGITS} siffror."
    )
    return Entered(text, notice)


def _moment(
    value: datetime.datetime | datetime.date | datetime.time | datetime.timedelta, column: Column | None
) -> Entered:
    at_midnight = isinstance(value, datetime.datetime) and value.time() == datetime.time()
    type_ = column.type if column else ""
    if isinstance(value, datetime.datetime) and type_ == "date" and at_midnight:
        return Entered(value.date().isoformat())
    if isinstance(value, datetime.date) and type_ == "date" and not isinstance(value, datetime.datetime):
        return Entered(value.isoformat())
    if isinstance(value, datetime.datetime) and type_ == "date and time":
        return Entered(f'@"{value:%Y-%m-%dT%H:%M:%S}"')
    shown = str(value.date()) if isinstance(value, datetime.datetime) and at_midnight else str(value)
    kind = "datum" if isinstance(value, datetime.date) else "klockslag"
    message = f"Cellen har ett {kind} ({shown}) där {_wanted(column)} hör hemma."
    raise Unfit("fel typ", message, f"Excel kan ha gjort om det som skrevs. {_AS_TEXT}")


def _wanted(column: Column | None) -> str:
    return column.label if column else "text"
