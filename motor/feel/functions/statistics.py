"""List functions that sum up: counts, extremes, sums, averages, all and any (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import Any

from motor.feel.functions.builtin import builtins
from motor.values.compare import ORDERED, less
from motor.values.kinds import describe
from motor.values.null import Null
from motor.values.number import CONTEXT, calculate


def count(items: list[Any]) -> Decimal:
    """How many elements."""
    return Decimal(len(items))


def minimum(items: list[Any]) -> Any:
    """The least element, null for none."""
    return min(items) if _plainly_ordered(items) else _extreme("min", items, less)


def maximum(items: list[Any]) -> Any:
    """The greatest element, null for none."""
    if _plainly_ordered(items):
        return max(items)
    return _extreme("max", items, lambda left, right: less(right, left))


def _plainly_ordered(items: list[Any]) -> bool:
    """Whether all elements are of one type whose order is Python's own."""
    if len(items) == 2:
        return type(items[0]) is type(items[1]) and type(items[0]) in ORDERED
    types = set(map(type, items))
    return len(types) == 1 and types <= ORDERED


def _extreme(name: str, items: list[Any], before: Callable[[Any, Any], bool | None]) -> Any:
    best = _nonempty(name, items)[0]
    for item in items:  # the first too, against itself: a lone list has no order either
        if item is None:
            raise Null("null i lista", f"{name}: ett element är null.")
        answer = before(item, best)
        if answer is None:
            message = f"{name}: {describe(item)} och {describe(best)} har ingen inbördes ordning."
            raise Null("går inte att jämföra", message)
        if answer:
            best = item
    return best


def total(items: list[Any]) -> Decimal:
    """Of numbers, null for none."""
    return _sum(_numbers("sum", items))


def product(items: list[Any]) -> Decimal:
    """Of numbers, null for none."""
    return reduce(lambda left, right: calculate(CONTEXT.multiply, left, right), _numbers("product", items))


def mean(items: list[Any]) -> Decimal:
    """The arithmetic mean of numbers, null for none."""
    return _mean(_numbers("mean", items))


def median(items: list[Any]) -> Decimal:
    """The middle number, or the mean of the two in the middle; null for none."""
    numbers = sorted(_numbers("median", items))
    middle = len(numbers) // 2
    return numbers[middle] if len(numbers) % 2 else _mean(numbers[middle - 1 : middle + 1])


def standard_deviation(items: list[Any]) -> Decimal:
    """Of a sample (divided by one less than its size); null for fewer than two numbers."""
    numbers = _numbers("stddev", items)
    if len(numbers) < 2:
        raise Null("för få tal", "stddev: standardavvikelsen behöver minst två tal.")
    centre = _mean(numbers)
    deviations = [calculate(CONTEXT.subtract, value, centre) for value in numbers]
    squares = _sum([calculate(CONTEXT.multiply, deviation, deviation) for deviation in deviations])
    return calculate(CONTEXT.sqrt, calculate(CONTEXT.divide, squares, Decimal(len(numbers) - 1)))


def mode(items: list[Any]) -> list[Decimal]:
    """The most frequent numbers, in ascending order; an empty list for none."""
    counts = Counter(_only_numbers("mode", items))
    top = max(counts.values(), default=0)
    return sorted(value for value, times in counts.items() if times == top)


def all_true(items: list[Any]) -> bool:
    """False when any element is false; null when one is no boolean; else true, for none too."""
    return _quantified("all", items, decisive=False)


def any_true(items: list[Any]) -> bool:
    """True when any element is true; null when one is no boolean; else false, for none too."""
    return _quantified("any", items, decisive=True)


def _quantified(name: str, items: list[Any], decisive: bool) -> bool:
    if any(item is decisive for item in items):
        return decisive
    for item in items:
        if not isinstance(item, bool):
            raise Null("fel typ", f"{name}: elementet {describe(item)} är varken sant eller falskt.")
    return not decisive


def _sum(numbers: list[Decimal]) -> Decimal:
    return reduce(lambda left, right: calculate(CONTEXT.add, left, right), numbers)


def _mean(numbers: list[Decimal]) -> Decimal:
    return calculate(CONTEXT.divide, _sum(numbers), Decimal(len(numbers)))


def _numbers(name: str, items: list[Any]) -> list[Decimal]:
    return _only_numbers(name, _nonempty(name, items))


def _only_numbers(name: str, items: list[Any]) -> list[Decimal]:
    for item in items:
        if not isinstance(item, Decimal):
            raise Null("fel typ", f"{name}: elementet {describe(item)} är inget tal.")
    return items


def _nonempty(name: str, items: list[Any]) -> list[Any]:
    if not items:
        raise Null("tom lista", f"{name}: listan är tom.")
    return items


def _spread(run: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    """The function with its elements as arguments of their own."""
    return lambda *items: run(list(items))


def _list_or_elements(name: str, run: Callable[[list[Any]], Any]) -> list[tuple[str, Callable[..., Any]]]:
    return [("list: list", run), (f"...{name}: Any", _spread(run))]


FUNCTIONS = builtins(
    {
        "count": [("list: list", count)],
        "min": _list_or_elements("c", minimum),
        "max": _list_or_elements("c", maximum),
        "sum": _list_or_elements("n", total),
        "mean": _list_or_elements("n", mean),
        "product": _list_or_elements("n", product),
        "median": _list_or_elements("n", median),
        "stddev": _list_or_elements("n", standard_deviation),
        "mode": _list_or_elements("n", mode),
        "all": _list_or_elements("b", all_true),
        "any": _list_or_elements("b", any_true),
    }
)
