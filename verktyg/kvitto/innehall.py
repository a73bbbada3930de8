"""What a receipt holds, and what it refuses to hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import motor
from motor.errors import FactError, Problem
from motor.rulebook.engine import engine_hash
from motor.rulebook.facts import read_fact
from motor.values.convert import from_python, to_json
from motor.values.number import number_text
from verktyg.fel import UsageError
from verktyg.kvitto.personnummer import holds_number
from verktyg.skal import Asked

LONGEST_NAME = 100
"""How many characters a reference, a name or the text of a fact may have: more is free text."""
LONGEST_TEXT = 20_000

CASE, CHOSEN, REASON, MOTIVATION, DECIDED_BY = (
    "ärende",
    "val",
    "skäl",
    "motivering",
    "beslutsfattare",
)
"""The fields that a person fills in, as they are called."""
_NUMBER = "personnummer"
UNKNOWN_VERSION = "okänd"
"""The version of an engine that is not installed as a package."""


class Refused(UsageError):
    """What may not be kept; each problem says which field, or fact, it is about."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What a person adds to a result to have it kept."""

    case: str
    chosen: str | None = None
    reason: str | None = None
    motivation: str | None = None
    decided_by: str | None = None

    @property
    def lines(self) -> dict[str, str | None]:
        """The fields of one line."""
        return {CASE: self.case, CHOSEN: self.chosen, DECIDED_BY: self.decided_by}

    @property
    def texts(self) -> dict[str, str | None]:
        """The fields of free text."""
        return {REASON: self.reason, MOTIVATION: self.motivation}


@dataclass(frozen=True, slots=True)
class Keeping:
    """What makes the answer a receipt: what the person adds, and the database, None for the usual one."""

    notes: Notes
    database: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What the rules suggest and what the person chose; both None where there is nothing to choose."""

    suggested: Any = None
    chosen: Any = None


def check(notes: Notes, facts: Mapping[str, Any]) -> None:
    """Raise Refused, naming each field that may not be kept as it is, and never repeating what it holds."""
    found = refusals(notes, facts)
    if found:
        raise Refused(found)


def refusals(notes: Notes, facts: Mapping[str, Any]) -> list[Problem]:
    """What may not be kept as it is: each problem says its field, never what it holds."""
    return [*_of_notes(notes), *_of_facts(facts)]


def check_case(case: str) -> None:
    """Raise Refused for what cannot be an ärendereferens to search for."""
    if len(case) <= LONGEST_NAME and holds_number(case):
        message = "Det du skrev ser ut som ett person- eller samordningsnummer, så ingenting har sökts."
        raise Refused([Problem(_NUMBER, message, hint="Sök med ärendereferensen.", about=(CASE,))])
    check(Notes(case), {})


def _of_notes(notes: Notes) -> Iterator[Problem]:
    if not notes.case.strip():
        hint = "Ge kvittot en att hittas på."
        yield Problem("ärende saknas", "Ärendereferensen är tom.", hint=hint, about=(CASE,))
    for name, text in notes.lines.items():
        if text is not None and (len(text) > LONGEST_NAME or not text.isprintable()):
            message = f"Fältet {name} ska vara högst {LONGEST_NAME} tecken på en rad."
            yield Problem("fri text", message, hint=_FREE, about=(name,))
    for name, text in notes.texts.items():
        if text is not None and (len(text) > LONGEST_TEXT or not all(map(_readable, text))):
            message = f"Fältet {name} ska vara läsbar text på högst {LONGEST_TEXT} tecken."
            yield Problem("oläslig text", message, about=(name,))
    for name, text in {**notes.lines, **notes.texts}.items():  # what is far too long takes long to search
        if text is not None and len(text) <= LONGEST_TEXT and holds_number(text):
            yield _number(name, f"Fältet {name}")


def _of_facts(facts: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in facts.items():
        shown = "Ett faktum" if len(name) > LONGEST_TEXT or holds_number(name) else f"Faktumet {name}"
        texts = list(_texts(value))
        if shown == "Ett faktum" or any(len(text) <= LONGEST_TEXT and holds_number(text) for text in texts):
            yield _number(name, shown)
        elif any(len(text) > LONGEST_NAME or not text.isprintable() for text in texts):
            yield Problem("fri text", f"{shown} håller fri text.", hint=_FREE, about=(name,))


def _number(name: str, shown: str) -> Problem:
    message = (
        f"{shown} håller något som ser ut som ett person- eller samordningsnummer. "
        "Sådana sparas inte i kvitton."
    )
    return Problem(_NUMBER, message, hint="Ta bort numret. Inget är sparat.", about=(name,))


_FREE = "Fri text sparas bara i skäl och motivering. Inget är sparat."


def _readable(char: str) -> bool:
    return char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Cn")


def _texts(value: Any) -> Iterator[str]:
    """Every text and number in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        yield from (text for item in value for text in _texts(item))
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        yield number_text(Decimal(value))


@dataclass(frozen=True, slots=True)
class Kept:
    """A receipt ready to be stored: its content, and the rule texts that it rests on."""

    content: dict[str, Any]
    texts: list[str] = field(repr=False)


def receipt(asked: Asked, views: list[str], choice: Choice, notes: Notes) -> Kept:
    """The receipt of an answer. Raises Refused for what may not be kept."""
    check(notes, asked.facts)
    texts = rule_texts(asked.rulebook)
    result = asked.result
    content = {
        "form": 1,
        CASE: notes.case,
        "regelverk": asked.rulebook.name,
        "datum": result.on.isoformat(),
        "vyer": views,
        "frågade beslut": [*result.values, *result.undecided],
        "utkast": result.drafts,
        "fakta": _facts(asked.rulebook, asked.facts),
        "svar": _portable(result.to_json(), asked.rulebook.path),
        "motor": engine(),
        "föreslaget": to_json(from_python(choice.suggested)),
        "valt": to_json(from_python(choice.chosen)),
        REASON: notes.reason,
        MOTIVATION: notes.motivation,
        DECIDED_BY: notes.decided_by,
        "regler": {name: asked.rulebook.sources[name].sha256 for name in sorted(texts)},
    }
    return Kept(content, list(texts.values()))


def engine() -> dict[str, str]:
    """The engine's version, and the hash of its modules."""
    try:
        released = version("regelmotor")
    except PackageNotFoundError:
        released = UNKNOWN_VERSION
    return {"version": released, "sha256": engine_hash()}


def rule_texts(rulebook: motor.Rulebook) -> dict[str, str]:
    """The texts of the rule set's files, each as its sha256 was taken."""
    return {name: source.original for name, source in rulebook.sources.items()}


def _facts(rulebook: motor.Rulebook, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as JSON that is read as the same values again. Raises Refused for those that are not."""
    kept: dict[str, Any] = {}
    lost = []
    for name, value in facts.items():
        kept[name] = to_json(from_python(value))
        try:
            same = read_fact(name, kept[name], rulebook.facts) == read_fact(name, value, rulebook.facts)
        except FactError:
            same = False
        if not same:
            message = f"Faktumet {name} har ett värde som inte går att spara och läsa igen."
            lost.append(Problem("går inte att spara", message, about=(name,)))
    if lost:
        raise Refused(lost)
    return kept


def _portable(answer: dict[str, Any], path: str) -> dict[str, Any]:
    """The answer without the folder that the rule set lay in."""
    for note in answer["upplysningar"]:
        if "plats" in note:
            note["plats"] = note["plats"].removeprefix(path).lstrip("/\\")
    return answer
