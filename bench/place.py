"""Where to measure, and how long."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bench.timing import Effort


@dataclass(frozen=True)
class Place:
    """Where rule sets and data can be written, and how long to measure."""

    folder: Path
    effort: Effort
