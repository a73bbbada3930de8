"""When and where the figures come from."""

from __future__ import annotations

import datetime
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = {
    "zen-engine": "ZEN",
    "common-expression-language": "CEL",
    "SpiffWorkflow": "SpiffWorkflow",
    "bkflow-feel": "bkflow-feel",
    "duckdb": "DuckDB",
    "polars": "polars",
    "numpy": "numpy",
    "pyarrow": "pyarrow",
}


def described() -> str:
    """The day, the machine and the versions, as a sentence each."""
    day = datetime.datetime.now().astimezone().date()
    return (
        f"{day}, {os.cpu_count()} cores, {_processor()}, {platform.system()}, "
        f"Python {platform.python_version()}. {', '.join(_versions())}."
    )


def _versions() -> list[str]:
    found = []
    for package, name in PACKAGES.items():
        try:
            found.append(f"{name} {version(package)}")
        except PackageNotFoundError:
            continue
    return found or ["No peers"]


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.machine()
    lines = (line.partition(":") for line in info.read_text("utf-8").splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == "model name"), platform.machine())
