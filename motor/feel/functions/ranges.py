"""Range functions: how points and ranges lie to each other (DMN 1.5, 10.3.4.12).

A unary range such as `(> 5)` goes on without end; the result is null when two ends cannot be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from motor.feel.functions.builtin import Definitions, builtins
from motor.values.compare import equal, less
from motor.values.kinds import describe, opening
from motor.values.null import Null
from motor.values.ranges import Range


@dataclass(frozen=True, slots=True)
class _Bound:
    """An end of a range or a point: `side` is -1 or 1 where the range goes on without end."""

    value: Any
    side: int = 0

    def __lt__(self, other: _Bound) -> bool:
        if self.side or other.side:
            return self.side < other.side
        return _decided(less(self.value, other.value), self.value, other.value)

    def __gt__(self, other: _Bound) -> bool:
        return other < self

    def same(self, other: _Bound) -> bool:
        """Whether the two are one and the same place."""
        if self.side or other.side:
            return self.side == other.side
        _decided(less(self.value, other.value), self.value, other.value)
        return equal(self.value, other.value) is True


@dataclass(frozen=True, slots=True)
class _Span:
    """A range with its ends as bounds."""

    start: _Bound
    end: _Bound
    start_included: bool
    end_included: bool

    @classmethod
    def of(cls, interval: Range) -> _Span:
        if interval.operator == "!=":
            raise Null("inget sammanhängande intervall", "Intervallet (!= x) har varken början eller slut.")
        start = _Bound(interval.start, -1 if interval.operator in ("<", "<=") else 0)
        end = _Bound(interval.end, 1 if interval.operator in (">", ">=") else 0)
        return cls(start, end, interval.start_included, interval.end_included)


def _decided(answer: bool | None, left: Any, right: Any) -> bool:
    if answer is None:
        message = f"{opening(left)} och {describe(right)} har ingen inbördes ordning."
        raise Null("går inte att jämföra", message)
    return answer


def before_points(point1: _Bound, point2: _Bound) -> bool:
    """before(point, point)."""
    return point1 < point2


def before_range(point: _Bound, span: _Span) -> bool:
    """before(point, range)."""
    return point < span.start or (point.same(span.start) and not span.start_included)


def before_point(span: _Span, point: _Bound) -> bool:
    """before(range, point)."""
    return span.end < point or (span.end.same(point) and not span.end_included)


def before_ranges(first: _Span, second: _Span) -> bool:
    """before(range, range)."""
    touching = first.end.same(second.start)
    return first.end < second.start or (touching and not (first.end_included and second.start_included))


def meets(first: _Span, second: _Span) -> bool:
    """The first ends where the second starts, and both hold that point."""
    return first.end_included and second.start_included and first.end.same(second.start)


def overlaps(first: _Span, second: _Span) -> bool:
    """Some point lies in both."""
    return not before_ranges(first, second) and not before_ranges(second, first)


def overlaps_before(first: _Span, second: _Span) -> bool:
    """The first starts before the second and ends within it."""
    starts_first = first.start < second.start or (
        first.start.same(second.start) and first.start_included and not second.start_included
    )
    return starts_first and not before_ranges(first, second) and _ends_within(first, second)


def _ends_within(first: _Span, second: _Span) -> bool:
    return first.end < second.end or (
        first.end.same(second.end) and (not first.end_included or second.end_included)
    )


def _starts_within(first: _Span, second: _Span) -> bool:
    return first.start > second.start or (
        first.start.same(second.start) and (not first.start_included or second.start_included)
    )


def finishes_point(point: _Bound, span: _Span) -> bool:
    """finishes(point, range)."""
    return span.end_included and span.end.same(point)


def finishes(first: _Span, second: _Span) -> bool:
    """Both end alike, and the first starts within the second."""
    alike = first.end_included == second.end_included and first.end.same(second.end)
    return alike and _starts_within(first, second)


def includes_point(span: _Span, point: _Bound) -> bool:
    """includes(range, point)."""
    return not before_range(point, span) and not before_point(span, point)


def includes(first: _Span, second: _Span) -> bool:
    """No point of the second lies outside the first."""
    return _starts_within(second, first) and _ends_within(second, first)


def starts_point(point: _Bound, span: _Span) -> bool:
    """starts(point, range)."""
    return span.start_included and span.start.same(point)


def starts(first: _Span, second: _Span) -> bool:
    """Both start alike, and the first ends within the second."""
    alike = first.start_included == second.start_included and first.start.same(second.start)
    return alike and _ends_within(first, second)


def coincide_points(point1: _Bound | _Span, point2: _Bound | _Span) -> bool:
    """coincides(point, point); a point and a range are not compared."""
    if isinstance(point1, _Span) or isinstance(point2, _Span):
        raise Null("fel typ", "coincides: ett intervall kan bara jämföras med ett annat intervall.")
    return point1.same(point2)


def coincide(first: _Span, second: _Span) -> bool:
    """coincides(range, range): both start and end alike."""
    return (
        first.start_included == second.start_included
        and first.end_included == second.end_included
        and first.start.same(second.start)
        and first.end.same(second.end)
    )


def _lifted(relation: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """The relation on FEEL values: ranges become spans, anything else a point."""
    return lambda left, right: relation(_place(left), _place(right))


def _place(value: Any) -> _Bound | _Span:
    return _Span.of(value) if isinstance(value, Range) else _Bound(value)


def _mirrored(relation: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda left, right: relation(right, left)


_POINTS = "point1: Any, point2: Any"
_POINT_RANGE = "point: Any, range: range"
_RANGE_POINT = "range: range, point: Any"
_RANGES = "range1: range, range2: range"

_RELATIONS: Definitions = {
    "before": [
        (_RANGES, before_ranges),
        (_RANGE_POINT, before_point),
        (_POINT_RANGE, before_range),
        (_POINTS, before_points),
    ],
    "after": [
        (_RANGES, _mirrored(before_ranges)),
        (_RANGE_POINT, _mirrored(before_range)),
        (_POINT_RANGE, _mirrored(before_point)),
        (_POINTS, _mirrored(before_points)),
    ],
    "meets": [(_RANGES, meets)],
    "met by": [(_RANGES, _mirrored(meets))],
    "overlaps": [(_RANGES, overlaps)],
    "overlaps before": [(_RANGES, overlaps_before)],
    "overlaps after": [(_RANGES, _mirrored(overlaps_before))],
    "finishes": [(_RANGES, finishes), (_POINT_RANGE, finishes_point)],
    "finished by": [(_RANGES, _mirrored(finishes)), (_RANGE_POINT, _mirrored(finishes_point))],
    "includes": [(_RANGES, includes), (_RANGE_POINT, includes_point)],
    "during": [(_RANGES, _mirrored(includes)), (_POINT_RANGE, _mirrored(includes_point))],
    "starts": [(_RANGES, starts), (_POINT_RANGE, starts_point)],
    "started by": [(_RANGES, _mirrored(starts)), (_RANGE_POINT, _mirrored(starts_point))],
    "coincides": [(_RANGES, coincide), (_POINTS, coincide_points)],
}

FUNCTIONS = builtins(
    {
        name: [(signature, _lifted(relation)) for signature, relation in overloads]
        for name, overloads in _RELATIONS.items()
    }
)
