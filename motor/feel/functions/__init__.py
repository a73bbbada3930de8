"""The built-in functions of FEEL (DMN 1.5, 10.3.4), by their FEEL names."""

from __future__ import annotations

from motor.feel.functions import (
    booleans,
    contexts,
    conversion,
    lists,
    numeric,
    ranges,
    sorting,
    statistics,
    strings,
    temporal,
)
from motor.feel.functions.builtin import Builtin

BUILTINS: dict[str, Builtin] = {
    **conversion.FUNCTIONS,
    **booleans.FUNCTIONS,
    **strings.FUNCTIONS,
    **lists.FUNCTIONS,
    **statistics.FUNCTIONS,
    **numeric.FUNCTIONS,
    **temporal.FUNCTIONS,
    **ranges.FUNCTIONS,
    **contexts.FUNCTIONS,
    **sorting.FUNCTIONS,
}

READS_CLOCK = ("now", "today")
"""The built-ins that can differ from one call to the next."""

__all__ = ["BUILTINS", "READS_CLOCK", "Builtin"]
