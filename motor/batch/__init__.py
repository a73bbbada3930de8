"""Many rows at once: Arrow in, Arrow out, each combination that the rules tell apart decided once.

`run` goes from file to file, `decide` works in memory. Both give what `Rulebook.evaluate` gives on each row's
own facts: columns are only told apart here (`coding`, `keys`), and answers copied (`kernel`); what decides is
the interpreter (`rows`), in this process or in others (`workers`). Needs the extra `batch`.
"""

from __future__ import annotations

from motor.errors import EvaluationError, Problem

try:
    import numpy  # noqa: F401
    import pyarrow  # noqa: F401
except ImportError as error:
    raise EvaluationError(
        Problem(
            "saknat tillägg",
            f"För att köra många rader på en gång behövs {error.name}, som inte är installerat.",
            hint="Installera det: pip install 'regelmotor[batch]'",
        )
    ) from None

from motor.batch.run import Report, decide, run

__all__ = ["Report", "decide", "run"]
