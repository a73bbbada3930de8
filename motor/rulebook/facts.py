"""Facts (DMN's input data): what may be answered, and how an answer becomes a FEEL value."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from motor.errors import FactError, Problem, suggestion
from motor.feel.functions import BUILTINS
from motor.feel.spelling import name_of
from motor.rulebook.domain import Domain
from motor.rulebook.expressions import Expression
from motor.rulebook.types import kind, label, spoken
from motor.rulebook.wording import BARE_DATE, BOOLEANS, DECIMAL_COMMA, ungrouped
from motor.trace import Reference
from motor.values.convert import from_python
from motor.values.null import Null
from motor.values.number import number
from motor.values.text import to_string
from motor.values.types import ListType, instance_of
from motor.values.types import Type as FeelType

UNCLEAR = "oklar"
UNANSWERED = "?"
UNKNOWN_FACT = "okänt faktum"
"""The code of the problem that there is no such fact."""
CONVERSIONS = {
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "days and time duration": "duration",
    "years and months duration": "duration",
}
WRITTEN = {
    "date": "2024-03-01",
    "time": "15:30:00",
    "date and time": "2024-03-01T15:30:00",
    "days and time duration": "P10D",
    "years and months duration": "P1Y6M",
}
"""How the text of such a value is written."""
MAX_PROBLEMS = 500
"""How many unusable facts are told of at once."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A declared fact. `unclear` says that null is an answer: assessed, and found unclear."""

    name: str
    type: FeelType
    domain: Domain | None = None
    unclear: bool = False
    unit: str | None = None
    question: str | None = None
    description: str | None = None
    default: Expression | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    references: tuple[Reference, ...] = field(default=())

    @property
    def type_label(self) -> str:
        """The type as policy staff write it: tal, text, ja/nej, datum …"""
        return label(self.type)

    @property
    def default_text(self) -> str | None:
        """The FEEL that gives the value when nobody answers."""
        return self.default.text if self.default else None

    @property
    def choices(self) -> tuple[Any, ...] | None:
        """The values to choose among, where they are listed."""
        return self.domain.values if self.domain else None

    def applies(self, day: datetime.date) -> bool:
        """Whether the fact exists on that day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    def as_if_always(self) -> Fact:
        """The fact as existing on every day."""
        return replace(self, valid_from=None, valid_to=None)

    def expected(self) -> str:
        """What may be answered, in words."""
        parts = [self.domain.words if self.domain else spoken(self.type)]
        if self.domain and self.unit:
            parts[0] += f" {self.unit}"
        if self.unclear:
            parts.append(UNCLEAR)
        return " eller ".join(parts)


def read_facts(facts: Any, declared: Mapping[str, Fact]) -> dict[str, Any]:
    """FEEL values of Python facts. Raises FactError naming every fact that is unknown or cannot be used."""
    if not isinstance(facts, Mapping):
        message = f"Fakta ska ges med namn och svar i en dict, inte {facts!r:.60}."
        raise FactError(Problem("fel typ", message))
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for written, answer in facts.items():
        name = name_of(str(written))
        try:
            if name in values:
                raise _refused(name, "dubbelt faktum", f"{name} är besvarat två gånger.")
            values[name] = read_fact(name, answer, declared)
        except FactError as error:
            problems.extend(error.problems)
        if len(problems) >= MAX_PROBLEMS:
            break
    if problems:
        raise FactError(problems)
    return values


def read_fact(name: str, answer: Any, declared: Mapping[str, Fact]) -> Any:
    """The FEEL value of one answer given as a Python object. Raises FactError."""
    fact = _declared(name, declared)
    try:
        value = None if answer is None else _convert(fact.type, answer)
    except ValueError as error:
        raise _refused(name, "fel typ", f"{name}: {error}") from None
    except (Null, TypeError, ArithmeticError):
        raise FactError(_wrong_type(fact, answer)) from None
    refused = refusal(fact, value)
    if refused:
        raise FactError(refused)
    return value


def refusal(fact: Fact, value: Any) -> Problem | None:
    """Why a FEEL value cannot be the fact's, or None."""
    if value is None:
        message = f"{fact.name} kan inte vara {UNCLEAR}. Svara med {fact.expected()}."
        return None if fact.unclear else Problem("otillåtet värde", message, about=(fact.name,))
    if not instance_of(value, fact.type):
        return _wrong_type(fact, value)
    for item in value if isinstance(fact.type, ListType) else [value]:
        if fact.domain is not None and not fact.domain.allows(item):
            hint = suggestion(str(item), [str(choice) for choice in fact.choices or ()])
            message = f"{fact.name} kan inte vara {_show(item)}. Tillåtet är {fact.expected()}."
            return Problem("otillåtet värde", message, hint=hint, about=(fact.name,))
    return None


