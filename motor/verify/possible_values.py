"""Which values a decision can give, where its tables and expressions tell.

A table gives what its cells say; an expression that only passes a value on (`distinct values(x)`, `x[1]`,
`if … then x else y`) gives what it passes. Anything else is not known.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from motor import feel
from motor.documents.model import ExpressionDocument, StepsDocument, TableDocument
from motor.errors import FeelError
from motor.feel.scope import Scope
from motor.feel.syntax import Call, Filter, If, ListLiteral, Literal, Name, Node, Path
from motor.regions import space_of, uncovered
from motor.rulebook.decision import Version
from motor.rulebook.expressions import AS_OF_DAY
from motor.rulebook.model import Model
from motor.table import Table
from motor.table.hit_policy import LISTING, ONE_VALUE
from motor.values.compare import key_of
from motor.values.types import ListType

DEEPEST = 50
"""Through how many decisions a value is followed."""


@dataclass(frozen=True, slots=True)
class PossibleValues:
    """The values that may come, or (`listed`) that a list may hold; whether null or an empty list may."""

    values: Mapping[Hashable, Any] = field(default_factory=dict)
    null: bool = False
    listed: bool = False
    empty: bool = False

    def joined(self, other: PossibleValues | None) -> PossibleValues | None:
        """What one or the other may give; None where one is not known, or only one of them is a list."""
        if other is None or self.listed is not other.listed:
            return None
        return PossibleValues(
            {**self.values, **other.values},
            self.null or other.null,
            self.listed,
            self.empty or other.empty,
        )

    def allows(self, value: Any) -> bool:
        """Whether this value may come."""
        if value is None:
            return self.null
        if not self.listed:
            return key_of(value) in self.values
        if not isinstance(value, list):
            return False
        return all(key_of(item) in self.values for item in value) if value else self.empty


def outcomes(node: Node, model: Model, day: datetime.date | None) -> PossibleValues | None:
    """What an expression over decisions and facts can give; None where that is not known.

    `day` picks the versions of the decisions; None: any version may be meant.
    """
    return _Follow(model, day).node(node, _Steps())


def parsed(text: str, model: Model, names: Iterable[str] = ()) -> Node | None:
    """An expression of a rule set, which may also read these `names`; None where it cannot be read."""
    try:
        return feel.parse(text, {*model.facts, *model.decisions, *names, AS_OF_DAY})
    except FeelError:
        return None


def outcomes_of(name: str, model: Model, day: datetime.date | None) -> PossibleValues | None:
    """What a decision can give."""
    return outcomes(Name(name), model, day)


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps that an expression may read, and what was found of them, so that none is followed twice."""

    nodes: Mapping[str, Node] = field(default_factory=dict)
    known: dict[str, PossibleValues | None] = field(default_factory=dict)

    def but(self, name: str) -> _Steps:
        """The steps without one: what it reads by its own name is no step."""
        return replace(self, nodes={key: each for key, each in self.nodes.items() if key != name})


