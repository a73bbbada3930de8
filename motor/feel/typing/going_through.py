"""The types of for, some, every and filters (DMN 1.5, 10.3.2.5, 10.3.2.14)."""

from __future__ import annotations

from motor.feel import syntax
from motor.feel.names import reads
from motor.feel.syntax import Node
from motor.feel.typing.kinds import common, items, kind, opening, words
from motor.feel.typing.operators import constant
from motor.feel.typing.typist import Typer, Typist
from motor.values.kinds import Kind
from motor.values.number import integral
from motor.values.types import ANY, BOOLEAN, LIST, ContextType, ListType, RangeType, Type

_STEPPED = (Kind.NUMBER, Kind.DATE)
"""What can be gone through from a start to an end."""


def _for(node: syntax.For, typist: Typist) -> Type:
    typist = _walked(node.iterations, typist)
    body = typist.within({"partial": LIST}).of(node.body)
    return ListType(body)


def _quantified(node: syntax.Quantified, typist: Typist) -> Type:
    kind_ = kind(_walked(node.iterations, typist).of(node.condition))
    if kind_ not in (None, Kind.BOOLEAN, Kind.NULL):
        message = f'Villkoret efter "satisfies" är {words(kind_)}, som varken är sant eller falskt.'
        typist.report(node.condition, "ej sant eller falskt", message, "Skriv en jämförelse, som x > 0.")
    return BOOLEAN


def _walked(iterations: tuple[syntax.Iteration, ...], typist: Typist) -> Typist:
    """The typist of what is done in each step."""
    for each in iterations:
        domain = typist.of(each.domain)
        if each.end is None:
            item = _elements(each.domain, domain, typist)
        else:
            item = _steps(each.domain, domain, typist.of(each.end), typist)
        typist = typist.within({each.name: item})
    return typist


def _elements(node: Node, domain: Type, typist: Typist) -> Type:
    if isinstance(domain, ListType):
        return items(domain.item)
    if isinstance(domain, RangeType):
        return _steps(node, domain.item, domain.item, typist)
    if kind(domain) is Kind.NULL:
        return typist.report(node, "null i genomgång", "Det som ska gås igenom är null.")
    return domain


def _steps(node: Node, start: Type, end: Type, typist: Typist) -> Type:
    one, other = kind(start), kind(end)
    known = [kind_ for kind_ in (one, other) if kind_ is not None]
    if any(kind_ not in _STEPPED for kind_ in known) or len(set(known)) > 1:
        message = f"{opening(known[0])} till {words(known[-1])}: bara heltal och datum kan gås igenom."
        return typist.report(node, "fel typ", message)
    return start if one is not None else end


def _filter(node: syntax.Filter, typist: Typist) -> Type:
    """The items where the condition is true, or the item at a number."""
    source = typist.of(node.source)
    item = items(source.item if isinstance(source, ListType) else source)
    condition = kind(_inside(item, node.condition, typist).of(node.condition))
    if condition is Kind.NUMBER:
        return _at(node, item, typist)
    if condition in (None, Kind.NULL):
        return ANY
    if condition is not Kind.BOOLEAN:
        message = f"Villkoret inom [ ] är {words(condition)} och kan aldrig vara sant."
        typist.report(node.condition, "ej sant eller falskt", message, "Skriv en jämförelse, som item > 0.")
    return ListType(item)


def _at(node: syntax.Filter, item: Type, typist: Typist) -> Type:
    index = constant(node.condition)
    if index is None:
        return ANY  # no items at all when the index is null
    place = integral(index)
    if place is None or place == 0:
        message = f"Listan har inget element med nummer {index}; det första har nummer 1."
        return typist.report(node, "utanför listan", message)
    if isinstance(node.source, syntax.ListLiteral) and abs(place) > len(node.source.items):
        message = f"Listan har {len(node.source.items)} element, så det finns inget nummer {index}."
        return typist.report(node, "utanför listan", message)
    return item


def _inside(item: Type, condition: Node, typist: Typist) -> Typist:
    """The typist of a filter's condition: `item`, and over the outer names the entries of the item."""
    names: dict[str, Type] = {}
    entries = dict(item.entries) if isinstance(item, ContextType) else {}
    surprising = kind(item) is None or (isinstance(item, ContextType) and not item.closed)
    for name in reads(condition) - {"item"}:
        if name in entries:
            names[name] = common(entries[name], typist.names.get(name, entries[name]))
        elif surprising:
            names[name] = ANY
    itself = ANY if surprising else item
    return typist.within({**names, "item": entries.get("item", itself)}, frozenset({"item"}))


GOING_THROUGH: dict[type[Node], Typer] = {
    syntax.For: _for,
    syntax.Quantified: _quantified,
    syntax.Filter: _filter,
}
