"""What the tests about the repository itself share: where it is, and what it holds."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def tracked(*patterns: str) -> list[Path]:
    """Every file under version control, or new and not ignored, that matches one of the git patterns."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return sorted({ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()})


def shown(path: Path) -> str:
    """The path as a reader names it, from the root of the repository."""
    return path.relative_to(ROOT).as_posix()