class _Follow:
    """Follows values from an expression to the cells and facts that they come from."""

    def __init__(self, model: Model, day: datetime.date | None) -> None:
        self.model = model
        self.day = day
        self.depth = 0
        self.known: dict[tuple[str, str | None], PossibleValues | None] = {}
        """What was found of each name and part, so that nothing is followed twice."""

    def node(self, node: Node, steps: _Steps) -> PossibleValues | None:
        match node:
            case Literal(value=value):
                return _single(value)
            case ListLiteral(items=items):
                return self._list(items, steps)
            case Name(name=name):
                return self._step(name, steps) if name in steps.nodes else self._named(name, None)
            case Path(source=Name(name=name), name=part) if name not in steps.nodes:
                return self._named(name, part)
            case If(then=then, otherwise=otherwise):
                first = self.node(then, steps)
                return first.joined(self.node(otherwise, steps)) if first else None
            case Filter(source=source, condition=condition):
                return _filtered(self.node(source, steps), condition)
            case Call(function=Name(name=called), arguments=arguments) if called in PASSING:
                return PASSING[called]([self.node(each, steps) for each in arguments])
        return None

    def _step(self, name: str, steps: _Steps) -> PossibleValues | None:
        if name not in steps.known:
            steps.known[name] = self.node(steps.nodes[name], steps.but(name))
        return steps.known[name]

    def _list(self, items: Iterable[Node], steps: _Steps) -> PossibleValues | None:
        found: PossibleValues | None = PossibleValues(listed=True, empty=True)
        for item in items:
            one = self.node(item, steps)
            if found is None or one is None or one.listed or one.null:
                return None
            found = replace(found, values={**found.values, **one.values}, empty=False)
        return found

    def _named(self, name: str, part: str | None) -> PossibleValues | None:
        if name in self.model.facts:
            return self._fact(name) if part is None else None
        if (name, part) not in self.known:
            self.known[name, part] = self._decision(name, part)
        return self.known[name, part]

    def _decision(self, name: str, part: str | None) -> PossibleValues | None:
        decision = self.model.decisions.get(name)
        if decision is None or self.depth >= DEEPEST:
            return None
        versions = decision.counted(self.model.drafts)
        if self.day is not None:
            versions = [version for version in (decision.at(self.day, self.model.drafts),) if version]
        self.depth += 1
        try:
            found = [self._version(version, part) for version in versions]
        finally:
            self.depth -= 1
        joined = found[0] if found else None
        for each in found[1:]:
            joined = joined.joined(each) if joined else None
        return joined

    def _fact(self, name: str) -> PossibleValues | None:
        fact = self.model.facts[name]
        if fact.domain is None or fact.domain.values is None or fact.default is not None:
            return None
        listed = isinstance(fact.type, ListType)
        return PossibleValues(
            {key_of(value): value for value in fact.domain.values}, fact.unclear, listed, listed
        )

    def _version(self, version: Version, part: str | None) -> PossibleValues | None:
        match version.document.logic:
            case TableDocument(outputs=outputs):
                names = [column.name for column in outputs]
                if (part is None) is not (len(names) == 1) or (part is not None and part not in names):
                    return None
                return None if version.table is None else table_outcomes(version.table, part or names[0])
            case ExpressionDocument(expression=cell) if part is None:
                return self._text(cell.text, {})
            case StepsDocument(steps=steps, result=result):
                texts = {step.name: step.expression.text for step in steps}
                wanted = result.text if result is not None and part is None else texts.get(part or "")
                return None if wanted is None else self._text(wanted, texts)
        return None

    def _text(self, text: str, steps: Mapping[str, str]) -> PossibleValues | None:
        local = {
            name: node
            for name, step in steps.items()
            if step != text and (node := parsed(step, self.model, steps)) is not None
        }
        node = parsed(text, self.model, steps)
        return None if node is None else self.node(node, _Steps(local))


def table_outcomes(table: Table, column: str) -> PossibleValues | None:
    """What an output column of a table can give; None where a cell is computed or values are put together."""
    model = table.model
    if model.hit_policy not in (*ONE_VALUE, *LISTING):
        return None
    index = [clause.name for clause in model.outputs].index(column)
    clause = model.outputs[index]
    cells = [rule.outputs[index] for rule in model.rules] + ([clause.default] if clause.default else [])
    listed = model.hit_policy in LISTING
    if not all(cell.constant for cell in cells) or (listed and clause.default):
        return None
    values = [cell.run(Scope()) for cell in cells]
    return PossibleValues(
        {key_of(value): value for value in values if value is not None},
        None in values or (clause.nullable and not listed),
        listed,
        listed and not always_hits(table),
    )


def always_hits(table: Table) -> bool:
    """Whether some rule hits whatever the inputs are, as far as the cells tell."""
    space = space_of(table)
    return not uncovered(space, [rule.box for rule in space.boxes(table) if rule.exact], limit=1)


def _single(value: Decimal | str | bool | None) -> PossibleValues:
    return PossibleValues(null=True) if value is None else PossibleValues({key_of(value): value})


def _filtered(source: PossibleValues | None, condition: Node) -> PossibleValues | None:
    """`x[1]` is an item, or null past the list; `x[condition]` some of the items."""
    if source is None or not source.listed:
        return None
    if isinstance(condition, Literal) and isinstance(condition.value, Decimal):
        return PossibleValues(source.values, null=source.empty or abs(condition.value) != 1)
    return replace(source, empty=True)


def _first(given: list[PossibleValues | None]) -> PossibleValues | None:
    return given[0] if given and given[0] is not None and given[0].listed else None


def _all(given: list[PossibleValues | None]) -> PossibleValues | None:
    found = _first(given)
    for each in given[1:]:
        found = found.joined(each) if found else None
    known = [each for each in given if each is not None]
    return found and replace(found, empty=all(each.empty for each in known))


def _some(given: list[PossibleValues | None]) -> PossibleValues | None:
    found = _first(given)
    return found and replace(found, empty=True)


PASSING: Mapping[str, Callable[[list[PossibleValues | None]], PossibleValues | None]] = {
    "distinct values": _first,
    "reverse": _first,
    "sort": _first,
    "concatenate": _all,
    "union": _all,
    "sublist": _some,
    "remove": _some,
}
"""The built-ins that pass the items of a list on, by name."""
