"""A model's FEEL as a rule set reads it: every name known there, no type of the model's own.

An element of a model knows what it requires, a cell of a rule set all facts and decisions; a text is taken
over as it stands where both read it alike, else it is printed from its tree.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from motor import feel
from motor.errors import FeelError, Location, Problem, suggestion
from motor.exchange.types_in import Types
from motor.feel.parser import parse_unary_tests
from motor.feel.syntax import FunctionDefinition, Literal, NamedType, Node, UnaryTests, children
from motor.feel.typing import infer
from motor.rulebook.expressions import AS_OF_DAY
from motor.values.types import ANY
from motor.values.types import Type as FeelType

_Tree = TypeVar("_Tree", bound=Node)
_Part = TypeVar("_Part", bound=Any)


class Refused(Exception):
    """What cannot be carried over; the problems are noted."""


@dataclass(frozen=True)
class Texts:
    """Reads the texts of one element. `problems` gathers what is wrong in all of them.

    `visible` are the names that the element may read, `everything` those that a rule set knows, `free` says
    that other names may be entries of the items of a filter.
    """

    types: Types
    everything: frozenset[str]
    visible: frozenset[str]
    problems: list[Problem]
    locals: frozenset[str] = frozenset()
    free: bool = False
    known: Mapping[str, FeelType] = field(default_factory=dict)
    """The types of the names that are sure to be of one."""

    def within(self, *names: str, free: bool = False, known: Mapping[str, FeelType] | None = None) -> Texts:
        """The same inside an expression that binds these names, with the types that are known."""
        kept = {name: type_ for name, type_ in self.known.items() if name not in names}
        return replace(
            self,
            locals=self.locals.union(names),
            free=self.free or free,
            known={} if free else {**kept, **(known or {})},
        )

    def fresh(self, name: str) -> str:
        """The name, longer when it already means something here."""
        while name in self.everything | self.locals:
            name = f"{name} igen"
        return name

    def type_of(self, text: str) -> FeelType:
        """What is sure of the type of a text's value when it is not null; Any for a text out of order."""
        node = self.read(text)
        return ANY if node is None else infer(node, self.known)[0]

    def refuse(self, code: str, message: str, where: Location, hint: str | None = None) -> Refused:
        """Note what cannot be carried over; to be raised."""
        self.problems.append(Problem(code, message, where, hint=hint))
        return Refused()

    def node(self, text: str, where: Location) -> Node:
        """The tree of an expression, with types of the model's own written out. Raises Refused."""
        return self._checked(lambda: feel.parse(text, self._names), where)

    def tests(self, text: str, where: Location) -> UnaryTests:
        """The same for the unary tests of a cell."""
        inside = self.within("?")
        return inside._checked(lambda: parse_unary_tests(text, inside._names), where)

    @property
    def _names(self) -> frozenset[str]:
        """The names that the model's reader knows."""
        return self.visible | self.locals | self.types.parts

    def _checked(self, parse: Callable[[], _Tree], where: Location) -> _Tree:
        try:
            node = parse()
        except FeelError as error:
            self.problems.extend(replace(each, where=where, excerpt=None) for each in error.problems)
            raise Refused from None
        wrong = [*self._unknown(node, where), *self._external(node, where)]
        if wrong:
            self.problems.extend(wrong)
            raise Refused
        return changed(node, self._spelled_out)

    def text(self, text: str, where: Location) -> str:
        """A text that the rule set reads as the model reads this one. Raises Refused."""
        node = self.node(text, where)
        return self.written(node, where, [inspect.cleandoc(text.expandtabs(2)), text.strip()])

    def written(
        self,
        node: Node,
        where: Location,
        candidates: Iterable[str] = (),
        read: Callable[[str], Node | None] | None = None,
    ) -> str:
        """The first of the candidates that reads as the tree, the printed tree last. Raises Refused."""
        for candidate in (*candidates, feel.to_text(node)):
            if (read or self.read)(candidate) == node:
                return candidate
        message = f"Uttrycket {feel.to_text(node)} läses på ett annat sätt bland regelverkets namn."
        hint = "Ge modellens element enklare namn, utan räknetecken."
        raise self.refuse("tvetydigt uttryck", message, where, hint)

    def read(self, text: str) -> Node | None:
        """How the rule set reads an expression; None when it cannot."""
        return self._read(feel.parse, text)

    def read_tests(self, text: str) -> Node | None:
        """The same for unary tests."""
        return self._read(parse_unary_tests, text)

    def _read(self, parse: Callable[[str, Iterable[str]], Node], text: str) -> Node | None:
        try:
            return parse(text, self.everything | self.locals | {AS_OF_DAY})
        except FeelError:
            return None

    def _unknown(self, node: Node, where: Location) -> Iterator[Problem]:
        """The names that the element cannot read: in the model they are null."""
        for name in feel.free_names(node):
            known = self.visible | self.locals | {"?"}
            if name.name in known or (name.name == "item" and self.free):
                continue
            if name.name in self.everything:
                message = f'Uttrycket läser "{name.name}", som elementet inte kräver.'
                yield Problem("saknat krav", message, where, hint="Lägg till kravet i modellen.")
            elif not name.dynamic and not self.free:
                message = f'Det finns inget som heter "{name.name}" att läsa här.'
                hint = suggestion(name.name, known) or _ADD
                yield Problem("okänt namn", message, where, hint=hint)

    def _external(self, node: Node, where: Location) -> Iterator[Problem]:
        if isinstance(node, FunctionDefinition) and node.external:
            yield external(where)
        for child in children(node):
            yield from self._external(child, where)

    def _spelled_out(self, node: Node) -> Node | None:
        return self.types.node(node.name) if isinstance(node, NamedType) else None


_ADD = "Lägg till det i modellen, med ett krav från det som läser det."


def changed(tree: _Part, change: Callable[[Node], Node | None]) -> _Part:
    """The tree with what `change` gives in place of the nodes for which it gives something."""
    if isinstance(tree, tuple):
        return tuple(changed(each, change) for each in tree)  # type: ignore[return-value]
    if not isinstance(tree, Node):
        return tree
    other = change(tree)
    if other is not None:
        return other  # type: ignore[return-value]
    parts = {each.name: getattr(tree, each.name) for each in fields(tree) if each.name != "span"}
    new = {name: changed(part, change) for name, part in parts.items()}
    return tree if new == parts else replace(tree, **new)


def external(where: Location) -> Problem:
    """Why a function in another language is refused."""
    message = "En extern funktion (Java eller PMML) kan inte stå i ett regelverk."
    return Problem("extern funktion", message, where, hint="Skriv funktionen i FEEL.")


def is_text(node: Node) -> bool:
    """Whether a tree is a text written out."""
    return isinstance(node, Literal) and isinstance(node.value, str)
