"""Boolean functions (DMN 1.5, 10.3.4.2)."""

from __future__ import annotations

from motor.feel.functions.builtin import builtins


def negation(negand: bool) -> bool:
    """True for false, false for true."""
    return not negand


FUNCTIONS = builtins({"not": [("negand: boolean", negation)]})
