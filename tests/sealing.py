"""What the tests of seals share: a rule set with one version, to adopt, edit and correct."""

from __future__ import annotations

from pathlib import Path

import motor as engine
from tests.command import Run, motor

VERSION = "avgift/2024-01-01.yaml"
ORGAN = ("--organ", "nämnden för kort, lån", "--beslutsdatum", "2023-11-01", "--paragraf", "§ 7")
ADOPTED = 'beslutad: {organ: "nämnden för kort, lån", datum: 2023-11-01, paragraf: § 7}'


def adopt(rule_set: Path, *options: str, start: str = "2024-01-01") -> Run:
    """`motor besluta` on the version, by the usual decision when no other is given."""
    return motor("besluta", str(rule_set), "avgift", start, *(options or ORGAN))


def correct(rule_set: Path, *options: str) -> Run:
    """`motor korrigera` on the version."""
    return motor("korrigera", str(rule_set), "avgift", "2024-01-01", *options)


def contents(rule_set: Path) -> dict[str, bytes]:
    """Every file of a rule set, by its path within it."""
    return {
        path.relative_to(rule_set).as_posix(): path.read_bytes()
        for path in rule_set.rglob("*")
        if path.is_file()
    }


def told(rule_set: Path, extra: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """What is found about seals: how grave, and the sentence."""
    return [(found.severity.value, found.message) for found in engine.check(rule_set, extra)
            if "sigill" in found.code]  # fmt: skip


def edit(path: Path) -> None:
    """Change an amount."""
    path.write_text(path.read_text("utf-8").replace("1 200", "1 300"), "utf-8")
