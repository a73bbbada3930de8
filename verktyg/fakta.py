"""Facts on their way in: `namn=värde` on the command line, a YAML or JSON file, or standard input."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import motor
from motor.documents.reader import read
from motor.documents.source import Mapping, Node, Sequence
from motor.errors import FactError, Problem, suggestion
from motor.rulebook.facts import UNANSWERED, UNKNOWN_FACT
from motor.rulebook.types import label
from motor.values.types import ListType
from verktyg.fel import usage_error
from verktyg.format import find
from verktyg.regelverk import read_day

FACTS, DAY = "fakta", "datum"
SAID = "beskrivning", "namn"
"""The other keys of an example, which are said to people and not read here."""
STDIN = "-"
MAX_BYTES = 5_000_000
MAX_FACTS = 1_000


@dataclass
class Given:
    """Facts as they were given: each a `Text` (`namn=värde`, YAML) or a Python value (JSON)."""

    facts: dict[str, Any] = field(default_factory=dict)
    day: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """Facts as values, and the names of those that nobody should ask for."""

    facts: dict[str, Any]
    silent: set[str]


class Text(str):
    """A text whose meaning the type of its fact decides; a plain `str` is a text already."""

    __slots__ = ()


def from_arguments(arguments: Iterable[str]) -> Given:
    """What `namn=värde` arguments say. Raises UsageError for one without `=`, or a name given twice."""
    given = Given()
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or not name.strip():
            raise usage_error(
                f"{argument} är inget faktum.",
                'Skriv namn=värde, med citattecken om det finns mellanslag: "ett namn=ja".',
            )
        if name.strip() in given.facts:
            raise usage_error(f"{name.strip()} är givet två gånger.", "Ge varje faktum en gång.")
        given.facts[name.strip()] = Text(value)
    return given


def from_file(name: str) -> Given:
    """What a file of facts says; `-` is standard input. Raises UsageError or FactError."""
    shown = "standard in" if name == STDIN else name
    text = _decoded(_standard_input() if name == STDIN else _file(name), shown)
    document = _json(text, shown) if _looks_like_json(text) else _yaml(text, shown)
    return _given(document, shown)


def _file(name: str) -> bytes:
    path = Path(name)
    if path.is_dir() or not path.exists():
        raise usage_error(
            f"Filen {name} finns inte.", "Ge en fil med fakta i YAML eller JSON, eller - för standard in."
        )
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _standard_input() -> bytes:
    stream = getattr(sys.stdin, "buffer", None)
    return bytes(stream.read(MAX_BYTES + 1)) if stream else sys.stdin.read(MAX_BYTES + 1).encode()


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise usage_error(f"{name} är för stor för att vara fakta.", "Högst 5 megabyte läses.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise usage_error(f"{name} är inte text i UTF-8.", "Spara filen som UTF-8.") from None


def _looks_like_json(text: str) -> bool:
    """JSON's first key stands in quotes; a YAML mapping in braces has plain words."""
    return text.lstrip().startswith("{") and text.lstrip()[1:].lstrip()[:1] in ('"', "}")


def _json(text: str, name: str) -> Any:
    repeated: list[str] = []

    def entries(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in pairs:
            if key in seen:
                repeated.append(key)
            seen[key] = value
        return seen

    try:
        document = json.loads(text, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=entries)
    except json.JSONDecodeError as error:
        raise usage_error(f"{name}, rad {error.lineno}, tecken {error.colno}: texten är inte JSON.") from None
    if repeated:
        raise usage_error(f"{name}: {repeated[0]} är givet två gånger.", "Ge varje faktum en gång.")
    return document


def _yaml(text: str, name: str) -> Any:
    if all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines()):
        return {}
    node, _, problems = read((name, text))
    if problems:
        raise FactError(problems)
    return _value(node) if node is not None else {}


def _value(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key: _value(value) for key, value in node.items()}
    if isinstance(node, Sequence):
        return [_value(item) for item in node.items]
    return Text(node.text)


def _given(document: Any, name: str) -> Given:
    """The facts of a document: all of it, or what stands under `fakta` when it is an example."""
    if not isinstance(document, dict):
        raise usage_error(f"{name} håller inga fakta.", "Skriv namn: värde på en rad för varje faktum.")
    facts, day = document, None
    if isinstance(document.get(FACTS), dict):
        facts, day = document[FACTS], document.get(DAY)
        for key in document.keys() - {FACTS, DAY, *SAID}:
            raise usage_error(f"{name}: {key} är ingen nyckel här.", f"Sätt fakta under {FACTS}.")
    if len(facts) > MAX_FACTS:
        raise usage_error(f"{name} håller fler än {MAX_FACTS} fakta.", "Ge en fil för varje person.")
    return Given(facts, None if day is None else read_day(str(day)))


def answers(given: Given, rulebook: motor.Rulebook, on: datetime.date) -> Answers:
    """The facts as values of the rule set. Raises FactError with everything that is wrong with them."""
    facts: dict[str, Any] = {}
    silent: set[str] = set()
    problems: list[Problem] = []
    for written, value in given.facts.items():
        name = find(written, rulebook.facts)
        if name is None:
            known = (
                suggestion(written, rulebook.facts)
                or f"motor visa {rulebook.name} visar vilka fakta som finns."
            )
            message = f"Det finns inget faktum som heter {written}."
            problems.append(Problem(UNKNOWN_FACT, message, hint=known, about=(written,)))
        elif isinstance(value, str) and value.strip() == UNANSWERED:
            silent.add(name)
        else:
            try:
                facts[name] = typed(rulebook, name, value, on)
            except FactError as error:
                problems.extend(error.problems)
    if problems:
        raise FactError(problems)
    return Answers(facts, silent)


def typed(rulebook: motor.Rulebook, name: str, value: Any, on: datetime.date) -> Any:
    """One fact's value, where each `Text` is read by the fact's type. Raises FactError."""
    if isinstance(value, Text):
        return rulebook.fact_value(name, str(value))
    fact = rulebook.facts.get(name)
    if isinstance(value, list) and fact is not None and isinstance(fact.type, ListType):
        # A text in a list stands as it is: it may hold commas.
        reads = label(fact.type.item) != "text"
        items = [
            typed(rulebook, name, item, on) if reads and isinstance(item, Text) else [item] for item in value
        ]
        return [part if not isinstance(part, Text) else str(part) for item in items for part in item]
    return value


def text_of(value: str | list[str]) -> Any:
    """What a person said, as a `Text` or a list of them."""
    return Text(value) if isinstance(value, str) else [Text(item) for item in value]
