"""Types of a rule set as a model has them: the standard's names, and item definitions (DMN 1.5, 7.3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from motor import feel
from motor.dmn import model
from motor.dmn.model import ItemDefinition
from motor.documents.model import (
    DecisionDocument,
    DeclaredType,
    ExpressionDocument,
    OutputColumn,
    StepsDocument,
    TableDocument,
)
from motor.exchange.naming import ascii_words
from motor.feel.syntax import Literal, Node, UnaryTests
from motor.rulebook.facts import Fact
from motor.rulebook.types import LABELS, feel_type
from motor.table.hit_policy import LISTING, ONE_RULE
from motor.values.text import to_literal
from motor.values.types import ListType, SimpleType
from motor.values.types import Type as FeelType

_NULL = Literal(None)


def _type_name(text: str) -> str:
    return "t" + "".join(word.capitalize() for word in ascii_words(text))


def _list_name(item: str) -> str:
    return f"{_type_name(item)}List"


LISTS = {
    _list_name(name): ItemDefinition(_list_name(name), name, collection=True)
    for name in LABELS
    if name != "Any"
} | {"tList": ItemDefinition("tList", "Any", collection=True)}
"""The types of lists, which a `typeRef` cannot write out in DMN 1.3."""


def type_ref(declared: DeclaredType | FeelType | None) -> str | None:
    """The `typeRef` of a type; None where anything goes."""
    type_ = feel_type(declared) if declared is None or isinstance(declared, DeclaredType) else declared
    if isinstance(type_, ListType):
        return _list_name(type_.item.name) if isinstance(type_.item, SimpleType) else "tList"
    return type_.name if isinstance(type_, SimpleType) else None


def allowed_text(allowed: Node | tuple[Any, ...], nullable: bool = False) -> str | None:
    """Allowed values as unary tests; null is among them when it is an answer. None: anything is allowed."""
    if isinstance(allowed, tuple):
        literals = [to_literal(value) for value in allowed]
        return ", ".join([*literals, "null"] if nullable else literals)
    if not isinstance(allowed, UnaryTests) or not allowed.tests:
        return None
    if nullable and not allowed.negated and _NULL not in allowed.tests:
        allowed = replace(allowed, tests=(*allowed.tests, _NULL))
    return feel.to_text(allowed)


class Items:
    """The item definitions of a model; the same type is defined once for each element that it is named by."""

    def __init__(self) -> None:
        self._found: dict[str, ItemDefinition] = {}

    def of_fact(self, fact: Fact) -> str | None:
        """The type of a fact, with what it allows: of each item, when it is a list."""
        allowed = None
        if fact.domain is not None:
            nullable = not isinstance(fact.type, ListType) and may_be_null(fact)
            allowed = allowed_text(fact.domain.test.node, nullable)
        if allowed is None:
            return type_ref(fact.type)
        item = fact.type.item if isinstance(fact.type, ListType) else fact.type
        return self._define(
            fact.name,
            ItemDefinition("", type_ref(item) or "Any", allowed, collection=isinstance(fact.type, ListType)),
        )

    def of_decision(self, name: str, document: DecisionDocument, logic: model.Expression) -> str | None:
        """The type of a decision's value; None where it is not known, and for a function."""
        match document.logic:
            case TableDocument() as table if isinstance(logic, model.DecisionTable):
                return self._of_table(name, table, logic)
            case ExpressionDocument() as expression:
                return type_ref(expression.type)
            case StepsDocument() as steps if steps.result is None:
                parts = tuple(_component(step.name, step.type, None) for step in steps.steps)
                return self._define(name, ItemDefinition("", components=parts))
            case StepsDocument() as steps:
                return type_ref(steps.type)
        return None

    def _of_table(self, name: str, table: TableDocument, logic: model.DecisionTable) -> str | None:
        if logic.hit_policy not in (*ONE_RULE, *LISTING):
            return "number" if logic.hit_policy == "C#" else type_ref(table.outputs[0].type)
        listing = logic.hit_policy in LISTING
        if listing and any(column.default is not None for column in table.outputs):
            return None  # a default stands alone, outside any list
        item = self._row(table.outputs, logic)
        if not item.components and item.allowed is None and not item.collection and not listing:
            return item.type_ref if item.type_ref != "Any" else None
        if listing and item.collection:
            return "tList"
        return self._define(name, replace(item, name="", collection=listing or item.collection))

    @staticmethod
    def _row(columns: tuple[OutputColumn, ...], logic: model.DecisionTable) -> ItemDefinition:
        parts = tuple(
            _component(column.name, column.type, clause.allowed)
            for column, clause in zip(columns, logic.outputs, strict=True)
        )
        return parts[0] if len(parts) == 1 else ItemDefinition("", components=parts)

    def _define(self, name: str, item: ItemDefinition) -> str:
        base, number = _type_name(name), 1
        candidate = base
        while candidate in LISTS or self._found.get(candidate, replace(item, name=candidate)) != replace(
            item, name=candidate
        ):
            number += 1
            candidate = f"{base}{number}"
        self._found[candidate] = replace(item, name=candidate)
        return candidate

    def used_by(self, parts: Iterable[Any]) -> tuple[ItemDefinition, ...]:
        """The definitions that these parts of a model refer to, lists of plain types last."""
        refs = set(_type_refs(tuple(parts)))
        lists = [definition for name, definition in LISTS.items() if name in refs]
        return (*(item for item in self._found.values() if item.name in refs), *lists)


def may_be_null(fact: Fact) -> bool:
    """Whether null is an answer, or stands for no answer when there is a default."""
    return fact.unclear or fact.default is not None


def _component(name: str, declared: DeclaredType | None, allowed: str | None) -> ItemDefinition:
    type_ = feel_type(declared)
    if isinstance(type_, ListType):
        return ItemDefinition(name, type_ref(type_.item) or "Any", collection=True)
    return ItemDefinition(name, type_ref(type_) or "Any", allowed)


def _type_refs(part: Any) -> Iterator[str]:
    """Every `typeRef` within a part of a model."""
    if isinstance(part, tuple):
        for each in part:
            yield from _type_refs(each)
    elif is_dataclass(part):
        for each in fields(part):
            value = getattr(part, each.name)
            if each.name == "type_ref" and value is not None:
                yield value
            else:
                yield from _type_refs(value)
