"""Allowed values: what may stand in a fact, an input column or an output column."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from motor.documents.model import Allowed, AllowedFrom, AllowedTests, AllowedValues, Cell
from motor.errors import Problem
from motor.feel.scope import Scope
from motor.rulebook.expressions import Expression, Expressions
from motor.rulebook.types import kind
from motor.rulebook.wording import Misread, quoted, test_text
from motor.table import UnaryTest
from motor.values.types import Type as FeelType

Lookup = Callable[[AllowedFrom], "tuple[str, ...] | None"]
RESERVED = ("-", "null")


@dataclass(frozen=True, slots=True)
class Domain:
    """Allowed values. `values` lists them where they are listed; `words` says them to a person."""

    test: UnaryTest
    words: str
    values: tuple[Any, ...] | None = None

    @property
    def choices(self) -> tuple[str, ...] | None:
        """The values when they are texts."""
        if self.values is None or not all(isinstance(value, str) for value in self.values):
            return None
        return self.values

    def allows(self, value: Any) -> bool:
        """Whether a value that is not null is allowed."""
        if self.values is not None and type(value) is str:
            return value in self.values
        return self.test.holds(value)


class Domains:
    """Builds domains from documents and collects their problems."""

    def __init__(self, expressions: Expressions, lookup: Lookup) -> None:
        self.expressions = expressions
        self.lookup = lookup
        self.limits: list[tuple[Expression, FeelType]] = []
        """Allowed values that are written as tests, with the type of what they limit."""

    def build(self, allowed: Allowed | None, type_: FeelType) -> Domain | None:
        """The domain, or None when anything is allowed or the document is wrong."""
        match allowed:
            case None:
                return None
            case AllowedTests(tests):
                return self._from_tests(tests, type_)
            case AllowedValues(values):
                return self._from_values(values, type_)
            case AllowedFrom():
                texts = self.lookup(allowed)
                return None if texts is None else self.of_texts(texts, allowed.at)
        raise TypeError(f"unknown kind of allowed values: {allowed!r}")

    def of_texts(self, texts: Collection[str], at: Cell) -> Domain | None:
        """The domain of listed texts."""
        compiled = self.expressions.tests(at, ", ".join(map(quoted, texts)) or "null")
        if compiled is None:
            return None
        words = ", ".join(texts)
        return Domain(UnaryTest(words, compiled.node, compiled.run), words, tuple(texts))

    def _from_tests(self, cell: Cell, type_: FeelType) -> Domain | None:
        try:
            text = test_text(cell.text, kind(type_), None, ())
        except Misread as misread:
            self._report(cell, misread)
            return None
        compiled = self.expressions.tests(cell, text)
        if compiled is None:
            return None
        self.limits.append((compiled, type_))
        return Domain(UnaryTest(cell.text, compiled.node, compiled.run), in_words(cell.text))

    def _from_values(self, cells: tuple[Cell, ...], type_: FeelType) -> Domain | None:
        sound = [cell for cell in cells if self._is_sound(cell)]
        if len(sound) < len(cells):
            return None
        texts = [cell.text.strip() for cell in cells]
        if kind(type_) == "string":
            return self.of_texts(texts, cells[0])
        compiled = [
            self.expressions.expression(cell, test_text(cell.text, kind(type_), None, ())) for cell in cells
        ]
        tests = self.expressions.tests(cells[0], test_text(", ".join(texts), kind(type_), None, ()))
        if tests is None or None in compiled:
            return None
        values = tuple(value.run(Scope()) for value in compiled if value is not None)
        words = ", ".join(texts)
        return Domain(UnaryTest(words, tests.node, tests.run), words, values)

    def _is_sound(self, cell: Cell) -> bool:
        """Refuse values that a cell could not name, because they already mean something there."""
        text = cell.text.strip()
        if text in RESERVED or text in self.expressions.names:
            meaning = (
                "ett namn som är deklarerat"
                if text in self.expressions.names
                else "ett eget tecken i en cell"
            )
            self.expressions.problems.append(
                cell.problem("upptaget värde", f"{text} kan inte vara ett tillåtet värde: det är {meaning}.")
            )
            return False
        return True

    def _report(self, cell: Cell, misread: Misread) -> None:
        self.expressions.problems.append(misread_problem(cell, misread))


def misread_problem(cell: Cell, misread: Misread) -> Problem:
    """A `Misread` as a located problem."""
    return cell.problem(
        misread.code, misread.message, offset=misread.offset, width=misread.width, hint=misread.hint
    )


def in_words(tests: str) -> str:
    """Unary tests as a person says them, where that is simple: `[0..100]` is "0 till 100"."""
    closed = re.fullmatch(r"\s*\[\s*([\w.,@\" -]+?)\s*\.\.\s*([\w.,@\" -]+?)\s*\]\s*", tests)
    if closed:
        return f"{closed.group(1)} till {closed.group(2)}"
    signs = {">=": "minst", "<=": "högst", ">": "mer än", "<": "mindre än"}
    bound = re.fullmatch(r"\s*(>=|<=|>|<)\s*([\w.]+)\s*", tests)
    return f"{signs[bound.group(1)]} {bound.group(2)}" if bound else tests
