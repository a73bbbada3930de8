"""Amounts that are well formed yet likely wrong, in words: misread thousands, leaps between versions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from motor.documents.amounts import Place, percent_text, places
from motor.documents.model import DecisionDocument, Status, TableDocument
from motor.verify.acceptance import Acceptances
from motor.verify.examined import Voice, some
from motor.verify.finding import Code, Finding
from motor.verify.wording import ANY

_THOUSANDS = re.compile(r"(-?[1-9]\d{0,2})\.(\d{2})(\d)")
"""A number whose point may be meant to part thousands."""

_WORDS = re.compile(r"[\w ,/-]+")

Key = tuple[object, ...]


@dataclass(frozen=True)
class Amounts(Voice):
    """A version whose amounts are told of, and the version before it."""

    before: DecisionDocument | None


def amounts(
    document: DecisionDocument, before: DecisionDocument | None, accepted: Acceptances
) -> Iterator[Finding]:
    """What is found in the amounts of a version, compared with the version before it."""
    examined = Amounts(document, accepted, before)
    yield from some(examined, _misread(examined))
    yield from some(examined, _leaps(examined))


# --- a point that parts thousands


def _misread(examined: Amounts) -> Iterator[Finding]:
    for place in places(examined.document.logic):
        match = _THOUSANDS.fullmatch(place.cell.text)
        if match is None:
            continue
        kronor, hundredths, last = match.groups()
        ore = hundredths.lstrip("0") or "0"
        krona = "krona" if kronor == "1" else "kronor"
        read = f"{kronor} {krona} och {ore if last == '0' else f'{ore},{last}'} öre"
        thousands = place.cell.text.replace(".", " ")
        shorter = f" Menas {read}, skriv {kronor}.{hundredths}." if last == "0" else ""
        yield examined.finding(
            Code.MISREAD_AMOUNT,
            f"{place.cell.text} läses som {read}.",
            place.cell,
            rules=() if place.rule is None else (place.rule,),
            columns=(place.column,) if place.column else (),
            hint=f"Menades {thousands}, skriv det.{shorter}",
        )


# --- amounts that leap


def _leaps(examined: Amounts) -> Iterator[Finding]:
    """Amounts that differ by more than half from those in the same place before, or are below zero now.

    Those of an adopted version have been shown to who adopted it, and stand.
    """
    if examined.before is None or examined.document.status is Status.ADOPTED:
        return
    old = _by_place(examined.before)
    for key, place in _by_place(examined.document).items():
        was, now = old[key].amount if key in old else None, place.amount
        if was is None or now is None or not _leap(was, now):
            continue
        percent = percent_text(was, now)
        change = f" ({percent} procent)" if percent else ""
        yield examined.finding(
            Code.AMOUNT_LEAP,
            f"{_name(examined.document, place)} är {place.cell.text}, mot {old[key].cell.text} "
            f"i versionen före{change}.",
            place.cell,
            rules=() if place.rule is None else (place.rule,),
            columns=(place.column,) if place.column else (),
            hint="Kontrollera beloppet mot beslutet. Stämmer det, godta fyndet med accepterad.",
        )


def _leap(was: Decimal, now: Decimal) -> bool:
    return 2 * abs(now - was) > abs(was) or (now < 0 <= was)


def _by_place(document: DecisionDocument) -> Mapping[Key, Place]:
    """The amounts by what they are for: a rule by its conditions, not its number.

    What stands in two rules with the same conditions, or in a list of allowed values, is left out.
    """
    keyed = [(_key(document, place), place) for place in places(document.logic) if place.where != "tillåtna"]
    seen = Counter(key for key, _ in keyed)
    return {key: place for key, place in keyed if seen[key] == 1}


def _key(document: DecisionDocument, place: Place) -> Key:
    cells = _conditions(document, place)
    return (place.where, place.column) if cells is None else (frozenset(cells.items()), place.column)


def _conditions(document: DecisionDocument, place: Place) -> dict[str, str] | None:
    """The cells of the amount's rule that matter; None when it does not stand in a rule."""
    if place.rule is None or not isinstance(document.logic, TableDocument):
        return None
    texts = {name: cell.text.strip() for name, cell in document.logic.rules[place.rule - 1].when.items()}
    return {name: text for name, text in texts.items() if text != ANY}


def _name(document: DecisionDocument, place: Place) -> str:
    """The amount in words: `avgift för röd`, `avgift i regel 2`, `avgift som standard`."""
    cells = _conditions(document, place)
    name = place.column or document.name
    if cells is None:
        return f"{name} som standard" if place.where == "standard" else name
    texts = list(cells.values())
    named = len(texts) == 1 and _WORDS.fullmatch(texts[0])
    return f"{name} för {texts[0]}" if named else f"{name} i regel {place.rule}"
