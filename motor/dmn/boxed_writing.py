"""Boxed expressions and decision tables to XML (DMN 1.5, 7.3 and 8), in the order that the schema wants."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from motor.dmn import model
from motor.dmn.boxed_reading import AGGREGATIONS, HIT_POLICIES
from motor.dmn.boxed_text import to_feel
from motor.dmn.model import Expression, Remarks
from motor.dmn.reader import EXTRA_NAMESPACE
from motor.dmn.xml_text import Tag, tag
from motor.errors import Problem

_POLICY_NAMES = {letter: name for name, letter in HIT_POLICIES.items()}
_AGGREGATION_NAMES = {letter: name for name, letter in AGGREGATIONS.items()}
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_IMPORTED_TYPE = re.compile(r"\{(?P<namespace>[^}]*)\}(?P<name>.*)", re.DOTALL)


@dataclass
class Writer:
    """What writing the parts of one file shares: ids that are taken, prefixes, and what cannot be written.

    `newer` tells whether the boxed expressions of DMN 1.4 are written as such, or as FEEL texts.
    """

    newer: bool
    problems: list[Problem] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def id(self, wish: str) -> str:
        """An id that no other element has: the wish in ASCII, with a number when it is taken."""
        plain = unicodedata.normalize("NFKD", wish).encode("ascii", "ignore").decode()
        base = wish if _ID.fullmatch(wish) else re.sub(r"[^A-Za-z0-9_.-]+", "_", f"_{plain}")
        chosen, number = base, 1
        while chosen in self._taken:
            number += 1
            chosen = f"{base}_{number}"
        self._taken.add(chosen)
        return chosen

    def type_ref(self, written: str | None) -> str | None:
        """The name of a type; one of another namespace gets a prefix."""
        found = _IMPORTED_TYPE.fullmatch(written or "")
        if found is None:
            return written
        prefix = self.prefixes.setdefault(found["namespace"], f"ns{len(self.prefixes) + 1}")
        return f"{prefix}:{found['name']}"

    def refuse(self, problem: Problem) -> None:
        """Keep what cannot be written."""
        self.problems.append(problem)

    def variable(self, name: str, type_ref: str | None, parent: str, tag_name: str = "variable") -> Tag:
        """A name with a type."""
        own = self.id(f"{parent}_{tag_name}")
        return tag(tag_name, id=own, name=name, typeRef=self.type_ref(type_ref))

    def expression(self, written: Expression | None, parent: str) -> Tag | None:
        """An expression, None where there is none; `parent` is the id of what it stands in."""
        if written is None:
            return None
        if not self.newer and isinstance(written, _NEWER):
            written = model.LiteralExpression(to_feel(written), None, written.type_ref)
        return _WRITERS[type(written)](written, self, parent)


_NEWER = (model.Conditional, model.FilterExpression, model.ForExpression, model.Quantified)


def remarks(said: Remarks) -> tuple[Tag | None, Tag | None]:
    """What stands first in an element: its description, and what DMN has no element for."""
    extra = None if said.extra is None else tag("extra", xmlns=EXTRA_NAMESPACE, text=said.extra)
    return (
        None if said.description is None else tag("description", text=said.description),
        None if extra is None else tag("extensionElements", extra),
    )


def unary_tests(name: str, text: str | None, writer: Writer, parent: str) -> Tag | None:
    """An element of unary tests; None where there are none."""
    if text is None:
        return None
    return tag(name, tag("text", text=text), id=writer.id(f"{parent}_{name}"))


def _literal(written: model.LiteralExpression, writer: Writer, parent: str) -> Tag:
    return tag(
        "literalExpression",
        tag("text", text=written.text),
        id=writer.id(f"{parent}_text"),
        typeRef=writer.type_ref(written.type_ref),
        expressionLanguage=written.language,
    )


def _context(written: model.ContextExpression, writer: Writer, parent: str) -> Tag:
    own = writer.id(f"{parent}_context")
    entries = (_entry(entry, writer, own) for entry in written.entries)
    return tag("context", *entries, id=own, typeRef=writer.type_ref(written.type_ref))


def _entry(entry: model.ContextEntry, writer: Writer, parent: str) -> Tag:
    own = writer.id(f"{parent}_{'result' if entry.name is None else entry.name}")
    return tag(
        "contextEntry",
        *remarks(entry.remarks),
        None if entry.name is None else writer.variable(entry.name, entry.type_ref, own),
        writer.expression(entry.value, own),
        id=own,
    )


def _invocation(written: model.Invocation, writer: Writer, parent: str) -> Tag:
    own = writer.id(f"{parent}_invocation")
    function = writer.expression(written.function, own)
    bindings = (
        tag(
            "binding",
            writer.variable(name, None, own, "parameter"),
            writer.expression(value, f"{own}_{name}"),
        )
        for name, value in written.bindings
    )
    return tag("invocation", function, *bindings, id=own, typeRef=writer.type_ref(written.type_ref))


def _items(name: str, items: Iterable[Expression], writer: Writer, own: str, type_ref: str | None) -> Tag:
    return tag(name, *(writer.expression(item, own) for item in items), id=own, typeRef=type_ref)


def _list(written: model.ListExpression, writer: Writer, parent: str) -> Tag:
    own = writer.id(f"{parent}_list")
    return _items("list", written.items, writer, own, writer.type_ref(written.type_ref))


def _relation(written: model.Relation, writer: Writer, parent: str) -> Tag:
    own = writer.id(f"{parent}_relation")
    typed = zip_longest(written.columns, written.types)
    columns = [writer.variable(name, type_ref, own, "column") for name, type_ref in typed]
    rows = [_items("row", row, writer, writer.id(f"{own}_row"), None) for row in written.rows]
    return tag("relation", *columns, *rows, id=own, typeRef=writer.type_ref(written.type_ref))


def function(
    written: model.FunctionDefinition, writer: Writer, parent: str, name: str = "functionDefinition"
) -> Tag:
    """A function: a <functionDefinition>, or the <encapsulatedLogic> of a business knowledge model."""
    own = writer.id(f"{parent}_function")
    parameters = [
        writer.variable(each.name, each.type_ref, own, "formalParameter") for each in written.parameters
    ]
    return tag(
        name,
        *parameters,
        writer.expression(written.body, own),
        id=own,
        typeRef=writer.type_ref(written.type_ref),
        kind=None if written.kind == "FEEL" else written.kind,
    )


def _with_parts(
    name: str,
    written: model.Conditional | model.FilterExpression | model.ForExpression | model.Quantified,
    parts: dict[str, Expression],
    writer: Writer,
    parent: str,
) -> Tag:
    """An expression each of whose parts has an element of its own."""
    own = writer.id(f"{parent}_{name}")
    children = [
        tag(part, writer.expression(value, f"{own}_{part}"), id=writer.id(f"{own}_{part}"))
        for part, value in parts.items()
    ]
    variable = written.variable if isinstance(written, model.ForExpression | model.Quantified) else None
    type_ref = writer.type_ref(written.type_ref)
    return tag(name, *children, id=own, typeRef=type_ref, iteratorVariable=variable)


def _conditional(written: model.Conditional, writer: Writer, parent: str) -> Tag:
    parts = {"if": written.condition, "then": written.then, "else": written.otherwise}
    return _with_parts("conditional", written, parts, writer, parent)


def _filter(written: model.FilterExpression, writer: Writer, parent: str) -> Tag:
    parts = {"in": written.source, "match": written.match}
    return _with_parts("filter", written, parts, writer, parent)


def _for(written: model.ForExpression, writer: Writer, parent: str) -> Tag:
    return _with_parts("for", written, {"in": written.source, "return": written.body}, writer, parent)


def _quantified(written: model.Quantified, writer: Writer, parent: str) -> Tag:
    parts = {"in": written.source, "satisfies": written.condition}
    return _with_parts(written.quantifier, written, parts, writer, parent)


# Decision tables


def _table(written: model.DecisionTable, writer: Writer, parent: str) -> Tag:
    own = writer.id(f"{parent}_table")
    return tag(
        "decisionTable",
        *[_input(column, writer, own) for column in written.inputs],
        *[_output(column, writer, own) for column in written.outputs],
        *[tag("annotation", name=name) for name in written.annotations],
        *[_rule(rule, writer, f"{own}_rule{number}") for number, rule in enumerate(written.rules, 1)],
        id=own,
        typeRef=writer.type_ref(written.type_ref),
        hitPolicy=_POLICY_NAMES[written.hit_policy[0]],
        aggregation=_AGGREGATION_NAMES.get(written.hit_policy[1:]),
        outputLabel=written.output_label,
    )


def _input(column: model.TableInput, writer: Writer, parent: str) -> Tag:
    own = writer.id(f"{parent}_input")
    return tag(
        "input",
        *remarks(column.remarks),
        tag(
            "inputExpression",
            tag("text", text=column.text),
            id=writer.id(f"{own}_expression"),
            typeRef=writer.type_ref(column.type_ref),
        ),
        unary_tests("inputValues", column.allowed, writer, own),
        id=own,
        label=column.label,
    )


def _output(column: model.TableOutput, writer: Writer, parent: str) -> Tag:
    own = writer.id(f"{parent}_output")
    return tag(
        "output",
        *remarks(column.remarks),
        unary_tests("outputValues", column.allowed, writer, own),
        unary_tests("defaultOutputEntry", column.default, writer, own),
        id=own,
        label=column.label,
        name=column.name,
        typeRef=writer.type_ref(column.type_ref),
    )


def _rule(rule: model.TableRule, writer: Writer, wish: str) -> Tag:
    own = writer.id(wish)
    return tag(
        "rule",
        *remarks(rule.remarks),
        *[unary_tests("inputEntry", text, writer, own) for text in rule.tests],
        *[unary_tests("outputEntry", text, writer, own) for text in rule.outputs],
        *[tag("annotationEntry", tag("text", text=text)) for text in rule.annotations],
        id=own,
    )


_WRITERS: dict[type, Callable[[Any, Writer, str], Tag]] = {
    model.LiteralExpression: _literal,
    model.ContextExpression: _context,
    model.Invocation: _invocation,
    model.ListExpression: _list,
    model.Relation: _relation,
    model.FunctionDefinition: function,
    model.Conditional: _conditional,
    model.FilterExpression: _filter,
    model.ForExpression: _for,
    model.Quantified: _quantified,
    model.DecisionTable: _table,
}
