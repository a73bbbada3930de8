"""Promises about time, kept on machines of any speed: seconds of this process, by how slow it is just now."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

TURNS = 400_000
USUAL = 0.02
"""Seconds that the turns take on a machine of today that does nothing else."""
TRACED = 4
"""How much slower the code under test may be while its coverage is measured."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Assert that the block takes at most these seconds of the processor's time."""
    seconds *= TRACED if sys.gettrace() else 1
    slowness = _slowness()
    started = time.process_time()
    yield
    used = time.process_time() - started
    assert used <= seconds * max(1, slowness, _slowness()), f"{used:.1f} seconds"


def _slowness() -> float:
    started = time.process_time()
    total = 0
    for turn in range(TURNS):
        total += turn
    assert total
    return (time.process_time() - started) / USUAL
