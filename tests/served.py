"""A folder of one rule set that changes while it is served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.rulesets import AVGIFT, write
from verktyg.webb.regelmapp.mapp import RuleFolder

VERSION = "avgift/2024-01-01.yaml"
BROKEN = AVGIFT.replace('"< 18"', '"< arton"')


def taken(rules: Path) -> RuleFolder:
    """The folder, looked at once."""
    folder = RuleFolder(rules)
    folder.look()
    return folder


def fee(folder: RuleFolder, age: int = 20) -> Any:
    """What the rules that are served say of a grown-up."""
    return folder.served["prov"].rulebook.evaluate({"ålder": age}).values["avgift"]


def told(folder: RuleFolder) -> str:
    """What is said of the state on disk."""
    return "\n".join(map(str, folder.served["prov"].problems))


def change(rules: Path, text: str, name: str = VERSION) -> Path:
    """A file of the rule set, written over."""
    return write(rules, {name: text}) / name
