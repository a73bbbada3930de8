"""The interview: asks for the facts that can still change the outcome, in the rule set's own words."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import motor
from motor.errors import FactError
from motor.rulebook.facts import UNCLEAR, Fact
from motor.values.types import ListType
from verktyg.fakta import text_of, typed
from verktyg.format import find, value_text
from verktyg.sida import Page
from verktyg.vy import View

UNKNOWN = "vet inte"
_UNKNOWN_WORDS = ("", "?", UNKNOWN)
_SHORT = {"j": "ja", "n": "nej"}
_DECIMAL_COMMA = re.compile(r"\s*-?\d[\d ]*,\d+\s*")


INTRODUCTION = "Svara på det du vet. Ctrl+D visar svaret så långt, och Ctrl+C avbryter."


class Skipped(Exception):
    """The person does not know: the fact stays unanswered."""


@dataclass
class Interview:
    """Facts answered so far, and those not to ask for. `read` prompts for a line and may raise EOFError."""

    rulebook: motor.Rulebook
    on: datetime.date
    decisions: list[str] | None
    view: View | None
    facts: dict[str, Any]
    silent: set[str] = field(default_factory=set)
    read: Callable[[str], str] = input
    _group: str | None = None

    def run(self) -> None:
        """Ask until nothing that may be asked can change the outcome, or the person ends the input."""
        if self._next() is not None:
            Page.of(INTRODUCTION).print()
        while (fact := self._next()) is not None:
            try:
                self._ask(fact)
            except EOFError:
                print()
                return

    def _next(self) -> Fact | None:
        result = self.rulebook.evaluate(self.facts, on=self.on, decisions=self.decisions)
        left = [name for name in result.missing if name not in self.silent]
        return self.rulebook.facts[left[0]] if left else None

    def _ask(self, fact: Fact) -> None:
        options = choices(fact)
        self._show(fact, options)
        while True:
            try:
                self._accept(fact, self._answer(fact, options))
            except Skipped:
                self.silent.add(fact.name)
            except FactError as error:
                for problem in error.problems:
                    print(f"  {problem.message}")
                    if problem.hint:
                        print(f"  {problem.hint}")
                continue
            return

    def _accept(self, fact: Fact, value: Any) -> None:
        """Keep the answer unless it goes against another one, which the engine finds and says."""
        facts = {**self.facts, fact.name: value}
        self.rulebook.evaluate(facts, on=self.on, decisions=self.decisions)
        self.facts = facts

    def _show(self, fact: Fact, options: list[str]) -> None:
        page = Page()
        group = self.view.group_of(fact.name) if self.view else None
        if group and group != self._group:
            page.line(f"\n{group}", "bold")
            self._group = group
        page.line()
        page.text(fact.question or f"Vad är {fact.name}?")
        if fact.description and fact.description != fact.question:
            page.text(fact.description, 2, "dim")
        for number, option in enumerate(options, 1):
            page.line(f"{number}. {option}", "", 2)
        page.print()

    def _answer(self, fact: Fact, options: list[str]) -> Any:
        """One answer as a value. Raises Skipped or FactError."""
        meant = picked(self.read(prompt(fact, options)).strip(), fact, options)
        if UNKNOWN in ([meant] if isinstance(meant, str) else meant):
            raise Skipped
        return typed(self.rulebook, fact.name, text_of(meant), self.on)


def choices(fact: Fact) -> list[str]:
    """What is offered with a number each: the allowed values, or ja and nej, then oklar and vet inte.

    Empty where the answer is typed: always for numbers, which a choice's number would be mistaken for.
    """
    kind = fact.type_label.removeprefix("lista av ")
    allowed = (fact.choices or ()) if kind != "tal" else ()
    values = [value_text(value) for value in allowed] or (["ja", "nej"] if kind == "ja/nej" else [])
    return [*values, *_words(fact)] if values else []


def _words(fact: Fact) -> list[str]:
    return [UNCLEAR, UNKNOWN] if fact.unclear else [UNKNOWN]


def prompt(fact: Fact, options: list[str]) -> str:
    """The line that waits for an answer, and what may be typed there."""
    if not options:
        expected = fact.expected().removesuffix(f" eller {UNCLEAR}")
        if expected.endswith("datum"):
            expected += " som 2024-03-01" + ("" if fact.unclear else ",")
        return f"Svar ({', '.join([expected, *_words(fact)[:-1]])} eller {UNKNOWN}): "
    several = "; flera går bra, med komma emellan" if isinstance(fact.type, ListType) else ""
    return f"Svar (1-{len(options)}{several}): "


def picked(said: str, fact: Fact, options: list[str]) -> str | list[str]:
    """What was meant by what was typed: a choice's number or first letter, a number with a decimal comma.

    For a list with choices, each of them.
    """
    if said.casefold() in _UNKNOWN_WORDS:
        return UNKNOWN
    if isinstance(fact.type, ListType) and options:
        parts = [said] if find(said, options) else [part.strip() for part in said.split(",") if part.strip()]
        return [_picked(part, options) for part in parts]
    return _picked(with_point(said, fact), options)


def with_point(said: str, fact: Fact) -> str:
    """What was typed, a number's decimal comma as a point and its spaces as plain ones."""
    plain = " ".join(said.split()) if fact.type_label == "tal" else said
    return plain.replace(",", ".") if fact.type_label == "tal" and _DECIMAL_COMMA.fullmatch(plain) else plain


def _picked(said: str, options: list[str]) -> str:
    if said.isdecimal() and 0 < int(said) <= len(options):
        return options[int(said) - 1]
    named = _SHORT.get(said.casefold(), said)
    return find(named, options) or find(named, [UNCLEAR, UNKNOWN]) or said
