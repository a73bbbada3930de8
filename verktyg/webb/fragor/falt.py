"""One question as it is laid out: its kind of field, what can be chosen, what was typed and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motor.errors import Problem
from motor.rulebook.facts import UNANSWERED, UNCLEAR, Fact
from motor.rulebook.types import kind
from motor.values.convert import from_python
from motor.values.text import to_string
from motor.values.types import ListType
from verktyg.format import capital, value_text
from verktyg.forvalt import taken_for_granted
from verktyg.fraga import UNKNOWN
from verktyg.skal import Asked
from verktyg.webb.formular import field_id
from verktyg.webb.fragor.svar import NONE_OF_THEM, PREFIX, Sent

LEFT_AT = "Du kan lämna tomt: då gäller {}."
LEFT_TO_THE_RULES = "Du kan lämna tomt."
"""What is said of a default that cannot be worked out yet."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose, as it is sent and as it reads."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A question. `form` is `radio`, `checkbox`, `text` or `date`; `options` also hold what is no value."""

    fact: str
    question: str
    hint: str | None
    unit: str | None
    numeric: bool
    form: str
    options: tuple[Option, ...]
    typed: str
    problems: tuple[Problem, ...]
    optional: bool

    @property
    def name(self) -> str:
        """The name of the field in the form."""
        return PREFIX + self.fact

    @property
    def id(self) -> str:
        """What links and labels point at: no blanks."""
        return field_id(self.fact)


def field_of(fact: Fact, sent: Sent, otherwise: str | None = None) -> Field:
    """The question of a fact, with what was sent for it; `otherwise` says what counts without an answer."""
    said = sent.said.get(fact.name, ()) or ("",)
    values = _values(fact)
    form = _form(fact, bool(values))
    extra = [(NONE_OF_THEM, "Inget av dem")] if form == "checkbox" else []
    extra += [(UNCLEAR, capital(UNCLEAR))] if fact.unclear else []
    if fact.default is None:
        extra.append((UNANSWERED, capital(UNKNOWN)))
    elif form == "radio":
        extra.append(("", "Inget svar"))
    options = tuple(Option(value, label, value in said) for value, label in [*values, *extra])
    known = {option.value for option in options}
    return Field(
        fact.name,
        fact.question or f"Vad är {fact.name}?",
        _hint(fact, otherwise),
        fact.unit,
        _item(fact) == "number",
        form,
        options,
        next((text for text in said if text not in known), ""),
        tuple(sent.problems_of(fact.name)),
        fact.default is not None,
    )


def _hint(fact: Fact, otherwise: str | None) -> str | None:
    """What to know of a question, and of one with a default what counts without an answer."""
    told = [fact.description if fact.description != fact.question else None]
    if fact.default is not None:
        told.append(LEFT_AT.format(otherwise) if otherwise else LEFT_TO_THE_RULES)
    return " ".join(filter(None, told)) or None


def hints(facts: Iterable[Fact], asked: Asked) -> list[tuple[str, str]]:
    """The id and the hint, as the other answers make it, of those facts that have a default."""
    told = [each for each in fields(facts, Sent.nothing(), asked) if each.optional]
    return [(each.id, each.hint or "") for each in told]


def _values(fact: Fact) -> list[tuple[str, str]]:
    """The values to choose among, as sent and as they read."""
    if fact.choices:
        return [(_sent(value), capital(value_text(value, fact.unit))) for value in fact.choices]
    return [("ja", "Ja"), ("nej", "Nej")] if _item(fact) == "boolean" else []


def _sent(value: Any) -> str:
    """A value as it is typed: a text as it is, anything else as FEEL writes it."""
    return value_text(value) if isinstance(value, bool) else to_string(from_python(value)) or ""


def _item(fact: Fact) -> str:
    return kind(fact.type.item if isinstance(fact.type, ListType) else fact.type)


def _form(fact: Fact, choosable: bool) -> str:
    if choosable:
        return "checkbox" if isinstance(fact.type, ListType) else "radio"
    return "date" if kind(fact.type) == "date" else "text"


def fields(facts: Iterable[Fact], sent: Sent, asked: Asked | None) -> list[Field]:
    """The questions of those facts; `asked` tells what counts where a fact with a default is not answered."""
    known = [each for each in taken_for_granted(asked) if each.known] if asked else []
    otherwise = {each.fact: value_text(each.value, asked.unit(each.fact)) for each in known if asked}
    return [field_of(fact, sent, otherwise.get(fact.name)) for fact in facts]
