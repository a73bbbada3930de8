"""FEEL trees of a rule set in the words of a model that knows no days.

A decision's name becomes the name of the reading meant, and `per dag(day, expression)` a choice by the day.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from motor import feel
from motor.errors import Problem, Severity
from motor.exchange.naming import unused
from motor.feel import syntax
from motor.feel.names import free_names, reads
from motor.feel.scope import Scope
from motor.feel.syntax import (
    Call,
    Comparison,
    ContextLiteral,
    Entry,
    If,
    Literal,
    Name,
    Node,
    Path,
    is_constant,
)
from motor.rulebook.expressions import AS_OF_DAY
from motor.values.temporal import Date

NULL = Literal(None)
_VALUE, _DAY = "värde", "dag"


@dataclass(frozen=True)
class Intervals:
    """The days, cut where some version begins or has just ended. Interval 0 lies before the first day."""

    starts: tuple[datetime.date, ...]

    def at(self, day: datetime.date) -> int:
        """The interval that a day lies in."""
        return bisect_right(self.starts, day)

    def first(self, interval: int) -> datetime.date:
        """The first day of an interval other than 0."""
        return self.starts[interval - 1]

    def all(self) -> range:
        """Every interval, the earliest first."""
        return range(len(self.starts) + 1)


@dataclass(frozen=True)
class _Place:
    """Where a node stands: the interval it reads, the local names, and what its filter needs bound outside.

    `hoisted` is None outside filters, where a name cannot be a property of an item.
    """

    interval: int
    bound: frozenset[str]
    hoisted: dict[str, Node] | None = None
    in_day: bool = False

    def binding(self, names: Iterable[str]) -> _Place:
        return replace(self, bound=self.bound.union(names))


@dataclass(frozen=True)
class Renamer:
    """Rewrites trees. `replacement` gives what stands for a declared name as of an interval.

    `note` is told what cannot be rewritten, and what may not mean the same.
    """

    names: Collection[str]
    intervals: Intervals
    replacement: Callable[[str, int], Node]
    note: Callable[[Problem], None]

    def rename(self, node: Node, interval: int, local: Iterable[str] = ()) -> Node:
        """The tree as it is read in an interval, `local` names left alone."""
        return self._walk(node, _Place(interval, frozenset(local)))

    def choice(self, day: Node, branches: Sequence[Node], avoid: Iterable[str] = ()) -> Node:
        """The branch of the interval that `day` lies in; null when the day is null. `avoid`: names in use."""
        if all(branch == branches[0] for branch in branches):
            return branches[0]
        if isinstance(day, Name):
            return self._chain(day, branches)
        taken = {*self.names, *avoid, *(name for branch in branches for name in reads(branch))}
        bound = Name(unused(_DAY, taken))
        entries = (Entry(bound.name, day), Entry(_VALUE, self._chain(bound, branches)))
        return Path(ContextLiteral(entries), _VALUE)

    def _chain(self, day: Name, branches: Sequence[Node]) -> Node:
        """The latest interval is asked for first, so that a null day falls through to null."""
        chosen = branches[0]
        for interval in self.intervals.all()[1:]:
            if branches[interval] != branches[interval - 1]:
                start = Call(Name("date"), (Literal(str(self.intervals.first(interval))),))
                chosen = If(Comparison(">=", day, start), branches[interval], chosen)
        return chosen

    def _walk(self, node: Node, place: _Place) -> Node:
        rewrite = _REWRITES.get(type(node))
        return rewrite(self, node, place) if rewrite else self._children(node, place)

    def _children(self, node: Node, place: _Place) -> Node:
        """A node that binds nothing and is no name: the same with its parts rewritten."""

        def part(value: Any) -> Any:
            if isinstance(value, Node):
                return self._walk(value, place)
            return tuple(map(part, value)) if isinstance(value, tuple) else value

        parts = {each.name: part(getattr(node, each.name)) for each in fields(node) if each.name != "span"}
        return replace(node, **parts)

    def _name(self, node: Name, place: _Place) -> Node:
        if node.name in place.bound or node.name not in self.names:
            return node
        new = self.replacement(node.name, place.interval)
        if new == node:
            return node
        self._check_hidden(node.name, new, place)
        if place.hoisted is None:
            return new
        if place.in_day:
            self._warn_ambiguous(node.name)
            return new
        place.hoisted[node.name] = new
        return node

    def _check_hidden(self, name: str, new: Node, place: _Place) -> None:
        for hidden in free_names(new):
            if hidden.name in place.bound:
                message = (
                    f"Det lokala namnet {hidden.name} döljer det som {name} bygger på, "
                    "så regeln går inte att uttrycka i DMN."
                )
                self.note(Problem("dolt namn", message, hint="Ge det lokala namnet ett annat namn."))

    def _warn_ambiguous(self, name: str) -> None:
        message = (
            f"{name} läses i {AS_OF_DAY} inuti ett filter. I modellen är det alltid {name} i reglerna, "
            "också för en post som har en egen uppgift med det namnet."
        )
        self.note(Problem("tvetydigt namn", message, severity=Severity.VARNING))

    def _filter(self, node: syntax.Filter, place: _Place) -> Node:
        """A name in the condition may be a property of an item, so it stays, bound to its reading outside."""
        source = self._walk(node.source, place)
        if place.hoisted is not None:
            return syntax.Filter(source, self._walk(node.condition, place))
        hoisted: dict[str, Node] = {}
        filtered = syntax.Filter(source, self._walk(node.condition, replace(place, hoisted=hoisted)))
        if not hoisted:
            return filtered
        entries = (*(Entry(name, value) for name, value in hoisted.items()), Entry(_VALUE, filtered))
        return Path(ContextLiteral(entries), _VALUE)

    def _call(self, node: Call, place: _Place) -> Node:
        if node.function == Name(AS_OF_DAY) and AS_OF_DAY not in place.bound:
            return self._per_day(node, place)
        function = self._walk(node.function, place)
        arguments = tuple(self._walk(each, place) for each in node.arguments)
        return NULL if function == NULL else Call(function, arguments)

    def _per_day(self, node: Call, place: _Place) -> Node:
        day, expression = node.arguments
        inner = replace(place, in_day=place.hoisted is not None)
        fixed = _constant_day(day)
        if fixed is not None:
            return self._walk(expression, replace(inner, interval=self.intervals.at(fixed)))
        branches = [
            self._walk(expression, replace(inner, interval=interval)) for interval in self.intervals.all()
        ]
        return self.choice(self._walk(day, place), branches, place.bound)

    def _path(self, node: Path, place: _Place) -> Node:
        source = self._walk(node.source, place)
        return NULL if source == NULL else Path(source, node.name)

    def _iterations(
        self, iterations: tuple[syntax.Iteration, ...], place: _Place
    ) -> tuple[tuple[syntax.Iteration, ...], _Place]:
        renamed = []
        for each in iterations:
            end = None if each.end is None else self._walk(each.end, place)
            renamed.append(syntax.Iteration(each.name, self._walk(each.domain, place), end))
            place = place.binding([each.name])
        return tuple(renamed), place

    def _for(self, node: syntax.For, place: _Place) -> Node:
        iterations, inner = self._iterations(node.iterations, place)
        return syntax.For(iterations, self._walk(node.body, inner))

    def _quantified(self, node: syntax.Quantified, place: _Place) -> Node:
        iterations, inner = self._iterations(node.iterations, place)
        return syntax.Quantified(node.quantifier, iterations, self._walk(node.condition, inner))

    def _context(self, node: ContextLiteral, place: _Place) -> Node:
        entries = []
        for entry in node.entries:
            named = isinstance(entry.value, syntax.FunctionDefinition)
            value = self._walk(entry.value, place.binding([entry.key]) if named else place)
            entries.append(Entry(entry.key, value))
            place = place.binding([entry.key])
        return ContextLiteral(tuple(entries))

    def _function(self, node: syntax.FunctionDefinition, place: _Place) -> Node:
        if node.external:
            return node
        inner = place.binding(each.name for each in node.parameters)
        return replace(node, body=self._walk(node.body, inner))


def _constant_day(node: Node) -> datetime.date | None:
    value = feel.compile(node)(Scope()) if is_constant(node) else None
    try:
        return value.python() if isinstance(value, Date) else None
    except (ValueError, OverflowError):
        return None


_REWRITES: dict[type[Node], Callable[[Renamer, Any, _Place], Node]] = {
    Name: Renamer._name,
    Call: Renamer._call,
    Path: Renamer._path,
    ContextLiteral: Renamer._context,
    syntax.Filter: Renamer._filter,
    syntax.For: Renamer._for,
    syntax.Quantified: Renamer._quantified,
    syntax.FunctionDefinition: Renamer._function,
}
"""What needs more than its parts rewritten; any other node is rewritten part by part."""
