"""What typing a node needs: the types of the names around it, and where findings are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from motor.feel.syntax import Call, Node, Span
from motor.values.null import Null
from motor.values.types import ANY, Type

Typer = Callable[[Any, "Typist"], Type]
Form = Callable[[Call, "Typist"], Type]
"""The type of a special form's value."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What cannot work: a stable code, a Swedish sentence, its place in the text, and what to do."""

    code: str
    message: str
    span: Span
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Typist:
    """How each kind of node is typed, and what is known where it stands.

    `bound` are the names that the expression itself binds.
    """

    typers: Mapping[type[Node], Typer]
    names: Mapping[str, Type]
    forms: Mapping[str, Form]
    types: Mapping[str, Type]
    findings: list[Finding] = field(default_factory=list)
    bound: frozenset[str] = frozenset()

    def of(self, node: Node) -> Type:
        """The type of a node's value. Raises TypeError for a node that cannot stand alone."""
        typer = self.typers.get(type(node))
        if typer is None:
            raise TypeError(f"{type(node).__name__} is no expression")
        return typer(node, self)

    def within(self, names: Mapping[str, Type], bound: frozenset[str] | None = None) -> Typist:
        """The typist of an inner expression with these names; those in `bound` (default: all) are bound."""
        inside = {**self.names, **names}
        more = frozenset(names) if bound is None else bound
        return Typist(self.typers, inside, self.forms, self.types, self.findings, self.bound | more)

    def report(self, node: Node, code: str, message: str, hint: str | None = None) -> Type:
        """Tell what cannot work at a node. Its type is then anything: what rests on it is not told too."""
        self.findings.append(Finding(code, message, node.span, hint))
        return ANY

    def null(self, node: Node, cause: Null) -> Type:
        """Tell that a node is null, by the cause."""
        return self.report(node, cause.code, cause.message)
