"""`motor ny-version`: a draft of a decision from a day, copied from the version in force, amounts indexed."""

from __future__ import annotations

import datetime
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import motor
from motor.documents.amounts import percent_text
from motor.documents.command_line import word
from motor.editing.indexing import Indexing
from motor.editing.versions import NewVersion, new_version
from motor.errors import Problem
from motor.rulebook.review import TO_FILL_IN
from verktyg.fel import DONE, UsageError, usage_error
from verktyg.format import both, count, number, quantity, show_json
from verktyg.kallor import NO_SOURCE, GivenSource
from verktyg.regelverk import day_of, find_decision, open_rule_set
from verktyg.sida import Page
from verktyg.skriv import write_all
from verktyg.tilltal import OPTIONS, Wording, refused
from verktyg.vidare import DraftVersion, day_notices, steps_to_adoption

PERCENT, STEP, COLUMNS = "räkna-upp", "avrunda", "kolumn"
"""The options of the command, and the fields of a form."""

_NUMBER = r"\d[\d \u00a0\u202f]*(?:[.,]\d+)?"
_PERCENT = re.compile(rf"([+-]?{_NUMBER})\s*%?")
_MOST = 100
"""How many percent amounts may be raised or lowered: more is a mistake."""
_SHOWN = 80
"""How many characters of a description are shown."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked on the command line, as it was written."""

    rule_set: str
    decision: str
    start: str
    percent: str | None = None
    step: str | None = None
    columns: Sequence[str] = ()
    as_json: bool = False
    rules: str | None = None
    source: GivenSource = NO_SOURCE


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft to write: the version, how it was indexed, and regelverk.yaml with its new source."""

    made: NewVersion
    draft: DraftVersion
    indexing: Indexing | None
    documents: dict[Path, bytes]

    @property
    def files(self) -> dict[Path, str | bytes]:
        """The files to write."""
        return {**self.documents, self.made.path: self.made.content}


def ny_version(order: Order) -> int:
    """Write the draft, and tell what changed and what is left to do. Raises MotorError."""
    day, indexing = day_of(order.start), indexing_of(order.percent, order.step, order.columns)
    rulebook = open_rule_set(order.rule_set, order.rules)
    if order.decision in rulebook.facts:
        hint = f"Fakta ändras i regelverk.yaml. Besluten är {both(rulebook.decisions)}."
        raise usage_error(f"{order.decision} är ett faktum, inget beslut.", hint)
    name = find_decision(order.decision, rulebook.decisions, rulebook.name)
    begun = begin(rulebook, name, day, indexing, order.source)
    write_all(begun.files)
    if order.as_json:
        show_json(_json(begun.made, name, day.isoformat()))
        return DONE
    _page(begun, order).print()
    return DONE


def begin(
    rulebook: motor.Rulebook,
    decision: str,
    day: datetime.date,
    indexing: Indexing | None,
    source: GivenSource,
) -> Begun:
    """The draft of a decision from a day. Raises UsageError for the source, EditError and RuleError."""
    documents = source.files(rulebook)
    made = new_version(rulebook.decisions[decision], day, indexing, source.mark)
    draft = DraftVersion(decision, day, datetime.date.fromisoformat(made.copied.stem))
    return Begun(made, draft, indexing, documents)


def indexing_of(
    percent: str | None, step: str | None, columns: Sequence[str], wording: Wording = OPTIONS
) -> Indexing | None:
    """How amounts are to be indexed; None where they are not. Raises UsageError with every refusal."""
    problems: list[Problem] = []
    if percent is None:
        for field, given in {STEP: step is not None, COLUMNS: bool(columns)}.items():
            if given:
                hint = f"Skriv till exempel {wording.example(PERCENT, '2,4%')}."
                message = f"{wording.name(field)} hör till {wording.name(PERCENT)}."
                problems += refused(message, hint, field).problems
        if problems:
            raise UsageError(problems)
        return None
    found: list[Decimal] = []
    for read, text in ((_share, percent), (_step, step)):
        try:
            found.append(read(text, wording))
        except UsageError as error:
            problems += error.problems
    if problems:
        raise UsageError(problems)
    return Indexing(found[0], found[1], tuple(columns))


def _share(percent: str | None, wording: Wording) -> Decimal:
    """How much amounts are raised by `2,4%`: 0.024. Raises UsageError for what is no such percentage."""
    percent = percent or ""
    match = _PERCENT.fullmatch(percent.strip())
    share = _decimal(match[1]) if match else None
    if share is None:
        hint = f"Skriv procenten, till exempel {wording.example(PERCENT, '2,4%')}."
        raise refused(f"{percent} är ingen procentsats.", hint, PERCENT)
    if not -_MOST < share <= _MOST:
        hint = "Skriv hur mycket beloppen ändras: 2,4% räknar upp 1 000 kr till 1 024 kr."
        raise refused(f"{percent} är mer än {_MOST} procent.", hint, PERCENT)
    return share / 100


def _step(text: str | None, wording: Wording) -> Decimal:
    """What amounts are rounded to, whole kronor unless something else is said. Raises UsageError."""
    match = re.fullmatch(_NUMBER, (text or "1").strip())
    step = _decimal(match[0]) if match else None
    if not step:
        hint = f"Skriv ett antal kronor, till exempel {wording.example(STEP, '10')}."
        raise refused(f"Det går inte att avrunda till {text}.", hint, STEP)
    return step


def _decimal(text: str) -> Decimal | None:
    """A number with a comma or a point; None when it has too many digits to be meant."""
    digits = re.sub(r"\s", "", text).replace(",", ".")
    return Decimal(digits) if len(digits) <= 12 else None


def _json(made: NewVersion, decision: str, start: str) -> dict[str, Any]:
    return {
        "beslut": decision,
        "giltig från": start,
        "fil": str(made.path),
        "kopia av": str(made.copied),
        "ändrade": [
            {
                "plats": change.place.where,
                "kolumn": change.place.column or None,
                "förr": change.before,
                "nu": change.after,
            }
            for change in made.changes
        ],
        "inte uppräknade": [str(place) for place in made.untouched],
        "källor att fylla i": made.to_fill_in,
        "upplysningar": list(day_notices(made)),
    }


def _page(begun: Begun, order: Order) -> Page:
    """What was written, what was indexed, and the commands that follow."""
    made, indexing = begun.made, begun.indexing
    page = Page()
    page.text(f"{made.path} är skriven, med status utkast. Den är en kopia av {made.copied.name}.")
    for path in begun.documents:
        page.text(f"{order.source.dnr} är tillagt bland källor i {path}.")
    for notice in day_notices(made):
        page.text(notice)
    if indexing:
        percent, step = number(indexing.share * 100), quantity(indexing.step, "kr")
        page.heading(f"Uppräknat med {percent} %, avrundat till närmaste {step}")
        rows = [
            (
                change.place.where,
                change.place.column,
                number(change.before),
                number(change.after),
                percent_text(change.before, change.after) + " %",
            )
            for change in made.changes
        ]
        if rows:
            page.table(["plats", "kolumn", "förr", "nu", "ändring"], rows, right=[2, 3, 4])
        else:
            page.text("Inget belopp blev ett annat.")
        if made.untouched:
            page.blank()
            page.text(f"Inte uppräknat, för att det räknas fram: {both(map(str, made.untouched))}.")
    page.steps(_steps(made, order, begun.draft))
    return page


def _steps(made: NewVersion, order: Order, draft: DraftVersion) -> Iterator[str]:
    """What is left to write, and the commands that follow."""
    places = count(made.to_fill_in, "ställe", "ställen")
    fill_in = (
        f"skriv källan på {places} där det står {TO_FILL_IN}." if made.to_fill_in else "kontrollera källorna."
    )
    yield f"Ändra i filen det som är nytt, och {fill_in}"
    if made.description:
        words = textwrap.shorten(made.description, _SHOWN, placeholder=" …")
        yield f"Läs igenom filens beskrivning, som är den gamla: ”{words}”"
    options = f" --regler {word(order.rules)}" if order.rules else ""
    yield from steps_to_adoption(made.path.parent.parent, order.rule_set, [draft], options)
