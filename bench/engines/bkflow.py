"""bkflow-feel (Python): a FEEL interpreter, which reads the text anew each time."""

from __future__ import annotations

from bkflow_feel.api import parse_expression

from bench.timing import Contender


def expression(text: str) -> Contender:
    """One expression of FEEL."""
    return Contender("bkflow-feel", lambda facts: parse_expression(text, facts))
