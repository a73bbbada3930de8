"""A model's types in a rule set: a `typ` where there is one, `tillåtna`, and FEEL for all the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from motor import feel
from motor.dmn.linking import Linked
from motor.dmn.model import ItemDefinition
from motor.dmn.types import component_names
from motor.errors import FeelError, Problem, RuleError
from motor.feel.parser import parse_unary_tests
from motor.feel.printer import key_text
from motor.feel.spelling import name_of
from motor.feel.syntax import InstanceOf, TypeNode, UnaryTests
from motor.rulebook.types import LABELS, kind, label
from motor.values.types import (
    FUNCTION,
    AnyType,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    SimpleType,
)
from motor.values.types import Type as FeelType

VALUE = "värde"
"""The name of a value inside the FEEL that converts it."""


class Types:
    """The types of one model, without imports."""

    def __init__(self, linked: Linked) -> None:
        self._table = linked.types
        self._namespace = linked.main.namespace
        self._items = {item.name: item for item in linked.main.item_definitions}
        self._made: dict[str | None, FeelType] = {}
        self.parts = frozenset(component_names(linked.main.item_definitions))
        """The names of the parts of all structures, which FEEL texts may read with spaces in them."""

    def feel_type(self, ref: str | None) -> FeelType:
        """The FEEL type that a reference names; Any for none."""
        if ref in self._made:
            return self._made[ref]
        return self._table.resolve(ref, self._namespace).type

    def label(self, ref: str | None) -> str:
        """The `typ` that says the most of it: `valfri` for structures, functions and ranges."""
        type_ = self.feel_type(ref)
        if isinstance(type_, ListType) and isinstance(type_.item, SimpleType | AnyType):
            return label(type_)
        return label(type_) if isinstance(type_, SimpleType) else LABELS["Any"]

    def kind(self, ref: str | None) -> str:
        """The FEEL name of a simple type, as the kindnesses of cells ask for it."""
        return kind(self.feel_type(ref))

    def is_said(self, ref: str | None) -> bool:
        """Whether a `typ` says all that the type asks of a value."""
        return not self.conditions(ref, VALUE) and (
            self.label(ref) != LABELS["Any"] or isinstance(self.feel_type(ref), AnyType)
        )

    def is_anything(self, ref: str | None) -> bool:
        """Whether every value is of the type as it is."""
        return isinstance(self.feel_type(ref), AnyType) and not self.conditions(ref, VALUE)

    def item_ref(self, ref: str | None) -> str | None:
        """A reference to the type of a list's items; None when it is no list, or asks more as a whole."""
        item, type_ = self._item(ref), self.feel_type(ref)
        if not isinstance(type_, ListType) or item is None or item.type_constraint:
            return None
        if not item.collection:
            return None if item.allowed else self.item_ref(item.type_ref)
        return self._make(f"{ref}[]", replace(item, collection=False), type_.item)

    def result_ref(self, ref: str | None) -> str | None:
        """What a function gives whose variable is of the type: the result of that, or the type itself."""
        type_ = self.feel_type(ref)
        if isinstance(type_, FunctionType):
            ref = f"{ref}()"
            self._made[ref] = type_.result
        return ref

    def part_refs(self, ref: str | None) -> dict[str, str] | None:
        """References to the types of the parts of a structure; None when it is none, or asks more."""
        item, type_ = self._item(ref), self.feel_type(ref)
        if item is None or item.collection or item.allowed or item.type_constraint:
            return None
        if not item.components or not isinstance(type_, ContextType):
            return self.part_refs(item.type_ref)
        types = dict(type_.entries)
        return {
            part.name: self._make(f"{ref}.{part.name}", part, types[part.name]) for part in item.components
        }

    def _make(self, name: str, item: ItemDefinition, type_: FeelType) -> str:
        """A reference to a type that the model itself does not name."""
        self._items[name], self._made[name] = item, type_
        return name

    def tests(self, ref: str | None) -> UnaryTests | None:
        """The one condition on a value of a simple type, or on each item of a list of them; else None."""
        found: list[str] = []
        item = self._item(ref)
        while item is not None:
            if item.components or (found and item.collection) or (item.collection and item.type_constraint):
                return None
            found += [test for test in (item.allowed, item.type_constraint) if test]
            item = self._item(item.type_ref)
        return self.parsed(found[0]) if len(found) == 1 else None

    def parsed(self, tests: str) -> UnaryTests:
        """Unary tests of allowed values. Raises FeelError."""
        return parse_unary_tests(tests, self.parts)

    def conditions(self, ref: str | None, value: str) -> tuple[str, ...]:
        """What the type asks of a value that is not null besides its FEEL type, as FEEL conditions on it."""
        item = self._item(ref)
        return tuple(self._conditions(item, value, 0)) if item is not None else ()

    def converted(self, text: str, ref: str | None) -> str:
        """FEEL for the value of a text as the type: converted, or null when it is no value of the type."""
        type_ = self.feel_type(ref)
        conditions = self.conditions(ref, VALUE)
        if isinstance(type_, AnyType) and not conditions:
            return text
        body = f"if {' and '.join(conditions)} then {VALUE} else null" if conditions else VALUE
        return f"(function({self.parameter(VALUE, ref)}) {body})({text})"

    def parameter(self, name: str, ref: str | None) -> str:
        """A parameter of a FEEL function, with its type."""
        type_ = self.feel_type(ref)
        return name if isinstance(type_, AnyType) else f"{name}: {type_text(type_)}"

    def node(self, name: str) -> TypeNode | None:
        """A type of the model as FEEL writes it out; None for a name that is no type of the model."""
        if name not in self._items or name in self._made:
            return None
        node = feel.parse(f"null instance of {type_text(self.feel_type(name))}")
        return node.type if isinstance(node, InstanceOf) else None

    def _item(self, ref: str | None) -> ItemDefinition | None:
        return None if ref is None else self._items.get(name_of(ref))

    def _conditions(self, item: ItemDefinition, value: str, depth: int) -> Iterator[str]:
        if item.collection:
            each = f"del{depth}"
            inner = " and ".join(self._of_item(item, each, depth + 1))
            if inner:
                yield f"(every {each} in {value} satisfies ({each} = null or {inner}))"
        else:
            yield from self._of_item(item, value, depth)
        if item.type_constraint:
            yield self._condition(value, item.type_constraint)

    def _of_item(self, item: ItemDefinition, value: str, depth: int) -> Iterator[str]:
        base = self._item(item.type_ref)
        if base is not None:
            yield from self._conditions(base, value, depth)
        for part in item.components:
            path = f"{value}.{part.name}"
            if key_text(part.name) != part.name:
                path = f"get value({value}, {key_text(part.name)})"
            inner = " and ".join(self._conditions(part, path, depth))
            if inner:
                yield f"({path} = null or {inner})"
        if item.allowed:
            yield self._condition(value, item.allowed)

    def _condition(self, value: str, tests: str) -> str:
        node = self.parsed(tests)
        inside = feel.to_text(UnaryTests(node.tests)) if node.tests else "-"
        if inside == "-":
            return "true"
        return f"not({value} in ({inside}))" if node.negated else f"{value} in ({inside})"


def type_text(type_: FeelType) -> str:
    """A type as FEEL writes it. Raises RuleError for one that has names FEEL cannot read."""
    text = _text(type_)
    try:
        if type_ == FUNCTION:
            raise FeelError(())
        feel.parse(f"null instance of {text}")
    except FeelError:
        message = f"Typen {text} går inte att skriva i FEEL."
        raise RuleError(Problem("otillåten typ", message, hint="Ge typens delar enklare namn.")) from None
    return text


def _text(type_: FeelType) -> str:
    match type_:
        case ListType(item):
            return f"list<{_text(item)}>"
        case RangeType(item):
            return f"range<{_text(item)}>"
        case ContextType(entries) if entries:
            return f"context<{', '.join(f'{name}: {_text(entry)}' for name, entry in entries)}>"
        case FunctionType(parameters, result) if parameters is not None:
            return f"function<{', '.join(map(_text, parameters))}> -> {_text(result)}"
    return str(type_)
