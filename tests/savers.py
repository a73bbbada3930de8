"""A process that saves receipts, for the tests that run several of them or kill one."""

from __future__ import annotations

import sys
from pathlib import Path

from verktyg.kvitto.lager import opened


def run(database: str, name: str, count: int, acknowledged: Path) -> None:
    """Save so many receipts; each is written down, unbuffered, as soon as it is said to be saved."""
    with opened(database) as store, acknowledged.open("ab", buffering=0) as file:
        for index in range(count):
            entry = store.save({"ärende": f"{name}-{index}", "regler": {}, "form": 1}, [])
            file.write(f"{entry.number} {entry.chain}\n".encode())


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
