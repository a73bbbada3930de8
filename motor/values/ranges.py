"""Ranges: intervals with two ends, and the unary comparisons that are ranges too (DMN 1.5, 10.3.2.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

UNARY_OPERATORS = ("<", "<=", ">", ">=", "=", "!=")


@dataclass(frozen=True, slots=True)
class Range:
    """From start to end, each included or not.

    A unary range such as `(< 10)` keeps its operator, and its missing end is None. The interval `(null..10)`
    has an end that is null, so it has no operator, and nothing can be said to lie within it.
    `(!= 10)` has its operand as both ends.
    """

    start: Any
    end: Any
    start_included: bool = True
    end_included: bool = True
    operator: str | None = None

    @classmethod
    def unary(cls, operator: str, operand: Any) -> Range:
        """The range of a comparison: one of UNARY_OPERATORS with its operand. Raises KeyError for another."""
        return _UNARY[operator](operand)


_UNARY = {
    "<": lambda operand: Range(None, operand, False, False, "<"),
    "<=": lambda operand: Range(None, operand, False, True, "<="),
    ">": lambda operand: Range(operand, None, False, False, ">"),
    ">=": lambda operand: Range(operand, None, True, False, ">="),
    "=": lambda operand: Range(operand, operand, True, True, "="),
    "!=": lambda operand: Range(operand, operand, False, False, "!="),
}
