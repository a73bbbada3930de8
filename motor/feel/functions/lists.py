"""List functions that find, cut and join (DMN 1.5, 10.3.4.4). Positions count from 1; -1 is the last."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from motor.feel.functions.builtin import builtins, whole
from motor.values.compare import equal, key_of
from motor.values.functions import FeelFunction
from motor.values.kinds import describe
from motor.values.limits import checked_count, checked_size
from motor.values.null import Null


def list_contains(items: list[Any], element: Any) -> bool:
    """Whether some element equals the one given, which may be null."""
    return any(equal(item, element) for item in items)


def sublist(items: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any]:
    """The elements from a position on, or the first `length` of them."""
    first = _index("sublist", items, start)
    if length is None:
        return items[first:]
    size = whole(length, "sublist: length")
    if size < 0:
        raise Null("ogiltig längd", "sublist: length är mindre än noll.")
    return items[first : first + size]


def append(items: list[Any], *elements: Any) -> list[Any]:
    """The list with the elements last."""
    checked_count(len(items) + len(elements))
    return [*items, *elements]


def concatenate(*lists: list[Any]) -> list[Any]:
    """The elements of all the lists, in order."""
    checked_count(sum(map(len, lists)))
    return [item for items in lists for item in items]


def union(*lists: list[Any]) -> list[Any]:
    """The elements of all the lists, each once."""
    return distinct_values(concatenate(*lists))


def distinct_values(items: list[Any]) -> list[Any]:
    """Each value once, where it first stands."""
    first_of_key: dict[object, Any] = {}
    for item in items:
        first_of_key.setdefault(key_of(item), item)
    return list(first_of_key.values())


def insert_before(items: list[Any], position: Decimal, element: Any) -> list[Any]:
    """The list with the element put in at a position."""
    index = _index("insert before", items, position)
    checked_count(len(items) + 1)
    return [*items[:index], element, *items[index:]]


def remove(items: list[Any], position: Decimal) -> list[Any]:
    """The list without the element at a position."""
    index = _index("remove", items, position)
    return items[:index] + items[index + 1 :]


def replace_at(items: list[Any], position: Decimal, element: Any) -> list[Any]:
    """List replace() of the element at a position."""
    index = _index("list replace", items, position)
    return [*items[:index], element, *items[index + 1 :]]


def replace_matching(items: list[Any], match: FeelFunction, element: Any) -> list[Any]:
    """List replace() of the elements for which `match(item, newItem)` is true."""
    if not match.accepts(2):
        raise Null("fel funktion", "list replace: match ska ta två argument.")
    return [element if _matches(match, item, element) else item for item in items]


def _matches(match: FeelFunction, item: Any, element: Any) -> bool:
    answer = match.call([item, element])
    if not isinstance(answer, bool):
        raise Null("fel typ", f"list replace: match ska ge sant eller falskt, inte {describe(answer)}.")
    return answer


def reverse(items: list[Any]) -> list[Any]:
    """The elements in the opposite order."""
    return items[::-1]


def index_of(items: list[Any], match: Any) -> list[Decimal]:
    """The positions of the elements that equal the one given, ascending."""
    return [Decimal(index) for index, item in enumerate(items, 1) if equal(item, match)]


def flatten(items: list[Any]) -> list[Any]:
    """The elements of the list, and of the lists in it, at any depth."""
    return list(_leaves(checked_size(items)))


def _leaves(items: list[Any]) -> Iterator[Any]:
    for item in items:
        if isinstance(item, list):
            yield from _leaves(item)
        else:
            yield item


def _index(name: str, items: list[Any], position: Decimal) -> int:
    """The position as Python counts. Raises Null when the list has no such position."""
    place = whole(position, f"{name}: positionen")
    if place == 0 or abs(place) > len(items):
        message = f"{name}: listan har {len(items)} element, så position {place} finns inte."
        raise Null("utanför listan", message)
    return place - 1 if place > 0 else len(items) + place


FUNCTIONS = builtins(
    {
        "list contains": [("list: list, element: Any", list_contains)],
        "sublist": [("list: list, start position: number, length?: number", sublist)],
        "append": [("list: list, ...item: Any", append)],
        "concatenate": [("...list: list", concatenate)],
        "insert before": [("list: list, position: number, newItem: Any", insert_before)],
        "remove": [("list: list, position: number", remove)],
        "list replace": [
            ("list: list, position: number, newItem: Any", replace_at),
            ("list: list, match: function, newItem: Any", replace_matching),
        ],
        "reverse": [("list: list", reverse)],
        "index of": [("list: list, match: Any", index_of)],
        "union": [("...list: list", union)],
        "distinct values": [("list: list", distinct_values)],
        "flatten": [("list: list", flatten)],
    }
)
