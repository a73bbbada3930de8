"""What tests need of npm: packages by the lock file in a folder, installed there when first asked for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def installed(folder: Path) -> Path:
    """The packages of a folder. Skips the test, with the reason, where they cannot be had."""
    need("node", "npm")
    lock = (folder / "package-lock.json").read_text("utf-8")
    packages = folder / "node_modules"
    mark = packages / "installed.json"
    if not mark.exists() or mark.read_text("utf-8") != lock:
        install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"npm kunde inte hämta det som {folder.name} vill ha: {done.stderr.strip()[-300:]}")
        mark.write_text(lock, "utf-8")
    return packages


def need(*commands: str) -> list[str]:
    """The paths of commands. Skips the test, with the reason, where some are missing."""
    found = {name: shutil.which(name) for name in commands}
    if missing := [name for name, path in found.items() if path is None]:
        pytest.skip(f"{', '.join(missing)} saknas")
    return [path for path in found.values() if path is not None]