def parse_fact(name: str, text: str, declared: Mapping[str, Fact]) -> Any:
    """The FEEL value of what a person typed or a file holds as text. Raises FactError."""
    fact = _declared(name, declared)
    if text.strip() in (UNCLEAR, "null"):
        return read_fact(name, None, declared)
    if isinstance(fact.type, ListType):
        items = [part.strip() for part in text.strip().strip("[]").split(",") if part.strip()]
        return read_fact(name, [_typed(fact, fact.type.item, item.strip('"')) for item in items], declared)
    return read_fact(name, _typed(fact, fact.type, text.strip()), declared)


def _typed(fact: Fact, type_: FeelType, text: str) -> Any:
    """A text read by the fact's type; left as text where it does not fit, so that the type check names it."""
    match kind(type_):
        case "number":
            comma = DECIMAL_COMMA.fullmatch(text)
            if comma:
                pointed = f"{comma[1].replace('.', '')}.{comma[2]}"
                hint = f"Skriv {_show(pointed)}."
                message = f"{fact.name}: {_show(text)} är inte ett tal här."
                raise _refused(fact.name, "decimalkomma", message, hint)
            digits = ungrouped(text)
            try:
                return number(digits)
            except (Null, ValueError, ArithmeticError):
                return text
        case "boolean":
            return {"true": True, "false": False}.get(BOOLEANS.get(text.lower(), text), text)
        case _:
            return text


def _convert(type_: FeelType, answer: Any) -> Any:
    """A FEEL value of a Python object; ISO texts become dates, times and durations where those are wanted.

    Raises ValueError with a sentence for a text that is no date; else Null, TypeError or ArithmeticError.
    """
    if isinstance(type_, ListType) and isinstance(answer, list | tuple):
        return [_convert(type_.item, item) for item in answer]
    conversion = CONVERSIONS.get(kind(type_)) if isinstance(answer, str) else None
    if conversion is None:
        return _from_python(answer)
    try:
        return BUILTINS[conversion].call([answer])
    except Null:
        raise ValueError(_unread(type_, answer)) from None


def _unread(type_: FeelType, answer: str) -> str:
    """Why a text is no date, time or duration."""
    if kind(type_) == "date" and BARE_DATE.fullmatch(answer):
        return f"{answer} finns inte i kalendern."
    return f"{_show(answer)} går inte att läsa som {spoken(type_)}. Skriv som {WRITTEN[kind(type_)]}."


def _from_python(answer: Any) -> Any:
    try:
        return from_python(answer)
    except ValueError as error:
        raise TypeError(str(error)) from None


def _wrong_type(fact: Fact, answer: Any) -> Problem:
    wanted, expected = spoken(fact.type), fact.expected()
    allowed = "" if wanted == expected else f" Tillåtet är {expected}."
    shown = f'texten "{_show(answer)}"' if _looks_right(fact, answer) else _show(answer)
    message = f"{fact.name} ska vara {wanted}, inte {shown}.{allowed}"
    return Problem("fel typ", message, about=(fact.name,))


def _looks_right(fact: Fact, answer: Any) -> bool:
    """Whether an answer is a text that says what the fact wants: "40" for a number."""
    try:
        return isinstance(answer, str) and _typed(fact, fact.type, answer.strip()) != answer.strip()
    except FactError:
        return False


def _declared(name: str, declared: Mapping[str, Fact]) -> Fact:
    fact = declared.get(name)
    if fact is None:
        message = f"Det finns inget faktum som heter {_show(name)}."
        raise _refused(name, UNKNOWN_FACT, message, suggestion(name, declared))
    return fact


def _show(value: Any) -> str:
    """A value as a person wrote it, cut when long."""
    try:
        text = to_string(from_python(value)) if not isinstance(value, str) else value
    except (Null, TypeError, ValueError, ArithmeticError):
        text = _as_json(value)
    return (text or "en tom text") if len(text) <= 60 else text[:57] + "..."


def _as_json(value: Any) -> str:
    try:
        return json.dumps(value, default=str, ensure_ascii=False)
    except ValueError:  # a whole number too long to write, or a list that holds itself
        return "ett värde som inte går att skriva ut"


def _refused(fact: str, code: str, message: str, hint: str | None = None) -> FactError:
    return FactError(Problem(code, message, hint=hint, about=(fact,)))
