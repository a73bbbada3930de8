"""The operators on values: comparisons, membership and paths; Null where FEEL has null (DMN 1.5, 10.3.2)."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from motor.errors import suggestion
from motor.feel.spelling import name_of
from motor.values import arithmetic
from motor.values.compare import contains, equal, less, less_or_equal
from motor.values.kinds import describe, opening
from motor.values.null import Null
from motor.values.number import CONTEXT
from motor.values.properties import property_of
from motor.values.ranges import Range

Operator = Callable[[Any, Any], Any]
_PLAIN = frozenset({Decimal, str, bool})
"""The kinds whose equality is Python's own."""


def incomparable(left: Any, right: Any) -> Null:
    """Why two values cannot be compared."""
    if left is None or right is None:
        return Null("null i jämförelse", f"{opening(left)} kan inte jämföras med {describe(right)}.")
    return Null("ej jämförbara", f"{opening(left)} kan inte jämföras med {describe(right)}.")


def equals(left: Any, right: Any) -> bool:
    """Whether left = right. Raises Null when they are of different kinds."""
    if type(left) is type(right) and type(left) in _PLAIN:
        return bool(left == right)
    answer = equal(left, right)
    if answer is None:
        raise incomparable(left, right)
    return answer


def differs(left: Any, right: Any) -> bool:
    """Whether left != right. Raises Null as equals."""
    return not equals(left, right)


def before(left: Any, right: Any) -> bool:
    """Whether left < right. Raises Null when they have no order between them."""
    answer = less(left, right)
    if answer is None:
        raise incomparable(left, right)
    return answer


def up_to(left: Any, right: Any) -> bool:
    """Whether left <= right. Raises Null as before."""
    answer = less_or_equal(left, right)
    if answer is None:
        raise incomparable(left, right)
    return answer


def after(left: Any, right: Any) -> bool:
    """Whether left > right. Raises Null as before."""
    return before(right, left)


def from_on(left: Any, right: Any) -> bool:
    """Whether left >= right. Raises Null as before."""
    return up_to(right, left)


COMPARISONS: dict[str, Operator] = {
    "=": equals,
    "!=": differs,
    "<": before,
    "<=": up_to,
    ">": after,
    ">=": from_on,
}

ARITHMETIC: dict[str, Operator] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
}

ON_NUMBERS: dict[str, Operator] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": CONTEXT.divide,
}
"""What an operator is on two numbers; DecimalException where it has no value."""


def between(value: Any, low: Any, high: Any) -> bool:
    """Whether low <= value and value <= high, three-valued: false when either is false."""
    try:
        above = up_to(low, value)
    except Null:
        if less_or_equal(value, high) is False:
            return False
        raise
    return above and up_to(value, high)


def interval(start: Any, end: Any, start_included: bool, end_included: bool) -> Range:
    """The range value; null is an end that is not known. Raises Null when its ends have no order."""
    present = next((each for each in (start, end) if each is not None), None)
    if start is not None and end is not None and less(start, end) is None:
        raise incomparable(start, end)
    if present is not None and less(present, present) is None:
        raise Null("fel typ", f"{opening(present)} kan inte vara gräns för ett intervall.")
    return Range(start, end, start_included, end_included)


def matches(value: Any, candidate: Any) -> bool:
    """Whether a value passes the test that a candidate is: a value it equals, a range, or a list of those.

    (DMN 1.5, 10.3.2.13, table of `in`.) Raises Null when that cannot be told.
    """
    if isinstance(candidate, Range) and not isinstance(value, Range):
        inside = contains(candidate, value)
        if inside is None:
            raise _outside_reach(candidate, value)
        return inside
    if isinstance(candidate, list):
        return (isinstance(value, list) and equal(value, candidate) is True) or _any_matches(value, candidate)
    return equals(value, candidate)


def _any_matches(value: Any, candidates: list[Any]) -> bool:
    """Whether some candidate matches: equals the value or is a range with it; another kind does not."""
    unknown: Null | None = None
    for candidate in candidates:
        try:
            if equals(value, candidate) if isinstance(candidate, list) else matches(value, candidate):
                return True
        except Null as null:
            if isinstance(candidate, Range):
                unknown = null
    if unknown is not None:
        raise unknown
    return False


def _outside_reach(interval: Range, value: Any) -> Null:
    ends = [end for end in (interval.start, interval.end) if end is not None]
    if value is None:
        return Null("null i jämförelse", "Null kan inte ligga i ett intervall.")
    if not ends or (not interval.operator and len(ends) < 2):
        return Null("null i jämförelse", "Intervallets gräns är null.")
    return incomparable(value, ends[0])


def _entry(context: dict[str, Any], name: str) -> Any:
    """The entry whose key is the name in another spelling, with other spaces or accents put together."""
    for key, value in context.items():
        if name_of(key) == name:
            return value
    hint = suggestion(name, context)
    message = f'Kontexten har ingen post "{name}".'
    raise Null("saknad post", f"{message} {hint}" if hint else message)


def member(value: Any, name: str) -> Any:
    """`value.name` of a context or of a value with properties. Raises Null when there is no such part."""
    if isinstance(value, dict):
        return value[name] if name in value else _entry(value, name)
    if value is None:
        raise Null("null i sökväg", f'"{name}" läses ur null.')
    return property_of(value, name)
